// The inner loops of fully connected layers over weights in tiles. Compiled once for each width of a vector, as block_kernels.h says.
#pragma once

#include <cstdint>

namespace modeldsl {

struct LinearKernels {
  int64_t lanes;  // floats of a vector

  static constexpr int64_t kInputs = 4;

  // products [kInputs, outputs] = the sums over n examples of x [n, kInputs] times dy [n, outputs], whole vectors. The pitch is from one example of x to the next.
  void (*outer_products)(const float* x, int64_t pitch, const float* gradient, float* products, int64_t n, int64_t outputs);

  // sums [kInputs, examples] += the weights [kInputs, outputs] times dy [outputs, examples], whole vectors of examples.
  void (*add_products)(const float* weights, const float* gradient, float* sums, int64_t examples, int64_t outputs);
};

extern const LinearKernels kLinearKernelsAvx512, kLinearKernelsAvx2;

// sums [n, outputs] += x [n, inputs] times the weights [inputs, outputs], a multiple of 16 outputs. The pitch is from one example of x to the next. Forward with AVX2; with
// AVX-512 oneDNN's products are as fast.
void multiply_avx2(const float* x, int64_t pitch, const float* weights, float* sums, int64_t n, int64_t inputs, int64_t outputs);

}  // namespace modeldsl
