// The arithmetic, once for each W: `lanes4.h` or `lanes8.h` stands in front of it. See `key.h` for what the letters mean.
//
// Why nothing overflows. A column of a product is the sum of the low halves of all a[i] × b[k] with i + k = c and of the
// high halves of those with i + k = c - 1; each half is below 2^52. Of two numbers of L limbs that are at most 2 L
// halves. Reduction adds to a column at most 2 B halves more, the carry of the column below it, below 2^12, and, once,
// the carry of the block below. L and B are at most 88 and 80: (2 × 88 + 2 × 80) × 2^52 + 2^13 < 2^61. Sums of squares
// are doubled before they are complete: each half that is doubled stands for two of those counted above.
//
// Why the results fit. With a, b < 2 N the result of Montgomery's step is below a b / R + N, where N < 2^(52 (W + B) - 32)
// for 2048 bits (B limbs hold at least 32 bits more than n has) and less by more for the others: below N + N / 2^30.
// The top carry of a result is therefore always zero.

#include <string.h>

#include "key.h"

#define UNROLLED _Pragma("clang loop unroll(full)")
// Vectors then cross lines of the cache only where they have to.
#define ALIGNED _Alignas(64)
#define INLINE TARGET static inline __attribute__((always_inline))

/// Adds q × h to B / W + 1 blocks of columns; q has W limbs, h stands there as `tollgate_rsa_shifted`.
INLINE void add_product(uint64_t *columns, const uint64_t *q, const uint64_t *h, const int base) {
    VECTOR limbs[W];
    UNROLLED for (int i = 0; i < W; i++) limbs[i] = EACH(q[i]);
    for (int c = 0; c <= base; c += W, h += W * (W + 1)) {
        VECTOR low = LOAD(columns + c), low2 = ZERO, high = ZERO, high2 = ZERO, here = LOAD(h);
        UNROLLED for (int i = 0; i < W; i += 2) {
            const VECTOR below = LOAD(h + (i + 1) * W), next = LOAD(h + (i + 2) * W);
            low = ADD_LOW(low, limbs[i], here);
            high = ADD_HIGH(high, limbs[i], below);
            low2 = ADD_LOW(low2, limbs[i + 1], below);
            high2 = ADD_HIGH(high2, limbs[i + 1], next);
            here = next;
        }
        STORE(columns + c, ADD(ADD(low, low2), ADD(high, high2)));
    }
}

/// Carries in a number from limb to limb.
INLINE void carry_all(uint64_t *limbs, const int count) {
    uint64_t carry = 0;
    for (int i = 0; i < count; i++) {
        carry += limbs[i];
        limbs[i] = carry & TOLLGATE_RSA_LIMB_MASK;
        carry >>= TOLLGATE_RSA_LIMB_BITS;
    }
}

/// result = columns / R mod N, below 2 N, of 2 L columns with one block of zeros above them.
INLINE void reduce(const struct tollgate_rsa_key *key, const int limbs, uint64_t *columns, uint64_t *result) {
    uint64_t carry = 0;
    for (int c = 0; c < limbs; c += W) {
        // These W limbs times N, and they themselves are gone: what is left of that is `upper`, W limbs further up.
        uint64_t q[W];
        UNROLLED for (int i = 0; i < W; i++) {
            carry += columns[c + i];
            q[i] = carry & TOLLGATE_RSA_LIMB_MASK;
            carry >>= TOLLGATE_RSA_LIMB_BITS;
        }
        add_product(columns + c + W, q, key->upper, limbs - W);
    }
    columns += limbs;
    columns[0] += carry;
    // Carries go up by one limb in all lanes at once. That one of them goes further is rare: about 2^-40 a limb.
    VECTOR below = ZERO, all = ZERO;
    for (int i = 0; i < limbs; i += W) {
        const VECTOR column = LOAD(columns + i), carries = CARRIES(column);
        const VECTOR limb = ADD(AND(column, EACH(TOLLGATE_RSA_LIMB_MASK)), UP_ONE_LANE(carries, below));
        below = carries;
        all = OR(all, limb);
        STORE(result + i, limb);
    }
    if (__builtin_expect(IS_ANY(CARRIES(all)), 0)) carry_all(result, limbs);
}

/// result = a × b / R mod N; a has L limbs, b and the result L between W zeros.
INLINE void multiply(
    const struct tollgate_rsa_key *key, const int limbs, uint64_t *result, const uint64_t *a, const uint64_t *b
) {
    ALIGNED uint64_t columns[2 * TOLLGATE_RSA_LIMBS_MAX + W];
    for (int c = 0; c < 2 * limbs; c += W) {
        VECTOR low = ZERO, high = ZERO;
        const int first = c > limbs ? c - limbs : 0, end = c + W < limbs ? c + W : limbs;
        for (int i = first; i < end; i++) {
            const VECTOR limb = EACH(a[i]);
            low = ADD_LOW(low, limb, LOAD(b + c - i));
            high = ADD_HIGH(high, limb, LOAD(b + c - i - 1));
        }
        STORE(columns + c, ADD(low, high));
    }
    STORE(columns + 2 * limbs, ZERO);
    reduce(key, limbs, columns, result);
}

