// The way into the layouts that convolutions and fully connected layers compute in, and out of them.
#pragma once

#ifdef MDL_ONEDNN

#include <ATen/core/Tensor.h>

namespace modeldsl {

// A feature map [N, C, H, W] of float32 in blocks [N, C / block, H, W, block]; reduced: of bfloat16.
at::Tensor to_blocked(const at::Tensor& x, bool reduced);

// A feature map in blocks as [N, C, H, W] of float32.
at::Tensor to_plain(const at::Tensor& x, int64_t channels);

// The weight of a convolution [O, I / groups, h, w], or of a fully connected layer [out, in], as the kernels read it: of a convolution
// [O / block, I / block, h, w, block of I, block of O], of the first layer [O / block, I, h, w, block of O].
at::Tensor pack_weight(const at::Tensor& weight, int64_t groups);

at::Tensor unpack_weight(const at::Tensor& packed, at::IntArrayRef sizes, int64_t groups);

}  // namespace modeldsl

#endif
