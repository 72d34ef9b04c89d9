// Compiled for AVX-512 with bfloat16: see build.sh. Nothing of the standard library here: see block_kernels.inl.
#include "pair_kernels.h"

#include <immintrin.h>

namespace modeldsl {
namespace {

constexpr int kLanes = 16, kInputs = 8, kOutputs = 2;

// Sums of kInputs channels of the input and kBlocks blocks of outputs: as many as hide how long one takes, and fewer loads than products.
template <int kBlocks>
inline void multiply_tile(const uint32_t* x, const Pairs& gradient, int64_t count, float* sums, int64_t row, bool is_first, const Ahead& ahead) {
  __m512 values[kInputs][kBlocks];
#pragma GCC unroll 8
  for (int i = 0; i < kInputs; i++) {
#pragma GCC unroll 2
    for (int o = 0; o < kBlocks; o++) values[i][o] = is_first ? _mm512_setzero_ps() : _mm512_loadu_ps(sums + o * row + i * kLanes);
  }
  const auto multiply = [&](int64_t pair) {
    __m512bh given[kBlocks];
#pragma GCC unroll 2
    for (int o = 0; o < kBlocks; o++) given[o] = (__m512bh)_mm512_loadu_si512(gradient.data + (o * gradient.room + pair) * kLanes);
#pragma GCC unroll 8
    for (int i = 0; i < kInputs; i++) {
      const auto input = (__m512bh)_mm512_set1_epi32(static_cast<int>(x[pair * kLanes + i]));
#pragma GCC unroll 2
      for (int o = 0; o < kBlocks; o++) values[i][o] = _mm512_dpbf16_ps(values[i][o], input, given[o]);
    }
  };
  const auto hints = ahead.lines < count ? ahead.lines : count;
  int64_t pair = 0;
  for (; pair < hints; pair++) {
    _mm_prefetch(ahead.line(pair), _MM_HINT_T1);
    multiply(pair);
  }
  for (; pair < count; pair++) multiply(pair);
#pragma GCC unroll 8
  for (int i = 0; i < kInputs; i++) {
#pragma GCC unroll 2
    for (int o = 0; o < kBlocks; o++) _mm512_storeu_ps(sums + o * row + i * kLanes, values[i][o]);
  }
}

// Element i of the first pixel, then of the second.
inline __m512i order_of_pairs() {
  alignas(64) uint16_t order[2 * kLanes];
  for (int i = 0; i < kLanes; i++) order[2 * i] = static_cast<uint16_t>(i), order[2 * i + 1] = static_cast<uint16_t>(kLanes + i);
  return _mm512_load_si512(order);
}

inline __m512i paired(__m512i order, __m512i both) { return _mm512_maskz_permutexvar_epi16(~__mmask32{}, order, both); }

inline __m512i joined(__m256i first, __m256i second) { return _mm512_maskz_inserti64x4(static_cast<__mmask8>(~0), _mm512_castsi256_si512(first), second, 1); }

// What a number is above its bfloat16.
inline __m512 without(__m512 number, __m256i upper) {
  constexpr auto kAll = static_cast<__mmask16>(~0);
  return _mm512_sub_ps(number, _mm512_castsi512_ps(_mm512_maskz_slli_epi32(kAll, _mm512_maskz_cvtepu16_epi32(kAll, upper), 16)));
}

inline void pair_halves(__m512i order, __m512 first, __m512 second, uint32_t* pairs, int64_t rest) {
  const auto upper = reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(second, first));
  constexpr auto kAllLong = static_cast<__mmask8>(~0);
  const auto left = without(first, _mm512_maskz_extracti64x4_epi64(kAllLong, upper, 0)), right = without(second, _mm512_maskz_extracti64x4_epi64(kAllLong, upper, 1));
  _mm512_storeu_si512(pairs, paired(order, upper));
  _mm512_storeu_si512(pairs + rest, paired(order, reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(right, left))));
}

}  // namespace

void pair_pixels(const Reduced* pixels, int64_t step, int64_t count, uint32_t* pairs, int64_t) {
  const auto order = order_of_pairs();
  const auto pixel = [](const Reduced* from) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)); };
  for (; count >= 2; count -= 2, pixels += 2 * step, pairs += kLanes) _mm512_storeu_si512(pairs, paired(order, joined(pixel(pixels), pixel(pixels + step))));
  if (count == 1) _mm512_storeu_si512(pairs, paired(order, joined(pixel(pixels), _mm256_setzero_si256())));
}

