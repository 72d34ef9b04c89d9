// The inner loop of a fully connected layer's weight gradient. Compiled once for each width of a vector, as block_kernels.h says.
#pragma once

#include <cstdint>

namespace modeldsl {

struct LinearKernels {
  int64_t lanes;  // floats of a vector

  static constexpr int64_t kInputs = 4;

  // products [kInputs, outputs] = the sums over n examples of x [n, kInputs] times dy [n, outputs], whole vectors. The pitch is from one example of x to the next.
  void (*outer_products)(const float* x, int64_t pitch, const float* gradient, float* products, int64_t n, int64_t outputs);
};

extern const LinearKernels kLinearKernelsAvx512, kLinearKernelsAvx2;

}  // namespace modeldsl
