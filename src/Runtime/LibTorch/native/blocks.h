// Feature maps that lie in blocks, [N, C / block, H, W, block], as kernels of our own walk through them.
#pragma once

#ifdef MDL_ONEDNN

#include "block_kernels.h"
#include "onednn.h"

namespace modeldsl {

// The inner loops for this processor's blocks.
template <typename T>
const BlockKernels<T>& kernels();

template <>
inline const BlockKernels<float>& kernels<float>() {
  return block() == 16 ? kBlockKernelsAvx512 : kBlockKernelsAvx2;
}

// Only where oneDNN computes in bfloat16, which is with AVX-512.
template <>
inline const BlockKernels<Reduced>& kernels<Reduced>() {
  return kReducedBlockKernels;
}

// Whether the tensor is a dense feature map in blocks, of float32 or bfloat16.
inline bool is_blocked(const at::Tensor& x) {
  return x.dim() == 5 && x.size(4) == block() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16) && x.is_contiguous();
}

template <typename T>
T* data(const at::Tensor& tensor) {
  return static_cast<T*>(tensor.data_ptr());
}

inline float number_of(float number) { return number; }

inline float number_of(Reduced bits) {
  const auto word = static_cast<uint32_t>(bits) << 16;
  float number;
  std::memcpy(&number, &word, sizeof(number));
  return number;
}

// Calls with a number of the type that the tensor's elements have.
template <typename Function>
auto by_type(const at::Tensor& x, const Function& function) {
  return x.scalar_type() == at::kFloat ? function(float{}) : function(Reduced{});
}

}  // namespace modeldsl

#endif
