// The inner loops over feature maps in blocks: a vector of channels for each pixel. Compiled once for each width of a block, with the instructions that come
// with it (block_kernels.avx512.cpp, block_kernels.avx2.cpp), and for bfloat16 (block_kernels.bf16.cpp), from block_kernels.inl. Whatever a feature map's numbers are, the arithmetic is float32's.
#pragma once

#include "numbers.h"

namespace modeldsl {

constexpr int kWidestBlock = 16;

// Numbers for each channel of a block; 0 in the lanes that pad the last one.
struct Channels {
  float values[kWidestBlock] = {};
};

// Two sums for each channel of a block.
struct Sums {
  double first[kWidestBlock] = {}, second[kWidestBlock] = {};
};

// One pooling of planes: sizes of a plane before and after, the window, its step and how far it starts outside.
struct Pooling {
  int64_t height, width, out_height, out_width;
  int64_t rows, columns, down, right, top, left;
};

// What an element of a mean counts: 1 / of how many its window has, as a product of one for each row of the result and one for each column.
struct Shares {
  const float *rows, *columns;
};

// Local response normalisation, across channels: x scale^-3/4, scale = k + alpha (the sum of x² over the channels up to `reach` away), of a map of so many
// blocks, which are `plane` pixels each.
struct Neighbourhood {
  int64_t blocks, plane, reach;
  float alpha, k;
};

// Over numbers of type T: float, or Reduced.
template <typename T>
struct BlockKernels {
  // Sums of x - origin and of its square: with an origin near the mean nothing cancels.
  void (*moments)(const T* x, int64_t pixels, const Channels& origin, Sums& sums);

  // y = scale x + shift [+ sum], [ReLU]. Stream: y is written past the caches.
  void (*normalise)(const T* x, const T* sum, T* y, int64_t pixels, const Channels& scale, const Channels& shift, bool relu, bool stream);

  // Sums of the gradient and of gradient times (x - mean), where scale x + shift is above 0 if there is a ReLU. Or where the output y is, if given; then the
  // gradient behind the ReLU is left in `passed`.
  void (*gradient_moments)(const T* gradient, const T* x, const T* y, T* passed, int64_t pixels, const Channels& mean, const Channels& scale,
                           const Channels& shift, bool relu, Sums& sums);

  // dx = scale (g - average - (x - mean) slope), g the gradient behind the ReLU if there is one. Stream: as above; never where the result is the gradient.
  void (*gradient_of)(const T* gradient, const T* x, T* result, int64_t pixels, const Channels& mean, const Channels& scale, const Channels& shift,
                      const Channels& average, const Channels& slope, bool relu, bool stream);

  // The maximum of each window of a plane; its number in the window where places are wanted.
  void (*pool_max)(const T* x, T* y, uint8_t* places, const Pooling& pooling);

  // Each pixel gathers the gradients of the windows whose maximum it is.
  void (*gather_max)(const T* gradient, const uint8_t* places, T* result, const Pooling& pooling);

  // The mean of each window of a plane.
  void (*pool_mean)(const T* x, T* y, const Pooling& pooling, const Shares& shares);

  // Each pixel gathers its share of the gradients of the windows that it is in.
  void (*gather_mean)(const T* gradient, T* result, const Pooling& pooling, const Shares& shares);

  // The sum of a b.
  void (*products)(const T* a, const T* b, int64_t pixels, Sums& sums);

  // Of the pixels from `begin` to `end` of all blocks.
  void (*normalise_locally)(const T* x, T* y, int64_t begin, int64_t end, const Neighbourhood& neighbourhood, float* scratch);

  // The gradient of x.
  void (*gradient_locally)(const T* gradient, const T* x, T* result, int64_t begin, int64_t end, const Neighbourhood& neighbourhood, float* scratch);
};

// How many pixels are normalised locally at a time; the scratch memory, zeros before it is first used, is of three rows of all channels and twice the reach for each.
constexpr int64_t kLocalRun = 8;

extern const BlockKernels<float> kBlockKernelsAvx512, kBlockKernelsAvx2;
extern const BlockKernels<Reduced> kReducedBlockKernels;

}  // namespace modeldsl
