// ThreadSanitizer annotations for the package's one lock type.
//
// ThreadSanitizer does not see the futex calls of Swift's `Synchronization.Mutex`, so a contended one is
// reported as a race although there is none. `Lock` tells it where the lock is taken and released.
// Outside a sanitizer build the token is NULL and nothing else is called.
#ifndef TOLLGATE_SANITIZER_H
#define TOLLGATE_SANITIZER_H

#include <stddef.h>

/// An address that stands for one lock, or NULL when ThreadSanitizer is not linked in.
void *tollgate_lock_token_create(void);

/// Gives back what `tollgate_lock_token_create` returned.
void tollgate_lock_token_destroy(void *token);

void tollgate_lock_token_acquire(void *token);
void tollgate_lock_token_release(void *token);

/// To be called right after the lock was taken.
static inline void tollgate_lock_acquired(void *token) {
    if (token != NULL) tollgate_lock_token_acquire(token);
}

/// To be called right before the lock is released.
static inline void tollgate_lock_will_release(void *token) {
    if (token != NULL) tollgate_lock_token_release(token);
}

#endif
