// A convolution of an image at a stride as one of stride 1: the pixels of a square of that size lie beside each other as channels, and so do those of the kernel.
#pragma once

#ifdef MDL_ONEDNN

#include "blocks.h"

namespace modeldsl {

// Blocks of the channels that an image's become. The stride is 2 or 4.
inline int64_t phase_blocks(int64_t channels, int64_t stride) { return (channels * stride * stride + block() - 1) / block(); }

// [N, C, H, W] as [N, blocks, rows, columns, block]: the first square begins `top` and `left` outside of the image, where there are zeros.
at::Tensor to_phases(const at::Tensor& x, int64_t stride, int64_t top, int64_t left, int64_t rows, int64_t columns);

// Packed weights [O / block, I, h, w, block] as those of the other convolution, [O / block, blocks, size, size, block, block], and back. What the kernel does not
// reach is 0.
at::Tensor weight_to_phases(const at::Tensor& packed, int64_t stride, int64_t size);
void weight_from_phases(const at::Tensor& phases, int64_t stride, const at::Tensor& packed);

}  // namespace modeldsl

#endif
