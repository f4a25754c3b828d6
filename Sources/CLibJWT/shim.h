#ifndef TOLLGATE_CLIBJWT_SHIM_H
#define TOLLGATE_CLIBJWT_SHIM_H

#include <jwt.h>
#include <stdlib.h>

// libjwt's strings are released with the C library's `free`, which Swift would need a platform module for.
static inline void tollgate_jwt_free_string(char *_Nullable text) { free(text); }

#endif
