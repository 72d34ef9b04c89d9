// Vectors of 8. Compiled for AVX2: see build.sh.
static constexpr int kLanes = 8;
static constexpr int kRegisters = 16;

#include "recurrent_kernels.inl"

namespace modeldsl {
const RecurrentKernels kRecurrentKernelsAvx2 = kKernels;
}
