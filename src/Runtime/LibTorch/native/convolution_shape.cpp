// See convolution_shape.h.
#ifdef MDL_ONEDNN

#include "convolution_shape.h"

#include "amx_convolution.h"
#include "phases.h"

#include <string>

namespace modeldsl::convolutions {
namespace {

using dnnl::algorithm;
using dnnl::prop_kind;

struct Key {
  Shape shape;
  Direction direction;
};

Description weight(const Shape& s, Tag whole, Tag grouped, Type type = Type::f32) {
  return s.groups == 1 ? Description({s.out, s.in, s.rows, s.columns}, type, whole)
                       : Description({s.groups, s.out / s.groups, s.in, s.rows, s.columns}, type, grouped);
}

Description any_weight(const Shape& s, Type type) { return weight(full(s), Tag::any, Tag::any, type); }

template <typename Primitive, typename Descriptor>
Convolution prepared(const Descriptor& descriptor, const Description& weights) {
  return {{Primitive(descriptor), descriptor.scratchpad_desc()}, weights, std::string(descriptor.impl_info_str()).rfind("ref", 0) == 0};
}

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
  if (is_forward) return prepared<dnnl::convolution_forward>(forward, forward.weights_desc());
  if (key.direction == Direction::Data) {
    const dnnl::convolution_backward_data::primitive_desc backward({how, source, weights, target, strides, dilates, padding, padding}, attributes, cpu(), forward);
    return prepared<dnnl::convolution_backward_data>(backward, backward.weights_desc());
  }
  const dnnl::convolution_backward_weights::primitive_desc backward(
      {how, source, any_weight(s, Type::f32), bias, target, strides, dilates, padding, padding}, attributes, cpu(), forward);
  return prepared<dnnl::convolution_backward_weights>(backward, backward.diff_weights_desc());
}

}  // namespace

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

Shape full(Shape s) {
  if (s.groups == 1 && !is_image(s.c)) s.in = lanes(s.in);
  if (s.is_depthwise()) s.groups = lanes(s.groups);
  s.out = lanes(s.out);
  return s;
}

Description plain_weight(const Shape& s) { return weight(s, Tag::oihw, Tag::goihw); }

Description packed_weight(const Shape& s) {
  const bool wide = block() == 16;
  if (s.is_depthwise()) return weight(s, Tag::undef, wide ? Tag::Goihw16g : Tag::Goihw8g);
  if (is_image(s.c)) return weight(s, wide ? Tag::Oihw16o : Tag::Abcd8a, Tag::undef);
  return wide ? weight(s, Tag::OIhw16i16o, Tag::gOIhw16i16o) : weight(s, Tag::OIhw8i8o, Tag::gOIhw8i8o);
}

std::vector<int64_t> packed_sizes(const Shape& s) {
  if (s.is_depthwise()) return {blocks(s.groups), 1, s.rows, s.columns, block()};
  if (is_image(s.c)) return {blocks(s.out), s.in, s.rows, s.columns, block()};
  if (s.groups > 1) return {s.groups, blocks(s.out / s.groups), blocks(s.in), s.rows, s.columns, block(), block()};
  return {blocks(s.out), blocks(s.in), s.rows, s.columns, block(), block()};
}

Description input(const Shape& s) { return is_image(s.c) ? plain({s.n, s.c, s.h, s.w}, s.type()) : blocked({s.n, lanes(s.c), s.h, s.w}, s.type()); }

Description output(const Shape& s) { return blocked({s.n, lanes(s.out), s.out_h(), s.out_w()}, s.type()); }

Description bias_of(const Shape& s) { return s.bias != 0 ? Description({lanes(s.out)}, Type::f32, Tag::x) : Description(); }

void check_weight(const at::Tensor& weight, const Shape& s) {
  TORCH_CHECK(weight.sizes() == at::IntArrayRef(packed_sizes(s)) && weight.is_contiguous(), "these are not the packed weights of the kernel: ", weight.sizes());
}

int64_t phased_size(const Shape& s) { return (s.rows + s.down - 1) / s.down; }

bool is_phased(const Shape& s) { return is_image(s.c) && s.down == s.right && (s.down == 2 || s.down == 4) && (phased_size(s) == 3 || phased_size(s) == 4); }

namespace {

// oneDNN's code for images of float32 is as fast as Winograd's algorithm at stride 2. In bfloat16 it has none for AMX.
bool is_worth_phasing(const Shape& s, Direction direction) {
  if (direction == Direction::Data) return false;
  return s.reduced == 0 ? s.down == 4 : has_amx() && (s.down == 4 || direction != Direction::Weights);
}

}  // namespace

bool is_winograd(const Shape& s, Direction direction) {
  if (s.exact != 0 || s.groups != 1 || s.rows != s.columns || s.dilated_rows != 1 || s.dilated_columns != 1 || is_amx(s)) return false;
  const auto tiles = s.n * ((s.out_h() + 3) / 4) * ((s.out_w() + 3) / 4);
  // bfloat16's own products are twice as fast: it takes more tiles to beat them.
  if (s.reduced != 0 && tiles < (direction == Direction::Weights ? 64 : 256)) return false;
  const bool transforms = direction == Direction::Forward || direction == Direction::Data;
  if (tiles < (transforms ? 32 : 16) || s.out < 16) return false;
  if (is_image(s.c)) return is_phased(s) && is_worth_phasing(s, direction);
  return s.c >= 16 && (s.rows == 3 || s.rows == 5) && s.down == 1 && s.right == 1 && s.top < s.rows && s.left < s.rows;
}

bool is_paired(const Shape& s) { return s.reduced != 0 ? s.groups == 1 && !is_image(s.c) : is_amx(s); }

TiledConvolution tiled(const Shape& s) {
  if (is_phased(s)) {
    const auto size = phased_size(s);
    return {s.n, phase_blocks(s.c, s.down), s.out_h() + size - 1, s.out_w() + size - 1, blocks(s.out), s.out_h(), s.out_w(), size, 0, 0};
  }
  return {s.n, blocks(s.c), s.h, s.w, blocks(s.out), s.out_h(), s.out_w(), s.rows, s.top, s.left};
}

at::Tensor winograd_input(const at::Tensor& x, const Shape& s) {
  if (!is_phased(s)) return x;
  const auto c = tiled(s);
  return to_phases(x, s.down, s.top, s.left, c.h, c.w);
}

const Convolution& get(const Shape& shape, Direction direction) {
  static Kept<Key, Convolution> kept;
  return kept.get({shape, direction}, [&] { return make({shape, direction}); });
}

}  // namespace modeldsl::convolutions

#endif
