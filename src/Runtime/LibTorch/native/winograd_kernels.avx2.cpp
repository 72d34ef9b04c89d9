// Blocks of 8 channels. Compiled for AVX2: see build.sh.
static constexpr int kBlock = 8;

#include "winograd_kernels.inl"

namespace modeldsl {
const WinogradKernels kWinogradAvx2[kWinograds] = {kKernels<4, 3>, kKernels<5, 3>, kKernels<6, 3>, kKernels<4, 5>};
}
