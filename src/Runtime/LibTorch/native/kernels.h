// What the custom operators for the CPU share.
#pragma once

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>

// One binary for every x86-64: these functions are compiled for several instruction sets, the fitting one is chosen at load time.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__AVX512F__)
#define MDL_MULTIVERSION __attribute__((target_clones("default", "arch=haswell", "arch=skylake-avx512")))
#else
#define MDL_MULTIVERSION
#endif

namespace modeldsl {

// Elements that one thread should have at least: below it, waking a second one costs more than it saves.
constexpr int64_t kGrain = 32768;

// Memory that can be walked from its first to its last element without looking at strides.
inline bool is_dense(const at::Tensor& tensor) { return tensor.is_non_overlapping_and_dense(); }

}  // namespace modeldsl
