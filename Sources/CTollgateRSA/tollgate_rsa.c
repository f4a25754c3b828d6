#include "tollgate_rsa.h"

#include <stdlib.h>
#include <string.h>

#include "key.h"

enum { MODULUS_BYTES_MAX = 512 };

int tollgate_rsa_lanes(void) {
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512vl")
        || !__builtin_cpu_supports("avx512ifma"))
        return 0;
    // Zen 4 does 512 bits in two halves.
    return __builtin_cpu_is("znver4") ? 4 : 8;
#else
    return 0;
#endif
}

bool tollgate_rsa_is_optimized(void) {
#if defined(__OPTIMIZE__)
    return true;
#else
    return false;
#endif
}

bool tollgate_rsa_is_switched_off(void) {
    const char *value = getenv("TOLLGATE_RSA");
    return value && strcmp(value, "openssl") == 0;
}

/// A big-endian word at any address; the processor does it in one step.
static uint64_t load_word(const uint8_t *bytes) {
    uint64_t word = 0;
    for (int i = 0; i < 8; i++) word = word << 8 | bytes[i];
    return word;
}

static void store_word(uint8_t *bytes, uint64_t word) {
    for (int i = 0; i < 8; i++) bytes[i] = (uint8_t)(word >> (56 - 8 * i));
}

/// Limbs of a big-endian number whose length is a multiple of eight bytes; those above it are zero.
static void unpack(const uint8_t *bytes, size_t count, uint64_t *limbs, int limb_count) {
    uint64_t words[MODULUS_BYTES_MAX / 8 + 2] = {0};
    for (size_t word = 0; word < count / 8; word++) words[word] = load_word(bytes + count - 8 * (word + 1));
    for (int i = 0; i < limb_count; i++) {
        const int bit = i * TOLLGATE_RSA_LIMB_BITS, word = bit / 64, shift = bit % 64;
        const uint64_t low = words[word] >> shift, high = shift == 0 ? 0 : words[word + 1] << (64 - shift);
        limbs[i] = (low | high) & TOLLGATE_RSA_LIMB_MASK;
    }
}

/// The big-endian bytes of a number that fits into them; their count is a multiple of eight.
static void pack(const uint64_t *limbs, uint8_t *bytes, size_t count) {
    unsigned __int128 bits = 0;
    int available = 0;
    for (int limb = 0; count > 0; limb++) {
        bits |= (unsigned __int128)limbs[limb] << available;
        available += TOLLGATE_RSA_LIMB_BITS;
        if (available < 64) continue;
        count -= 8;
        store_word(bytes + count, (uint64_t)bits);
        bits >>= 64;
        available -= 64;
    }
}

static bool is_below(const uint64_t *a, const uint64_t *b, int count) {
    for (int i = count - 1; i >= 0; i--)
        if (a[i] != b[i]) return a[i] < b[i];
    return false;
}

static void subtract(uint64_t *a, const uint64_t *b, int count) {
    uint64_t borrow = 0;
    for (int i = 0; i < count; i++) {
        const uint64_t limb = a[i] - b[i] - borrow;
        borrow = limb >> 63;
        a[i] = limb & TOLLGATE_RSA_LIMB_MASK;
    }
}

/// sum += factor × limbs, `count` + 1 limbs of it, the last of which is zero before.
static void add_multiple(uint64_t *sum, uint64_t factor, const uint64_t *limbs, int count) {
    uint64_t carry = 0;
    for (int i = 0; i < count; i++) {
        const unsigned __int128 product = (unsigned __int128)factor * limbs[i] + sum[i] + carry;
        sum[i] = (uint64_t)product & TOLLGATE_RSA_LIMB_MASK;
        carry = (uint64_t)(product >> TOLLGATE_RSA_LIMB_BITS);
    }
    sum[count] = carry;
}

static void shift(const uint64_t *limbs, int count, int lanes, uint64_t *shifted) {
    for (int block = 0; block <= count; block += lanes)
        for (int up = 0; up <= lanes; up++)
            for (int lane = 0; lane < lanes; lane++) {
                const int limb = block + lane - up;
                *shifted++ = limb >= 0 && limb < count ? limbs[limb] : 0;
            }
}

