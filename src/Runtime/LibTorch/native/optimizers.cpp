// The optimisers' updates, each in one pass over the memory: modeldsl::sgd_ and modeldsl::adam_.
#include "kernels.h"

#include <ATen/ops/empty_strided.h>
#include <torch/library.h>

#include <cmath>

namespace modeldsl {
namespace {

// c10::optional in libtorch 1.13, std::optional in later 2.x.
using OptionalTensor = decltype(std::declval<c10::IValue&>().toOptional<at::Tensor>());

template <typename T>
struct SgdRule {
  T learning_rate, momentum, weight_decay;
  bool nesterov;
};

template <typename T>
struct AdamRule {
  T beta1, rest1;    // beta and 1 - beta, the latter taken in float64: in float32 1 - 0.999f is off by 5e-5
  T beta2, rest2;
  T epsilon, weight_decay;
  T step_size;       // learning rate / (1 - beta1^t)
  T inverse_root;    // 1 / sqrt(1 - beta2^t)
};

#define MDL_SGD(T)                                                                                             \
  MDL_MULTIVERSION void sgd_plain(T* __restrict p, const T* __restrict g, int64_t n, SgdRule<T> rule) {        \
    for (int64_t i = 0; i < n; i++) p[i] -= rule.learning_rate * (g[i] + rule.weight_decay * p[i]);            \
  }                                                                                                            \
  MDL_MULTIVERSION void sgd_momentum(T* __restrict p, const T* __restrict g, T* __restrict v, int64_t n,       \
                                     SgdRule<T> rule) {                                                        \
    const T own = rule.nesterov ? T(1) : T(0), carried = rule.nesterov ? rule.momentum : T(1);                 \
    for (int64_t i = 0; i < n; i++) {                                                                          \
      const T gradient = g[i] + rule.weight_decay * p[i];                                                      \
      const T velocity = rule.momentum * v[i] + gradient;                                                      \
      v[i] = velocity;                                                                                         \
      p[i] -= rule.learning_rate * (own * gradient + carried * velocity);                                      \
    }                                                                                                          \
  }                                                                                                            \
  MDL_MULTIVERSION void adam(T* __restrict p, const T* __restrict g, T* __restrict m, T* __restrict v,         \
                             int64_t n, AdamRule<T> rule) {                                                    \
    for (int64_t i = 0; i < n; i++) {                                                                          \
      const T gradient = g[i] + rule.weight_decay * p[i];                                                      \
      const T mean = rule.beta1 * m[i] + rule.rest1 * gradient;                                                \
      const T variance = rule.beta2 * v[i] + rule.rest2 * gradient * gradient;                                 \
      m[i] = mean;                                                                                             \
      v[i] = variance;                                                                                         \
      p[i] -= rule.step_size * mean / (std::sqrt(variance) * rule.inverse_root + rule.epsilon);                \
    }                                                                                                          \
  }
// Not templates: a function is compiled for several instruction sets only when it is none.
MDL_SGD(float)
MDL_SGD(double)
#undef MDL_SGD

void check_state(const at::Tensor& parameter, const at::Tensor& state, const char* name) {
  const auto same = state.scalar_type() == parameter.scalar_type() && state.sizes() == parameter.sizes() &&
                    state.strides() == parameter.strides();
  TORCH_CHECK(same, name, " must have the parameter's type, sizes and strides");
}

// The gradient with its elements in the parameter's order, a copy where it was not.
at::Tensor aligned(const at::Tensor& gradient, const at::Tensor& parameter) {
  TORCH_CHECK(is_dense(parameter), "the parameter must be dense in memory");
  TORCH_CHECK(gradient.sizes() == parameter.sizes(), "the gradient's sizes are ", gradient.sizes(), ", the parameter's ",
              parameter.sizes());
  TORCH_CHECK(gradient.scalar_type() == parameter.scalar_type(), "the gradient is ", gradient.scalar_type(), ", the parameter ",
              parameter.scalar_type());
  if (gradient.strides() == parameter.strides()) return gradient;
  auto copy = at::empty_strided(parameter.sizes(), parameter.strides(), parameter.options());
  copy.copy_(gradient);
  return copy;
}

template <typename T>
void sgd_typed(const at::Tensor& parameter, const at::Tensor& gradient, const OptionalTensor& velocity, const SgdRule<T>& rule) {
  auto* const p = parameter.data_ptr<T>();
  const auto* const g = gradient.data_ptr<T>();
  auto* const v = velocity.has_value() ? velocity->data_ptr<T>() : nullptr;
  at::parallel_for(0, parameter.numel(), kGrain, [&](int64_t begin, int64_t end) {
    if (v == nullptr) {
      sgd_plain(p + begin, g + begin, end - begin, rule);
    } else {
      sgd_momentum(p + begin, g + begin, v + begin, end - begin, rule);
    }
  });
}

template <typename T>
AdamRule<T> adam_rule(double learning_rate, double beta1, double beta2, double epsilon, double weight_decay, int64_t step) {
  const auto step_size = learning_rate / (1 - std::pow(beta1, static_cast<double>(step)));
  const auto inverse_root = 1 / std::sqrt(1 - std::pow(beta2, static_cast<double>(step)));
  return {static_cast<T>(beta1),   static_cast<T>(1 - beta1),     static_cast<T>(beta2),     static_cast<T>(1 - beta2),
          static_cast<T>(epsilon), static_cast<T>(weight_decay), static_cast<T>(step_size), static_cast<T>(inverse_root)};
}

template <typename T>
void adam_typed(const at::Tensor& parameter, const at::Tensor& gradient, const at::Tensor& mean, const at::Tensor& variance,
                const AdamRule<T>& rule) {
  auto* const p = parameter.data_ptr<T>();
  const auto* const g = gradient.data_ptr<T>();
  auto* const m = mean.data_ptr<T>();
  auto* const v = variance.data_ptr<T>();
  at::parallel_for(0, parameter.numel(), kGrain, [&](int64_t begin, int64_t end) {
    adam(p + begin, g + begin, m + begin, v + begin, end - begin, rule);
  });
}

// v = momentum v + (g + weight_decay p); p -= learning_rate v, or with Nesterov p -= learning_rate (g + weight_decay p + momentum v).
void sgd(const at::Tensor& parameter, const at::Tensor& gradient, const OptionalTensor& velocity, double learning_rate,
         double momentum, double weight_decay, bool nesterov) {
  const auto direction = aligned(gradient, parameter);
  if (velocity.has_value()) check_state(parameter, *velocity, "the velocity");
  TORCH_CHECK(velocity.has_value() || momentum == 0, "momentum needs a velocity");
  if (parameter.scalar_type() == at::kFloat) {
    sgd_typed<float>(parameter, direction, velocity,
                     {static_cast<float>(learning_rate), static_cast<float>(momentum), static_cast<float>(weight_decay), nesterov});
  } else {
    TORCH_CHECK(parameter.scalar_type() == at::kDouble, "works on float32 and float64, not ", parameter.scalar_type());
    sgd_typed<double>(parameter, direction, velocity, {learning_rate, momentum, weight_decay, nesterov});
  }
}

// Kingma and Ba, arXiv:1412.6980, algorithm 1, with epsilon beside the corrected root as in PyTorch; step counts from 1.
void adam_update(const at::Tensor& parameter, const at::Tensor& gradient, const at::Tensor& mean, const at::Tensor& variance,
                 double learning_rate, double beta1, double beta2, double epsilon, double weight_decay, int64_t step) {
  const auto direction = aligned(gradient, parameter);
  check_state(parameter, mean, "the mean");
  check_state(parameter, variance, "the variance");
  TORCH_CHECK(step >= 1, "the step counts from 1, given ", step);
  if (parameter.scalar_type() == at::kFloat) {
    adam_typed<float>(parameter, direction, mean, variance, adam_rule<float>(learning_rate, beta1, beta2, epsilon, weight_decay, step));
  } else {
    TORCH_CHECK(parameter.scalar_type() == at::kDouble, "works on float32 and float64, not ", parameter.scalar_type());
    adam_typed<double>(parameter, direction, mean, variance, adam_rule<double>(learning_rate, beta1, beta2, epsilon, weight_decay, step));
  }
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def(
      "sgd_(Tensor(a!) parameter, Tensor gradient, Tensor(b!)? velocity, float learning_rate, float momentum, float weight_decay, "
      "bool nesterov) -> ()");
  library.def(
      "adam_(Tensor(a!) parameter, Tensor gradient, Tensor(b!) mean, Tensor(c!) variance, float learning_rate, float beta1, float beta2, "
      "float epsilon, float weight_decay, int step) -> ()");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("sgd_", sgd);
  library.impl("adam_", adam_update);
}

}  // namespace modeldsl
