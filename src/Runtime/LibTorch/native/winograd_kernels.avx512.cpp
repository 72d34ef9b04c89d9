// Blocks of 16 channels. Compiled for AVX-512: see build.sh.
static constexpr int kBlock = 16;

#include "winograd_kernels.inl"

namespace modeldsl {
const WinogradKernels kWinogradAvx512[kWinograds] = {kKernels<4, 3>, kKernels<5, 3>, kKernels<6, 3>, kKernels<4, 5>};
}
