// The packed weights of fully connected layers.
#pragma once

#ifdef MDL_ONEDNN

#include <ATen/core/Tensor.h>

#include <tuple>
#include <vector>

namespace modeldsl {

// The sizes of the tensor that holds the packed weights of [out, in]: blocks of either, and what stands in a block.
std::vector<int64_t> packed_linear_sizes(at::IntArrayRef sizes);

at::Tensor pack_linear(const at::Tensor& weight);

at::Tensor unpack_linear(const at::Tensor& weight, at::IntArrayRef sizes);

// Packed weights as tiles [inputs][outputs], all of one row of blocks of outputs one behind the other; of no outputs where they are packed in another way.
struct LinearTiles {
  int64_t outputs = 0, inputs = 0;
};

LinearTiles linear_tiles(at::IntArrayRef sizes);

// Checks what a backward pass is given.
void check_linear(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef sizes);

// Examples up to which a pass of our own over the weight makes its gradient and the input's.
constexpr int64_t kFewExamples = 64;

// Whether n examples are few products.
bool is_small_linear(int64_t n, at::IntArrayRef sizes);

// Whether n examples, in less precision if asked for, are more than few products, which are of bfloat16 then.
bool is_reduced_linear(bool reduced, int64_t n, at::IntArrayRef sizes);

// The gradients of input (if asked for), packed weight and bias (if it has one).
std::tuple<at::Tensor, at::Tensor, at::Tensor> linear_backward(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef sizes,
                                                               bool input_gradient, bool bias, bool exact, bool reduced);

at::Tensor linear_input_gradient(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef sizes);

}  // namespace modeldsl

#endif
