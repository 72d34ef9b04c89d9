// The optimisers' updates, each in one pass over the memory: modeldsl::update_.
#include "optimizers.h"

#include <ATen/ops/empty_strided.h>
#include <torch/library.h>

#include <array>
#include <cmath>

namespace modeldsl {
namespace {

// What each rule's loop reads: its constants, and what can be worked out of them once.
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
  T kept;            // of a parameter before the step: less than 1 with AdamW's decay
  T step_size;       // learning rate / (1 - beta1^t)
  T inverse_root;    // 1 / sqrt(1 - beta2^t)
};

template <typename T>
struct AdagradRule {
  T learning_rate, epsilon, weight_decay;
};

template <typename T>
struct RmsPropRule {
  T learning_rate, alpha, rest, epsilon, momentum, weight_decay;
};

template <typename T>
struct AdadeltaRule {
  T learning_rate, rho, rest, epsilon, weight_decay;
};

template <typename T>
struct LarsRule {
  T rate, momentum, weight_decay;  // the layer's own rate
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
      p[i] = rule.kept * p[i] - rule.step_size * mean / (std::sqrt(variance) * rule.inverse_root + rule.epsilon); \
    }                                                                                                          \
  }                                                                                                            \
  MDL_MULTIVERSION void adagrad(T* __restrict p, const T* __restrict g, T* __restrict s, int64_t n,            \
                                AdagradRule<T> rule) {                                                         \
    for (int64_t i = 0; i < n; i++) {                                                                          \
      const T gradient = g[i] + rule.weight_decay * p[i];                                                      \
      const T sum = s[i] + gradient * gradient;                                                                \
      s[i] = sum;                                                                                              \
      p[i] -= rule.learning_rate * gradient / (std::sqrt(sum) + rule.epsilon);                                 \
    }                                                                                                          \
  }                                                                                                            \
  MDL_MULTIVERSION void rmsprop(T* __restrict p, const T* __restrict g, T* __restrict s, int64_t n,            \
                                RmsPropRule<T> rule) {                                                         \
    for (int64_t i = 0; i < n; i++) {                                                                          \
      const T gradient = g[i] + rule.weight_decay * p[i];                                                      \
      const T square = rule.alpha * s[i] + rule.rest * gradient * gradient;                                    \
      s[i] = square;                                                                                           \
      p[i] -= rule.learning_rate * gradient / (std::sqrt(square) + rule.epsilon);                              \
    }                                                                                                          \
  }                                                                                                            \
  MDL_MULTIVERSION void rmsprop_momentum(T* __restrict p, const T* __restrict g, T* __restrict s,              \
                                         T* __restrict v, int64_t n, RmsPropRule<T> rule) {                    \
    for (int64_t i = 0; i < n; i++) {                                                                          \
      const T gradient = g[i] + rule.weight_decay * p[i];                                                      \
      const T square = rule.alpha * s[i] + rule.rest * gradient * gradient;                                    \
      const T velocity = rule.momentum * v[i] + gradient / (std::sqrt(square) + rule.epsilon);                 \
      s[i] = square;                                                                                           \
      v[i] = velocity;                                                                                         \
      p[i] -= rule.learning_rate * velocity;                                                                   \
    }                                                                                                          \
  }                                                                                                            \
  MDL_MULTIVERSION void adadelta(T* __restrict p, const T* __restrict g, T* __restrict s, T* __restrict d,     \
                                 int64_t n, AdadeltaRule<T> rule) {                                            \
    for (int64_t i = 0; i < n; i++) {                                                                          \
      const T gradient = g[i] + rule.weight_decay * p[i];                                                      \
      const T square = rule.rho * s[i] + rule.rest * gradient * gradient;                                      \
      const T step = std::sqrt(d[i] + rule.epsilon) / std::sqrt(square + rule.epsilon) * gradient;             \
      s[i] = square;                                                                                           \
      d[i] = rule.rho * d[i] + rule.rest * step * step;                                                        \
      p[i] -= rule.learning_rate * step;                                                                       \
    }                                                                                                          \
  }                                                                                                            \
  MDL_MULTIVERSION void lars(T* __restrict p, const T* __restrict g, T* __restrict v, int64_t n,               \
                             LarsRule<T> rule) {                                                               \
    for (int64_t i = 0; i < n; i++) {                                                                          \
      const T velocity = rule.momentum * v[i] + rule.rate * (g[i] + rule.weight_decay * p[i]);                 \
      v[i] = velocity;                                                                                         \
      p[i] -= velocity;                                                                                        \
    }                                                                                                          \
  }
// Not templates: a function is compiled for several instruction sets only when it is none.
MDL_RULES(float)
MDL_RULES(double)
#undef MDL_RULES

// What a rule's loop is made of: the constants as UpdateRule.cs has them, and how many tensors are kept.
struct Given {
  at::ArrayRef<double> constants;
  size_t states;

  double operator[](size_t i) const { return constants[i]; }

  void check(size_t count, size_t least, size_t most) const {
    TORCH_CHECK(constants.size() == count && states >= least && states <= most, "the rule takes ", count, " constants and ", most, " states, given ", constants.size(),
                " and ", states);
  }
};

