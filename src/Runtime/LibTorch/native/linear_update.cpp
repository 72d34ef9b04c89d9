// The backward pass of a fully connected layer that updates its weight on the way: modeldsl::linear_packed_backward_update_. Each tile of the weight's gradient is
// used up while it is in the cache, so that the gradient is never whole: the weight and what its optimiser keeps are all of its size that is read or written.
#ifdef MDL_ONEDNN

#include "linear.h"
#include "linear_kernels.h"
#include "onednn.h"
#include "optimizers.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>
#include <torch/library.h>

#include <array>

namespace modeldsl {
namespace {

constexpr int64_t kMostInPart = 1024;

// Examples up to which the weight is read once for both gradients.
constexpr int64_t kFew = 64;

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

// Gradients [n, length] in strips of so many columns, turned: [strips, width, examples], the rest of either filled with zeros.
at::Tensor turned_strips(const at::Tensor& matrix, int64_t width, int64_t examples) {
  const auto n = matrix.size(0), length = matrix.size(1), count = (length + width - 1) / width;
  auto result = at::zeros({count * width, examples}, matrix.options());
  result.slice(0, 0, length).slice(1, 0, n).copy_(matrix.t());
  return result;
}

// One pass over the weight, a strip of inputs for all outputs of a block at a time.
class Pass {
 public:
  Pass(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, const LinearTiles& tiles, bool input_gradient, at::TensorList state,
       Update<float> change)
      : tiles_(tiles), n_(x.size(0)), x_(strips(x, tiles.inputs)), gradient_(strips(gradient, tiles.outputs)), weights_(weight.data_ptr<float>()), states_(state.size()),
        change_(std::move(change)) {
    for (size_t i = 0; i < states_; i++) kept_[i] = state[i].data_ptr<float>();
    if (!input_gradient) return;
    examples_ = (n_ + kernels().lanes - 1) / kernels().lanes * kernels().lanes;
    turned_ = turned_strips(gradient, tiles.outputs, examples_);
    sums_ = at::zeros({x_.size(0) * tiles.inputs, examples_}, x.options());
  }

  void run() {
    at::parallel_for(0, x_.size(0), std::max<int64_t>(1, kGrain / (tiles_.inputs * tiles_.outputs * gradient_.size(0))), [&](int64_t begin, int64_t end) {
      for (int64_t block = 0; block < gradient_.size(0); block++) {
        for (auto strip = begin; strip < end; strip++) update_tile(block, strip);
      }
    });
  }

  at::Tensor input_gradient(int64_t inputs) const { return sums_.slice(0, 0, inputs).slice(1, 0, n_).t().contiguous(); }

 private:
  // Some inputs of a tile at a time; what they change is fetched while earlier ones are computed.
  void update_tile(int64_t block, int64_t strip) const {
    constexpr auto kInputs = LinearKernels::kInputs;
    const auto part = kInputs * tiles_.outputs, first = (block * x_.size(0) + strip) * tiles_.inputs * tiles_.outputs;
    const auto* const x = x_.data_ptr<float>() + strip * n_ * tiles_.inputs;
    const auto* const gradient = gradient_.data_ptr<float>() + block * n_ * tiles_.outputs;
    alignas(64) float products[kMostInPart];
    for (int64_t i = 0; i < tiles_.inputs; i += kInputs) {
      auto* const weights = weights_ + first + i * tiles_.outputs;
      auto at = kept_;
      for (size_t k = 0; k < states_; k++) fetch(at[k] += first + i * tiles_.outputs, part);
      fetch(weights, part);
      if (examples_ != 0) {
        kernels().add_products(weights, turned_.data_ptr<float>() + block * tiles_.outputs * examples_, sums_.data_ptr<float>() + (strip * tiles_.inputs + i) * examples_,
                               examples_, tiles_.outputs);
      }
      kernels().outer_products(x + i, tiles_.inputs, gradient, products, n_, tiles_.outputs);
      change_(weights, products, at.data(), part);
    }
  }

  LinearTiles tiles_;
  int64_t n_, examples_ = 0;
  at::Tensor x_, gradient_, turned_, sums_;
  float* weights_;
  size_t states_;
  std::array<float*, kMostStates> kept_{};
  Update<float> change_;
};

// The gradients of the input, if asked for, and of the bias, if there is one.
std::tuple<at::Tensor, at::Tensor> linear_backward_update(const at::Tensor& given, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef sizes, bool input_gradient,
                                                          bool bias, bool reduced, at::TensorList state, int64_t rule, at::ArrayRef<double> constants) {
  const auto tiles = linear_tiles(sizes);
  if (is_small_linear(x.size(0), sizes) || is_reduced_linear(reduced, x.size(0), sizes) || !takes(tiles)) {
    const auto gradients = linear_backward(given, x, weight, sizes, input_gradient, bias, reduced);
    update(weight, std::get<1>(gradients), state, rule, constants);
    return {std::get<0>(gradients), std::get<2>(gradients)};
  }
  check_linear(given, x, weight, sizes);
  check_states(weight, state);
  const auto gradient = given.contiguous();
  // With many examples it is arithmetic that takes the time, and oneDNN's is faster: before the weight changes.
  const bool in_pass = input_gradient && x.size(0) <= kFew;
  at::Tensor d_input, d_bias;
  if (input_gradient && !in_pass) d_input = linear_input_gradient(gradient, x, weight, sizes);
  if (bias) d_bias = at::sum(gradient, 0);
  Pass pass(gradient, x.contiguous(), weight, tiles, in_pass, state, update_of(static_cast<Rule>(rule), state, constants));
  pass.run();
  if (in_pass) d_input = pass.input_gradient(sizes[1]);
  return {d_input, d_bias};
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def(
      "linear_packed_backward_update_(Tensor gradient, Tensor x, Tensor(a!) weight, int[2] sizes, bool input_gradient, bool bias, bool reduced, Tensor(b!)[] state, int rule, "
      "float[] constants) -> (Tensor input, Tensor bias)");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) { library.impl("linear_packed_backward_update_", linear_backward_update); }

}  // namespace modeldsl

#endif
