// The border between C# and libtorch. Every function catches every C++ exception; those that return an int return a negative number then,
// and mdl_error() has the text. Uses only what libtorch 1.13 and 2.x both have.
#pragma once

#include <c10/core/Allocator.h>

#include <cstdint>
#include <string>

#define MDL_EXPORT extern "C" __attribute__((visibility("default")))

namespace modeldsl {

// What an Argument holds; the same numbers as ArgumentKind in Argument.cs.
enum class Kind : int32_t {
  None = 0,
  Tensor = 1,
  Int = 2,
  Double = 3,
  Bool = 4,
  Ints = 5,
  Doubles = 6,
  Bools = 7,
  Tensors = 8,
  Generator = 9,
  Device = 10,
};

// One argument of an operator call. Handles and lists are borrowed.
struct Argument {
  Kind kind;
  int32_t count;  // of a list; the index of a device
  union {
    int64_t integer;
    double number;
    void* pointer;
  };
};
static_assert(sizeof(Argument) == 16, "shared with Argument.cs");

// The same fields as TensorDescription in Native.cs.
struct TensorDescription {
  void* data;
  const int64_t* sizes;
  const int64_t* strides;
  int64_t length;
  int32_t rank;
  int32_t type;
  int32_t device;
  int32_t device_index;
  int32_t contiguous;
};

// The same fields as MemoryStatistics in Dispatcher.cs.
struct MemoryStatistics {
  int64_t current_bytes;
  int64_t peak_bytes;
  int64_t cached_bytes;
  int64_t buffers;
};

// Keeps the text of the exception that is being handled for mdl_error() and returns -1.
int fail() noexcept;

// Makes the memory of the CPU's tensors come from the caching allocator (memory.cpp).
void install_allocator();

// Runs the action; on any exception keeps its text and returns -1, else 0.
template <typename Action>
int guarded(const Action& action) noexcept {
  try {
    action();
    return 0;
  } catch (...) {
    return fail();
  }
}

}  // namespace modeldsl
