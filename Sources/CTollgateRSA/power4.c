#if defined(__x86_64__)
#include "lanes4.h"
#include "power.h"
#endif
