// The optimisers' updates, each in one pass over the memory: modeldsl::update_.
#include "optimizers.h"

#include <ATen/ops/empty_strided.h>
#include <torch/library.h>

#include <array>
#include <cmath>

namespace modeldsl {
namespace {

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

#define MDL_RULES(T)                                                                                           \
  MDL_MULTIVERSION void sgd(T* __restrict p, const T* __restrict g, int64_t n, SgdRule<T> rule) {              \
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
MDL_RULES(float)
MDL_RULES(double)
#undef MDL_RULES

// v = momentum v + (g + weight_decay p); p -= learning_rate v, or with Nesterov p -= learning_rate (g + weight_decay p + momentum v).
template <typename T>
Update<T> sgd_of(double learning_rate, double momentum, double weight_decay, bool nesterov, bool has_velocity) {
  const SgdRule<T> rule{static_cast<T>(learning_rate), static_cast<T>(momentum), static_cast<T>(weight_decay), nesterov};
  if (has_velocity) return [rule](T* p, const T* g, T* const* state, int64_t n) { sgd_momentum(p, g, state[0], n, rule); };
  TORCH_CHECK(momentum == 0, "momentum needs a velocity");
  return [rule](T* p, const T* g, T* const*, int64_t n) { sgd(p, g, n, rule); };
}

// Kingma and Ba, arXiv:1412.6980, algorithm 1, with epsilon beside the corrected root as in PyTorch; step counts from 1.
template <typename T>
Update<T> adam_of(double learning_rate, double beta1, double beta2, double epsilon, double weight_decay, double step) {
  TORCH_CHECK(step >= 1, "the step counts from 1, given ", step);
  const auto step_size = learning_rate / (1 - std::pow(beta1, step));
  const auto inverse_root = 1 / std::sqrt(1 - std::pow(beta2, step));
  const AdamRule<T> rule{static_cast<T>(beta1),   static_cast<T>(1 - beta1),     static_cast<T>(beta2),     static_cast<T>(1 - beta2),
                         static_cast<T>(epsilon), static_cast<T>(weight_decay), static_cast<T>(step_size), static_cast<T>(inverse_root)};
  return [rule](T* p, const T* g, T* const* state, int64_t n) { adam(p, g, state[0], state[1], n, rule); };
}

template <typename T>
Update<T> of(Rule rule, size_t states, at::ArrayRef<double> c) {
  const auto takes = [&](size_t constants, size_t least, size_t most) {
    TORCH_CHECK(c.size() == constants && states >= least && states <= most, "the rule takes ", constants, " constants and ", most, " states, given ", c.size(), " and ",
                states);
  };
  switch (rule) {
    case Rule::Sgd: takes(4, 0, 1); return sgd_of<T>(c[0], c[1], c[2], c[3] != 0, states != 0);
    case Rule::Adam: takes(6, 2, 2); return adam_of<T>(c[0], c[1], c[2], c[3], c[4], c[5]);
  }
  TORCH_CHECK(false, "there is no rule ", static_cast<int64_t>(rule));
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
void update_all(const at::Tensor& parameter, const at::Tensor& gradient, at::TensorList state, Rule rule, at::ArrayRef<double> constants) {
  const auto change = of<T>(rule, state.size(), constants);
  auto* const p = parameter.data_ptr<T>();
  const auto* const g = gradient.data_ptr<T>();
  std::array<T*, kMostStates> kept{};
  for (size_t i = 0; i < state.size(); i++) kept[i] = state[i].data_ptr<T>();
  at::parallel_for(0, parameter.numel(), kGrain, [&](int64_t begin, int64_t end) {
    auto at = kept;
    for (size_t i = 0; i < state.size(); i++) at[i] += begin;
    change(p + begin, g + begin, at.data(), end - begin);
  });
}

}  // namespace

Update<float> update_of(Rule rule, at::TensorList state, at::ArrayRef<double> constants) { return of<float>(rule, state.size(), constants); }

void check_states(const at::Tensor& parameter, at::TensorList state) {
  for (const auto& one : state) {
    const auto same = one.scalar_type() == parameter.scalar_type() && one.sizes() == parameter.sizes() && one.strides() == parameter.strides();
    TORCH_CHECK(same, "what is kept must have the parameter's type, sizes and strides");
  }
}

void update(const at::Tensor& parameter, const at::Tensor& gradient, at::TensorList state, int64_t rule, at::ArrayRef<double> constants) {
  const auto direction = aligned(gradient, parameter);
  check_states(parameter, state);
  if (parameter.scalar_type() == at::kFloat) {
    update_all<float>(parameter, direction, state, static_cast<Rule>(rule), constants);
  } else {
    TORCH_CHECK(parameter.scalar_type() == at::kDouble, "works on float32 and float64, not ", parameter.scalar_type());
    update_all<double>(parameter, direction, state, static_cast<Rule>(rule), constants);
  }
}

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def("update_(Tensor(a!) parameter, Tensor gradient, Tensor(b!)[] state, int rule, float[] constants) -> ()");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) { library.impl("update_", update); }

}  // namespace modeldsl
