// Memory that is called for while something else is multiplied.
#pragma once

#include <cstdint>

namespace modeldsl {

constexpr int64_t kLineBytes = 64;

// Memory that is read soon: so many lines of the cache.
struct Ahead {
  const void* data;
  int64_t lines;

  const char* line(int64_t i) const { return static_cast<const char*>(data) + i * kLineBytes; }
};

// Calls for memory while it multiplies: one piece to each tile of the sums.
struct Errands {
  const Ahead *next, *end;

  Ahead take() { return next < end ? *next++ : Ahead{nullptr, 0}; }
};

}  // namespace modeldsl
