// The inner loops of a 1x1 convolution's weight gradient in bfloat16, by instructions that multiply pairs of such numbers: pointwise_kernels.bf16.cpp.
#pragma once

#include "numbers.h"

namespace modeldsl {

// Of a block of channels at so many pixels, [pixels, 16], each two pixels become one vector of 16 pairs. A last pixel that is alone is paired with 0.
void pair_pixels(const Reduced* pixels, int64_t count, uint32_t* pairs);

// Both operands as pairs [blocks, room, 16]; the sums are packed weights [O / 16, I / 16, 16 of I, 16 of O], `row` floats from one block of outputs to the next.
struct Pairs {
  const uint32_t* data;
  int64_t room;
};

// sums += x dy over `count` pairs, of blocks [0, out) of outputs and one block of inputs; the first time they are written.
void multiply_pairs(const uint32_t* x, const Pairs& gradient, int64_t count, int64_t out, float* sums, int64_t row, bool is_first);

}  // namespace modeldsl