struct tollgate_rsa_key *tollgate_rsa_key_create(const uint8_t *modulus, size_t count, int lanes) {
    if ((count != 256 && count != 384 && count != MODULUS_BYTES_MAX) || (lanes != 4 && lanes != 8)) return NULL;
    if (!(modulus[0] & 0x80) || !(modulus[count - 1] & 1)) return NULL;
    struct tollgate_rsa_key *key = aligned_alloc(_Alignof(struct tollgate_rsa_key), sizeof *key);
    if (!key) return NULL;
    memset(key, 0, sizeof *key);
    key->lanes = lanes;
    key->modulus_bits = (int)count * 8;
    const int limb_count = (key->modulus_bits + TOLLGATE_RSA_LIMB_BITS - 1) / TOLLGATE_RSA_LIMB_BITS;
    key->base_limbs = (limb_count + lanes - 1) / lanes * lanes;
    key->limbs = key->base_limbs + lanes;
    uint64_t *n = key->modulus;
    unpack(modulus, count, n, key->base_limbs);

    // 1 / n mod 2^64 by Newton's method: n is its own inverse to three bits, and each step doubles them.
    uint64_t inverse = n[0];
    for (int step = 0; step < 5; step++) inverse *= 2 - n[0] * inverse;
    // Limb by limb, what makes 1 + n m vanish from the bottom up; what is left above it does in the end.
    uint64_t rest[TOLLGATE_RSA_LIMBS_MAX + 1] = {1};
    for (int i = 0; i < lanes; i++) {
        key->inverse[i] = (0 - inverse) * rest[i] & TOLLGATE_RSA_LIMB_MASK;
        add_multiple(rest + i, key->inverse[i], n, key->base_limbs);
    }
    shift(n, key->base_limbs, lanes, key->shifted_modulus);
    shift(rest + lanes, key->base_limbs, lanes, key->upper);
    // N = rest - 1, whose lower limbs are all ones.
    uint64_t product[TOLLGATE_RSA_LIMBS_MAX];
    memcpy(product, rest, sizeof product);
    const uint64_t one[TOLLGATE_RSA_LIMBS_MAX] = {1};
    subtract(product, one, key->limbs);
    // R² mod N by doubling 1 so many times.
    uint64_t *x = key->square + lanes;
    x[0] = 1;
    for (int bit = 0; bit < 2 * TOLLGATE_RSA_LIMB_BITS * key->limbs; bit++) {
        uint64_t carry = 0;
        for (int i = 0; i < key->limbs; i++) {
            const uint64_t doubled = x[i] << 1 | carry;
            carry = doubled >> TOLLGATE_RSA_LIMB_BITS;
            x[i] = doubled & TOLLGATE_RSA_LIMB_MASK;
        }
        if (!is_below(x, product, key->limbs)) subtract(x, product, key->limbs);
    }
    return key;
}

void tollgate_rsa_key_free(struct tollgate_rsa_key *key) { free(key); }

bool tollgate_rsa_power(const struct tollgate_rsa_key *key, const uint8_t *bytes, uint8_t *result) {
    const uint64_t *n = key->modulus;
    const size_t count = (size_t)key->modulus_bits / 8;
    uint64_t s[TOLLGATE_RSA_LIMBS_MAX], value[TOLLGATE_RSA_LIMBS_MAX] = {0};
    unpack(bytes, count, s, key->base_limbs);
    if (!is_below(s, n, key->base_limbs)) return false;
#if defined(__x86_64__)
    if (key->lanes == 4) tollgate_rsa_power4(key, s, value);
    else tollgate_rsa_power8(key, s, value);
#else
    return false;
#endif
    while (!is_below(value, n, key->base_limbs)) subtract(value, n, key->base_limbs);
    pack(value, result, count);
    return true;
}

bool tollgate_rsa_verify(const struct tollgate_rsa_key *key, const uint8_t *signature, const uint8_t *hash) {
    // DigestInfo of SHA-256 (RFC 8017 §9.2, note 1).
    static const uint8_t prefix[] = {
        0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    enum { HASH_BYTES = 32, TAIL_BYTES = sizeof prefix + HASH_BYTES };
    uint8_t value[MODULUS_BYTES_MAX], expected[MODULUS_BYTES_MAX];
    const size_t count = (size_t)key->modulus_bits / 8;
    if (!tollgate_rsa_power(key, signature, value)) return false;
    // EMSA-PKCS1-v1_5, all of it: nothing of the value is parsed (RFC 8017 §8.2.2 step 4).
    memset(expected, 0xFF, count);
    expected[0] = 0;
    expected[1] = 1;
    expected[count - TAIL_BYTES - 1] = 0;
    memcpy(expected + count - TAIL_BYTES, prefix, sizeof prefix);
    memcpy(expected + count - HASH_BYTES, hash, HASH_BYTES);
    return memcmp(value, expected, count) == 0;
}
