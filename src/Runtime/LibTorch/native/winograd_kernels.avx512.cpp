// Blocks of 16 channels. Compiled for AVX-512: see build.sh.
static constexpr int kBlock = 16;

#include "winograd_kernels.inl"

namespace modeldsl {
const WinogradKernels kWinograd5x5Avx512 = kKernels<4, 5>, kWinograd3x3Avx512 = kKernels<4, 3>;
}
