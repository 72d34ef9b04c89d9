// Feature maps that lie in blocks, [N, C / block, H, W, block], as kernels of our own walk through them: a vector of channels for each pixel.
#pragma once

#ifdef MDL_ONEDNN

#include "kernels.h"
#include "onednn.h"

namespace modeldsl {

// As many floats as a block has, unaligned as memory comes.
template <int kBlock>
struct Lanes {
  typedef float Floats __attribute__((vector_size(kBlock * sizeof(float)), aligned(sizeof(float)), may_alias));
  typedef int32_t Ints __attribute__((vector_size(kBlock * sizeof(float)), aligned(sizeof(float)), may_alias));
};

// Compiles a function for blocks of 16 and of 8: NAME(arguments) takes the fitting one. BODY is a template whose parameter is the block. Not
// templates themselves: see optimizers.cpp.
#define MDL_PER_BLOCK(NAME, BODY, PARAMETERS, ARGUMENTS)         \
  MDL_MULTIVERSION void NAME##_16 PARAMETERS { BODY<16> ARGUMENTS; } \
  MDL_MULTIVERSION void NAME##_8 PARAMETERS { BODY<8> ARGUMENTS; }   \
  void NAME PARAMETERS { block() == 16 ? NAME##_16 ARGUMENTS : NAME##_8 ARGUMENTS; }

#define MDL_INLINE __attribute__((always_inline)) inline

// Whether the tensor is a dense feature map in blocks.
inline bool is_blocked(const at::Tensor& x) { return x.dim() == 5 && x.size(4) == block() && x.scalar_type() == at::kFloat && x.is_contiguous(); }

}  // namespace modeldsl

#endif
