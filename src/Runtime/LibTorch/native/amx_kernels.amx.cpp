// Compiled for AVX-512 with bfloat16 and AMX: see build.sh. Nothing of the standard library here: see block_kernels.inl.
#include "amx_kernels.h"

#include <immintrin.h>

namespace modeldsl {

#ifdef __AMX_BF16__

const bool kAmxIsCompiled = true;

namespace {

constexpr int kLanes = 16, kTile = kLanes * kLanes;
// With these masks, which take all, the compiler does not warn of its own headers.
constexpr __mmask16 kAll = 0xffff;
constexpr __mmask8 kAllLong = 0xff;
constexpr int kFloats = kLanes * sizeof(float), kPairBytes = kLanes * sizeof(uint32_t);

struct alignas(64) Configuration {
  uint8_t palette = 1, row = 0, reserved[14] = {};
  uint16_t bytes[16] = {};
  uint8_t rows[16] = {};

  constexpr Configuration() {
    for (int i = 0; i < 8; i++) bytes[i] = kFloats, rows[i] = kLanes;
  }
};

// A constant, for the compiler does not see that all of it is read. Tiles 0 to 3 are sums, the others what is multiplied.
constexpr Configuration kConfiguration;

// Two tiles of rows and two of outputs: each that is loaded is multiplied twice, an upper half four times.
template <bool kBothRows, bool kBothOutputs>
struct Tiles {
  int64_t stride, lower, output;

  void load_rows(const Reduced* seen) const {
    _tile_loadd(4, seen, stride);
    if (kBothRows) _tile_loadd(5, seen + lower, stride);
  }

  void load_outputs(const uint32_t* given) const {
    _tile_loadd(6, given, kPairBytes);
    if (kBothOutputs) _tile_loadd(7, given + output, kPairBytes);
  }

  void multiply() const {
    _tile_dpbf16ps(0, 4, 6);
    if (kBothRows) _tile_dpbf16ps(1, 5, 6);
    if (kBothOutputs) _tile_dpbf16ps(2, 4, 7);
    if (kBothRows && kBothOutputs) _tile_dpbf16ps(3, 5, 7);
  }
};

template <bool kBothRows, bool kBothOutputs, bool kHalves>
inline void multiply(const AmxRows& rows, const AmxColumns& columns, const AmxSums& sums, bool is_first, const Ahead& ahead) {
  const Tiles<kBothRows, kBothOutputs> tiles{rows.step * static_cast<int64_t>(sizeof(Reduced)), rows.lower, columns.output};
  const auto row = sums.row * static_cast<int64_t>(sizeof(float));
  auto *const first = sums.data, *const lower = first + sums.lower, *const second = first + sums.output, *const lower_second = lower + sums.output;
  if (is_first) {
    _tile_zero(0);
    if (kBothRows) _tile_zero(1);
    if (kBothOutputs) _tile_zero(2);
    if (kBothRows && kBothOutputs) _tile_zero(3);
  } else {
    _tile_loadd(0, first, row);
    if (kBothRows) _tile_loadd(1, lower, row);
    if (kBothOutputs) _tile_loadd(2, second, row);
    if (kBothRows && kBothOutputs) _tile_loadd(3, lower_second, row);
  }
  const auto* given = columns.data;
  const auto each = (ahead.lines + rows.parts * rows.place_count - 1) / (rows.parts * rows.place_count);
  int64_t called = 0;
  for (int64_t part = 0; part < rows.parts; part++) {
    const auto* const plane = rows.data + part * rows.plane;
    for (int64_t place = 0; place < rows.place_count; place++, given += kTile) {
      const auto* const seen = plane + rows.places[place];
      for (const auto until = called + each < ahead.lines ? called + each : ahead.lines; called < until; called++) _mm_prefetch(ahead.line(called), _MM_HINT_T1);
      tiles.load_rows(seen);
      if (kHalves) {
        tiles.load_outputs(given + columns.rest);
        tiles.multiply();
      }
      tiles.load_outputs(given);
      tiles.multiply();
      if (kHalves) {
        tiles.load_rows(seen + rows.rest);
        tiles.multiply();
      }
    }
  }
  _tile_stored(0, first, row);
  if (kBothRows) _tile_stored(1, lower, row);
  if (kBothOutputs) _tile_stored(2, second, row);
  if (kBothRows && kBothOutputs) _tile_stored(3, lower_second, row);
}

template <bool kHalves>
inline void multiply(const AmxRows& rows, const AmxColumns& columns, bool both_rows, bool both_outputs, const AmxSums& sums, bool is_first, const Ahead& ahead) {
  if (both_outputs) {
    if (both_rows) multiply<true, true, kHalves>(rows, columns, sums, is_first, ahead);
    else multiply<false, true, kHalves>(rows, columns, sums, is_first, ahead);
  } else {
    if (both_rows) multiply<true, false, kHalves>(rows, columns, sums, is_first, ahead);
    else multiply<false, false, kHalves>(rows, columns, sums, is_first, ahead);
  }
}

inline __m512 widened(__m256i numbers) { return _mm512_castsi512_ps(_mm512_maskz_slli_epi32(kAll, _mm512_maskz_cvtepu16_epi32(kAll, numbers), 16)); }

inline __m256i rounded(__m512 numbers) { return reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(numbers)); }

inline __m512 load(const float* from) { return _mm512_loadu_ps(from); }

inline __m512 load(const Reduced* from) { return widened(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))); }

