// Batch normalisation of feature maps in blocks (Ioffe & Szegedy 2015), with ReLU and a sum in the same pass: modeldsl::batch_norm_blocked and its
// backward pass. Both walk twice over the input. A block of channels is done with before the next, so that the second walk finds the numbers in
// the cache. Sums are taken in an order that does not depend on the number of threads.
#ifdef MDL_ONEDNN

#include "blocks.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>

namespace modeldsl {
namespace {

using OptionalTensor = decltype(std::declval<c10::IValue&>().toOptional<at::Tensor>());

constexpr int kWidest = kWidestBlock;

void add(Sums& sums, const Sums& other) {
  for (int i = 0; i < kWidest; i++) sums.first[i] += other.first[i], sums.second[i] += other.second[i];
}

Channels channels_of(const float* from, int64_t index, int64_t count) {
  Channels result;
  const auto first = index * block();
  std::copy_n(from + first, std::min(block(), count - first), result.values);
  return result;
}

// Where a block of channels of an example begins, and how much there is.
struct Walk {
  int64_t examples, blocks, pixels, width;

  explicit Walk(const at::Tensor& x) : examples(x.size(0)), blocks(x.size(1)), pixels(x.size(2) * x.size(3)), width(x.size(4)) {}

  int64_t at(int64_t example, int64_t index) const { return (example * blocks + index) * pixels * width; }

  // sum(example, block) of each block over its examples, then finish(block), then apply(example, block): a block at a time where there are enough for
  // all threads, else all sums first. The numbers are the same.
  template <typename Sum, typename Finish, typename Apply>
  void run(const Sum& sum, const Finish& finish, const Apply& apply) const {
    std::vector<Sums> partial(static_cast<size_t>(examples * blocks));
    const auto combine = [&](int64_t index) {
      Sums total;
      for (int64_t n = 0; n < examples; n++) add(total, partial[n * blocks + index]);
      finish(index, total);
    };
    if (blocks % at::get_num_threads() == 0 || blocks >= 4 * at::get_num_threads()) {
      at::parallel_for(0, blocks, 1, [&](int64_t begin, int64_t end) {
        for (auto i = begin; i < end; i++) {
          for (int64_t n = 0; n < examples; n++) sum(n, i, partial[n * blocks + i]);
          combine(i);
          // Backwards: what was read last is still in the nearest cache.
          for (auto n = examples - 1; n >= 0; n--) apply(n, i);
        }
      });
      return;
    }
    at::parallel_for(0, examples * blocks, 1, [&](int64_t begin, int64_t end) {
      for (auto i = begin; i < end; i++) sum(i / blocks, i % blocks, partial[i]);
    });
    for (int64_t i = 0; i < blocks; i++) combine(i);
    at::parallel_for(0, examples * blocks, 1, [&](int64_t begin, int64_t end) {
      for (auto i = begin; i < end; i++) apply(i / blocks, i % blocks);
    });
  }
};

void check(const at::Tensor& x, const at::Tensor& weight) {
  TORCH_CHECK(is_blocked(x), "the feature map must lie in blocks, given ", x.sizes());
  TORCH_CHECK(x.size(1) == (weight.numel() + block() - 1) / block(), "there are ", weight.numel(), " channels, given ", x.sizes());
}

bool is_like(const at::Tensor& a, const at::Tensor& b) { return a.sizes() == b.sizes() && a.is_contiguous() && a.scalar_type() == b.scalar_type(); }

// Whether a map is so large that what is written of it first is no longer in the cache when the next operator reads it.
bool outgrows_cache(const at::Tensor& map) { return map.nbytes() >= (size_t{4} << 20); }

struct Factors {
  Channels scale, shift;

