// The weight gradient of 1x1 convolutions of stride 1 in bfloat16: over many pixels of few channels oneDNN's takes twice as long as its other directions.
#pragma once

#ifdef MDL_ONEDNN

#include <ATen/core/Tensor.h>

namespace modeldsl {

// Feature maps [N, blocks, H, W, 16] of bfloat16 to packed weights of float32. The order of the sums does not depend on the number of threads.
void pointwise_weight_gradient(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& result);

}  // namespace modeldsl

#endif
