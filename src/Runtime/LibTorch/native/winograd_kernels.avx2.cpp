// Blocks of 8 channels. Compiled for AVX2: see build.sh.
static constexpr int kBlock = 8;

#include "winograd_kernels.inl"

namespace modeldsl {
const WinogradKernels kWinograd5x5Avx2 = kKernels<4, 5>, kWinograd3x3Avx2 = kKernels<4, 3>;
}
