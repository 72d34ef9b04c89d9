// What a convolution of feature maps in blocks computes, for the operators that it is a part of. Weights are packed (layouts.h).
#pragma once

#ifdef MDL_ONEDNN

#include "convolution_shape.h"

#include <ATen/core/ivalue.h>

namespace modeldsl::convolutions {

using OptionalTensor = decltype(std::declval<c10::IValue&>().toOptional<at::Tensor>());

// A bias that fills its last block with zeros.
at::Tensor filled(const at::Tensor& bias);

// The convolution, with the shape's ReLU. The weights are packed, or prepared for just this; `sum` is added before the ReLU, and its memory becomes the result's.
at::Tensor convolve(Shape s, const at::Tensor& x, const at::Tensor& weight, const OptionalTensor& bias, const OptionalTensor& sum, bool prepared);

// Of no image. Taken through the ReLU that the input comes from too, where that input is given.
at::Tensor input_gradient_of(const Shape& s, const at::Tensor& gradient, const at::Tensor& weight, const at::Tensor& behind);

struct WeightGradients {
  at::Tensor weight, bias;
};

// The weight's is packed as the weight; the bias's is there where it is asked for.
WeightGradients weight_gradients_of(Shape s, const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, bool bias);

}  // namespace modeldsl::convolutions

#endif
