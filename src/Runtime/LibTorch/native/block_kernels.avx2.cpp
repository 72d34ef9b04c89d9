// Blocks of 8 channels. Compiled for AVX2: see build.sh.
static constexpr int kBlock = 8;

#include "block_kernels.inl"

namespace modeldsl {
const BlockKernels<float> kBlockKernelsAvx2 = kKernels<float>;
}
