// Blocks of 16 channels in bfloat16. Compiled for AVX-512 with bfloat16: see build.sh.
static constexpr int kBlock = 16;

#include "block_kernels.inl"

namespace modeldsl {
const BlockKernels<Reduced> kReducedBlockKernels = kKernels<Reduced>;
}