inline void store(float* to, __m512 numbers) { _mm512_storeu_ps(to, numbers); }

inline void store(Reduced* to, __m512 numbers) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), rounded(numbers)); }

inline void store_past_caches(float* to, __m512 numbers) { _mm512_stream_ps(to, numbers); }

inline void store_past_caches(Reduced* to, __m512 numbers) { store(to, numbers); }

template <bool kBias, bool kSum, bool kRelu, bool kPastCaches, typename T>
inline void finish(const float* sums, int64_t count, const float* bias, T* y, int64_t step) {
  const auto added = kBias ? _mm512_loadu_ps(bias) : _mm512_setzero_ps();
  for (int64_t i = 0; i < count; i++, sums += kLanes, y += step) {
    auto value = _mm512_loadu_ps(sums);
    if (kBias) value = _mm512_add_ps(value, added);
    if (kSum) value = _mm512_add_ps(value, load(y));
    // A number that is none stays one: it is the second operand.
    if (kRelu) value = _mm512_maskz_max_ps(kAll, _mm512_setzero_ps(), value);
    if (kPastCaches) store_past_caches(y, value);
    else store(y, value);
  }
}

template <bool kBias, bool kSum, typename T>
inline void finish(const float* sums, int64_t count, const AmxResult& how, T* y) {
  if (!kSum && how.past_caches) {
    if (how.relu) finish<kBias, false, true, true>(sums, count, how.bias, y, how.step);
    else finish<kBias, false, false, true>(sums, count, how.bias, y, how.step);
  } else {
    if (how.relu) finish<kBias, kSum, true, false>(sums, count, how.bias, y, how.step);
    else finish<kBias, kSum, false, false>(sums, count, how.bias, y, how.step);
  }
}

template <typename T>
inline void finish(const float* sums, int64_t count, const AmxResult& how, T* y) {
  if (how.bias != nullptr) {
    if (how.sum) finish<true, true>(sums, count, how, y);
    else finish<true, false>(sums, count, how, y);
  } else {
    if (how.sum) finish<false, true>(sums, count, how, y);
    else finish<false, false>(sums, count, how, y);
  }
}

