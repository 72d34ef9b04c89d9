// The sizes of a pooling, for both layouts of a feature map.
#pragma once

#include "block_kernels.h"
#include "kernels.h"

#include <algorithm>

namespace modeldsl {

// For an input whose third and fourth size are height and width. Throws where the window does not fit.
Pooling plan_pooling(at::IntArrayRef sizes, at::IntArrayRef size, at::IntArrayRef stride, at::IntArrayRef pad, bool ceil);

}  // namespace modeldsl