void pair_pixels(const float* pixels, int64_t step, int64_t count, uint32_t* pairs, int64_t rest) {
  const auto order = order_of_pairs();
  for (; count >= 2; count -= 2, pixels += 2 * step, pairs += kLanes) pair_halves(order, _mm512_loadu_ps(pixels), _mm512_loadu_ps(pixels + step), pairs, rest);
  if (count == 1) pair_halves(order, _mm512_loadu_ps(pixels), _mm512_setzero_ps(), pairs, rest);
}

void pair_seen_pixels(const Reduced* plane, const int32_t* places, int64_t count, uint32_t* pairs, int64_t) {
  static const Reduced kZeros[kLanes] = {};
  const auto order = order_of_pairs();
  const auto pixel = [&](int64_t i) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(i < count && places[i] != kNowhere ? plane + places[i] : kZeros)); };
  for (int64_t i = 0; i < count; i += 2, pairs += kLanes) _mm512_storeu_si512(pairs, paired(order, joined(pixel(i), pixel(i + 1))));
}

void pair_seen_pixels(const float* plane, const int32_t* places, int64_t count, uint32_t* pairs, int64_t rest) {
  const auto order = order_of_pairs();
  const auto pixel = [&](int64_t i) { return i < count && places[i] != kNowhere ? _mm512_loadu_ps(plane + places[i]) : _mm512_setzero_ps(); };
  for (int64_t i = 0; i < count; i += 2, pairs += kLanes) pair_halves(order, pixel(i), pixel(i + 1), pairs, rest);
}

void multiply_pairs(const uint32_t* x, const Pairs& gradient, int64_t count, int64_t out, float* sums, int64_t row, bool is_first, Errands& errands) {
  for (int64_t o = 0; o < out; o += kOutputs) {
    const Pairs from{gradient.data + o * gradient.room * kLanes, gradient.room};
    for (int i = 0; i < kLanes; i += kInputs) {
      auto* const to = sums + o * row + i * kLanes;
      if (out - o >= kOutputs) multiply_tile<kOutputs>(x + i, from, count, to, row, is_first, errands.take());
      else multiply_tile<1>(x + i, from, count, to, row, is_first, errands.take());
    }
  }
}

void sum_pairs(const uint32_t* pairs, int64_t count, float* sums, bool is_first) {
  const auto ones = (__m512bh)_mm512_set1_epi16(0x3F80);
  auto value = is_first ? _mm512_setzero_ps() : _mm512_loadu_ps(sums);
  for (int64_t pair = 0; pair < count; pair++) value = _mm512_dpbf16_ps(value, ones, (__m512bh)_mm512_loadu_si512(pairs + pair * kLanes));
  _mm512_storeu_ps(sums, value);
}

void pair_weights(const float* weights, uint32_t* pairs) {
  const auto order = order_of_pairs();
  for (int i = 0; i < kLanes / 2; i++) {
    const auto first = _mm512_loadu_ps(weights + 2 * i * kLanes), second = _mm512_loadu_ps(weights + (2 * i + 1) * kLanes);
    _mm512_storeu_si512(pairs + i * kLanes, paired(order, reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(second, first))));
  }
}

void split_off(const float* numbers, int64_t count, float* rest) {
  for (int64_t i = 0; i < count; i += kLanes) {
    const auto number = _mm512_loadu_ps(numbers + i);
    _mm512_storeu_ps(rest + i, without(number, reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(number))));
  }
}

void pair_transposed(const float* weights, uint32_t* pairs) {
  constexpr int kPairsOfOutputs = kLanes / 2;
  alignas(64) uint32_t rows[kLanes][kPairsOfOutputs];
  for (int i = 0; i < kLanes; i++) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(rows[i]), reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(_mm512_loadu_ps(weights + i * kLanes))));
  }
  const auto first = _mm512_mullo_epi32(_mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), _mm512_set1_epi32(kPairsOfOutputs));
  for (int o = 0; o < kPairsOfOutputs; o++) _mm512_storeu_si512(pairs + o * kLanes, _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), 0xffff, first, &rows[0][o], sizeof(uint32_t)));
}

}  // namespace modeldsl
