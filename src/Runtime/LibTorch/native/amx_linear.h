// Fully connected layers of float32 over many examples by AMX: three products of bfloat16 (amx_kernels.h), as for convolutions (amx_convolution.h). Rows of examples take the place of pixels.
#pragma once

#ifdef MDL_ONEDNN

#include "linear.h"

namespace modeldsl {

// Whether that is how n examples and weights of sizes [out, in] are multiplied, unless they are to be exact: enough of them, in whole blocks.
bool is_halved_linear(bool exact, int64_t n, at::IntArrayRef sizes);

// x [n, in] times the packed weights, with a bias where it is defined, with ReLU if asked for.
at::Tensor amx_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::IntArrayRef sizes, bool relu);

at::Tensor amx_linear_input_gradient(const at::Tensor& gradient, const at::Tensor& weight, at::IntArrayRef sizes);

// To a packed weight's gradient, and the bias's where that is defined.
void amx_linear_weight_gradient(const at::Tensor& gradient, const at::Tensor& x, at::IntArrayRef sizes, const at::Tensor& d_weight, const at::Tensor& d_bias);

}  // namespace modeldsl

#endif
