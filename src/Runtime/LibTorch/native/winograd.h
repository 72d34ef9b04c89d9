// Convolutions of stride 1 by Winograd's algorithm, 4x4 outputs at a time, over feature maps in blocks and packed weights.
#pragma once

#ifdef MDL_ONEDNN

#include "blocks.h"

namespace modeldsl {

// Sizes in blocks of channels, but for `size`, which is the kernel's: 3, 4 or 5.
struct TiledConvolution {
  int64_t n, in, h, w;
  int64_t out, out_h, out_w;
  int64_t size, top, left;
};

// Packed weights, transformed: for this convolution only.
at::Tensor transform_weight(const TiledConvolution& c, const at::Tensor& packed);

// `bias` may be undefined; with `sum` what is in the result is added before the ReLU.
void winograd_forward(const TiledConvolution& c, const at::Tensor& x, const at::Tensor& transformed, const at::Tensor& bias, bool sum, bool relu, const at::Tensor& result);

// With `sum` it is added to what is in the result; else it is 0 where the input is not above 0, if that is given.
void winograd_input_gradient(const TiledConvolution& c, const at::Tensor& gradient, const at::Tensor& packed, bool sum, const at::Tensor& input, const at::Tensor& result);

// With the bias's gradient where that is defined.
void winograd_weight_gradient(const TiledConvolution& c, const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& result, const at::Tensor& d_bias);

}  // namespace modeldsl

#endif
