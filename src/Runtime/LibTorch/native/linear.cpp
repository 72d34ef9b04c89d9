// Fully connected layers with packed weights: modeldsl::linear_packed and its backward pass, by oneDNN where its code is for packed weights, which are packed as it likes then, or
// by ours (linear_passes.h). How depends on their sizes alone. See linear_update.cpp for the backward pass that updates them.
#ifdef MDL_ONEDNN

#include "linear.h"

#include "amx_linear.h"
#include "linear_passes.h"
#include "onednn.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/sum.h>
#include <torch/library.h>

#ifdef _OPENMP
#include <omp.h>
#endif

namespace modeldsl {
namespace {

using dnnl::prop_kind;
using OptionalTensor = decltype(std::declval<c10::IValue&>().toOptional<at::Tensor>());

enum class Direction : int64_t { Forward, Data, Weights };

struct Key {
  int64_t n, in, out;
  int64_t relu, bias;
  int64_t reduced;
  int64_t threads;
  Direction direction;

  // What is multiplied; what comes of it is float32.
  Type type() const { return reduced != 0 ? Type::bf16 : Type::f32; }
};

// Within a small product threads wait for each other longer than they compute, and far longer where another process has a core: they take one each instead.
constexpr int64_t kSmall = 16 << 20;

struct Product {
  Prepared prepared;
  Description weights;  // as the primitive reads or writes them
};

// The thread alone, for what is made here: oneDNN asks OpenMP how many it will have.
class Alone {
 public:
#ifdef _OPENMP
  explicit Alone(bool alone) : before_(omp_get_max_threads()) {
    if (alone) omp_set_num_threads(1);
  }
  ~Alone() { omp_set_num_threads(before_); }
  static constexpr bool kCanBe = true;

