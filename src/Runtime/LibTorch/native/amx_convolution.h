// Convolutions of feature maps in blocks by AMX, which oneDNN has none of over blocks: in bfloat16, and in float32 by three products of its halves (amx_kernels.h). A product is
// taken over 16 pixels, 32 channels and 16 outputs at a time, for each place of the kernel.
#pragma once

#ifdef MDL_ONEDNN

#include "convolution_shape.h"

namespace modeldsl {

namespace convolutions {

// Whether that is how the convolution is computed: of one group, at strides of 1 and 2, over enough pixels; in float32 of enough channels, too, unless it is to be exact.
bool is_amx(const Shape& s);

// Packed weights as it takes them.
at::Tensor amx_weight(const at::Tensor& packed, const Shape& s);

// Those of some places in the kernel with inputs and outputs exchanged.
at::Tensor amx_transposed_weight(const at::Tensor& packed, const Shape& s, const std::vector<int64_t>& places);

// As `convolve` (convolution.h). The bias fills its last block, or is not defined; where there is a sum, it is what the result holds.
void amx_convolution(const Shape& s, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& result);

// The input's gradient of such a convolution at a stride of 2, by its packed weights; added to what is there, if asked for.
void amx_strided_input_gradient(const Shape& s, const at::Tensor& gradient, const at::Tensor& weight, bool sum, const at::Tensor& result);

}  // namespace convolutions
}  // namespace modeldsl

#endif
