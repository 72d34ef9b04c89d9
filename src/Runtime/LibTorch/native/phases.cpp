#ifdef MDL_ONEDNN

#include "phases.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

namespace modeldsl {
namespace {

// An image [C, H, W], and where its first square begins.
template <typename T>
struct Image {
  const T* data;
  int64_t channels, height, width;
  int64_t top, left;

  // A row of squares: those of the channels it becomes that block `part` holds.
  template <int64_t kStride>
  void row_of_squares(int64_t row, int64_t part, int64_t columns, T* to) const {
    const auto lines = block() / kStride;
    for (int64_t i = 0; i < lines; i++) line_of_squares<kStride>(row, part * lines + i, columns, to + i * kStride);
  }

  // One line of each, counted from one channel to the next.
  template <int64_t kStride>
  void line_of_squares(int64_t row, int64_t line, int64_t columns, T* to) const {
    const auto channel = line / kStride, y = row * kStride + line % kStride - top;
    const bool is_inside = channel < channels && y >= 0 && y < height;
    const auto* const from = data + (channel * height + y) * width;
    for (int64_t column = 0, x = -left; column < columns; column++, x += kStride, to += block()) {
      if (is_inside && x >= 0 && x + kStride <= width) {
        std::memcpy(to, from + x, kStride * sizeof(T));
        continue;
      }
      for (int64_t j = 0; j < kStride; j++) to[j] = !is_inside || x + j < 0 || x + j >= width ? T{0} : from[x + j];
    }
  }
};

// Each block of outputs of a kernel's element, and where it stands in phases.
template <typename Copy>
void for_each_element(const at::Tensor& packed, const at::Tensor& phases, int64_t stride, const Copy& copy) {
  const auto channels = packed.size(1), rows = packed.size(2), columns = packed.size(3), size = phases.size(2);
  auto *one = packed.data_ptr<float>(), *const other = phases.data_ptr<float>();
  for (int64_t kernel = 0; kernel < packed.size(0) * channels; kernel++) {
    for (int64_t i = 0; i < rows; i++) {
      for (int64_t j = 0; j < columns; j++, one += block()) {
        const auto phase = (kernel % channels * stride + i % stride) * stride + j % stride;
        const auto element = ((kernel / channels * phases.size(1) + phase / block()) * size + i / stride) * size + j / stride;
        copy(one, other + (element * block() + phase % block()) * block());
      }
    }
  }
}

}  // namespace

at::Tensor to_phases(const at::Tensor& x, int64_t stride, int64_t top, int64_t left, int64_t rows, int64_t columns) {
  const auto channels = x.size(1), parts = phase_blocks(channels, stride), size = channels * x.size(2) * x.size(3), row = columns * block();
  auto result = at::empty({x.size(0), parts, rows, columns, block()}, x.options());
  by_type(x, [&](auto number) {
    using T = decltype(number);
    auto* const to = data<T>(result);
    at::parallel_for(0, x.size(0) * parts * rows, std::max<int64_t>(1, kGrain / row), [&](int64_t begin, int64_t end) {
      for (auto i = begin; i < end; i++) {
        const Image<T> image{data<const T>(x) + i / rows / parts * size, channels, x.size(2), x.size(3), top, left};
        if (stride == 2) image.template row_of_squares<2>(i % rows, i / rows % parts, columns, to + i * row);
        else image.template row_of_squares<4>(i % rows, i / rows % parts, columns, to + i * row);
      }
    });
  });
  return result;
}

at::Tensor weight_to_phases(const at::Tensor& packed, int64_t stride, int64_t size) {
  auto result = at::zeros({packed.size(0), phase_blocks(packed.size(1), stride), size, size, block(), block()}, packed.options());
  for_each_element(packed, result, stride, [](const float* one, float* other) { std::memcpy(other, one, block() * sizeof(float)); });
  return result;
}

void weight_from_phases(const at::Tensor& phases, int64_t stride, const at::Tensor& packed) {
  for_each_element(packed, phases, stride, [](float* one, const float* other) { std::memcpy(one, other, block() * sizeof(float)); });
}

}  // namespace modeldsl

#endif
