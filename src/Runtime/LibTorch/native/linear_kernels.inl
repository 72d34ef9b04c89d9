// See linear_kernels.h. The file that includes it says how wide a vector is and how many there are: kLanes, kRegisters. Nothing of the standard library here: see
// block_kernels.inl.
#include "linear_kernels.h"

static constexpr int kBlock = kLanes;

#include "vectors.inl"

namespace modeldsl {
namespace {

constexpr int kInputs = LinearKernels::kInputs, kVectors = kRegisters == 32 ? 4 : 2;

template <int kOutputs>
inline void outer_tile(const float* x, int64_t pitch, const float* gradient, float* products, int64_t n, int64_t outputs) {
  Floats sum[kInputs][kOutputs] = {};
  for (int64_t e = 0; e < n; e++, x += pitch, gradient += outputs) {
    Floats given[kOutputs];
#pragma GCC unroll 4
    for (int o = 0; o < kOutputs; o++) given[o] = reinterpret_cast<const Floats*>(gradient)[o];
#pragma GCC unroll 4
    for (int i = 0; i < kInputs; i++) {
#pragma GCC unroll 4
      for (int o = 0; o < kOutputs; o++) sum[i][o] += x[i] * given[o];
    }
  }
  for (int i = 0; i < kInputs; i++) {
    for (int o = 0; o < kOutputs; o++) reinterpret_cast<Floats*>(products + i * outputs)[o] = sum[i][o];
  }
}

void outer_products(const float* x, int64_t pitch, const float* gradient, float* products, int64_t n, int64_t outputs) {
  int64_t o = 0;
  for (; o + kVectors * kLanes <= outputs; o += kVectors * kLanes) outer_tile<kVectors>(x, pitch, gradient + o, products + o, n, outputs);
  for (; o < outputs; o += kLanes) outer_tile<1>(x, pitch, gradient + o, products + o, n, outputs);
}

// Even and odd outputs in sums of their own, where there are few: an addition waits for the last one.
template <int kExamples>
inline void add_tile(const float* weights, const float* gradient, float* sums, int64_t examples, int64_t outputs) {
  constexpr int kApart = kExamples == 1 ? 2 : 1;
  Floats sum[kApart][kInputs][kExamples] = {};
  for (int64_t o = 0; o < outputs; o += kApart) {
#pragma GCC unroll 2
    for (int a = 0; a < kApart; a++) {
      const auto* const given = reinterpret_cast<const Floats*>(gradient + (o + a) * examples);
#pragma GCC unroll 4
      for (int i = 0; i < kInputs; i++) {
#pragma GCC unroll 4
        for (int e = 0; e < kExamples; e++) sum[a][i][e] += weights[i * outputs + o + a] * given[e];
      }
    }
  }
  for (int i = 0; i < kInputs; i++) {
    auto* const to = reinterpret_cast<Floats*>(sums + i * examples);
    for (int e = 0; e < kExamples; e++) to[e] += kApart == 2 ? sum[0][i][e] + sum[kApart - 1][i][e] : sum[0][i][e];
  }
}

void add_products(const float* weights, const float* gradient, float* sums, int64_t examples, int64_t outputs) {
  int64_t e = 0;
  for (; e + kVectors * kLanes <= examples; e += kVectors * kLanes) add_tile<kVectors>(weights, gradient + e, sums + e, examples, outputs);
  for (; e + 2 * kLanes <= examples; e += 2 * kLanes) add_tile<2>(weights, gradient + e, sums + e, examples, outputs);
  for (; e < examples; e += kLanes) add_tile<1>(weights, gradient + e, sums + e, examples, outputs);
}

constexpr LinearKernels kKernels{kLanes, outer_products, add_products};

}  // namespace
}  // namespace modeldsl
