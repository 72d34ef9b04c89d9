// Blocks of 16 channels. Compiled for AVX-512: see build.sh.
static constexpr int kBlock = 16;

#include "winograd_kernels.inl"

namespace modeldsl {
#define MDL_KERNELS(outputs, size) kKernels<outputs, size>
const WinogradKernels kWinogradAvx512[kWinograds] = {MDL_WINOGRADS(MDL_KERNELS)};
}  // namespace modeldsl
