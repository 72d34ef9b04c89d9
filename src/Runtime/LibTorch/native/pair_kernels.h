// Pairs of numbers in bfloat16, which is what its instructions multiply (pair_kernels.bf16.cpp): the inner loops of a convolution's weight gradient (paired_weights.cpp),
// and weights for convolutions by AMX (amx_convolution.cpp) and back (convolution_backward.cpp).
#pragma once

#include "ahead.h"
#include "numbers.h"

namespace modeldsl {

// Of a block of channels at so many pixels, `step` elements from one to the next, each two pixels become one vector of 16 pairs. A last pixel that is alone is paired with 0.
// The lower halves of float32 (amx_kernels.h) come `rest` pairs behind the upper ones.
void pair_pixels(const Reduced* pixels, int64_t step, int64_t count, uint32_t* pairs, int64_t rest);
void pair_pixels(const float* pixels, int64_t step, int64_t count, uint32_t* pairs, int64_t rest);

// The same of pixels that lie anywhere in a plane: where their channels begin, or kNowhere for a pixel of zeros.
constexpr int32_t kNowhere = -1;
void pair_seen_pixels(const Reduced* plane, const int32_t* places, int64_t count, uint32_t* pairs, int64_t rest);
void pair_seen_pixels(const float* plane, const int32_t* places, int64_t count, uint32_t* pairs, int64_t rest);

// Both operands as pairs [blocks, room, 16]; the sums are packed weights [O / 16, I / 16, 16 of I, 16 of O], `row` floats from one block of outputs to the next.
struct Pairs {
  const uint32_t* data;
  int64_t room;
};

// sums += x dy over `count` pairs, of blocks [0, out) of outputs and one block of inputs; the first time they are written.
void multiply_pairs(const uint32_t* x, const Pairs& gradient, int64_t count, int64_t out, float* sums, int64_t row, bool is_first, Errands& errands);

// sums += the numbers of `count` pairs, [16]; the first time they are written.
void sum_pairs(const uint32_t* pairs, int64_t count, float* sums, bool is_first);

// A tile of packed weights [16 of I, 16 of O] in bfloat16: for each pair of inputs one vector over the outputs, [8, 16] pairs.
void pair_weights(const float* weights, uint32_t* pairs);

// What of `count` float32, a multiple of 16, bfloat16 has no room for.
void split_off(const float* numbers, int64_t count, float* rest);

// The same, transposed: for each pair of outputs one vector over the inputs.
void pair_transposed(const float* weights, uint32_t* pairs);

}  // namespace modeldsl
