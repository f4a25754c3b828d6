// A small number for each thread, so that threads can keep to places of their own in shared tables.
#ifndef TOLLGATE_THREADS_H
#define TOLLGATE_THREADS_H

extern _Thread_local unsigned tollgate_this_thread;

/// Gives the calling thread its number.
unsigned tollgate_number_thread(void);

/// The number of the calling thread: 1 for the first one that asks, then 2, and so on.
static inline unsigned tollgate_thread_number(void) {
    return tollgate_this_thread != 0 ? tollgate_this_thread : tollgate_number_thread();
}

#endif
