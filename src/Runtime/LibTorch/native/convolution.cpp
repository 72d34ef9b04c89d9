// Convolutions of feature maps that lie in blocks [N, C / block, H, W, block], and the way into and out of that layout: modeldsl::to_blocked,
// to_plain, pack_weight, unpack_weight, prepare_weight, convolution_blocked, convolution_blocked_backward. Weights are packed as oneDNN's kernels read
// them, for as long as a training lasts: [O / block, I / block, h, w, block of I, block of O], of the first layer [O / block, I, h, w, block of O].
#ifdef MDL_ONEDNN

#include "linear.h"
#include "onednn.h"
#include "phases.h"
#include "pointwise.h"
#include "shim.h"
#include "winograd.h"

#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/threshold_backward.h>
#include <torch/library.h>

namespace modeldsl {
namespace {

using dnnl::algorithm;
using dnnl::prop_kind;
using OptionalTensor = decltype(std::declval<c10::IValue&>().toOptional<at::Tensor>());

enum class Direction : int64_t { Forward, Inference, Data, Weights };

// One convolution: N, C, H, W of the input, the kernel's sizes O, I / groups, h, w, and all that oneDNN's code depends on.
struct Shape {
  int64_t n, c, h, w;
  int64_t out, in, rows, columns;
  int64_t down, right, top, left, dilated_rows, dilated_columns;
  int64_t groups;
  int64_t exact, relu, bias, sum;
  int64_t reduced;  // bfloat16, but for bias and the gradients of weight and bias
  int64_t threads;

