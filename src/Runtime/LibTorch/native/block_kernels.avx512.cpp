// Blocks of 16 channels. Compiled for AVX-512: see build.sh.
static constexpr int kBlock = 16;

#include "block_kernels.inl"

namespace modeldsl {
const BlockKernels<float> kBlockKernelsAvx512 = kKernels<float>;
}
