// Stands in front of glibc's allocator: whoever links this has its own `malloc`, which counts and then calls
// glibc's under its other name. No LD_PRELOAD is needed.
#include "allocation_counter.h"

#include <errno.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define HAS_OWN_ALLOCATOR 1
#endif
#endif

#if defined(__GLIBC__) && !defined(HAS_OWN_ALLOCATOR)

static _Thread_local bool is_counting;
static _Thread_local size_t count;
static _Thread_local size_t bytes;
static _Thread_local long live_bytes;

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static void *note(void *memory, size_t size) {
    if (is_counting && memory != NULL) {
        count += 1;
        bytes += size;
        live_bytes += (long)malloc_usable_size(memory);
    }
    return memory;
}

void *malloc(size_t size) { return note(__libc_malloc(size), size); }

void *calloc(size_t number, size_t size) { return note(__libc_calloc(number, size), number * size); }

void *realloc(void *pointer, size_t size) {
    if (is_counting && pointer != NULL) live_bytes -= (long)malloc_usable_size(pointer);
    return note(__libc_realloc(pointer, size), size);
}

void *memalign(size_t alignment, size_t size) { return note(__libc_memalign(alignment, size), size); }

void *aligned_alloc(size_t alignment, size_t size) { return note(__libc_memalign(alignment, size), size); }

int posix_memalign(void **pointer, size_t alignment, size_t size) {
    void *memory = note(__libc_memalign(alignment, size), size);
    if (memory == NULL) return ENOMEM;
    *pointer = memory;
    return 0;
}

void free(void *pointer) {
    if (is_counting && pointer != NULL) live_bytes -= (long)malloc_usable_size(pointer);
    __libc_free(pointer);
}

bool allocation_counter_is_available(void) { return true; }

void allocation_counter_start(void) {
    count = 0;
    bytes = 0;
    is_counting = true;
}

size_t allocation_counter_stop(void) {
    is_counting = false;
    return count;
}

size_t allocation_counter_bytes(void) { return bytes; }

long allocation_counter_live_bytes(void) { return live_bytes; }

#else

bool allocation_counter_is_available(void) { return false; }
void allocation_counter_start(void) {}
size_t allocation_counter_stop(void) { return 0; }
size_t allocation_counter_bytes(void) { return 0; }
long allocation_counter_live_bytes(void) { return 0; }

#endif
