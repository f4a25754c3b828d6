// Vectors of eight limbs: AVX-512 with IFMA.

#include <immintrin.h>

#define W 8
#define POWER tollgate_rsa_power8
#define TARGET __attribute__((target("avx512f,avx512ifma")))
#define VECTOR __m512i
#define ZERO _mm512_setzero_si512()
#define EACH(limb) _mm512_set1_epi64((long long)(limb))
#define LOAD(limbs) _mm512_loadu_si512(limbs)
#define STORE(limbs, vector) _mm512_storeu_si512(limbs, vector)
#define ADD _mm512_add_epi64
#define AND _mm512_and_si512
#define OR _mm512_or_si512
#define ADD_LOW _mm512_madd52lo_epu64
#define ADD_HIGH _mm512_madd52hi_epu64
#define ADD_LOW_OF(lanes, sum, a, b) _mm512_mask_madd52lo_epu64(sum, (__mmask8)(lanes), a, b)
#define ADD_HIGH_OF(lanes, sum, a, b) _mm512_mask_madd52hi_epu64(sum, (__mmask8)(lanes), a, b)
#define CARRIES(vector) _mm512_srli_epi64(vector, TOLLGATE_RSA_LIMB_BITS)
#define UP_ONE_LANE(vector, below) _mm512_alignr_epi64(vector, below, 7)
#define IS_ANY(vector) (_mm512_test_epi64_mask(vector, vector) != 0)
/// Four limbs, each in two lanes.
#define TWICE(limbs) \
    _mm512_permutexvar_epi64( \
        _mm512_set_epi64(3, 3, 2, 2, 1, 1, 0, 0), \
        _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)(limbs))))
