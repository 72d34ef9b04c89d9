// See recurrent_kernels.h. The file that includes it says how wide a vector is and how many there are: kLanes, kRegisters. Nothing of the standard library here: see
// block_kernels.inl.
#include "recurrent_kernels.h"

static constexpr int kBlock = kLanes;

#include "vectors.inl"

namespace modeldsl {
namespace {

// Columns of a panel in vectors, and rows of a tile.
constexpr int kVectors = kRegisters == 32 ? 4 : 2, kRows = 6, kPanel = kVectors * kLanes;

#ifdef __AVX512F__
// NaN where the second is none.
inline Floats larger(Floats a, Floats b) { return reinterpret_cast<Floats>(_mm512_maskz_max_ps(0xffff, reinterpret_cast<__m512>(a), reinterpret_cast<__m512>(b))); }

inline Floats smaller(Floats a, Floats b) { return reinterpret_cast<Floats>(_mm512_maskz_min_ps(0xffff, reinterpret_cast<__m512>(a), reinterpret_cast<__m512>(b))); }
#else
inline Floats larger(Floats a, Floats b) { return reinterpret_cast<Floats>(_mm256_max_ps(reinterpret_cast<__m256>(a), reinterpret_cast<__m256>(b))); }

inline Floats smaller(Floats a, Floats b) { return reinterpret_cast<Floats>(_mm256_min_ps(reinterpret_cast<__m256>(a), reinterpret_cast<__m256>(b))); }
#endif

inline Floats all(float value) { return Floats{} + value; }

// e^x within two units in the last place, limited to normal numbers: x = n log 2 + r, and a polynomial in r (Moshier's Cephes, expf).
inline Floats exponential(Floats x) {
  constexpr float kRound = 12582912.0f;  // 1.5 times 2^23: what is added to it is rounded to a whole number, in its last bits
  x = smaller(all(88.0f), larger(all(-87.0f), x));
  const Floats shifted = x * 1.44269504088896341f + kRound;
  const Floats n = shifted - kRound;
  const Floats r = x - n * 0.693359375f + n * 2.12194440e-4f;
  Floats p = all(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  const Ints power = reinterpret_cast<Ints>(shifted) - 0x4b400000;
  return p * reinterpret_cast<Floats>((power + 127) << 23);
}

inline Floats sigmoid(Floats x) { return 1.0f / (1.0f + exponential(-x)); }

inline Floats magnitude(Floats x) { return reinterpret_cast<Floats>(reinterpret_cast<Ints>(x) & 0x7fffffff); }

// Near 0 by a polynomial (Cephes, tanhf), where 1 - 2 / (e^2x + 1) would lose all it has.
inline Floats hyperbolic_tangent(Floats x) {
  const Floats z = x * x, size = magnitude(x);
  Floats p = all(-5.70498872745e-3f);
  p = p * z + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  const Floats near = p * z * x + x;
  const Floats far = 1.0f - 2.0f / (exponential(size + size) + 1.0f);
  const Ints sign = reinterpret_cast<Ints>(x) & static_cast<int32_t>(0x80000000);
  return chosen(is_larger(size, all(0.625f)), reinterpret_cast<Floats>(reinterpret_cast<Ints>(far) | sign), near);
}

// Numbers of a row, by the vector; of the last one as many as there are.
inline Floats load(const float* from, int64_t count) {
  if (count >= kLanes) return *reinterpret_cast<const Floats*>(from);
  Floats value{};
  for (int64_t i = 0; i < count; i++) value[i] = from[i];
  return value;
}

inline void store(float* to, Floats value, int64_t count) {
  if (count >= kLanes) {
    *reinterpret_cast<Floats*>(to) = value;
    return;
  }
  for (int64_t i = 0; i < count; i++) to[i] = value[i];
}

template <int kCount>
inline void multiply_tile(const float* x, int64_t x_pitch, const float* weights, float* y, int64_t y_pitch, int64_t inner, int64_t columns) {
  Floats sum[kCount][kVectors] = {};
  for (int64_t i = 0; i < inner; i++, weights += kPanel) {
    Floats given[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; v++) given[v] = reinterpret_cast<const Floats*>(weights)[v];
#pragma GCC unroll 6
    for (int r = 0; r < kCount; r++) {
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; v++) sum[r][v] += x[r * x_pitch + i] * given[v];
    }
  }
#pragma GCC unroll 6
  for (int r = 0; r < kCount; r++) {
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; v++) {
      const auto count = columns - v * kLanes;
      if (count > 0) store(y + r * y_pitch + v * kLanes, load(y + r * y_pitch + v * kLanes, count) + sum[r][v], count);
    }
  }
}

// A panel of the weights stays in the cache while it meets all rows.
void multiply(const float* x, int64_t x_pitch, const float* weights, float* y, int64_t y_pitch, int64_t n, int64_t inner, int64_t columns) {
  for (int64_t c = 0; c < columns; c += kPanel, weights += inner * kPanel) {
    int64_t r = 0;
    for (; r + kRows <= n; r += kRows) multiply_tile<kRows>(x + r * x_pitch, x_pitch, weights, y + r * y_pitch + c, y_pitch, inner, columns - c);
    for (; r + 2 <= n; r += 2) multiply_tile<2>(x + r * x_pitch, x_pitch, weights, y + r * y_pitch + c, y_pitch, inner, columns - c);
    if (r < n) multiply_tile<1>(x + r * x_pitch, x_pitch, weights, y + r * y_pitch + c, y_pitch, inner, columns - c);
  }
}

void lstm(float* gates, const float* cell_before, float* cell, float* h, int64_t hidden) {
  for (int64_t j = 0; j < hidden; j += kLanes) {
    const auto count = hidden - j;
    float *const i = gates + j, *const f = i + hidden, *const g = f + hidden, *const o = g + hidden;
    const Floats input = sigmoid(load(i, count)), forget = sigmoid(load(f, count)), candidate = hyperbolic_tangent(load(g, count)), output = sigmoid(load(o, count));
    Floats c = input * candidate;
    if (cell_before != nullptr) c += forget * load(cell_before + j, count);
    store(i, input, count);
    store(f, forget, count);
    store(g, candidate, count);
    store(o, output, count);
    store(cell + j, c, count);
    store(h + j, output * hyperbolic_tangent(c), count);
  }
}

void lstm_backward(const float* gates, const float* cell_before, const float* cell, const float* dh, float* d_cell, float* d_sums, int64_t hidden) {
  for (int64_t j = 0; j < hidden; j += kLanes) {
    const auto count = hidden - j;
    const float *const i = gates + j, *const f = i + hidden, *const g = f + hidden, *const o = g + hidden;
    const Floats input = load(i, count), forget = load(f, count), candidate = load(g, count), output = load(o, count);
    const Floats squashed = hyperbolic_tangent(load(cell + j, count)), d = load(dh + j, count);
    const Floats dc = load(d_cell + j, count) + d * output * (1.0f - squashed * squashed);
    const Floats before = cell_before == nullptr ? Floats{} : load(cell_before + j, count);
    store(d_sums + j, dc * candidate * input * (1.0f - input), count);
    store(d_sums + hidden + j, dc * before * forget * (1.0f - forget), count);
    store(d_sums + 2 * hidden + j, dc * input * (1.0f - candidate * candidate), count);
    store(d_sums + 3 * hidden + j, d * squashed * output * (1.0f - output), count);
    store(d_cell + j, dc * forget, count);
  }
}

void gru(float* gates, const float* recalled, float* kept, const float* h_before, float* h, int64_t hidden) {
  for (int64_t j = 0; j < hidden; j += kLanes) {
    const auto count = hidden - j;
    float *const r = gates + j, *const z = r + hidden, *const n = z + hidden;
    const Floats reset = sigmoid(load(r, count) + load(recalled + j, count)), update = sigmoid(load(z, count) + load(recalled + hidden + j, count));
    const Floats scaled = load(recalled + 2 * hidden + j, count), candidate = hyperbolic_tangent(load(n, count) + reset * scaled);
    const Floats before = h_before == nullptr ? Floats{} : load(h_before + j, count);
    store(r, reset, count);
    store(z, update, count);
    store(n, candidate, count);
    store(kept + j, scaled, count);
    store(h + j, (1.0f - update) * candidate + update * before, count);
  }
}

void gru_backward(const float* gates, const float* kept, const float* h_before, float* dh, float* d_sums, float* d_recalled, int64_t hidden) {
  for (int64_t j = 0; j < hidden; j += kLanes) {
    const auto count = hidden - j;
    const float *const r = gates + j, *const z = r + hidden, *const n = z + hidden;
    const Floats reset = load(r, count), update = load(z, count), candidate = load(n, count), d = load(dh + j, count);
    const Floats before = h_before == nullptr ? Floats{} : load(h_before + j, count);
    const Floats d_candidate = d * (1.0f - update) * (1.0f - candidate * candidate);
    const Floats d_reset = d_candidate * load(kept + j, count) * reset * (1.0f - reset), d_update = d * (before - candidate) * update * (1.0f - update);
    store(d_sums + j, d_reset, count);
    store(d_sums + hidden + j, d_update, count);
    store(d_sums + 2 * hidden + j, d_candidate, count);
    store(d_recalled + j, d_reset, count);
    store(d_recalled + hidden + j, d_update, count);
    store(d_recalled + 2 * hidden + j, d_candidate * reset, count);
    store(dh + j, d * update, count);
  }
}

void rnn(float* h, int64_t hidden) {
  for (int64_t j = 0; j < hidden; j += kLanes) store(h + j, hyperbolic_tangent(load(h + j, hidden - j)), hidden - j);
}

void rnn_backward(const float* h, const float* dh, float* d_sums, int64_t hidden) {
  for (int64_t j = 0; j < hidden; j += kLanes) {
    const Floats y = load(h + j, hidden - j);
    store(d_sums + j, load(dh + j, hidden - j) * (1.0f - y * y), hidden - j);
  }
}

constexpr RecurrentKernels kKernels{kPanel, multiply, lstm, lstm_backward, gru, gru_backward, rnn, rnn_backward};

}  // namespace
}  // namespace modeldsl
