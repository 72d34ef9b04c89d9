// The inner loops of convolutions of few channels, whose feature maps are plain: a vector of pixels of one channel, or of the output's channels for one pixel
// where the output lies in blocks. Compiled once for each width of a vector, as block_kernels.h says.
#pragma once

#include <cstdint>

namespace modeldsl {

// Planes convolved with planes. An output's vectors stand in rows of their own, or one behind the other across all rows of the input ("flat", then the
// pitches are the same): what is computed between the rows means nothing.
struct Planes {
  int64_t in, out, rows, columns;  // channels, and the kernel
  int64_t pitch, plane;            // from row to row and from channel to channel of the padded input
  int64_t out_pitch, out_plane;    // of the output
  int64_t vectors, per_row;        // vectors of an output plane, and of a row of it
  int64_t out_rows;                // rows of the output
  int64_t first, last;             // rows of the padded input that are not all 0: first up to last
};

// Planes convolved to blocks of channels.
struct ToBlocks {
  int64_t in, rows, columns;  // channels, and the kernel
  int64_t pitch, plane;       // from row to row and from channel to channel of the padded input
  int64_t out_height, out_width;
};

// Pooling of windows of 2x2 without overlap. From the pitch of a plane before and after it, in elements.
struct Halving {
  int64_t pitch, out_pitch, out_height, out_width;
};

// What is pooled so, where only its maxima have a gradient: sizes of the pooled output, and of the convolution's input with its channels beside each other.
struct Maxima {
  int64_t in, rows, vectors;  // channels, rows of the kernel, vectors that a row of it takes: all its columns and channels
  int64_t pitch;              // from row to row of the padded input
  int64_t out_height, out_width;
};

struct FewKernels {
  int64_t lanes;         // floats of a vector
  int64_t tile;          // the most outputs that `correlate` computes together
  int64_t weight_tile;   // the most outputs of `correlate_weights`
  int64_t weight_taps;   // the most columns of the kernel of `correlate_weights`

  // y = bias + x * w [ReLU] for `outputs` planes together, weights [in, rows, columns, outputs].
  void (*correlate)(const float* x, const float* weights, const float* bias, float* y, const Planes& planes, int64_t outputs, bool relu);

  // sums[output][tap] += dy x for `outputs` planes and `taps` columns of the kernel, a vector each.
  void (*correlate_weights)(const float* x, const float* gradient, float* sums, const Planes& planes, int64_t outputs, int64_t taps);

  // sums += dy, a vector.
  void (*sum_plane)(const float* gradient, float* sums, const Planes& planes);

  // One block of channels: y = bias + x * w [ReLU], weights [in, rows, columns, block].
  void (*correlate_block)(const float* x, const float* weights, const float* bias, float* y, const ToBlocks& shape, bool relu);

  // sums [in, rows, columns, block] += dy x, and those of dy alone.
  void (*correlate_block_weights)(const float* x, const float* gradient, float* sums, float* bias_sums, const ToBlocks& shape);

  // A block of channels [pixels, block] as planes.
  void (*block_to_planes)(const float* x, int64_t height, int64_t width, int64_t channels, float* y, int64_t pitch, int64_t plane);

  // The maximum of each window of a plane, and which of its four elements that is.
  void (*halve)(const float* x, float* y, uint8_t* places, const Halving& halving);
  void (*halve_block)(const float* x, float* y, uint8_t* places, int64_t width, const Halving& halving);

  // The gradient at the places of the maxima, 0 elsewhere in the windows; none where the output was cut off by a ReLU, if it is given.
  void (*spread)(const float* gradient, const float* output, const uint8_t* places, float* result, const Halving& halving);
  void (*spread_block)(const float* gradient, const float* output, const uint8_t* places, float* result, int64_t width, const Halving& halving);

  // Rows of `width` elements.
  void (*copy_rows)(const float* from, int64_t from_pitch, float* to, int64_t to_pitch, int64_t rows, int64_t width);

  // The sum of each vector.
  void (*sum_vectors)(const float* vectors, float* sums, int64_t count);

  // The gradient where the output is above 0.
  void (*behind_relu)(const float* gradient, const float* output, float* result, int64_t count);

  int64_t maxima_vectors;  // the most vectors of a row of the next one

  // One block of channels: sums [block, rows, vectors] += dy x of the maxima, and those of dy alone.
  void (*weights_of_maxima)(const float* x, const float* gradient, const uint8_t* places, float* sums, float* bias_sums, const Maxima& maxima);

  // One block of channels: dx += dy w of the maxima, weights [block, rows, vectors]. The maxima of each of the four places have sums of their own, `plane` floats apart.
  void (*inputs_of_maxima)(const float* gradient, const uint8_t* places, const float* weights, float* sums, int64_t plane, const Maxima& maxima);
};

extern const FewKernels kFewKernelsAvx512, kFewKernelsAvx2;

}  // namespace modeldsl
