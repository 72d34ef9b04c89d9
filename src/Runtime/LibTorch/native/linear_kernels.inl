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

constexpr LinearKernels kKernels{kLanes, outer_products};

}  // namespace
}  // namespace modeldsl