 private:
  int before_;
#else
  explicit Alone(bool) {}
  static constexpr bool kCanBe = false;
#endif
};

bool is_shared_out(int64_t n, at::IntArrayRef sizes) { return Alone::kCanBe && at::get_num_threads() > 1 && is_small_linear(n, sizes); }

Description matrix(int64_t rows, int64_t columns, Type type = Type::f32) { return {{rows, columns}, type, Tag::ab}; }

Description vector(int64_t length) { return {{length}, Type::f32, Tag::a}; }

dnnl::inner_product_forward::primitive_desc forward_of(const Key& key, const dnnl::primitive_attr& attributes) {
  return {{prop_kind::forward_training, matrix(key.n, key.in, key.type()), {{key.out, key.in}, key.type(), Tag::any}, key.bias != 0 ? vector(key.out) : Description(),
           matrix(key.n, key.out)},
          attributes, cpu()};
}

Product make(const Key& key) {
  const Alone alone(key.threads == 1);
  auto attributes = with_scratchpad();
  if (key.direction == Direction::Forward && key.relu != 0) {
    dnnl::post_ops after;
    after.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
    attributes.set_post_ops(after);
  }
  const auto forward = forward_of(key, key.direction == Direction::Forward ? attributes : dnnl::primitive_attr());
  if (key.direction == Direction::Forward) return {{dnnl::inner_product_forward(forward), forward.scratchpad_desc()}, forward.weights_desc()};
  const auto gradient = matrix(key.n, key.out, key.type());
  if (key.direction == Direction::Data) {
    const dnnl::inner_product_backward_data::primitive_desc backward({matrix(key.n, key.in), {{key.out, key.in}, key.type(), Tag::any}, gradient}, attributes, cpu(), forward);
    return {{dnnl::inner_product_backward_data(backward), backward.scratchpad_desc()}, backward.weights_desc()};
  }
  const dnnl::inner_product_backward_weights::primitive_desc backward(
      {matrix(key.n, key.in, key.type()), {{key.out, key.in}, Type::f32, Tag::any}, key.bias != 0 ? vector(key.out) : Description(), gradient}, attributes, cpu(), forward);
  return {{dnnl::inner_product_backward_weights(backward), backward.scratchpad_desc()}, backward.diff_weights_desc()};
}

const Product& get(const Key& key) {
  static Kept<Key, Product> kept;
  return kept.get(key, [&] { return make(key); });
}

Description packed(int64_t out, int64_t in) {
  if (multiplies_tiles()) return {{out, in}, Type::f32, out > 32 ? Tag::AB16b64a : out > 16 ? Tag::AB16b32a : Tag::AB16b16a};
  return get({16, in, out, 0, 0, 0, at::get_num_threads(), Direction::Forward}).weights;
}

void check(const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef sizes) {
  TORCH_CHECK(sizes.size() == 2 && x.dim() == 2 && x.size(1) == sizes[1], "the weights are for ", sizes[1], " values, given ", x.sizes());
  TORCH_CHECK(x.scalar_type() == at::kFloat, "works on float32, not ", x.scalar_type());
  TORCH_CHECK(weight.dim() == 3 && weight.is_contiguous() && weight.sizes() == at::IntArrayRef(packed_linear_sizes(sizes)), "these are not the packed weights of ", sizes);
}

// A matrix as it is multiplied.
at::Tensor operand(const Key& key, const at::Tensor& given, int64_t columns) { return reordered(given, matrix(key.n, columns), matrix(key.n, columns, key.type())); }

// Some rows, as they are multiplied: x [n, in] to y [n, out].
void forward(const Key& key, void* x, const at::Tensor& weight, const OptionalTensor& bias, float* y) {
  const auto& product = get(key);
  const auto weights = reordered(weight, packed(key.out, key.in), product.weights);
  Arguments arguments{
      {DNNL_ARG_SRC, {matrix(key.n, key.in, key.type()), cpu(), x}}, {DNNL_ARG_WEIGHTS, memory(weights, product.weights)}, {DNNL_ARG_DST, {matrix(key.n, key.out), cpu(), y}}};
  if (key.bias != 0) arguments.emplace(DNNL_ARG_BIAS, memory(*bias, vector(key.out)));
  run(product.prepared, arguments);
}

// x [N, in], sizes [out, in]: with ReLU if asked for.
at::Tensor linear(const at::Tensor& given, const at::Tensor& weight, const OptionalTensor& bias, at::IntArrayRef sizes, bool relu, bool exact, bool reduced) {
  check(given, weight, sizes);
  const auto x = given.contiguous();
  const bool has_bias = bias.has_value() && bias->defined();
  if (multiplies_tiles()) return tiled_linear(x, weight, has_bias ? *bias : at::Tensor(), sizes, relu);
  if (!reduced && is_halved_linear(exact, x.size(0), sizes)) return amx_linear(x, weight, has_bias ? *bias : at::Tensor(), sizes, relu);
  Key key{x.size(0), sizes[1], sizes[0], relu, has_bias, is_reduced_linear(reduced, x.size(0), sizes), at::get_num_threads(), Direction::Forward};
  auto result = at::empty({key.n, key.out}, x.options());
  auto* const to = result.data_ptr<float>();
  if (!is_shared_out(key.n, sizes)) {
    const auto from = operand(key, x, key.in);
    forward(key, from.data_ptr(), weight, bias, to);
    return result;
  }
  key.threads = 1;
  auto* const from = x.data_ptr<float>();
  const auto rows = std::max<int64_t>(16, kGrain * 8 / (key.in * key.out));
  at::parallel_for(0, key.n, rows, [&](int64_t begin, int64_t end) {
    auto part = key;
    part.n = end - begin;
    forward(part, from + begin * key.in, weight, bias, to + begin * key.out);
  });
  return result;
}

// The gradient of the weight, and the bias's if it is defined, of operands as they are multiplied.
void weight_gradient(const Key& key, const at::Tensor& x, const at::Tensor& gradient, const at::Tensor& d_weight, const at::Tensor& d_bias) {
  const auto whole = packed(key.out, key.in);
  const auto& product = get(key);
  const auto made = product.weights == whole ? d_weight : room(product.weights);
  Arguments arguments{{DNNL_ARG_SRC, memory(x, matrix(key.n, key.in, key.type()))},
                      {DNNL_ARG_DIFF_DST, memory(gradient, matrix(key.n, key.out, key.type()))},
                      {DNNL_ARG_DIFF_WEIGHTS, memory(made, product.weights)}};
  if (key.bias != 0) arguments.emplace(DNNL_ARG_DIFF_BIAS, memory(d_bias, vector(key.out)));
  run(product.prepared, arguments);
  if (!(product.weights == whole)) reorder(made, product.weights, d_weight, whole);
}

void input_gradient_of(const Key& key, const at::Tensor& gradient, const at::Tensor& weight, const at::Tensor& d_input) {
  const auto& product = get(key);
  const auto weights = reordered(weight, packed(key.out, key.in), product.weights);
  Arguments arguments{{DNNL_ARG_DIFF_DST, memory(gradient, matrix(key.n, key.out, key.type()))},
                      {DNNL_ARG_WEIGHTS, memory(weights, product.weights)},
                      {DNNL_ARG_DIFF_SRC, memory(d_input, matrix(key.n, key.in))}};
  run(product.prepared, arguments);
}

}  // namespace

std::tuple<at::Tensor, at::Tensor, at::Tensor> linear_backward(const at::Tensor& given, const at::Tensor& given_x, const at::Tensor& weight, at::IntArrayRef sizes,
                                                               bool input_gradient, bool bias, bool exact, bool reduced) {
  check_linear(given, given_x, weight, sizes);
  const auto n = given_x.size(0);
  if (multiplies_tiles() && n <= kFewExamples && !is_small_linear(n, sizes)) {
    const auto gradient = given.contiguous(), d_weight = at::empty(weight.sizes(), weight.options());
    const auto keep = [](float*, const float* some, float* const* kept, int64_t count) { std::copy_n(some, count, kept[0]); };
    return {tiled_backward(gradient, given_x.contiguous(), weight, sizes, input_gradient, d_weight, keep), d_weight, bias ? at::sum(gradient, 0) : at::Tensor()};
  }
  if (!reduced && is_halved_linear(exact, n, sizes)) {
    const auto gradient = given.contiguous(), d_weight = at::empty(weight.sizes(), weight.options()), d_bias = bias ? at::empty({sizes[0]}, weight.options()) : at::Tensor();
    amx_linear_weight_gradient(gradient, given_x.contiguous(), sizes, d_weight, d_bias);
    return {input_gradient ? amx_linear_input_gradient(gradient, weight, sizes) : at::Tensor(), d_weight, d_bias};
  }
  const bool small = is_shared_out(n, sizes);
  const Key weights{n, sizes[1], sizes[0], 0, bias, is_reduced_linear(reduced, n, sizes), small ? 1 : at::get_num_threads(), Direction::Weights};
  auto data = weights;
  data.bias = 0;
  data.direction = Direction::Data;
  const auto x = operand(weights, given_x.contiguous(), weights.in), gradient = operand(weights, given.contiguous(), weights.out);
  at::Tensor d_input, d_bias;
  const auto d_weight = at::empty(weight.sizes(), weight.options());
  if (bias) d_bias = at::empty({sizes[0]}, weight.options());
  if (input_gradient) d_input = at::empty(given_x.sizes(), given_x.options());
  const auto make_one = [&](int64_t which) { which == 0 ? weight_gradient(weights, x, gradient, d_weight, d_bias) : input_gradient_of(data, gradient, weight, d_input); };
  const int64_t count = input_gradient ? 2 : 1;
  if (small && n * sizes[0] * sizes[1] > kGrain * 8) {
    at::parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
      for (auto i = begin; i < end; i++) make_one(i);
    });
  } else {
    for (int64_t i = 0; i < count; i++) make_one(i);
  }
  return {d_input, d_weight, d_bias};
}