/// a = a × a / R mod N; a has L limbs between W zeros.
INLINE void square(const struct tollgate_rsa_key *key, const int limbs, uint64_t *a) {
    ALIGNED uint64_t columns[2 * TOLLGATE_RSA_LIMBS_MAX + W];
    UNROLLED for (int c = 0; c < 2 * limbs; c += W) {
        // Products of two different limbs, i < k, once each: they are doubled afterwards.
        VECTOR low = ZERO, high = ZERO, low2 = ZERO, high2 = ZERO;
        const int first = c > limbs ? c - limbs : 0, middle = c / 2;
        UNROLLED for (int i = first; i + 2 <= middle; i += 2) {
            const VECTOR limb = EACH(a[i]), limb2 = EACH(a[i + 1]), between = LOAD(a + c - i - 1);
            low = ADD_LOW(low, limb, LOAD(a + c - i));
            high = ADD_HIGH(high, limb, between);
            low2 = ADD_LOW(low2, limb2, between);
            high2 = ADD_HIGH(high2, limb2, LOAD(a + c - i - 2));
        }
        // Of the limbs whose squares are in this block only the lanes with k > i.
        UNROLLED for (int t = 0; t < W / 2; t++) {
            const int i = middle + t;
            const VECTOR limb = EACH(a[i]);
            low = ADD_LOW_OF(0xFFu << (2 * t + 1), low, limb, LOAD(a + c - i));
            high = ADD_HIGH_OF(0xFFu << (2 * t + 2), high, limb, LOAD(a + c - i - 1));
        }
        VECTOR sum = ADD(ADD(low, low2), ADD(high, high2));
        sum = ADD(sum, sum);
        const VECTOR limb = TWICE(a + middle);
        sum = ADD_LOW_OF(0x55, sum, limb, limb);
        sum = ADD_HIGH_OF(0xAA, sum, limb, limb);
        STORE(columns + c, sum);
    }
    STORE(columns + 2 * limbs, ZERO);
    reduce(key, limbs, columns, a);
}

/// q = -y / n mod 2^(52 W), of the lower limbs of y.
INLINE void last_factor(const struct tollgate_rsa_key *key, const uint64_t *y, uint64_t *q) {
    uint64_t sum = 0;
    UNROLLED for (int i = 0; i < W; i++) {
        uint64_t above = 0;
        UNROLLED for (int j = 0; j <= i; j++) {
            const unsigned __int128 product = (unsigned __int128)key->inverse[j] * y[i - j];
            sum += (uint64_t)product & TOLLGATE_RSA_LIMB_MASK;
            above += (uint64_t)(product >> TOLLGATE_RSA_LIMB_BITS);
        }
        q[i] = sum & TOLLGATE_RSA_LIMB_MASK;
        sum = (sum >> TOLLGATE_RSA_LIMB_BITS) + above;
    }
}

INLINE void power(const struct tollgate_rsa_key *key, const int limbs, const uint64_t *s, uint64_t *value) {
    const int base = limbs - W;
    // s between W zeros below and 2 W above: seen from W below it is s × 2^(52 W).
    ALIGNED uint64_t padded[TOLLGATE_RSA_LIMBS_MAX + 2 * W] = {0};
    ALIGNED tollgate_rsa_padded padded_x = {0}, y = {0};
    uint64_t *x = padded_x + W;
    memcpy(padded + W, s, (size_t)base * sizeof *s);
    multiply(key, limbs, x, padded + W, key->square + W);
    for (int i = 0; i < 16; i++) square(key, limbs, x);
    // x is s^65536 × R. The factor R goes with this product; 2^(52 W) goes with one more step, which is modulo n itself
    // and takes W limbs away: from y < N (1 + 2^-30) to y / 2^(52 W) + n < 3 n.
    multiply(key, limbs, y, padded, x);
    uint64_t q[W];
    last_factor(key, y, q);
    add_product(y, q, key->shifted_modulus, base);
    carry_all(y, limbs);
    memcpy(value, y + W, (size_t)base * sizeof *y);
}

TARGET void POWER(const struct tollgate_rsa_key *key, const uint64_t *s, uint64_t *value) {
    switch (key->modulus_bits) {
    case 2048: power(key, 40 + W, s, value); break;
    case 3072: power(key, (60 + W - 1) / W * W + W, s, value); break;
    case 4096: power(key, 80 + W, s, value); break;
    }
}