  Factors(const Channels& weight, const Channels& bias, const Channels& mean, const Channels& deviation) {
    for (int i = 0; i < kWidest; i++) {
      scale.values[i] = weight.values[i] * deviation.values[i];
      shift.values[i] = bias.values[i] - mean.values[i] * scale.values[i];
    }
  }
};

// y = weight (x - mean) / sqrt(variance + epsilon) + bias [+ sum] with the batch's own statistics, [ReLU]; the running ones move towards them. Also the mean
// and 1 / sqrt(variance + epsilon).
template <typename T>
std::tuple<at::Tensor, at::Tensor, at::Tensor> batch_norm_of(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& running_mean,
                                                             const at::Tensor& running_variance, const at::Tensor& sum, double momentum, double epsilon, bool relu) {
  const auto channels = weight.numel();
  const Walk walk(x);
  auto y = at::empty_like(x), mean = at::empty_like(weight), deviation = at::empty_like(weight);
  const auto* const in = data<T>(x);
  const auto* const more = sum.defined() ? data<T>(sum) : nullptr;
  const auto stream = outgrows_cache(y);
  const auto count = static_cast<double>(walk.examples * walk.pixels);
  std::vector<Factors> factors(static_cast<size_t>(walk.blocks), Factors({}, {}, {}, {}));
  const auto origin = [&](int64_t i) {
    Channels result;
    for (int64_t l = 0; l < walk.width; l++) result.values[l] = number_of(in[walk.at(0, i) + l]);
    return result;
  };
  walk.run([&](int64_t n, int64_t i, Sums& sums) { kernels<T>().moments(in + walk.at(n, i), walk.pixels, origin(i), sums); },
           [&](int64_t i, const Sums& total) {
             const auto from = origin(i);
             for (auto c = i * walk.width; c < std::min(channels, (i + 1) * walk.width); c++) {
               const auto l = c - i * walk.width;
               const auto offset = total.first[l] / count, variance = std::max(0.0, total.second[l] / count - offset * offset);
               const auto average = from.values[l] + offset;
               mean.data_ptr<float>()[c] = static_cast<float>(average);
               deviation.data_ptr<float>()[c] = static_cast<float>(1 / std::sqrt(variance + epsilon));
               auto& moved_mean = running_mean.data_ptr<float>()[c];
               auto& moved_variance = running_variance.data_ptr<float>()[c];
               moved_mean = static_cast<float>(momentum * average + (1 - momentum) * moved_mean);
               moved_variance = static_cast<float>(momentum * variance * count / (count - 1) + (1 - momentum) * moved_variance);
             }
             factors[i] = Factors(channels_of(weight.data_ptr<float>(), i, channels), channels_of(bias.data_ptr<float>(), i, channels),
                                  channels_of(mean.data_ptr<float>(), i, channels), channels_of(deviation.data_ptr<float>(), i, channels));
           },
           [&](int64_t n, int64_t i) {
             const auto at = walk.at(n, i);
             kernels<T>().normalise(in + at, more == nullptr ? nullptr : more + at, data<T>(y) + at, walk.pixels, factors[i].scale, factors[i].shift, relu, stream);
           });
  return {y, mean, deviation};
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> batch_norm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& running_mean,
                                                          const at::Tensor& running_variance, const OptionalTensor& sum, double momentum, double epsilon, bool relu) {
  check(x, weight);
  const auto more = sum.has_value() ? *sum : at::Tensor();
  TORCH_CHECK(!more.defined() || is_like(more, x), "the sum must be like the feature map ", x.sizes());
  return by_type(x, [&](auto number) {
    return batch_norm_of<decltype(number)>(x, weight, bias, running_mean, running_variance, more, momentum, epsilon, relu);
  });
}

// The gradients of x, weight and bias. ReLU's slope follows from x; where a sum came before it, from the output: then the gradient behind the ReLU, which
// is the sum's too, is written out on the way. A gradient is written where one that it is made of is read no more.
struct Gradients {
  at::Tensor x, weight, bias;
};

template <typename T>
Gradients gradients_as(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& mean,
                       const at::Tensor& deviation, const at::Tensor& output, const at::Tensor& d_sum, const at::Tensor& d_x, bool relu) {
  const auto channels = weight.numel();
  const Walk walk(x);
  auto d_weight = at::empty_like(weight), d_bias = at::empty_like(weight);
  const auto* const in = data<T>(x);
  const auto* const dy = data<T>(gradient);
  const auto* const y = output.defined() ? data<T>(output) : nullptr;
  auto* const passed = output.defined() ? data<T>(d_sum) : nullptr;
  const auto* const behind = output.defined() ? passed : dy;
  const auto stream = outgrows_cache(d_x) && data<T>(d_x) != dy;
  const auto count = static_cast<double>(walk.examples * walk.pixels);
  struct Block {
    Channels mean;
    Factors factors;
    Channels average, slope;
  };
  std::vector<Block> all;
  for (int64_t i = 0; i < walk.blocks; i++) {
    const auto means = channels_of(mean.data_ptr<float>(), i, channels);
    all.push_back({means, Factors(channels_of(weight.data_ptr<float>(), i, channels), channels_of(bias.data_ptr<float>(), i, channels), means,
                                  channels_of(deviation.data_ptr<float>(), i, channels)), {}, {}});
  }
  walk.run([&](int64_t n, int64_t i, Sums& sums) {
             const auto at = walk.at(n, i);
             const auto& b = all[i];
             kernels<T>().gradient_moments(dy + at, in + at, y == nullptr ? nullptr : y + at, y == nullptr ? nullptr : passed + at, walk.pixels, b.mean, b.factors.scale,
                                        b.factors.shift, relu, sums);
           },
           [&](int64_t i, const Sums& total) {
             for (auto c = i * walk.width; c < std::min(channels, (i + 1) * walk.width); c++) {
               const auto l = c - i * walk.width;
               const double inverse = deviation.data_ptr<float>()[c];
               d_bias.data_ptr<float>()[c] = static_cast<float>(total.first[l]);
               d_weight.data_ptr<float>()[c] = static_cast<float>(total.second[l] * inverse);
               all[i].average.values[l] = static_cast<float>(total.first[l] / count);
               all[i].slope.values[l] = static_cast<float>(total.second[l] * inverse * inverse / count);
             }
           },
           [&](int64_t n, int64_t i) {
             const auto at = walk.at(n, i);
             const auto& b = all[i];
             kernels<T>().gradient_of(behind + at, in + at, data<T>(d_x) + at, walk.pixels, b.mean, b.factors.scale, b.factors.shift, b.average, b.slope,
                                      relu && y == nullptr, stream);
           });
  return {d_x, d_weight, d_bias};
}

Gradients gradients_of(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& mean,
                       const at::Tensor& deviation, const at::Tensor& output, const at::Tensor& d_sum, const at::Tensor& d_x, bool relu) {
  check(x, weight);
  TORCH_CHECK(is_like(gradient, x), "the gradient must be like the feature map ", x.sizes(), ", given ", gradient.sizes());
  return by_type(x, [&](auto number) { return gradients_as<decltype(number)>(gradient, x, weight, bias, mean, deviation, output, d_sum, d_x, relu); });
}

// Reuse: the gradient may be written over.
std::tuple<at::Tensor, at::Tensor, at::Tensor> batch_norm_backward(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                                                                   const at::Tensor& mean, const at::Tensor& deviation, bool relu, bool reuse) {
  const auto made = gradients_of(gradient, x, weight, bias, mean, deviation, {}, {}, reuse ? gradient : at::empty_like(x), relu);
  return {made.x, made.weight, made.bias};
}

// Of y = ReLU(normalised x + sum).
std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor> batch_norm_sum_backward(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight,
                                                                                   const at::Tensor& bias, const at::Tensor& mean, const at::Tensor& deviation,
                                                                                   const at::Tensor& output, bool reuse) {
  TORCH_CHECK(is_like(output, x), "the output must be like the feature map ", x.sizes(), ", given ", output.sizes());
  const auto d_sum = reuse ? gradient : at::empty_like(gradient);
  const auto made = gradients_of(gradient, x, weight, bias, mean, deviation, output, d_sum, at::empty_like(x), true);
  return {made.x, made.weight, made.bias, d_sum};
}

// The same with the running statistics.
at::Tensor batch_norm_inference(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& mean, const at::Tensor& variance,
                                double epsilon, bool relu) {
  check(x, weight);
  const auto channels = weight.numel();
  const Walk walk(x);
  auto y = at::empty_like(x), deviation = at::empty_like(variance);
  for (int64_t c = 0; c < channels; c++) deviation.data_ptr<float>()[c] = static_cast<float>(1 / std::sqrt(variance.data_ptr<float>()[c] + epsilon));
  by_type(x, [&](auto number) {
    using T = decltype(number);
    at::parallel_for(0, walk.examples * walk.blocks, 1, [&](int64_t begin, int64_t end) {
      for (auto i = begin; i < end; i++) {
        const auto at = i * walk.pixels * walk.width, index = i % walk.blocks;
        const Factors factors(channels_of(weight.data_ptr<float>(), index, channels), channels_of(bias.data_ptr<float>(), index, channels),
                              channels_of(mean.data_ptr<float>(), index, channels), channels_of(deviation.data_ptr<float>(), index, channels));
        kernels<T>().normalise(data<T>(x) + at, nullptr, data<T>(y) + at, walk.pixels, factors.scale, factors.shift, relu, false);
      }
    });
  });
  return y;
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def(
      "batch_norm_blocked(Tensor x, Tensor weight, Tensor bias, Tensor(a!) running_mean, Tensor(b!) running_variance, Tensor? sum, float momentum, float epsilon, "
      "bool relu) -> (Tensor output, Tensor mean, Tensor inverse_deviation)");
  library.def(
      "batch_norm_blocked_backward(Tensor(a!) gradient, Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor inverse_deviation, bool relu, bool reuse) "
      "-> (Tensor input, Tensor weight, Tensor bias)");
  library.def(
      "batch_norm_sum_blocked_backward(Tensor(a!) gradient, Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor inverse_deviation, Tensor output, bool reuse) "
      "-> (Tensor input, Tensor weight, Tensor bias, Tensor sum)");
  library.def(
      "batch_norm_blocked_inference(Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor variance, float epsilon, bool relu) -> Tensor");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("batch_norm_blocked", batch_norm);
  library.impl("batch_norm_blocked_backward", batch_norm_backward);
  library.impl("batch_norm_sum_blocked_backward", batch_norm_sum_backward);
  library.impl("batch_norm_blocked_inference", batch_norm_inference);
}

}  // namespace modeldsl

#endif
