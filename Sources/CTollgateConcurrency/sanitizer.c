#include "tollgate_sanitizer.h"

#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TOLLGATE_THREAD_SANITIZER 1
#endif
#endif

#ifdef TOLLGATE_THREAD_SANITIZER

void __tsan_acquire(void *address);
void __tsan_release(void *address);

void *tollgate_lock_token_create(void) { return malloc(1); }
void tollgate_lock_token_destroy(void *token) { free(token); }
void tollgate_lock_token_acquire(void *token) { __tsan_acquire(token); }
void tollgate_lock_token_release(void *token) { __tsan_release(token); }

#else

void *tollgate_lock_token_create(void) { return NULL; }
void tollgate_lock_token_destroy(void *token) { (void)token; }
void tollgate_lock_token_acquire(void *token) { (void)token; }
void tollgate_lock_token_release(void *token) { (void)token; }

#endif
