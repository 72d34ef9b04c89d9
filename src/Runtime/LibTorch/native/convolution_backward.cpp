// The backward pass of convolutions of feature maps in blocks (convolution.cpp): modeldsl::convolution_blocked_backward, convolution_blocked_backward_sum.
#ifdef MDL_ONEDNN

#include "amx_convolution.h"
#include "convolution.h"
#include "layouts.h"
#include "pair_kernels.h"
#include "phases.h"
#include "paired_weights.h"

#include <ATen/ops/bmm.h>
#include <ATen/ops/col2im.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/im2col.h>
#include <ATen/ops/threshold_backward.h>
#include <torch/library.h>

#include <algorithm>

namespace modeldsl {
namespace {

using namespace convolutions;

// Where the input's gradient is itself a convolution, of the output's gradient by the weights transposed and turned half round, so that a sum can be its beginning. In
// bfloat16 this is faster too than what goes back.
bool is_transposable(const Shape& s) {
  const bool is_inside = s.top <= (s.rows - 1) * s.dilated_rows && s.left <= (s.columns - 1) * s.dilated_columns;
  return block() == 16 && s.groups == 1 && s.down == 1 && s.right == 1 && is_inside && !is_image(s.c) && !is_image(s.out) && (s.reduced != 0 || s.rows * s.columns == 1);
}

// That convolution.
Shape transposed(Shape s, bool sum) {
  s.h = s.out_h(), s.w = s.out_w();
  s.top = (s.rows - 1) * s.dilated_rows - s.top, s.left = (s.columns - 1) * s.dilated_columns - s.left;
  s.c = s.out;
  std::swap(s.in, s.out);
  s.sum = sum;
  return s;
}

// All places of a kernel, the last one first.
std::vector<int64_t> turned_places(const Shape& s) {
  std::vector<int64_t> places;
  for (auto place = s.rows * s.columns; place-- > 0;) places.push_back(place);
  return places;
}

// Packed weights as that convolution reads them, in bfloat16: OIhw8i16o2i of input and output exchanged.
at::Tensor transposed_pairs(const at::Tensor& packed, const Shape& s) {
  const auto ins = blocks(s.in), outs = blocks(s.out), places = s.rows * s.columns, tile = block() * block();
  const auto result = at::empty({ins * outs * places * tile / 2}, packed.options());
  const auto* const from = packed.data_ptr<float>();
  auto* const to = static_cast<uint32_t*>(result.data_ptr());
  at::parallel_for(0, ins * outs, std::max<int64_t>(1, kGrain / (places * tile)), [&](int64_t begin, int64_t end) {
    for (auto i = begin; i < end; i++) {
      const auto in = i / outs, out = i % outs;
      for (int64_t place = 0; place < places; place++) {
        pair_transposed(from + ((out * ins + in) * places + places - 1 - place) * tile, to + (i * places + place) * tile / 2);
      }
    }
  });
  return result;
}

// The input's gradient by that convolution, added to what is in the result if asked for.
void convolve_back(const Shape& s, const at::Tensor& gradient, const at::Tensor& weight, bool sum, const at::Tensor& result) {
  const auto back = transposed(s, sum);
  if (is_amx(back)) {
    amx_convolution(back, gradient, amx_transposed_weight(weight, s, turned_places(s)), {}, result);
    return;
  }
  const auto& convolution = get(back, Direction::Forward);
  const Dims sizes{lanes(s.in), lanes(s.out), s.rows, s.columns};
  // A kernel of one pixel lies right already: only the description differs.
  const auto weights = s.reduced == 0 ? reordered(weight, {sizes, Type::f32, Tag::BAcd16a16b}, convolution.weights)
                                      : reordered(transposed_pairs(weight, s), {sizes, Type::bf16, Tag::OIhw8i16o2i}, convolution.weights);
  Arguments arguments{{DNNL_ARG_SRC, memory(gradient, input(back))}, {DNNL_ARG_WEIGHTS, memory(weights, convolution.weights)}, {DNNL_ARG_DST, memory(result, output(back))}};
  run(convolution.prepared, arguments);
}

// Of an image: seldom wanted, by what a network makes of one, or by a pass composed by hand. Plain.
at::Tensor image_gradient(const Shape& s, const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, bool behind_relu) {
  const std::vector<int64_t> kernel{s.out, s.in, s.rows, s.columns}, stride{s.down, s.right}, padding{s.top, s.left}, dilation{s.dilated_rows, s.dilated_columns};
  const std::array<bool, 3> wanted{true, false, false};
  const auto result = std::get<0>(at::convolution_backward(to_plain(gradient, s.out), x.to(at::kFloat), unpack_weight(weight, kernel, s.groups), {}, stride, padding, dilation, false,
                                                           {0, 0}, s.groups, wanted));
  return behind_relu ? at::threshold_backward(result, x.to(at::kFloat), 0) : result;
}

// By one product for each group, of the weights and the gradient of all pixels, whose parts are then added up where they overlap: where oneDNN has nothing fast.
at::Tensor product_input_gradient(const Shape& s, const at::Tensor& gradient, const at::Tensor& weight) {
  const auto kernels = unpack_weight(weight, {s.out, s.in, s.rows, s.columns}, s.groups).view({s.groups, s.out / s.groups, s.in * s.rows * s.columns});
  const auto given = to_plain(gradient, s.out).transpose(0, 1).reshape({s.groups, s.out / s.groups, -1});
  const auto parts = at::bmm(kernels.transpose(1, 2), given).view({s.c * s.rows * s.columns, s.n, -1}).transpose(0, 1).contiguous();
  const auto images = at::col2im(parts, {s.h, s.w}, {s.rows, s.columns}, {s.dilated_rows, s.dilated_columns}, {s.top, s.left}, {s.down, s.right});
  return to_blocked(images, s.reduced != 0);
}

// By one product over all pixels of all images, or for each group one, of the gradient and what each place of the kernel has seen: where oneDNN has nothing fast, as over the
// patches of 16x16 that a transformer sees of an image.
WeightGradients product_gradients(const Shape& s, const at::Tensor& gradient, const at::Tensor& x, bool bias) {
  const auto images = is_image(s.c) ? x.to(at::kFloat) : to_plain(x, s.c);
  const auto seen = at::im2col(images, {s.rows, s.columns}, {s.dilated_rows, s.dilated_columns}, {s.top, s.left}, {s.down, s.right}).transpose(0, 1).reshape({s.groups, s.in * s.rows * s.columns, -1});
  const auto wanted = to_plain(gradient, s.out).transpose(0, 1).reshape({s.groups, s.out / s.groups, -1});
  const auto products = at::bmm(wanted, seen.transpose(1, 2)).view({s.out, s.in, s.rows, s.columns});
  return {pack_weight(products, s.groups), bias ? wanted.reshape({s.out, -1}).sum(1) : at::Tensor()};
}

}  // namespace

namespace convolutions {

at::Tensor input_gradient_of(const Shape& s, const at::Tensor& gradient, const at::Tensor& weight, const at::Tensor& behind) {
  auto result = at::empty({s.n, blocks(s.c), s.h, s.w, block()}, gradient.options());
  if (is_winograd(s, Direction::Data)) {
    winograd_input_gradient(tiled(s), gradient, weight, false, behind, result);
    return result;
  }
  if (is_transposable(s) && (s.reduced != 0 || is_amx(transposed(s, false)))) {
    convolve_back(s, gradient, weight, false, result);
  } else if (s.down == 2 && is_amx(s)) {
    amx_strided_input_gradient(s, gradient, weight, false, result);
  } else if (const auto& convolution = get(s, Direction::Data); convolution.is_reference) {
    result = product_input_gradient(s, gradient, weight);
  } else {
    const auto weights = reordered(weight, packed_weight(full(s)), convolution.weights);
    Arguments arguments{{DNNL_ARG_DIFF_DST, memory(gradient, output(s))}, {DNNL_ARG_WEIGHTS, memory(weights, convolution.weights)}, {DNNL_ARG_DIFF_SRC, memory(result, input(s))}};
    run(convolution.prepared, arguments);
  }
  if (behind.defined()) at::threshold_backward_out(result, result, behind, 0);
  return result;
}

WeightGradients weight_gradients_of(Shape s, const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, bool bias) {
  s.bias = bias;
  const auto d_weight = at::empty(weight.sizes(), weight.options());
  const auto d_bias = bias ? at::empty({lanes(s.out)}, weight.options()) : at::Tensor();
  if (is_winograd(s, Direction::Weights)) {
    const auto c = tiled(s);
    const auto made = is_phased(s) ? at::empty({c.out, c.in, c.size, c.size, block(), block()}, weight.options()) : d_weight;
    winograd_weight_gradient(c, gradient, winograd_input(x, s), made, d_bias);
    if (is_phased(s)) weight_from_phases(made, s.down, d_weight);
  } else if (is_paired(s)) {
    paired_weight_gradient(gradient, x, {s.down, s.right, s.top, s.left, s.dilated_rows, s.dilated_columns}, d_weight, d_bias);
  } else if (const auto& convolution = get(s, Direction::Weights); convolution.is_reference) {
    return product_gradients(s, gradient, x, bias);
  } else {
    const bool direct = convolution.weights == packed_weight(full(s));
    const auto made = direct ? d_weight : room(convolution.weights);
    Arguments arguments{{DNNL_ARG_SRC, memory(x, input(s))}, {DNNL_ARG_DIFF_DST, memory(gradient, output(s))}, {DNNL_ARG_DIFF_WEIGHTS, memory(made, convolution.weights)}};
    if (bias) arguments.emplace(DNNL_ARG_DIFF_BIAS, memory(d_bias, bias_of(s)));
    run(convolution.prepared, arguments);
    if (!direct) reorder(made, convolution.weights, d_weight, packed_weight(full(s)));
  }
  return {d_weight, bias && s.out != lanes(s.out) ? d_bias.slice(0, 0, s.out).clone() : d_bias};
}

}  // namespace convolutions

namespace {

// Adds it to what is there.
void add_input_gradient(const Shape& s, const at::Tensor& gradient, const at::Tensor& weight, const at::Tensor& sum) {
  if (is_winograd(s, Direction::Data)) {
    winograd_input_gradient(tiled(s), gradient, weight, true, {}, sum);
  } else if (is_transposable(s)) {
    convolve_back(s, gradient, weight, true, sum);
  } else if (s.down == 2 && is_amx(s)) {
    amx_strided_input_gradient(s, gradient, weight, true, sum);
  } else {
    sum.add_(input_gradient_of(s, gradient, weight, {}));
  }
}

void check(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, const Shape& s) {
  check_weight(weight, s);
  const std::array<int64_t, 5> sizes{s.n, blocks(s.out), s.out_h(), s.out_w(), block()};
  TORCH_CHECK(gradient.sizes() == at::IntArrayRef(sizes) && gradient.is_contiguous() && gradient.scalar_type() == x.scalar_type(), "the gradient must be ", at::IntArrayRef(sizes), ", given ", gradient.sizes());
}

// The gradients of input, weight (packed) and bias; an image's is plain as it is; the input's where asked for, those of weight and bias likewise, the bias's where there is
// one. Behind a ReLU the input's is taken through that too.
std::tuple<at::Tensor, at::Tensor, at::Tensor> convolution_blocked_backward(
    const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
    at::IntArrayRef dilation, int64_t groups, bool input_gradient, bool weight_gradient, bool behind_relu, bool bias, bool exact) {
  const auto s = shape_of(x, kernel, stride, padding, dilation, groups, exact);
  check(gradient, x, weight, s);
  const auto d_input = !input_gradient ? at::Tensor()
                       : is_image(s.c) ? image_gradient(s, gradient, x, weight, behind_relu)
                                       : input_gradient_of(s, gradient, weight, behind_relu ? x : at::Tensor());
  const auto [d_weight, d_bias] = weight_gradient ? weight_gradients_of(s, gradient, x, weight, bias) : WeightGradients();
  return {d_input, d_weight, d_bias};
}

// The gradients of weight and bias, where asked for; the input's is added to `sum`, which is like the input.
std::tuple<at::Tensor, at::Tensor> convolution_blocked_backward_sum(
    at::Tensor sum, const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
    at::IntArrayRef dilation, int64_t groups, bool weight_gradient, bool bias, bool exact) {
  const auto s = shape_of(x, kernel, stride, padding, dilation, groups, exact);
  check(gradient, x, weight, s);
  TORCH_CHECK(!is_image(s.c) && sum.sizes() == x.sizes() && sum.is_contiguous() && sum.scalar_type() == x.scalar_type(), "the sum must be a feature map as the input, ", x.sizes(), ", given ",
              sum.sizes());
  add_input_gradient(s, gradient, weight, sum);
  const auto [d_weight, d_bias] = weight_gradient ? weight_gradients_of(s, gradient, x, weight, bias) : WeightGradients();
  return {d_weight, d_bias};
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def(
      "convolution_blocked_backward(Tensor gradient, Tensor x, Tensor weight, int[4] kernel, int[2] stride, int[2] padding, int[2] dilation, int groups, "
      "bool input_gradient, bool weight_gradient, bool behind_relu, bool bias, bool exact) -> (Tensor input, Tensor weight, Tensor bias)");
  library.def(
      "convolution_blocked_backward_sum(Tensor(a!) sum, Tensor gradient, Tensor x, Tensor weight, int[4] kernel, int[2] stride, int[2] padding, int[2] dilation, "
      "int groups, bool weight_gradient, bool bias, bool exact) -> (Tensor weight, Tensor bias)");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("convolution_blocked_backward", convolution_blocked_backward);
  library.impl("convolution_blocked_backward_sum", convolution_blocked_backward_sum);
}

}  // namespace modeldsl

#endif
