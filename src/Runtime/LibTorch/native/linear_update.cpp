// The backward pass of a fully connected layer that updates its weight on the way: modeldsl::linear_packed_backward_update_. Each tile of the weight's gradient is
// used up while it is in the cache, so that the gradient is never whole: the weight and what its optimiser keeps are all of its size that is read or written.
#ifdef MDL_ONEDNN

#include "linear.h"
#include "linear_kernels.h"
#include "onednn.h"
#include "optimizers.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/sum.h>
#include <torch/library.h>

#include <array>

namespace modeldsl {
namespace {

constexpr int64_t kMostInPart = 1024;

const LinearKernels& kernels() { return block() == 16 ? kLinearKernelsAvx512 : kLinearKernelsAvx2; }

// Whether the weights lie in tiles, and the kernels take them.
bool takes(const LinearTiles& tiles) {
  return tiles.outputs != 0 && tiles.outputs % kernels().lanes == 0 && tiles.inputs % LinearKernels::kInputs == 0 && LinearKernels::kInputs * tiles.outputs <= kMostInPart;
}

// A matrix [n, length] in strips of so many columns, [strips, n, width], the last one filled with zeros.
at::Tensor strips(const at::Tensor& matrix, int64_t width) {
  const auto n = matrix.size(0), length = matrix.size(1), count = (length + width - 1) / width;
  auto result = at::empty({count, n, width}, matrix.options());
  const auto* const from = matrix.data_ptr<float>();
  auto* const to = result.data_ptr<float>();
  at::parallel_for(0, count, std::max<int64_t>(1, kGrain / (n * width)), [&](int64_t begin, int64_t end) {
    for (auto strip = begin; strip < end; strip++) {
      const auto filled = std::min(width, length - strip * width);
      for (int64_t e = 0; e < n; e++) {
        auto* const row = to + (strip * n + e) * width;
        std::copy_n(from + e * length + strip * width, filled, row);
        std::fill(row + filled, row + width, 0.0f);
      }
    }
  });
  return result;
}

// Has numbers that will be changed fetched, some way behind these.
void fetch(const float* from, int64_t count) {
  constexpr int64_t kAhead = 2048, kLine = 16;
  for (int64_t i = 0; i < count; i += kLine) __builtin_prefetch(from + kAhead + i, 1);
}

void update_tiles(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, const LinearTiles& tiles, at::TensorList state, Rule rule,
                  at::ArrayRef<double> constants) {
  const auto change = update_of(rule, state, constants);
  const auto xs = strips(x, tiles.inputs), gradients = strips(gradient, tiles.outputs);
  const auto n = x.size(0), across = xs.size(0), size = tiles.inputs * tiles.outputs;
  const auto *const x_strips = xs.data_ptr<float>(), *const gradient_strips = gradients.data_ptr<float>();
  auto* const weights = weight.data_ptr<float>();
  std::array<float*, kMostStates> kept{};
  for (size_t i = 0; i < state.size(); i++) kept[i] = state[i].data_ptr<float>();
  // The parts of a tile that are made and used up at a time; what they change is fetched while earlier ones are computed.
  const auto part = LinearKernels::kInputs * tiles.outputs, parts = size / part;
  at::parallel_for(0, across * gradients.size(0), std::max<int64_t>(1, kGrain / size), [&](int64_t begin, int64_t end) {
    alignas(64) float products[kMostInPart];
    for (auto i = begin * parts; i < end * parts; i++) {
      const auto tile = i / parts;
      auto at = kept;
      for (size_t k = 0; k < state.size(); k++) fetch(at[k] += i * part, part);
      fetch(weights + i * part, part);
      kernels().outer_products(x_strips + tile % across * n * tiles.inputs + i % parts * LinearKernels::kInputs, tiles.inputs,
                               gradient_strips + tile / across * n * tiles.outputs, products, n, tiles.outputs);
      change(weights + i * part, products, at.data(), part);
    }
  });
}

// The gradients of the input, if asked for, and of the bias, if there is one.
std::tuple<at::Tensor, at::Tensor> linear_backward_update(const at::Tensor& given, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef sizes, bool input_gradient,
                                                          bool bias, at::TensorList state, int64_t rule, at::ArrayRef<double> constants) {
  const auto tiles = linear_tiles(sizes);
  if (is_small_linear(x.size(0), sizes) || !takes(tiles)) {
    const auto gradients = linear_backward(given, x, weight, sizes, input_gradient, bias);
    update(weight, std::get<1>(gradients), state, rule, constants);
    return {std::get<0>(gradients), std::get<2>(gradients)};
  }
  check_linear(given, x, weight, sizes);
  check_states(weight, state);
  const auto gradient = given.contiguous();
  // First, while the weight is the one that the output was made with.
  at::Tensor d_input, d_bias;
  if (input_gradient) d_input = linear_input_gradient(gradient, x, weight, sizes);
  if (bias) d_bias = at::sum(gradient, 0);
  update_tiles(gradient, x.contiguous(), weight, tiles, state, static_cast<Rule>(rule), constants);
  return {d_input, d_bias};
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def(
      "linear_packed_backward_update_(Tensor gradient, Tensor x, Tensor(a!) weight, int[2] sizes, bool input_gradient, bool bias, Tensor(b!)[] state, int rule, "
      "float[] constants) -> (Tensor input, Tensor bias)");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) { library.impl("linear_packed_backward_update_", linear_backward_update); }

}  // namespace modeldsl

#endif
