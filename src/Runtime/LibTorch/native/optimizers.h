// Formulas by which optimisers change parameters, over elements that lie one behind the other.
#pragma once

#include "kernels.h"

#include <functional>

namespace modeldsl {

// The numbers are shared with UpdateRule.cs, which says what constants each takes and what it keeps.
enum class Rule : int64_t { Sgd = 0, Adam = 1, AdamW = 2, Adagrad = 3, RmsProp = 4, Adadelta = 5, Lars = 6 };

// Changes `count` parameters by their gradients, with what is kept for each.
template <typename T>
using Update = std::function<void(T* parameter, const T* gradient, T* const* state, int64_t count)>;

// The most tensors that a rule keeps for a parameter.
constexpr size_t kMostStates = 3;

Update<float> update_of(Rule rule, at::TensorList state, at::ArrayRef<double> constants);

// Checks that what is kept lies as the parameter does.
void check_states(const at::Tensor& parameter, at::TensorList state);

// Updates a whole parameter.
void update(const at::Tensor& parameter, const at::Tensor& gradient, at::TensorList state, int64_t rule, at::ArrayRef<double> constants);

}  // namespace modeldsl
