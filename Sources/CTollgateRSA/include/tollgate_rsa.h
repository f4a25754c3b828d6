#ifndef TOLLGATE_RSA_H
#define TOLLGATE_RSA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// An RSA public key with e = 65537, prepared for `tollgate_rsa_power`; never changes once it is made.
struct tollgate_rsa_key;

/// How many limbs of 52 bits a vector holds on this processor: 8 or 4, or 0 where it cannot run the kernel.
int tollgate_rsa_lanes(void);

/// Whether the kernel was compiled with optimisation, without which it is slower than any other.
bool tollgate_rsa_is_optimized(void);

/// Whether the environment variable `TOLLGATE_RSA` is `openssl`.
bool tollgate_rsa_is_switched_off(void);

/// Prepares a key of 2048, 3072 or 4096 bits.
///
/// - Parameters:
///   - modulus: The modulus, big-endian: odd, its first bit set.
///   - count: Its bytes: 256, 384 or 512.
///   - lanes: 8 or 4; both run wherever one does, and `tollgate_rsa_lanes` says which one is faster.
/// - Returns: The key, to be freed; `NULL` for every other modulus, and where memory is exhausted.
struct tollgate_rsa_key *_Nullable tollgate_rsa_key_create(const uint8_t *_Nonnull modulus, size_t count, int lanes);

void tollgate_rsa_key_free(struct tollgate_rsa_key *_Nullable key);

/// s^65537 mod n (RFC 8017 §5.2.2), of public values only: its time depends on them.
///
/// - Parameters:
///   - key: The key.
///   - s: As many bytes as the modulus has, big-endian.
///   - value: Room for as many.
/// - Returns: Whether s < n; `value` is untouched otherwise.
bool tollgate_rsa_power(const struct tollgate_rsa_key *_Nonnull key, const uint8_t *_Nonnull s, uint8_t *_Nonnull value);

/// Whether `signature` is the key's RSASSA-PKCS1-v1_5 signature of a SHA-256 hash (RFC 8017 §8.2.2).
///
/// - Parameters:
///   - key: The key.
///   - signature: As many bytes as the modulus has.
///   - hash: The 32 bytes of the hash.
bool tollgate_rsa_verify(
    const struct tollgate_rsa_key *_Nonnull key, const uint8_t *_Nonnull signature, const uint8_t *_Nonnull hash);

#endif
