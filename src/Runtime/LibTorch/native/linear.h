// The packed weights of fully connected layers.
#pragma once

#ifdef MDL_ONEDNN

#include <ATen/core/Tensor.h>

#include <vector>

namespace modeldsl {

// The sizes of the tensor that holds the packed weights of [out, in]: blocks of either, and what stands in a block.
std::vector<int64_t> packed_linear_sizes(at::IntArrayRef sizes);

at::Tensor pack_linear(const at::Tensor& weight);

at::Tensor unpack_linear(const at::Tensor& weight, at::IntArrayRef sizes);

}  // namespace modeldsl

#endif
