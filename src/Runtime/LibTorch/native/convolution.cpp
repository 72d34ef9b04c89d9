// Convolutions of feature maps in blocks by packed weights (layouts.h), which are packed for as long as a training lasts: modeldsl::prepare_weight and
// convolution_blocked. Their backward pass is in convolution_backward.cpp.
#ifdef MDL_ONEDNN

#include "amx_convolution.h"
#include "convolution.h"
#include "layouts.h"
#include "phases.h"

#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/relu.h>
#include <torch/library.h>

namespace modeldsl {
namespace {

using namespace convolutions;

// Packed weights as Winograd's algorithm takes them.
at::Tensor winograd_weight(const at::Tensor& packed, const Shape& s) { return transform_weight(tiled(s), is_phased(s) ? weight_to_phases(packed, s.down, phased_size(s)) : packed); }

// The weights [O, I / groups, h, w] as inference on inputs of those sizes reads them, transformed for Winograd's algorithm where that is taken.
at::Tensor prepare_weight(const at::Tensor& weight, const at::Tensor& x, at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups, bool relu,
                          bool bias, bool sum, bool exact) {
  auto s = shape_of(x, weight.sizes(), stride, padding, dilation, groups, exact);
  s.relu = relu;
  s.bias = bias;
  s.sum = sum;
  if (is_amx(s)) return amx_weight(pack_weight(weight, groups), s);
  if (is_winograd(s, Direction::Inference)) return winograd_weight(pack_weight(weight, groups), s);
  const auto& convolution = get(s, Direction::Inference);
  const auto packed = pack_weight(weight, groups);
  if (convolution.is_reference) return packed;
  auto result = room(convolution.weights);
  reorder(packed, packed_weight(full(s)), result, convolution.weights);
  return result;
}

// With ReLU if asked for. The weights are packed, or prepared for just this; `sum` is added before the ReLU, and its memory becomes the result's.
at::Tensor convolution_blocked(const at::Tensor& x, const at::Tensor& weight, const OptionalTensor& bias, const OptionalTensor& sum, at::IntArrayRef kernel,
                               at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups, bool relu, bool exact, bool prepared) {
  auto s = shape_of(x, kernel, stride, padding, dilation, groups, exact);
  if (!prepared) check_weight(weight, s);
  s.relu = relu;
  return convolve(s, x, weight, bias, sum, prepared);
}

// By libtorch, over plain maps: where oneDNN has nothing fast over blocks, which is for windows of nine and more that reach over the border.
void plain_convolution(const Shape& s, const at::Tensor& x, const at::Tensor& weight, const OptionalTensor& bias, at::Tensor result) {
  const std::vector<int64_t> kernel{s.out, s.in, s.rows, s.columns}, stride{s.down, s.right}, padding{s.top, s.left}, dilation{s.dilated_rows, s.dilated_columns};
  const auto images = is_image(s.c) ? x.to(at::kFloat) : to_plain(x, s.c);
  const auto made = to_blocked(at::convolution(images, unpack_weight(weight, kernel, s.groups), bias, stride, padding, dilation, false, {0, 0}, s.groups), s.reduced != 0);
  if (s.sum != 0) result.add_(made); else result.copy_(made);
  if (s.relu != 0) at::relu_(result);
}

}  // namespace

namespace convolutions {

at::Tensor filled(const at::Tensor& bias) {
  const auto rest = lanes(bias.size(0)) - bias.size(0);
  return rest == 0 ? bias : at::constant_pad_nd(bias, {0, rest});
}

at::Tensor convolve(Shape s, const at::Tensor& x, const at::Tensor& weight, const OptionalTensor& bias, const OptionalTensor& sum, bool prepared) {
  s.bias = bias.has_value() && bias->defined();
  s.sum = sum.has_value() && sum->defined();
  TORCH_CHECK(s.sum == 0 || sum->scalar_type() == x.scalar_type(), "the sum must be of the input's type");
  const auto direction = prepared ? Direction::Inference : Direction::Forward;
  auto result = s.sum != 0 ? *sum : at::empty({s.n, blocks(s.out), s.out_h(), s.out_w(), block()}, x.options());
  if (is_amx(s)) {
    amx_convolution(s, x, prepared ? weight : amx_weight(weight, s), s.bias != 0 ? filled(*bias) : at::Tensor(), result);
    return result;
  }
  if (is_winograd(s, direction)) {
    const auto transformed = prepared ? weight : winograd_weight(weight, s);
    winograd_forward(tiled(s), winograd_input(x, s), transformed, s.bias != 0 ? filled(*bias) : at::Tensor(), s.sum != 0, s.relu != 0, result);
    return result;
  }
  const auto& convolution = get(s, direction);
  if (convolution.is_reference) {
    plain_convolution(s, x, weight, bias, result);
    return result;
  }
  TORCH_CHECK(!prepared || weight.nbytes() >= convolution.weights.get_size(), "the weights were prepared for another convolution");
  const auto weights = prepared ? weight : reordered(weight, packed_weight(full(s)), convolution.weights);
  Arguments arguments{{DNNL_ARG_SRC, memory(x, input(s))}, {DNNL_ARG_WEIGHTS, memory(weights, convolution.weights)}, {DNNL_ARG_DST, memory(result, output(s))}};
  at::Tensor whole_bias;
  if (s.bias != 0) {
    whole_bias = filled(*bias);
    arguments.emplace(DNNL_ARG_BIAS, memory(whole_bias, bias_of(s)));
  }
  run(convolution.prepared, arguments);
  return result;
}

}  // namespace convolutions

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def(
      "convolution_blocked(Tensor x, Tensor weight, Tensor? bias, Tensor? sum, int[4] kernel, int[2] stride, int[2] padding, int[2] dilation, int groups, "
      "bool relu, bool exact, bool prepared) -> Tensor");
  library.def(
      "prepare_weight(Tensor weight, Tensor x, int[2] stride, int[2] padding, int[2] dilation, int groups, bool relu, bool bias, bool sum, bool exact) -> Tensor");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("prepare_weight", prepare_weight);
  library.impl("convolution_blocked", convolution_blocked);
}

}  // namespace modeldsl

#endif
