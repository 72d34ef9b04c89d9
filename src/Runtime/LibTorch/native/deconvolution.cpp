// Transposed convolutions of feature maps in blocks: modeldsl::deconvolution_blocked, deconvolution_blocked_backward. Each is the convolution that goes the other way, from
// what it makes to what it is given: forward that one's input gradient, and its own input gradient that one forward. The weights, [in, out / groups, h, w], are that one's.
#ifdef MDL_ONEDNN

#include "convolution.h"
#include "layouts.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <torch/library.h>

namespace modeldsl {
namespace {

using namespace convolutions;

// A result of at most so many channels is plain, as the compiler's Layout has it.
constexpr int64_t kFewChannels = 8;

// The convolution from the output of a transposed one of x.
Shape convolution_to(const at::Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef output_padding, int64_t groups, bool exact) {
  TORCH_CHECK(kernel.size() == 4 && stride.size() == 2 && padding.size() == 2 && output_padding.size() == 2, "four sizes of the kernel, two of the others");
  TORCH_CHECK(x.dim() == 5 && x.is_contiguous() && x.size(1) == blocks(kernel[0]) && x.size(4) == block(), "the kernel is for ", kernel[0], " channels in blocks, given ", x.sizes());
  TORCH_CHECK(output_padding[0] < stride[0] && output_padding[1] < stride[1], "the output padding must be smaller than the stride, ", stride, ", given ", output_padding);
  const auto size = [&](int64_t i) { return (x.size(2 + i) - 1) * stride[i] - 2 * padding[i] + kernel[2 + i] + output_padding[i]; };
  TORCH_CHECK(size(0) > 0 && size(1) > 0, "padding of ", padding, " leaves nothing of the result");
  return {x.size(0), kernel[1] * groups, size(0), size(1), kernel[0], kernel[1], kernel[2], kernel[3], stride[0], stride[1], padding[0], padding[1],
          1, 1, groups, exact, 0, 0, 0, type_of(x) == Type::bf16, at::get_num_threads()};
}

// The packed weights of a convolution of an image as those of one of a block: there is no fast code for an image's gradient.
at::Tensor widened(const at::Tensor& packed, const Shape& s) {
  auto result = at::zeros({blocks(s.out), 1, s.rows, s.columns, block(), block()}, packed.options());
  result.select(1, 0).narrow(3, 0, s.in).copy_(packed.permute({0, 2, 3, 1, 4}));
  return result;
}

at::Tensor deconvolution_blocked(const at::Tensor& x, const at::Tensor& weight, const OptionalTensor& bias, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
                                 at::IntArrayRef output_padding, int64_t groups, bool exact) {
  auto s = convolution_to(x, kernel, stride, padding, output_padding, groups, exact);
  check_weight(weight, s);
  const auto channels = s.c;
  const auto weights = is_image(channels) ? widened(weight, s) : weight;
  if (is_image(channels)) s.c = s.in = block();
  const auto result = input_gradient_of(s, x, weights, {});
  if (bias.has_value() && bias->defined()) result.add_(filled(*bias).view({1, result.size(1), 1, 1, block()}));
  return channels <= kFewChannels ? to_plain(result, channels) : result;
}

// The output's gradient as that convolution's input, which is an image, or in blocks.
at::Tensor as_input(const at::Tensor& gradient, const Shape& s) {
  if (gradient.dim() == 5) return gradient;
  return is_image(s.c) ? gradient.to(s.reduced != 0 ? at::kBFloat16 : at::kFloat).contiguous() : to_blocked(gradient, s.reduced != 0);
}

at::Tensor bias_gradient(const at::Tensor& gradient, int64_t channels) {
  if (gradient.dim() == 4) return gradient.sum({0, 2, 3}, false, at::kFloat);
  return gradient.sum({0, 2, 3}, false, at::kFloat).flatten().narrow(0, 0, channels).contiguous();
}

// The gradients of input, weight (packed) and bias, each where it is asked for.
std::tuple<at::Tensor, at::Tensor, at::Tensor> deconvolution_blocked_backward(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef kernel,
                                                                              at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef output_padding, int64_t groups,
                                                                              bool input_gradient, bool weight_gradient, bool bias, bool exact) {
  const auto s = convolution_to(x, kernel, stride, padding, output_padding, groups, exact);
  check_weight(weight, s);
  const auto given = as_input(gradient, s);
  const std::vector<int64_t> plain{s.n, s.c, s.h, s.w}, in_blocks{s.n, blocks(s.c), s.h, s.w, block()};
  const auto& wanted = is_image(s.c) ? plain : in_blocks;
  TORCH_CHECK(given.sizes() == at::IntArrayRef(wanted) && given.is_contiguous() && given.scalar_type() == x.scalar_type(), "the gradient must be ", at::IntArrayRef(wanted), ", given ",
              given.sizes());
  return {input_gradient ? convolve(s, given, weight, {}, {}, false) : at::Tensor(), weight_gradient ? weight_gradients_of(s, x, given, weight, false).weight : at::Tensor(),
          bias ? bias_gradient(given, s.c) : at::Tensor()};
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def(
      "deconvolution_blocked(Tensor x, Tensor weight, Tensor? bias, int[4] kernel, int[2] stride, int[2] padding, int[2] output_padding, int groups, bool exact) -> Tensor");
  library.def(
      "deconvolution_blocked_backward(Tensor gradient, Tensor x, Tensor weight, int[4] kernel, int[2] stride, int[2] padding, int[2] output_padding, int groups, "
      "bool input_gradient, bool weight_gradient, bool bias, bool exact) -> (Tensor input, Tensor weight, Tensor bias)");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("deconvolution_blocked", deconvolution_blocked);
  library.impl("deconvolution_blocked_backward", deconvolution_blocked_backward);
}

}  // namespace modeldsl

#endif
