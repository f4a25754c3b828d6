#if defined(__x86_64__)
#include "lanes8.h"
#include "power.h"
#endif
