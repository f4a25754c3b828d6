// Vectors of four limbs: AVX-512VL with IFMA.

#include <immintrin.h>

#define W 4
#define POWER tollgate_rsa_power4
#define TARGET __attribute__((target("avx512f,avx512vl,avx512ifma")))
#define VECTOR __m256i
#define ZERO _mm256_setzero_si256()
#define EACH(limb) _mm256_set1_epi64x((long long)(limb))
#define LOAD(limbs) _mm256_loadu_si256((const __m256i *)(limbs))
#define STORE(limbs, vector) _mm256_storeu_si256((__m256i *)(limbs), vector)
#define ADD _mm256_add_epi64
#define AND _mm256_and_si256
#define OR _mm256_or_si256
#define ADD_LOW _mm256_madd52lo_epu64
#define ADD_HIGH _mm256_madd52hi_epu64
#define ADD_LOW_OF(lanes, sum, a, b) _mm256_mask_madd52lo_epu64(sum, (__mmask8)(lanes), a, b)
#define ADD_HIGH_OF(lanes, sum, a, b) _mm256_mask_madd52hi_epu64(sum, (__mmask8)(lanes), a, b)
#define CARRIES(vector) _mm256_srli_epi64(vector, TOLLGATE_RSA_LIMB_BITS)
#define UP_ONE_LANE(vector, below) _mm256_alignr_epi64(vector, below, 3)
#define IS_ANY(vector) (_mm256_test_epi64_mask(vector, vector) != 0)
/// Two limbs, each in two lanes.
#define TWICE(limbs) _mm256_permute4x64_epi64(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(limbs))), 0x50)