  int64_t out_h() const { return (h + 2 * top - (rows - 1) * dilated_rows - 1) / down + 1; }
  int64_t out_w() const { return (w + 2 * left - (columns - 1) * dilated_columns - 1) / right + 1; }
  Type type() const { return reduced != 0 ? Type::bf16 : Type::f32; }
  bool is_depthwise() const { return groups > 1 && in == 1 && out == groups; }
};

struct Key {
  Shape shape;
  Direction direction;
};

// The input of the first layer has too few channels for blocks.
bool is_image(int64_t channels) { return channels <= 4; }

int64_t blocks(int64_t channels) { return (channels + block() - 1) / block(); }

// Channels with those that fill the last block: zeros, and zeros in all that is computed from them. oneDNN is told of them as of any others, for it has
// no fast code for a block that is not full.
int64_t lanes(int64_t channels) { return blocks(channels) * block(); }

Description weight(const Shape& s, Tag whole, Tag grouped, Type type = Type::f32) {
  return s.groups == 1 ? Description({s.out, s.in, s.rows, s.columns}, type, whole)
                       : Description({s.groups, s.out / s.groups, s.in, s.rows, s.columns}, type, grouped);
}

// The same convolution with its last blocks full.
Shape full(Shape s) {
  if (s.groups == 1 && !is_image(s.c)) s.in = lanes(s.in);
  if (s.is_depthwise()) s.groups = lanes(s.groups);
  s.out = lanes(s.out);
  return s;
}

Description plain_weight(const Shape& s) { return weight(s, Tag::oihw, Tag::goihw); }

Description any_weight(const Shape& s, Type type) { return weight(full(s), Tag::any, Tag::any, type); }

// Where the last blocks are not full, the description that takes their padding for granted and the one that counts it are of the same bytes.
Description packed_weight(const Shape& s) {
  const bool wide = block() == 16;
  if (s.is_depthwise()) return weight(s, Tag::undef, wide ? Tag::Goihw16g : Tag::Goihw8g);
  if (is_image(s.c)) return weight(s, wide ? Tag::Oihw16o : Tag::Abcd8a, Tag::undef);
  return wide ? weight(s, Tag::OIhw16i16o, Tag::gOIhw16i16o) : weight(s, Tag::OIhw8i8o, Tag::gOIhw8i8o);
}

// The sizes of the tensor that holds a packed weight. Elements that pad the last block are 0 and stay it: their gradients are 0.
std::vector<int64_t> packed_sizes(const Shape& s) {
  if (s.is_depthwise()) return {blocks(s.groups), 1, s.rows, s.columns, block()};
  if (is_image(s.c)) return {blocks(s.out), s.in, s.rows, s.columns, block()};
  if (s.groups > 1) return {s.groups, blocks(s.out / s.groups), blocks(s.in), s.rows, s.columns, block(), block()};
  return {blocks(s.out), blocks(s.in), s.rows, s.columns, block(), block()};
}

Description input(const Shape& s) { return is_image(s.c) ? plain({s.n, s.c, s.h, s.w}, s.type()) : blocked({s.n, lanes(s.c), s.h, s.w}, s.type()); }

Description output(const Shape& s) { return blocked({s.n, lanes(s.out), s.out_h(), s.out_w()}, s.type()); }

Description bias_of(const Shape& s) { return s.bias != 0 ? Description({lanes(s.out)}, Type::f32, Tag::x) : Description(); }

// A bias that fills its last block with zeros.
at::Tensor filled(const at::Tensor& bias, const Shape& s) { return s.out == lanes(s.out) ? bias : at::constant_pad_nd(bias, {0, lanes(s.out) - s.out}); }

// AlexNet's first layer, 11x11 at stride 4: one of 3x3 and stride 1 to Winograd's algorithm.
bool is_phased(const Shape& s) { return is_image(s.c) && s.down == kPhases && s.right == kPhases && s.rows > 8 && s.rows <= 12; }

// Where Winograd's algorithm (winograd.h) is faster: measured over the layers of VGG, ResNet and AlexNet, batch 1 to 128. The transformed weights want some tiles to
// share them: to read them, and in training, where that is done at every call, to transform them.
bool is_winograd(const Shape& s, Direction direction) {
  if (s.exact != 0 || s.groups != 1 || s.rows != s.columns || s.dilated_rows != 1 || s.dilated_columns != 1) return false;
  const auto tiles = s.n * ((s.out_h() + 3) / 4) * ((s.out_w() + 3) / 4);
  // bfloat16's own products are twice as fast: it takes more tiles to beat them.
  if (s.reduced != 0 && tiles < (direction == Direction::Weights ? 64 : 256)) return false;
  const bool transforms = direction == Direction::Forward || direction == Direction::Data;
  if (tiles < (transforms ? 32 : 16) || s.out < 16) return false;
  if (is_image(s.c)) return is_phased(s) && s.reduced == 0 && direction != Direction::Data;
  return s.c >= 16 && (s.rows == 3 || s.rows == 5) && s.down == 1 && s.right == 1 && s.top < s.rows && s.left < s.rows;
}

// Where pointwise.h's weight gradient is faster.
bool is_pointwise(const Shape& s) {
  return s.reduced != 0 && s.groups == 1 && s.rows == 1 && s.columns == 1 && s.down == 1 && s.right == 1 && s.top == 0 && s.left == 0 && s.bias == 0 && !is_image(s.c);
}

TiledConvolution tiled(const Shape& s) {
  if (is_phased(s)) return {s.n, s.c * phase_blocks(), s.out_h() + 2, s.out_w() + 2, blocks(s.out), s.out_h(), s.out_w(), 3, 0, 0};
  return {s.n, blocks(s.c), s.h, s.w, blocks(s.out), s.out_h(), s.out_w(), s.rows, s.top, s.left};
}

// Inputs and packed weights as Winograd's algorithm takes them.
at::Tensor winograd_input(const at::Tensor& x, const Shape& s) { return is_phased(s) ? to_phases(x, s.top, s.left, s.out_h() + 2, s.out_w() + 2) : x; }

at::Tensor winograd_weight(const at::Tensor& packed, const Shape& s) { return transform_weight(tiled(s), is_phased(s) ? weight_to_phases(packed, 3) : packed); }

struct Convolution {
  Prepared prepared;
  Description weights;  // as the primitive reads or writes them
};

Convolution make(const Key& key) {
  const auto& s = key.shape;
  const auto how = algorithm::convolution_direct;
  const auto source = input(s), target = output(s), weights = any_weight(s, s.type()), bias = bias_of(s);
  const Dims strides{s.down, s.right}, dilates{s.dilated_rows - 1, s.dilated_columns - 1}, padding{s.top, s.left};
  auto attributes = with_scratchpad();
  const bool inference = key.direction == Direction::Inference, is_forward = inference || key.direction == Direction::Forward;
  if (is_forward) {
    dnnl::post_ops after;
    if (s.sum != 0) after.append_sum(1);
    if (s.relu != 0) after.append_eltwise(1, algorithm::eltwise_relu, 0, 0);
    attributes.set_post_ops(after);
  }
  const dnnl::convolution_forward::primitive_desc forward(
      {inference ? prop_kind::forward_inference : prop_kind::forward_training, how, source, weights, bias, target, strides, dilates, padding, padding},
      is_forward ? attributes : dnnl::primitive_attr(), cpu());
  if (is_forward) return {{dnnl::convolution_forward(forward), forward.scratchpad_desc()}, forward.weights_desc()};
  if (key.direction == Direction::Data) {
    const dnnl::convolution_backward_data::primitive_desc backward({how, source, weights, target, strides, dilates, padding, padding}, attributes, cpu(), forward);
    return {{dnnl::convolution_backward_data(backward), backward.scratchpad_desc()}, backward.weights_desc()};
  }
  const dnnl::convolution_backward_weights::primitive_desc backward(
      {how, source, any_weight(s, Type::f32), bias, target, strides, dilates, padding, padding}, attributes, cpu(), forward);
  return {{dnnl::convolution_backward_weights(backward), backward.scratchpad_desc()}, backward.diff_weights_desc()};
}

const Convolution& get(const Shape& shape, Direction direction) {
  static Kept<Key, Convolution> kept;
  return kept.get({shape, direction}, [&] { return make({shape, direction}); });
}

Shape shape_of(const at::Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups, bool exact) {
  TORCH_CHECK(x.is_contiguous(), "the input must be dense");
  TORCH_CHECK(kernel.size() == 4 && stride.size() == 2 && padding.size() == 2 && dilation.size() == 2, "four sizes of the kernel, two of the others");
  const auto channels = kernel[1] * groups;
  const bool fits = is_image(channels) ? x.dim() == 4 && x.size(1) == channels : x.dim() == 5 && x.size(1) == blocks(channels) && x.size(4) == block();
  TORCH_CHECK(fits, "the kernel is for ", channels, " channels, given ", x.sizes());
  return {x.size(0), channels, x.size(2), x.size(3), kernel[0], kernel[1], kernel[2], kernel[3], stride[0], stride[1], padding[0], padding[1],
          dilation[0], dilation[1], groups, exact, 0, 0, 0, type_of(x) == Type::bf16, at::get_num_threads()};
}

Shape shape_of(at::IntArrayRef kernel, int64_t groups) {
  return {1, kernel[1] * groups, 1, 1, kernel[0], kernel[1], kernel[2], kernel[3], 1, 1, 0, 0, 1, 1, groups, 0, 0, 0, 0, 0, 0};
}

// Reduced: to bfloat16.
at::Tensor to_blocked(const at::Tensor& x, bool reduced) {
  TORCH_CHECK(x.dim() == 4 && x.scalar_type() == at::kFloat, "a feature map must be [N, C, H, W] of float32, given ", x.sizes());
  const Dims sizes{x.size(0), x.size(1), x.size(2), x.size(3)};
  auto result = at::empty({sizes[0], blocks(sizes[1]), sizes[2], sizes[3], block()}, x.options().dtype(reduced ? at::kBFloat16 : at::kFloat));
  reorder(x.contiguous(), plain(sizes), result, blocked(sizes, type_of(result)));
  return result;
}

// To float32.
at::Tensor to_plain(const at::Tensor& x, int64_t channels) {
  TORCH_CHECK(x.dim() == 5 && x.is_contiguous() && x.size(1) == blocks(channels) && x.size(4) == block(), channels, " channels in blocks, given ", x.sizes());
  const Dims sizes{x.size(0), channels, x.size(2), x.size(3)};
  auto result = at::empty(sizes, x.options().dtype(at::kFloat));
  reorder(x, blocked(sizes, type_of(x)), result, plain(sizes));
  return result;
}

// Of a convolution [O, I / groups, h, w], or of a fully connected layer [out, in].
at::Tensor pack_weight(const at::Tensor& weight, int64_t groups) {
  if (weight.dim() == 2) return pack_linear(weight);
  TORCH_CHECK(weight.dim() == 4 && weight.scalar_type() == at::kFloat, "a kernel must be [O, I, h, w] of float32, given ", weight.sizes());
  const auto s = shape_of(weight.sizes(), groups);
  auto result = at::empty(packed_sizes(s), weight.options());
  reorder(weight.contiguous(), plain_weight(s), result, packed_weight(s));
  return result;
}

at::Tensor unpack_weight(const at::Tensor& packed, at::IntArrayRef sizes, int64_t groups) {
  if (sizes.size() == 2) return unpack_linear(packed, sizes);
  const auto s = shape_of(sizes, groups);
  TORCH_CHECK(packed.sizes() == at::IntArrayRef(packed_sizes(s)) && packed.is_contiguous(), "these are not the packed weights of ", sizes, ": ", packed.sizes());
  auto result = at::empty(sizes, packed.options());
  reorder(packed, packed_weight(s), result, plain_weight(s));
  return result;
}

void check_weight(const at::Tensor& weight, const Shape& s) {
  TORCH_CHECK(weight.sizes() == at::IntArrayRef(packed_sizes(s)) && weight.is_contiguous(), "these are not the packed weights of the kernel: ", weight.sizes());
}

// The weights [O, I / groups, h, w] as inference on inputs of those sizes reads them, transformed for Winograd's algorithm where that is taken.
at::Tensor prepare_weight(const at::Tensor& weight, const at::Tensor& x, at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups, bool relu,
                          bool bias, bool sum, bool exact) {
  auto s = shape_of(x, weight.sizes(), stride, padding, dilation, groups, exact);
  s.relu = relu;
  s.bias = bias;
  s.sum = sum;
  if (is_winograd(s, Direction::Inference)) return winograd_weight(pack_weight(weight, groups), s);
  const auto& convolution = get(s, Direction::Inference);
  auto result = room(convolution.weights);
  reorder(pack_weight(weight, groups), packed_weight(full(s)), result, convolution.weights);
  return result;
}

// With ReLU if asked for. The weights are packed, or prepared for just this; `sum` is added before the ReLU, and its memory becomes the result's.
at::Tensor convolution_blocked(const at::Tensor& x, const at::Tensor& weight, const OptionalTensor& bias, const OptionalTensor& sum, at::IntArrayRef kernel,
                               at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups, bool relu, bool exact, bool prepared) {
  auto s = shape_of(x, kernel, stride, padding, dilation, groups, exact);
  if (!prepared) check_weight(weight, s);
  s.relu = relu;
  s.bias = bias.has_value() && bias->defined();
  s.sum = sum.has_value() && sum->defined();
  TORCH_CHECK(s.sum == 0 || sum->scalar_type() == x.scalar_type(), "the sum must be of the input's type");
  const auto direction = prepared ? Direction::Inference : Direction::Forward;
  auto result = s.sum != 0 ? *sum : at::empty({s.n, blocks(s.out), s.out_h(), s.out_w(), block()}, x.options());
  if (is_winograd(s, direction)) {
    const auto transformed = prepared ? weight : winograd_weight(weight, s);
    winograd_forward(tiled(s), winograd_input(x, s), transformed, s.bias != 0 ? filled(*bias, s) : at::Tensor(), s.sum != 0, relu, result);
    return result;
  }
  const auto& convolution = get(s, direction);
  TORCH_CHECK(!prepared || weight.nbytes() >= convolution.weights.get_size(), "the weights were prepared for another convolution");
  const auto weights = prepared ? weight : reordered(weight, packed_weight(full(s)), convolution.weights);
  Arguments arguments{{DNNL_ARG_SRC, memory(x, input(s))}, {DNNL_ARG_WEIGHTS, memory(weights, convolution.weights)}, {DNNL_ARG_DST, memory(result, output(s))}};
  at::Tensor whole_bias;
  if (s.bias != 0) {
    whole_bias = filled(*bias, s);
    arguments.emplace(DNNL_ARG_BIAS, memory(whole_bias, bias_of(s)));
  }
  run(convolution.prepared, arguments);
  return result;
}

// The gradients of input, weight (packed) and bias; an image's is plain as it is; the input's where asked for, the bias's where there is one. Behind a ReLU the input's is
// taken through that too.
std::tuple<at::Tensor, at::Tensor, at::Tensor> convolution_blocked_backward(
    const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
    at::IntArrayRef dilation, int64_t groups, bool input_gradient, bool behind_relu, bool bias, bool exact) {
  auto s = shape_of(x, kernel, stride, padding, dilation, groups, exact);
  check_weight(weight, s);
  const std::array<int64_t, 5> sizes{s.n, blocks(s.out), s.out_h(), s.out_w(), block()};
  TORCH_CHECK(gradient.sizes() == at::IntArrayRef(sizes) && gradient.is_contiguous() && gradient.scalar_type() == x.scalar_type(), "the gradient must be ", at::IntArrayRef(sizes), ", given ", gradient.sizes());
  at::Tensor d_input, d_bias;
  if (input_gradient && is_image(s.c)) {
    // Seldom wanted: what a network makes of an image, or a pass composed by hand.
    const std::array<bool, 3> wanted{true, false, false};
    d_input = std::get<0>(at::convolution_backward(to_plain(gradient, s.out), x.to(at::kFloat), unpack_weight(weight, kernel, groups), {}, stride, padding, dilation, false, {0, 0}, groups,
                                                   wanted));
    if (behind_relu) at::threshold_backward_out(d_input, d_input, x.to(at::kFloat), 0);
  } else if (input_gradient && is_winograd(s, Direction::Data)) {
    d_input = at::empty(x.sizes(), x.options());
    winograd_input_gradient(tiled(s), gradient, weight, behind_relu ? x : at::Tensor(), d_input);
  } else if (input_gradient) {
    const auto& convolution = get(s, Direction::Data);
    d_input = at::empty(x.sizes(), x.options());
    const auto weights = reordered(weight, packed_weight(full(s)), convolution.weights);
    Arguments arguments{{DNNL_ARG_DIFF_DST, memory(gradient, output(s))}, {DNNL_ARG_WEIGHTS, memory(weights, convolution.weights)}, {DNNL_ARG_DIFF_SRC, memory(d_input, input(s))}};
    run(convolution.prepared, arguments);
    if (behind_relu) at::threshold_backward_out(d_input, d_input, x, 0);
  }
  s.bias = bias;
  auto d_weight = at::empty(weight.sizes(), weight.options());
  if (bias) d_bias = at::empty({lanes(s.out)}, weight.options());
  if (is_winograd(s, Direction::Weights)) {
    const auto made = is_phased(s) ? at::empty({blocks(s.out), s.in * phase_blocks(), 3, 3, block(), block()}, weight.options()) : d_weight;
    winograd_weight_gradient(tiled(s), gradient, winograd_input(x, s), made, d_bias);
    if (is_phased(s)) weight_from_phases(made, d_weight);
  } else if (is_pointwise(s)) {
    pointwise_weight_gradient(gradient, x, d_weight);
  } else {
    const auto& convolution = get(s, Direction::Weights);
    const bool direct = convolution.weights == packed_weight(full(s));
    const auto made = direct ? d_weight : room(convolution.weights);
    Arguments arguments{{DNNL_ARG_SRC, memory(x, input(s))}, {DNNL_ARG_DIFF_DST, memory(gradient, output(s))}, {DNNL_ARG_DIFF_WEIGHTS, memory(made, convolution.weights)}};
    if (bias) arguments.emplace(DNNL_ARG_DIFF_BIAS, memory(d_bias, bias_of(s)));
    run(convolution.prepared, arguments);
    if (!direct) reorder(made, convolution.weights, d_weight, packed_weight(full(s)));
  }
  if (bias && s.out != lanes(s.out)) d_bias = d_bias.slice(0, 0, s.out).clone();
  return {d_input, d_weight, d_bias};
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def("to_blocked(Tensor x, bool reduced) -> Tensor");
  library.def("to_plain(Tensor x, int channels) -> Tensor");
  library.def("pack_weight(Tensor weight, int groups) -> Tensor");
  library.def("unpack_weight(Tensor packed, int[] sizes, int groups) -> Tensor");
  library.def(
      "convolution_blocked(Tensor x, Tensor weight, Tensor? bias, Tensor? sum, int[4] kernel, int[2] stride, int[2] padding, int[2] dilation, int groups, "
      "bool relu, bool exact, bool prepared) -> Tensor");
  library.def(
      "prepare_weight(Tensor weight, Tensor x, int[2] stride, int[2] padding, int[2] dilation, int groups, bool relu, bool bias, bool sum, bool exact) -> Tensor");
  library.def(
      "convolution_blocked_backward(Tensor gradient, Tensor x, Tensor weight, int[4] kernel, int[2] stride, int[2] padding, int[2] dilation, int groups, "
      "bool input_gradient, bool behind_relu, bool bias, bool exact) -> (Tensor input, Tensor weight, Tensor bias)");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("to_blocked", to_blocked);
  library.impl("to_plain", to_plain);
  library.impl("pack_weight", pack_weight);
  library.impl("unpack_weight", unpack_weight);
  library.impl("prepare_weight", prepare_weight);
  library.impl("convolution_blocked", convolution_blocked);
  library.impl("convolution_blocked_backward", convolution_blocked_backward);
}

}  // namespace modeldsl

MDL_EXPORT int mdl_block() { return static_cast<int>(modeldsl::block()); }

MDL_EXPORT int mdl_has_bfloat16() { return modeldsl::has_reduced() ? 1 : 0; }

#else

#include "shim.h"

// Without oneDNN no feature map is blocked.
MDL_EXPORT int mdl_block() { return 0; }

MDL_EXPORT int mdl_has_bfloat16() { return 0; }

#endif