// Sixteen rows of sixteen words become the columns.
inline void turn(uint32_t* words) {
  __m512i rows[kLanes], next[kLanes];
#pragma GCC unroll 16
  for (int i = 0; i < kLanes; i++) rows[i] = _mm512_loadu_si512(words + i * kLanes);
#pragma GCC unroll 8
  for (int i = 0; i < kLanes; i += 2) next[i] = _mm512_maskz_unpacklo_epi32(kAll, rows[i], rows[i + 1]), next[i + 1] = _mm512_maskz_unpackhi_epi32(kAll, rows[i], rows[i + 1]);
#pragma GCC unroll 4
  for (int i = 0; i < kLanes; i += 4) {
    rows[i] = _mm512_maskz_unpacklo_epi64(kAllLong, next[i], next[i + 2]), rows[i + 1] = _mm512_maskz_unpackhi_epi64(kAllLong, next[i], next[i + 2]);
    rows[i + 2] = _mm512_maskz_unpacklo_epi64(kAllLong, next[i + 1], next[i + 3]), rows[i + 3] = _mm512_maskz_unpackhi_epi64(kAllLong, next[i + 1], next[i + 3]);
  }
#pragma GCC unroll 8
  for (int i = 0; i < kLanes; i += 8) {
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) {
      next[i + j] = _mm512_maskz_shuffle_i32x4(kAll, rows[i + j], rows[i + j + 4], 0x88);
      next[i + j + 4] = _mm512_maskz_shuffle_i32x4(kAll, rows[i + j], rows[i + j + 4], 0xdd);
    }
  }
#pragma GCC unroll 8
  for (int j = 0; j < 8; j++) {
    _mm512_storeu_si512(words + j * kLanes, _mm512_maskz_shuffle_i32x4(kAll, next[j], next[j + 8], 0x88));
    _mm512_storeu_si512(words + (j + 8) * kLanes, _mm512_maskz_shuffle_i32x4(kAll, next[j], next[j + 8], 0xdd));
  }
}

}  // namespace

void amx_begin() { _tile_loadconfig(&kConfiguration); }

void amx_end() { _tile_release(); }

void amx_join(const Reduced* first, const Reduced* second, int64_t count, int64_t step, Reduced* to, int64_t) {
  const auto pixel = [&](const Reduced* from, int64_t i) { return from == nullptr ? _mm256_setzero_si256() : _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + i * step)); };
  for (int64_t i = 0; i < count; i++, to += kAmxChannels) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), pixel(first, i));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + kLanes), pixel(second, i));
  }
}

void amx_join(const float* first, const float* second, int64_t count, int64_t step, Reduced* to, int64_t rest) {
  const auto split = [&](const float* from, int64_t i, Reduced* halves) {
    const auto numbers = from == nullptr ? _mm512_setzero_ps() : _mm512_loadu_ps(from + i * step);
    const auto upper = rounded(numbers);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(halves), upper);
    store(halves + rest, _mm512_sub_ps(numbers, widened(upper)));
  };
  for (int64_t i = 0; i < count; i++, to += kAmxChannels) {
    split(first, i, to);
    split(second, i, to + kLanes);
  }
}

void amx_multiply(const AmxRows& rows, const AmxColumns& columns, bool both_rows, bool both_outputs, const AmxSums& sums, bool is_first, const Ahead& ahead) {
  if (rows.rest != 0) multiply<true>(rows, columns, both_rows, both_outputs, sums, is_first, ahead);
  else multiply<false>(rows, columns, both_rows, both_outputs, sums, is_first, ahead);
}

void amx_finish(const float* sums, int64_t count, const AmxResult& how, Reduced* y) { finish(sums, count, how, y); }

void amx_finish(const float* sums, int64_t count, const AmxResult& how, float* y) { finish(sums, count, how, y); }

void amx_turn(uint32_t* tiles, int64_t count) {
  for (int64_t i = 0; i < count; i++) turn(tiles + i * kTile);
}

#else

const bool kAmxIsCompiled = false;

void amx_begin() {}
void amx_end() {}
void amx_multiply(const AmxRows&, const AmxColumns&, bool, bool, const AmxSums&, bool, const Ahead&) {}
void amx_join(const Reduced*, const Reduced*, int64_t, int64_t, Reduced*, int64_t) {}
void amx_join(const float*, const float*, int64_t, int64_t, Reduced*, int64_t) {}
void amx_finish(const float*, int64_t, const AmxResult&, Reduced*) {}
void amx_finish(const float*, int64_t, const AmxResult&, float*) {}
void amx_turn(uint32_t*, int64_t) {}

#endif

}  // namespace modeldsl
