// The inner loops of recurrent layers: small products, and what a step does with the sums. Compiled once for each width of a vector, as block_kernels.h says.
#pragma once

#include <cstdint>

namespace modeldsl {

struct RecurrentKernels {
  int64_t panel;  // columns that a product makes at once

  // y [n, columns] += x [n, inner] times weights [inner, columns], which lie in panels of columns, [panels, inner, panel], the last one filled with zeros. The pitches are from
  // one row to the next.
  void (*multiply)(const float* x, int64_t x_pitch, const float* weights, float* y, int64_t y_pitch, int64_t n, int64_t inner, int64_t columns);

  // One example's step. Gates i, f, g, o: their sums before. c = f c' + i g, h = o tanh(c); there is no c' in the first step.
  void (*lstm)(float* gates, const float* cell_before, float* cell, float* h, int64_t hidden);

  // The gradients of the sums, given that of h; the cell's is that of this step's before, and of the one before after.
  void (*lstm_backward)(const float* gates, const float* cell_before, const float* cell, const float* dh, float* d_cell, float* d_sums, int64_t hidden);

  // Gates r, z, n: the inputs' sums before. What the step before adds is `recalled`, whose last third is kept. n = tanh(sum + r recalled), h = (1 - z) n + z h'.
  void (*gru)(float* gates, const float* recalled, float* kept, const float* h_before, float* h, int64_t hidden);

  // The gradients of both sums, given that of h, of which stays what goes straight to h'.
  void (*gru_backward)(const float* gates, const float* kept, const float* h_before, float* dh, float* d_sums, float* d_recalled, int64_t hidden);

  // h = tanh(h)
  void (*rnn)(float* h, int64_t hidden);

  void (*rnn_backward)(const float* h, const float* dh, float* d_sums, int64_t hidden);
};

extern const RecurrentKernels kRecurrentKernelsAvx512, kRecurrentKernelsAvx2;

}  // namespace modeldsl
