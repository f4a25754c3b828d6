// What a service does with a token that uses libjwt as its documentation says.
#ifndef TOLLGATE_LIBJWT_DECODE_H
#define TOLLGATE_LIBJWT_DECODE_H

#include <stddef.h>

/// 1 if libjwt accepts the token: jwt_decode with the public key as PEM, which verifies the signature and reads the
/// claims; then the algorithm has to be RS256, and `exp` to lie in the future.
int libjwt_accepts(const char *token, const unsigned char *pem, size_t pem_length);

#endif
