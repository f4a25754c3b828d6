#include "libjwt_decode.h"

#include <jwt.h>
#include <time.h>

int libjwt_accepts(const char *token, const unsigned char *pem, size_t pem_length) {
    jwt_t *decoded = NULL;
    if (jwt_decode(&decoded, token, pem, (int)pem_length) != 0) return 0;
    int accepted = jwt_get_alg(decoded) == JWT_ALG_RS256 && jwt_get_grant_int(decoded, "exp") > time(NULL);
    jwt_free(decoded);
    return accepted;
}
