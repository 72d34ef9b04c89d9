// The inner loops of Winograd's algorithm over feature maps in blocks. Compiled once for each width of a block, as block_kernels.h's are, from
// winograd_kernels.inl; how they make a convolution is in winograd.cpp.
#pragma once

#include "numbers.h"

namespace modeldsl {

// Feature maps [N, blocks, height, width, block] cut into tiles: tile (i, j) of an image begins at pixel (i outputs - top, j outputs - left), which may lie outside.
struct Tiled {
  int64_t blocks, height, width;
  int64_t top, left;
  int64_t rows, columns;  // of tiles in an image
};

// Transformed tiles [points, blocks, room, block], as many floats from one point to the next as `stride` says. The first of them is the tile `first`.
struct Panel {
  float* data;
  int64_t stride, room, first;
};

// Transformed weights [points, blocks of outputs, inputs, block of outputs].
struct Transformed {
  float* data;
  int64_t stride, in_blocks, out_blocks;
};

// What an output is besides the convolution.
struct Finish {
  const float* bias;  // or none
  bool sum, relu;     // with what was there, and no less than 0
  const void* slope;  // or none: numbers as the outputs', 0 at those that are not above 0
};

// Between feature maps of numbers of type T, float or Reduced, and transformed tiles, which are float32.
template <typename T>
struct WinogradMaps {
  // The inputs that tiles [begin, end) see.
  void (*spread_input)(const T* x, const Tiled& tiled, int64_t begin, int64_t end, const Panel& to);

  // The gradients of the outputs of tiles [begin, end), for the gradient of the weights.
  void (*spread_gradient)(const T* gradient, const Tiled& tiled, int64_t begin, int64_t end, const Panel& to);

  // The outputs of tiles [begin, end).
  void (*gather_output)(const Panel& from, const Tiled& tiled, int64_t begin, int64_t end, T* y, const Finish& finish);
};

struct WinogradKernels {
  int64_t outputs, size;  // outputs of a tile in each direction, the kernel's
  int64_t points;         // of a transformed tile
  int64_t rows;           // tiles that `multiply` takes at a time

  WinogradMaps<float> maps;

  // Weights packed [O / block, I / block, h, w, block of I, block of O], blocks [begin, end) of the first two sizes together.
  void (*spread_weight)(const float* packed, int64_t begin, int64_t end, const Transformed& to);

  // The same for the gradient of the data, a convolution with inputs and outputs exchanged and the kernel turned around. The sizes are those of that convolution.
  void (*spread_turned_weight)(const float* packed, int64_t begin, int64_t end, const Transformed& to);

  // The gradient of the weights out of its transform.
  void (*gather_weight)(const Transformed& from, int64_t begin, int64_t end, float* packed);

  // At one point, products of [tiles, inputs] and [inputs, outputs]; `count` tiles, rounded up to `rows`.
  void (*multiply)(const Panel& inputs, const Transformed& weights, const Panel& outputs, int64_t point, int64_t count);

  // At one point, products of [inputs, tiles] and [tiles, outputs], added to those of the tiles before.
  void (*multiply_gradient)(const Panel& inputs, const Panel& gradients, const Transformed& sums, int64_t point, int64_t count, bool is_first);

  // The sum of each channel's gradients, [outputs], added to those of the tiles before.
  void (*sum_gradient)(const Panel& gradients, int64_t blocks, int64_t count, float* sums, bool is_first);
};

// The outputs of a tile and the kernel's size, in each direction: those that are worth it.
#define MDL_WINOGRADS(M) M(4, 3), M(5, 3), M(6, 3), M(5, 4), M(4, 5)
constexpr int kWinograds = 5;
extern const WinogradKernels kWinogradAvx512[kWinograds], kWinogradAvx2[kWinograds];

// The maps of kWinogradAvx512's in bfloat16.
extern const WinogradMaps<Reduced> kReducedWinograd[kWinograds];

}  // namespace modeldsl
