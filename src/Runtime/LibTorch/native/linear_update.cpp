// The backward pass of a fully connected layer that updates its weight on the way: modeldsl::linear_packed_backward_update_. The gradient is never
// whole: the weight and what its optimiser keeps are all of its size that is read or written.
#ifdef MDL_ONEDNN

#include "amx_linear.h"
#include "linear_passes.h"

#include <ATen/ops/sum.h>
#include <torch/library.h>

namespace modeldsl {
namespace {

// The gradients of the input, if asked for, and of the bias, if there is one.
std::tuple<at::Tensor, at::Tensor> linear_backward_update(const at::Tensor& given, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef sizes, bool input_gradient,
                                                          bool bias, bool exact, bool reduced, at::TensorList state, int64_t rule, at::ArrayRef<double> constants) {
  const bool few = x.size(0) <= kFewExamples;
  if (is_small_linear(x.size(0), sizes) || is_reduced_linear(reduced, x.size(0), sizes) || is_halved_linear(exact, x.size(0), sizes) || !are_tiled(linear_tiles(sizes)) || (multiplies_tiles() && !few)) {
    const auto gradients = linear_backward(given, x, weight, sizes, input_gradient, bias, exact, reduced);
    update(weight, std::get<1>(gradients), state, rule, constants);
    return {std::get<0>(gradients), std::get<2>(gradients)};
  }
  check_linear(given, x, weight, sizes);
  check_states(weight, state);
  const auto gradient = given.contiguous();
  // With many examples it is arithmetic that takes the time, and oneDNN's is faster: before the weight changes.
  const bool in_pass = input_gradient && few;
  at::Tensor before, d_bias;
  if (input_gradient && !in_pass) before = linear_input_gradient(gradient, x, weight, sizes);
  if (bias) d_bias = at::sum(gradient, 0);
  const auto d_input = tiled_backward(gradient, x.contiguous(), weight, sizes, in_pass, state, update_of(static_cast<Rule>(rule), state, constants));
  return {in_pass ? d_input : before, d_bias};
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def(
      "linear_packed_backward_update_(Tensor gradient, Tensor x, Tensor(a!) weight, int[2] sizes, bool input_gradient, bool bias, bool exact, bool reduced, Tensor(b!)[] state, int "
      "rule, float[] constants) -> (Tensor input, Tensor bias)");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) { library.impl("linear_packed_backward_update_", linear_backward_update); }

}  // namespace modeldsl

#endif
