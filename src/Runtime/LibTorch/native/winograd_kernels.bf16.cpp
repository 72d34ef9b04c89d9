// Blocks of 16 channels in bfloat16. Compiled for AVX-512 with bfloat16: see build.sh.
static constexpr int kBlock = 16;

#include "winograd_kernels.inl"

namespace modeldsl {
#define MDL_MAPS(outputs, size) kMaps<outputs, size, Reduced>
const WinogradMaps<Reduced> kReducedWinograd[kWinograds] = {MDL_WINOGRADS(MDL_MAPS)};
}  // namespace modeldsl
