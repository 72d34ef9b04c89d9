// The weight gradient of convolutions in bfloat16, whose oneDNN's takes up to twice as long as its other directions, over many pixels of few channels and at a stride; and by AMX
// of those in float32 that is_amx (amx_convolution.h) names, and of fully connected layers (amx_linear.h).
#pragma once

#ifdef MDL_ONEDNN

#include "linear.h"

namespace modeldsl {

// How a kernel goes over a feature map.
struct Steps {
  int64_t down, right;
  int64_t top, left;
  int64_t dilated_rows, dilated_columns;
};

// Feature maps [N, blocks, H, W, 16] of bfloat16, or by AMX of float32, to packed weights [O / 16, I / 16, h, w, 16, 16] of float32, of one group, with the bias's gradient where that is defined. The
// order of the sums does not depend on the number of threads.
void paired_weight_gradient(const at::Tensor& gradient, const at::Tensor& x, const Steps& steps, const at::Tensor& result, const at::Tensor& d_bias);

// The same by AMX, of matrices [N, O] and [N, I] of float32, to weights of a fully connected layer in tiles of whole blocks that they fill.
void paired_weight_gradient(const at::Tensor& gradient, const at::Tensor& x, const LinearTiles& tiles, const at::Tensor& result, const at::Tensor& d_bias);

}  // namespace modeldsl

#endif
