#include "tollgate_threads.h"

#include <stdatomic.h>

_Thread_local unsigned tollgate_this_thread = 0;

static atomic_uint last_number;

unsigned tollgate_number_thread(void) {
    unsigned number = atomic_fetch_add_explicit(&last_number, 1, memory_order_relaxed) + 1;
    // After four thousand million threads the numbers begin anew; 0 means none.
    tollgate_this_thread = number != 0 ? number : 1;
    return tollgate_this_thread;
}
