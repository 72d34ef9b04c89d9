// See linear_passes.h. A gradient's part is made from all examples while the tile is in the cache, and used up there.
#ifdef MDL_ONEDNN

#include "linear_passes.h"

#include "linear_kernels.h"
#include "onednn.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>

namespace modeldsl {
namespace {

constexpr int64_t kMostInPart = 1024;

const LinearKernels& kernels() { return block() == 16 ? kLinearKernelsAvx512 : kLinearKernelsAvx2; }

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

// Forward: of the weights, so many floats at a time meet all examples of a part, of which there are more where blocks of outputs are few.
constexpr int64_t kTogether = 4096, kMostOutputs = 64, kMostRows = 192, kLeastRows = 48, kManyBlocks = 16;

}  // namespace

bool multiplies_tiles() { return block() == 8; }

bool are_tiled(const LinearTiles& tiles) {
  return tiles.outputs != 0 && tiles.outputs % kernels().lanes == 0 && tiles.inputs % LinearKernels::kInputs == 0 && LinearKernels::kInputs * tiles.outputs <= kMostInPart;
}

at::Tensor tiled_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::IntArrayRef sizes, bool relu) {
  const auto width = linear_tiles(sizes).outputs, n = x.size(0), out = sizes[0], in = sizes[1], each = weight.numel() / weight.size(0);
  const auto result = at::empty({n, out}, x.options());
  const auto *const from = x.data_ptr<float>(), *const weights = weight.data_ptr<float>(), *const first = bias.defined() ? bias.data_ptr<float>() : nullptr;
  auto* const to = result.data_ptr<float>();
  const auto examples = weight.size(0) < kManyBlocks ? kLeastRows : kMostRows, parts = (n + examples - 1) / examples, inputs = kTogether / width;
  at::parallel_for(0, weight.size(0) * parts, std::max<int64_t>(1, kGrain / (std::min(n, examples) * each)), [&](int64_t begin, int64_t end) {
    alignas(64) float sums[kMostRows * kMostOutputs];
    for (auto item = begin; item < end; item++) {
      const auto block = item / parts, example = item % parts * examples, count = std::min(examples, n - example), outputs = std::min(width, out - block * width);
      for (int64_t e = 0; e < count; e++) {
        if (first != nullptr) std::copy_n(first + block * width, outputs, sums + e * width);
        std::fill(sums + e * width + (first != nullptr ? outputs : 0), sums + (e + 1) * width, 0.0f);
      }
      for (int64_t i = 0; i < in; i += inputs) {
        const auto* const some = weights + block * each + i * width;
        fetch(some, kTogether);
        multiply_avx2(from + example * in + i, in, some, sums, count, std::min(inputs, in - i), width);
      }
      for (int64_t e = 0; e < count; e++) {
        auto* const row = to + (example + e) * out + block * width;
        for (int64_t o = 0; o < outputs; o++) row[o] = relu && sums[e * width + o] < 0 ? 0 : sums[e * width + o];
      }
    }
  });
  return result;
}

at::Tensor tiled_backward(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef sizes, bool input_gradient, at::TensorList state,
                          const Update<float>& change) {
  Pass pass(gradient, x, weight, linear_tiles(sizes), input_gradient, state, change);
  pass.run();
  return input_gradient ? pass.input_gradient(sizes[1]) : at::Tensor();
}

}  // namespace modeldsl

#endif
