// The sizes of a pooling, for both layouts of a feature map.
#pragma once

#include "kernels.h"

#include <algorithm>

namespace modeldsl {

// One pooling of planes: sizes of a plane before and after, the window, its step and how far it starts outside.
struct Pooling {
  int64_t height, width, out_height, out_width;
  int64_t rows, columns, down, right, top, left;

  int64_t planes_per_thread() const { return std::max<int64_t>(1, kGrain / (out_height * out_width * rows * columns)); }
};

// For an input whose third and fourth size are height and width. Throws where the window does not fit.
Pooling plan_pooling(at::IntArrayRef sizes, at::IntArrayRef size, at::IntArrayRef stride, at::IntArrayRef pad, bool ceil);

}  // namespace modeldsl
