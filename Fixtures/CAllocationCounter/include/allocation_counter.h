// Counts what the calling thread asks the allocator for.
#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdbool.h>
#include <stddef.h>

/// Whether allocations can be counted: with glibc, and not in a sanitizer build, which brings an allocator of its own.
bool allocation_counter_is_available(void);

/// Begins to count the calling thread's allocations, from 0.
void allocation_counter_start(void);

/// Ends it.
///
/// - Returns: How often memory was asked for.
size_t allocation_counter_stop(void);

/// How many bytes the allocations since the last start asked for together.
size_t allocation_counter_bytes(void);

/// How many bytes the calling thread has been given and not freed, of all that it did while counting.
long allocation_counter_live_bytes(void);

#endif
