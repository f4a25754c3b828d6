#ifndef TOLLGATE_RSA_KEY_H
#define TOLLGATE_RSA_KEY_H

#include <stdint.h>

// Numbers are arrays of limbs of 52 bits, the least significant first, since the processor multiplies 52 by 52 bits.
//
// W is the number of limbs in a vector. n has B limbs, the least multiple of W that holds its bits. Reduction is
// Montgomery's, modulo N = n × m, where m = -1/n mod 2^(52 W): the lower W limbs of N are all ones, so that the factor
// by which N has to be added to make the lower W limbs of a number zero are these limbs themselves. N has L = B + W
// limbs, R = 2^(52 L).

enum {
    TOLLGATE_RSA_LANES_MAX = 8,
    /// L of 4096 bits with 8 lanes.
    TOLLGATE_RSA_LIMBS_MAX = 88,
    TOLLGATE_RSA_LIMB_BITS = 52,
};

#define TOLLGATE_RSA_LIMB_MASK ((UINT64_C(1) << TOLLGATE_RSA_LIMB_BITS) - 1)

/// The numbers stand between W zeros, so that vectors may be loaded across their ends.
typedef uint64_t tollgate_rsa_padded[TOLLGATE_RSA_LIMBS_MAX + 2 * TOLLGATE_RSA_LANES_MAX];

/// A number of B limbs for multiplication by W others: for each of B / W + 1 blocks of columns the W limbs that stand
/// there when it is shifted up by 0, 1, … W limbs. A vector that crosses lines of the cache would take twice the time.
typedef uint64_t tollgate_rsa_shifted[TOLLGATE_RSA_LIMBS_MAX * (TOLLGATE_RSA_LANES_MAX + 1)];

struct tollgate_rsa_key {
    /// W.
    int lanes;
    int modulus_bits;
    /// B.
    int base_limbs;
    /// L.
    int limbs;
    /// m.
    uint64_t inverse[TOLLGATE_RSA_LANES_MAX];
    /// n.
    uint64_t modulus[TOLLGATE_RSA_LIMBS_MAX];
    _Alignas(64) tollgate_rsa_shifted shifted_modulus;
    /// (N + 1) / 2^(52 W), which has B limbs.
    _Alignas(64) tollgate_rsa_shifted upper;
    /// R² mod N.
    _Alignas(64) tollgate_rsa_padded square;
};

/// value = s^65537 mod n, or up to twice n more; `s` has B limbs and is below n, `value` has room for B.
void tollgate_rsa_power4(const struct tollgate_rsa_key *key, const uint64_t *s, uint64_t *value);
void tollgate_rsa_power8(const struct tollgate_rsa_key *key, const uint64_t *s, uint64_t *value);

#endif
