// Products of bfloat16 by AMX, which multiplies a tile of 16 rows at a time: the inner loops of convolutions in blocks (amx_convolution.cpp) and of their weights' gradients
// (paired_weights.cpp). A float32 is the sum of two bfloat16, its upper and its lower half, but for 2^-17 of it at most; of the four products of two such sums that of the lower
// halves is left out. What a sum of products lacks is 4e-6 of it, root mean square: as much as Winograd's algorithm does, a 70th of what TF32 does. In amx_kernels.amx.cpp, which
// is only entered where has_amx() (onednn.h) says so.
#pragma once

#include "ahead.h"
#include "numbers.h"

namespace modeldsl {

// Whether the compiler knew AMX.
extern const bool kAmxIsCompiled;

// The calling thread's tiles, for the functions below; to be released before it goes on to anything else.
void amx_begin();
void amx_end();

// Rows and blocks of outputs that are computed at once, and the channels of two blocks, which are what a row of a tile holds.
constexpr int64_t kAmxRows = 16, kAmxPixels = 2 * kAmxRows, kAmxOutputs = 2, kAmxChannels = 32;

// One side of a product: rows of pairs, such as pixels with kAmxChannels of each beside each other.
struct AmxRows {
  const Reduced* data;    // the first row, as the kernel's first place sees it
  int64_t parts, plane;   // so many times kAmxChannels, and elements from one to the next
  int64_t step, lower;    // elements from one row to the next, and from the first kAmxRows rows to the others
  const int32_t* places;  // where the kernel's places are, in elements from the first one
  int64_t place_count;
  int64_t rest;  // elements from the upper halves of float32 to the lower ones; 0 of bfloat16
};

// The other side, [parts, places, 16 pairs, 16 outputs], so many pairs from one block of outputs to the next, and from the upper halves to the lower ones.
struct AmxColumns {
  const uint32_t* data;
  int64_t output, rest;
};

// Tiles of [16 rows, 16 outputs], so many floats from one row to the next, from the first rows to the other ones, and from one block of outputs to the next.
struct AmxSums {
  float* data;
  int64_t row, lower, output;
};

// sums += rows columns, over the parts and places: of kAmxRows rows or both times as many, and of one block of outputs or two. The first time they are written.
// Meanwhile it calls for the memory `ahead`.
void amx_multiply(const AmxRows& rows, const AmxColumns& columns, bool both_rows, bool both_outputs, const AmxSums& sums, bool is_first, const Ahead& ahead);

// `count` pixels of two blocks, `step` elements from one to the next, become such rows. Of none in a block's place come zeros.
// The lower halves of float32 come `rest` elements behind the upper ones.
void amx_join(const Reduced* first, const Reduced* second, int64_t count, int64_t step, Reduced* to, int64_t rest);
void amx_join(const float* first, const float* second, int64_t count, int64_t step, Reduced* to, int64_t rest);

// What becomes of sums: y = relu(sums + bias + y), as asked for.
struct AmxResult {
  const float* bias;  // of the block, or null
  bool sum, relu;
  bool past_caches;  // of float32, if there is no sum
  int64_t step;  // elements from one pixel of y to the next
};

// `count` neighbouring pixels of one block of outputs.
void amx_finish(const float* sums, int64_t count, const AmxResult& how, Reduced* y);
void amx_finish(const float* sums, int64_t count, const AmxResult& how, float* y);

// Tiles of [16, 16] pairs, each turned: its rows become its columns. So pairs of pixels (pair_kernels.h), [16 pairs, 16 channels], become rows.
void amx_turn(uint32_t* tiles, int64_t count);

}  // namespace modeldsl
