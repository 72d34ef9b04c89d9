// Products of bfloat16 by AMX, which multiplies a tile of 16 rows at a time: the inner loops of convolutions in blocks (amx_convolution.cpp) and of their weights' gradients
// (reduced_weights.cpp). In amx_kernels.amx.cpp, which is only entered where has_amx() (amx_convolution.h) says so.
#pragma once

#include "numbers.h"

namespace modeldsl {

// Whether the compiler knew AMX.
extern const bool kAmxIsCompiled;

// The calling thread's tiles, for the functions below; to be released before it goes on to anything else.
void amx_begin();
void amx_end();

// Pixels and blocks of outputs that are computed at once, and the channels of two blocks, which are what a row of a tile holds.
constexpr int64_t kAmxRows = 16, kAmxPixels = 2 * kAmxRows, kAmxOutputs = 2, kAmxChannels = 32;

// Pixels that a kernel goes over, kAmxChannels of each beside each other.
struct AmxPixels {
  const Reduced* data;    // the first pixel, as the kernel's first place sees it
  int64_t parts, plane;   // so many times kAmxChannels, and elements from one to the next
  int64_t step;           // elements from one pixel to the next
  const int32_t* places;  // where the kernel's places are, in elements from the first one
  int64_t place_count;
};

// `count` pixels of two blocks, `step` elements from one to the next, become such pixels. Of none in a block's place come zeros.
void amx_join(const Reduced* first, const Reduced* second, int64_t count, int64_t step, Reduced* to);

// Weights are pairs [parts, places, 16 pairs of inputs, 16 outputs], so many of them from one block of outputs to the next.
struct AmxWeights {
  const uint32_t* data;
  int64_t output;
};

// sums [outputs, kAmxPixels, 16] += those over the channels and places: of kAmxPixels pixels, or of half as many, and of one block of outputs or two. The first time they are
// written.
void amx_convolve(const AmxPixels& pixels, const AmxWeights& weights, int64_t pixel_count, int64_t outputs, float* sums, bool is_first);

// What becomes of sums: y = relu(sums + bias + y), as asked for.
struct AmxResult {
  const float* bias;  // of the block, or null
  bool sum, relu;
  int64_t step;  // elements from one pixel of y to the next
};

// `count` neighbouring pixels of one block of outputs.
void amx_finish(const float* sums, int64_t count, const AmxResult& how, Reduced* y);

// Pairs of pixels (pair_kernels.h), [count, 16 inputs], turned in groups of 16 pairs: [count / 16, 16 inputs, 16 pairs]. The count is a multiple of 16.
void amx_turn_pairs(uint32_t* pairs, int64_t count);

// As multiply_pairs of pair_kernels.h, of inputs that are turned; the count is a multiple of 16.
struct Pairs;
struct Errands;
void amx_multiply_pairs(const uint32_t* turned, const Pairs& gradient, int64_t count, int64_t out, float* sums, int64_t row, bool is_first, Errands& errands);

}  // namespace modeldsl
