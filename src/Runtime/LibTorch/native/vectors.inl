// Vectors as wide as a block, and feature maps as arrays of them: float32, or bfloat16 that becomes float32 on its way. The file that includes it says how wide a
// block is: kBlock.
#include "numbers.h"

#include <immintrin.h>

namespace modeldsl {
namespace {

typedef float Floats __attribute__((vector_size(kBlock * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef int32_t Ints __attribute__((vector_size(kBlock * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef uint32_t Words __attribute__((vector_size(kBlock * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef double Doubles __attribute__((vector_size(kBlock * sizeof(double)), aligned(sizeof(double)), may_alias));

// Past the caches, to an address that is a multiple of the vector's size: what is read again much later need not push out what is read next, nor be fetched
// before it is written over.
#ifdef __AVX512F__
inline void stream_to(void* to, Floats value) { _mm512_stream_ps(static_cast<float*>(to), reinterpret_cast<__m512>(value)); }
#else
inline void stream_to(void* to, Floats value) { _mm256_stream_ps(static_cast<float*>(to), reinterpret_cast<__m256>(value)); }
#endif

// Vectors of numbers in memory, as floats.
struct FloatsIn {
  Floats* at;
  Floats operator[](int64_t i) const { return at[i]; }
  FloatsIn operator+(int64_t i) const { return {at + i}; }
  void set(int64_t i, Floats value) const { at[i] = value; }
  void stream(int64_t i, Floats value) const { stream_to(at + i, value); }
};

// Which elements, and a choice between them. GCC 12 makes vectors of what compares, and asks them again.
#ifdef __AVX512F__
typedef __mmask16 Which;

// A NaN is larger than any number.
inline Which is_larger(Floats value, Floats than) {
  const auto a = reinterpret_cast<__m512>(value);
  return static_cast<Which>(_mm512_cmp_ps_mask(a, reinterpret_cast<__m512>(than), _CMP_GT_OQ) | _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q));
}

inline Floats chosen(Which which, Floats yes, Floats no) {
  return reinterpret_cast<Floats>(_mm512_mask_blend_ps(which, reinterpret_cast<__m512>(no), reinterpret_cast<__m512>(yes)));
}

inline Ints chosen(Which which, Ints yes, Ints no) {
  return reinterpret_cast<Ints>(_mm512_mask_blend_epi32(which, reinterpret_cast<__m512i>(no), reinterpret_cast<__m512i>(yes)));
}
#else
typedef Ints Which;

inline Which is_larger(Floats value, Floats than) { return (value > than) | (value != value); }

inline Floats chosen(Which which, Floats yes, Floats no) { return which ? yes : no; }

inline Ints chosen(Which which, Ints yes, Ints no) { return which ? yes : no; }
#endif

// Between numbers of 32 bits and the places of maxima in 8. GCC 12 would convert a vector element by element, and warns of what is not
// masked.
#ifdef __AVX512F__
inline Ints load_places(const uint8_t* places) {
  return reinterpret_cast<Ints>(_mm512_maskz_cvtepu8_epi32(0xffff, _mm_loadu_si128(reinterpret_cast<const __m128i*>(places))));
}

inline void store_places(uint8_t* to, Ints places) { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_maskz_cvtepi32_epi8(0xffff, reinterpret_cast<__m512i>(places))); }
#else
inline Ints load_places(const uint8_t* places) {
  return reinterpret_cast<Ints>(_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(places))));
}

inline void store_places(uint8_t* to, Ints places) {
  const auto numbers = reinterpret_cast<__m256i>(places);
  const auto pairs = _mm_packs_epi32(_mm256_castsi256_si128(numbers), _mm256_extracti128_si256(numbers, 1));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm_packus_epi16(pairs, pairs));
}
#endif

#ifdef __AVX512BF16__
// To the nearest, ties to even; numbers too small for a normal one become 0.
struct ReducedIn {
  Reduced* at;
  Floats operator[](int64_t i) const {
    const auto halves = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + i * kBlock));
    return reinterpret_cast<Floats>(reinterpret_cast<Words>(_mm512_maskz_cvtepu16_epi32(0xffff, halves)) << 16);
  }
  ReducedIn operator+(int64_t i) const { return {at + i * kBlock}; }
  void set(int64_t i, Floats value) const {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(at + i * kBlock), rounded(value));
  }
  void stream(int64_t i, Floats value) const { _mm256_stream_si256(reinterpret_cast<__m256i*>(at + i * kBlock), rounded(value)); }
  static __m256i rounded(Floats value) { return reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(reinterpret_cast<__m512>(value))); }
};

inline ReducedIn vectors(const Reduced* from) { return {const_cast<Reduced*>(from)}; }
#endif

inline FloatsIn vectors(const float* from) { return {reinterpret_cast<Floats*>(const_cast<float*>(from))}; }

}  // namespace
}  // namespace modeldsl
