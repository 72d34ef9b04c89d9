// What the numbers of feature maps in blocks are.
#pragma once

#include <cstdint>

namespace modeldsl {

// The bits of a bfloat16: the upper half of a float32's.
using Reduced = uint16_t;

}  // namespace modeldsl
