// Vectors of 16. Compiled for AVX-512: see build.sh.
static constexpr int kLanes = 16;
static constexpr int kRegisters = 32;

#include "recurrent_kernels.inl"

namespace modeldsl {
const RecurrentKernels kRecurrentKernelsAvx512 = kKernels;
}
