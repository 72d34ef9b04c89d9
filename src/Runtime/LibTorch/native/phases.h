// A convolution of an image at stride 4 as one of stride 1: the 4x4 pixels of a square lie beside each other as 16 channels, and so do those of the kernel.
#pragma once

#ifdef MDL_ONEDNN

#include "blocks.h"

namespace modeldsl {

constexpr int64_t kPhases = 4;

// Blocks of the channels that one of the image's becomes.
inline int64_t phase_blocks() { return kPhases * kPhases / block(); }

// [N, C, H, W] as [N, blocks, rows, columns, block]: the first square begins `top` and `left` outside of the image, where there are zeros.
at::Tensor to_phases(const at::Tensor& x, int64_t top, int64_t left, int64_t rows, int64_t columns);

// Packed weights [O / block, I, h, w, block] as those of the other convolution, [O / block, blocks, size, size, block, block], and back. What the kernel does not
// reach is 0.
at::Tensor weight_to_phases(const at::Tensor& packed, int64_t size);
void weight_from_phases(const at::Tensor& phases, const at::Tensor& packed);

}  // namespace modeldsl

#endif