// v = momentum v + (g + weight_decay p); p -= learning_rate v, or with Nesterov p -= learning_rate (g + weight_decay p + momentum v).
template <typename T>
Update<T> sgd_of(const Given& c) {
  c.check(4, 0, 1);
  const SgdRule<T> rule{static_cast<T>(c[0]), static_cast<T>(c[1]), static_cast<T>(c[2]), c[3] != 0};
  if (c.states == 1) return [rule](T* p, const T* g, T* const* state, int64_t n) { sgd_momentum(p, g, state[0], n, rule); };
  TORCH_CHECK(c[1] == 0, "momentum needs a velocity");
  return [rule](T* p, const T* g, T* const*, int64_t n) { sgd(p, g, n, rule); };
}

// Kingma and Ba, arXiv:1412.6980, algorithm 1, with epsilon beside the corrected root as in PyTorch; step counts from 1. The decay is part of the gradient, or as Loshchilov
// and Hutter, arXiv:1711.05101, have it, of the parameter itself.
template <typename T>
Update<T> adam_of(const Given& c, bool decays_parameter) {
  c.check(6, 2, 2);
  const auto learning_rate = c[0], beta1 = c[1], beta2 = c[2], epsilon = c[3], decay = c[4], step = c[5];
  TORCH_CHECK(step >= 1, "the step counts from 1, given ", step);
  const auto step_size = learning_rate / (1 - std::pow(beta1, step));
  const auto inverse_root = 1 / std::sqrt(1 - std::pow(beta2, step));
  const AdamRule<T> rule{static_cast<T>(beta1), static_cast<T>(1 - beta1), static_cast<T>(beta2), static_cast<T>(1 - beta2), static_cast<T>(epsilon),
                         static_cast<T>(decays_parameter ? 0 : decay), static_cast<T>(decays_parameter ? 1 - learning_rate * decay : 1), static_cast<T>(step_size),
                         static_cast<T>(inverse_root)};
  return [rule](T* p, const T* g, T* const* state, int64_t n) { adam(p, g, state[0], state[1], n, rule); };
}

// Duchi, Hazan and Singer 2011.
template <typename T>
Update<T> adagrad_of(const Given& c) {
  c.check(3, 1, 1);
  const AdagradRule<T> rule{static_cast<T>(c[0]), static_cast<T>(c[1]), static_cast<T>(c[2])};
  return [rule](T* p, const T* g, T* const* state, int64_t n) { adagrad(p, g, state[0], n, rule); };
}

// Tieleman and Hinton 2012.
template <typename T>
Update<T> rmsprop_of(const Given& c) {
  c.check(5, 1, 2);
  const RmsPropRule<T> rule{static_cast<T>(c[0]), static_cast<T>(c[1]), static_cast<T>(1 - c[1]), static_cast<T>(c[2]), static_cast<T>(c[3]), static_cast<T>(c[4])};
  if (c.states == 2) return [rule](T* p, const T* g, T* const* state, int64_t n) { rmsprop_momentum(p, g, state[0], state[1], n, rule); };
  TORCH_CHECK(c[3] == 0, "momentum needs a velocity");
  return [rule](T* p, const T* g, T* const* state, int64_t n) { rmsprop(p, g, state[0], n, rule); };
}

// Zeiler, arXiv:1212.5701.
template <typename T>
Update<T> adadelta_of(const Given& c) {
  c.check(4, 2, 2);
  const AdadeltaRule<T> rule{static_cast<T>(c[0]), static_cast<T>(c[1]), static_cast<T>(1 - c[1]), static_cast<T>(c[2]), static_cast<T>(c[3])};
  return [rule](T* p, const T* g, T* const* state, int64_t n) { adadelta(p, g, state[0], state[1], n, rule); };
}

// You, Gitman and Ginsburg, arXiv:1708.03888, with the layer's rate worked out before.
template <typename T>
Update<T> lars_of(const Given& c) {
  c.check(3, 1, 1);
  const LarsRule<T> rule{static_cast<T>(c[0]), static_cast<T>(c[1]), static_cast<T>(c[2])};
  return [rule](T* p, const T* g, T* const* state, int64_t n) { lars(p, g, state[0], n, rule); };
}

template <typename T>
Update<T> of(Rule rule, const Given& given) {
  switch (rule) {
    case Rule::Sgd: return sgd_of<T>(given);
    case Rule::Adam: return adam_of<T>(given, false);
    case Rule::AdamW: return adam_of<T>(given, true);
    case Rule::Adagrad: return adagrad_of<T>(given);
    case Rule::RmsProp: return rmsprop_of<T>(given);
    case Rule::Adadelta: return adadelta_of<T>(given);
    case Rule::Lars: return lars_of<T>(given);
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
  const auto change = of<T>(rule, {constants, state.size()});
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

Update<float> update_of(Rule rule, at::TensorList state, at::ArrayRef<double> constants) { return of<float>(rule, {constants, state.size()}); }

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
