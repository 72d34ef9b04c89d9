// Losses together with their gradient: modeldsl::softmax_cross_entropy and modeldsl::sigmoid_bce. Sums are taken in an order that does not
// depend on the number of threads.
#include "kernels.h"

#include <ATen/ops/_log_softmax_backward_data.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/nll_loss.h>
#include <ATen/ops/zeros_like.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>

namespace modeldsl {
namespace {

void check_labels(const int64_t* labels, int64_t count, int64_t classes) {
  for (int64_t i = 0; i < count; i++) {
    TORCH_CHECK(labels[i] >= 0 && labels[i] < classes, "the label of example ", i, " is ", labels[i], "; there are ", classes, " classes");
  }
}

// logits [N, C], labels int64 [N]: the mean of -log softmax(logits)[label], and its gradient (softmax - onehot) / N. By the operators that autograd
// would call, so that a network's gradients can be PyTorch's to the last bit: what little it costs more is lost in a step.
std::tuple<at::Tensor, at::Tensor> softmax_cross_entropy(const at::Tensor& logits, const at::Tensor& labels) {
  TORCH_CHECK(logits.dim() == 2 && logits.numel() > 0, "the logits must be [N, C], given ", logits.sizes());
  TORCH_CHECK(labels.dim() == 1 && labels.size(0) == logits.size(0), "the labels must be [", logits.size(0), "], given ", labels.sizes());
  TORCH_CHECK(labels.scalar_type() == at::kLong, "the labels must be int64, given ", labels.scalar_type());
  const auto x = logits.contiguous();
  const auto y = labels.contiguous();
  check_labels(y.data_ptr<int64_t>(), y.numel(), x.size(1));
  const auto log_probabilities = at::log_softmax(x, 1);
  const auto outward = at::zeros_like(x).scatter_(1, y.unsqueeze(1), -1.0 / static_cast<double>(x.size(0)));
  return {at::nll_loss(log_probabilities, y), at::_log_softmax_backward_data(outward, log_probabilities, 1, x.scalar_type())};
}

// The sum of max(x, 0) - x t + log(1 + exp(-|x|)) over a stretch, and gradient = scale (sigmoid(x) - t).
template <typename T>
double bce_stretch(const T* __restrict x, const T* __restrict target, T* __restrict gradient, int64_t count, T scale) {
  double sum = 0;
  for (int64_t i = 0; i < count; i++) {
    const T tail = std::exp(-std::abs(x[i]));
    const T sigmoid = (x[i] >= 0 ? T(1) : tail) / (T(1) + tail);
    gradient[i] = scale * (sigmoid - target[i]);
    sum += std::max(x[i], T(0)) - x[i] * target[i] + std::log1p(tail);
  }
  return sum;
}

template <typename T>
void bce_typed(const at::Tensor& logits, const at::Tensor& target, const at::Tensor& loss, const at::Tensor& gradient) {
  constexpr int64_t kStretch = 4096;
  const auto count = logits.numel(), stretches = (count + kStretch - 1) / kStretch;
  const auto sums = at::empty({stretches}, logits.options().dtype(at::kDouble));
  const auto* const x = logits.data_ptr<T>();
  const auto* const t = target.data_ptr<T>();
  auto* const each = sums.data_ptr<double>();
  auto* const dx = gradient.data_ptr<T>();
  const auto scale = static_cast<T>(1.0 / static_cast<double>(count));
  at::parallel_for(0, stretches, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const auto first = i * kStretch;
      each[i] = bce_stretch(x + first, t + first, dx + first, std::min(kStretch, count - first), scale);
    }
  });
  double sum = 0;
  for (int64_t i = 0; i < stretches; i++) sum += each[i];
  *loss.data_ptr<T>() = static_cast<T>(sum / static_cast<double>(count));
}

// Logits and target of the same sizes: the mean binary cross-entropy of sigmoid(logits), and its gradient (sigmoid - target) / count.
std::tuple<at::Tensor, at::Tensor> sigmoid_bce(const at::Tensor& logits, const at::Tensor& target) {
  TORCH_CHECK(logits.sizes() == target.sizes(), "the logits are ", logits.sizes(), ", the target ", target.sizes());
  TORCH_CHECK(logits.scalar_type() == target.scalar_type(), "the logits are ", logits.scalar_type(), ", the target ", target.scalar_type());
  TORCH_CHECK(logits.numel() > 0, "there are no logits");
  const auto x = logits.contiguous();
  const auto t = target.contiguous();
  auto loss = at::empty({}, x.options());
  auto gradient = at::empty_like(x);
  if (x.scalar_type() == at::kFloat) {
    bce_typed<float>(x, t, loss, gradient);
  } else {
    TORCH_CHECK(x.scalar_type() == at::kDouble, "works on float32 and float64, not ", x.scalar_type());
    bce_typed<double>(x, t, loss, gradient);
  }
  return {loss, gradient};
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def("softmax_cross_entropy(Tensor logits, Tensor labels) -> (Tensor loss, Tensor gradient)");
  library.def("sigmoid_bce(Tensor logits, Tensor target) -> (Tensor loss, Tensor gradient)");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("softmax_cross_entropy", softmax_cross_entropy);
  library.impl("sigmoid_bce", sigmoid_bce);
}

}  // namespace modeldsl
