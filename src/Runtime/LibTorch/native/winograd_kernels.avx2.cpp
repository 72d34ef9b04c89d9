// Blocks of 8 channels. Compiled for AVX2: see build.sh.
static constexpr int kBlock = 8;

#include "winograd_kernels.inl"

namespace modeldsl {
#define MDL_KERNELS(outputs, size) kKernels<outputs, size>
const WinogradKernels kWinogradAvx2[kWinograds] = {MDL_WINOGRADS(MDL_KERNELS)};
}  // namespace modeldsl
