#ifdef MDL_ONEDNN

#include "phases.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

namespace modeldsl {
namespace {

// `count` of the rows of each square.
void row_to_phases(const float* plane, int64_t height, int64_t width, int64_t top, int64_t left, int64_t count, int64_t columns, float* to) {
  for (int64_t column = 0; column < columns; column++, left += kPhases) {
    for (auto y = top; y < top + count; y++, to += kPhases) {
      const bool outside = y < 0 || y >= height;
      if (!outside && left >= 0 && left + kPhases <= width) {
        std::memcpy(to, plane + y * width + left, kPhases * sizeof(float));
        continue;
      }
      for (int64_t j = 0; j < kPhases; j++) to[j] = outside || left + j < 0 || left + j >= width ? 0 : plane[y * width + left + j];
    }
  }
}

// Each block of outputs of a kernel's element, and where it stands in phases.
template <typename Copy>
void for_each_element(const at::Tensor& packed, const at::Tensor& phases, const Copy& copy) {
  const auto rows = packed.size(2), columns = packed.size(3), size = phases.size(2);
  auto *one = packed.data_ptr<float>(), *const other = phases.data_ptr<float>();
  for (int64_t kernel = 0; kernel < packed.size(0) * packed.size(1); kernel++) {
    for (int64_t i = 0; i < rows; i++) {
      for (int64_t j = 0; j < columns; j++, one += block()) {
        const auto phase = i % kPhases * kPhases + j % kPhases;
        const auto element = ((kernel * phase_blocks() + phase / block()) * size + i / kPhases) * size + j / kPhases;
        copy(one, other + (element * block() + phase % block()) * block());
      }
    }
  }
}

}  // namespace

at::Tensor to_phases(const at::Tensor& x, int64_t top, int64_t left, int64_t rows, int64_t columns) {
  const auto height = x.size(2), width = x.size(3), parts = phase_blocks(), count = kPhases / parts;
  auto result = at::empty({x.size(0), x.size(1) * parts, rows, columns, block()}, x.options());
  const auto* const from = x.data_ptr<float>();
  auto* const to = result.data_ptr<float>();
  at::parallel_for(0, x.size(0) * x.size(1) * parts * rows, std::max<int64_t>(1, kGrain / (columns * block())), [&](int64_t begin, int64_t end) {
    for (auto i = begin; i < end; i++) {
      const auto plane = i / rows / parts, part = i / rows % parts, first = i % rows * kPhases + part * count - top;
      row_to_phases(from + plane * height * width, height, width, first, -left, count, columns, to + i * columns * block());
    }
  });
  return result;
}

at::Tensor weight_to_phases(const at::Tensor& packed, int64_t size) {
  auto result = at::zeros({packed.size(0), packed.size(1) * phase_blocks(), size, size, block(), block()}, packed.options());
  for_each_element(packed, result, [](const float* one, float* other) { std::memcpy(other, one, block() * sizeof(float)); });
  return result;
}

void weight_from_phases(const at::Tensor& phases, const at::Tensor& packed) {
  for_each_element(packed, phases, [](float* one, const float* other) { std::memcpy(one, other, block() * sizeof(float)); });
}

}  // namespace modeldsl

#endif