at::Tensor linear_input_gradient(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef sizes) {
  check_linear(gradient, x, weight, sizes);
  auto d_input = at::empty(x.sizes(), x.options());
  input_gradient_of({x.size(0), sizes[1], sizes[0], 0, 0, 0, at::get_num_threads(), Direction::Data}, gradient.contiguous(), weight, d_input);
  return d_input;
}

void check_linear(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef sizes) {
  check(x, weight, sizes);
  TORCH_CHECK(gradient.dim() == 2 && gradient.size(0) == x.size(0) && gradient.size(1) == sizes[0] && gradient.scalar_type() == at::kFloat,
              "the gradient must be [", x.size(0), ", ", sizes[0], "] of float32, given ", gradient.sizes(), " of ", gradient.scalar_type());
}

bool is_small_linear(int64_t n, at::IntArrayRef sizes) { return n * sizes[0] * sizes[1] <= kSmall; }

bool is_reduced_linear(bool reduced, int64_t n, at::IntArrayRef sizes) { return reduced && has_reduced() && !is_small_linear(n, sizes); }

LinearTiles linear_tiles(at::IntArrayRef sizes) {
  const auto description = packed(sizes[0], sizes[1]);
  const auto& blocking = description.data.format_desc.blocking;
  // Blocks of inputs within a block of outputs, and of these the outputs beside each other.
  if (blocking.inner_nblks != 2 || blocking.inner_idxs[0] != 1 || blocking.inner_idxs[1] != 0 || blocking.strides[0] < blocking.strides[1]) return {};
  return {blocking.inner_blks[1], blocking.inner_blks[0]};
}

std::vector<int64_t> packed_linear_sizes(at::IntArrayRef sizes) {
  const auto description = packed(sizes[0], sizes[1]);
  const auto& blocking = description.data.format_desc.blocking;
  int64_t blocks[2] = {1, 1};
  for (int i = 0; i < blocking.inner_nblks; i++) blocks[blocking.inner_idxs[i]] *= blocking.inner_blks[i];
  const auto* const padded = description.data.padded_dims;
  return {padded[0] / blocks[0], padded[1] / blocks[1], blocks[0] * blocks[1]};
}

at::Tensor pack_linear(const at::Tensor& weight) {
  auto result = at::empty(packed_linear_sizes(weight.sizes()), weight.options());
  reorder(weight.contiguous(), matrix(weight.size(0), weight.size(1)), result, packed(weight.size(0), weight.size(1)));
  return result;
}

at::Tensor unpack_linear(const at::Tensor& weight, at::IntArrayRef sizes) {
  TORCH_CHECK(weight.is_contiguous() && weight.sizes() == at::IntArrayRef(packed_linear_sizes(sizes)), "these are not the packed weights of ", sizes, ": ", weight.sizes());
  auto result = at::empty(sizes, weight.options());
  reorder(weight, packed(sizes[0], sizes[1]), result, matrix(sizes[0], sizes[1]));
  return result;
}

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def("linear_packed(Tensor x, Tensor weight, Tensor? bias, int[2] sizes, bool relu, bool exact, bool reduced) -> Tensor");
  library.def(
      "linear_packed_backward(Tensor gradient, Tensor x, Tensor weight, int[2] sizes, bool input_gradient, bool bias, bool exact, bool reduced) -> (Tensor input, Tensor "
      "weight, Tensor bias)");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("linear_packed", linear);
  library.impl("linear_packed_backward", linear_backward);
}

}  // namespace modeldsl

#endif
