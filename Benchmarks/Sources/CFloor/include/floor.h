// The floor: what RS256 costs in libcrypto when nothing else is done.
#ifndef TOLLGATE_FLOOR_H
#define TOLLGATE_FLOOR_H

#include <stddef.h>
#include <stdint.h>

typedef struct floor_context floor_context;

/// A context for one RSA public key: its modulus and exponent, big-endian. NULL where libcrypto refuses them.
floor_context *floor_create(const uint8_t *n, size_t n_length, const uint8_t *e, size_t e_length);

/// 1 if `signature` is the key's RS256 signature over `message`: SHA-256 with a fetched digest, and
/// EVP_PKEY_verify with a context that is used again and again.
int floor_verify(
    floor_context *context, const uint8_t *signature, size_t signature_length, const uint8_t *message,
    size_t message_length);

/// The length of a SHA-256 digest.
#define FLOOR_DIGEST_LENGTH 32

/// The first half of floor_verify: writes 32 bytes to `hash`, and returns 1 if it could.
int floor_digest(floor_context *context, const uint8_t *message, size_t message_length, uint8_t *hash);

/// The second half of floor_verify: 1 if `signature` is the key's over a message with this digest.
int floor_verify_digest(
    floor_context *context, const uint8_t *signature, size_t signature_length, const uint8_t *hash);

/// Writes the public key as PEM; returns its length, or 0 where there is not enough room.
size_t floor_public_pem(floor_context *context, uint8_t *pem, size_t capacity);

void floor_destroy(floor_context *context);

#endif
