// Vectors as wide as a block, and feature maps as arrays of them: float32, or bfloat16 that becomes float32 on its way. The file that includes it says how wide a
// block is: kBlock.
#include "numbers.h"

namespace modeldsl {
namespace {

typedef float Floats __attribute__((vector_size(kBlock * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef int32_t Ints __attribute__((vector_size(kBlock * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef uint32_t Words __attribute__((vector_size(kBlock * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef uint16_t Shorts __attribute__((vector_size(kBlock * sizeof(uint16_t)), aligned(sizeof(uint16_t)), may_alias));
typedef uint8_t Bytes __attribute__((vector_size(kBlock), aligned(1), may_alias));
typedef double Doubles __attribute__((vector_size(kBlock * sizeof(double)), aligned(sizeof(double)), may_alias));

// Vectors of numbers in memory, as floats.
struct FloatsIn {
  Floats* at;
  Floats operator[](int64_t i) const { return at[i]; }
  FloatsIn operator+(int64_t i) const { return {at + i}; }
  void set(int64_t i, Floats value) const { at[i] = value; }
};

// To the nearest, ties to even; a NaN stays one.
struct ReducedIn {
  Shorts* at;
  ReducedIn operator+(int64_t i) const { return {at + i}; }
  Floats operator[](int64_t i) const { return reinterpret_cast<Floats>(__builtin_convertvector(at[i], Words) << 16); }
  void set(int64_t i, Floats value) const {
    const Words bits = reinterpret_cast<Words>(value);
    const Words rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
    at[i] = __builtin_convertvector(value == value ? rounded : (bits >> 16) | 0x40, Shorts);
  }
};

inline FloatsIn vectors(const float* from) { return {reinterpret_cast<Floats*>(const_cast<float*>(from))}; }
inline ReducedIn vectors(const Reduced* from) { return {reinterpret_cast<Shorts*>(const_cast<Reduced*>(from))}; }

}  // namespace
}  // namespace modeldsl
