// Feature maps that lie in blocks, [N, C / block, H, W, block], as kernels of our own walk through them.
#pragma once

#ifdef MDL_ONEDNN

#include "block_kernels.h"
#include "onednn.h"

namespace modeldsl {

// The inner loops for this processor's blocks.
inline const BlockKernels& kernels() { return block() == 16 ? kBlockKernelsAvx512 : kBlockKernelsAvx2; }

// Whether the tensor is a dense feature map in blocks.
inline bool is_blocked(const at::Tensor& x) { return x.dim() == 5 && x.size(4) == block() && x.scalar_type() == at::kFloat && x.is_contiguous(); }

}  // namespace modeldsl

#endif
