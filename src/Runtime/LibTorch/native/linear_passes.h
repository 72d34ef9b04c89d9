// Fully connected layers by kernels of our own, over weights that are packed in tiles (LinearTiles).
#pragma once

#ifdef MDL_ONEDNN

#include "linear.h"
#include "optimizers.h"

namespace modeldsl {

// Whether forward, too, is ours, and how weights are packed then our choice: with AVX2, for which oneDNN has nothing that is made for few examples.
bool multiplies_tiles();

// Whether the weights lie in tiles that the kernels take.
bool are_tiled(const LinearTiles& tiles);

// x [N, in] times the weights of sizes [out, in], with a bias where it is defined, with ReLU if asked for.
at::Tensor tiled_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::IntArrayRef sizes, bool relu);

// The input's gradient, if asked for; each part of the weight's is handed to `change` as it is made, with the weight's part, which the input's gradient no longer needs then,
// and those of the states.
at::Tensor tiled_backward(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef sizes, bool input_gradient, at::TensorList state,
                          const Update<float>& change);

}  // namespace modeldsl

#endif
