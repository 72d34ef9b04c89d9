// Max pooling, several times faster than ATen's, which looks at one element at a time: modeldsl::max_pool2d,
// modeldsl::max_pool2d_with_places and modeldsl::max_pool2d_backward. The same results, ties and NaN included: the first maximum of a
// window counts, a NaN is one.
#include "pooling.h"

#include <ATen/ops/empty.h>
#include <torch/library.h>

#include <algorithm>
#include <array>
#include <limits>

namespace modeldsl {
namespace {

// floor or ceil((size + 2 pad - window) / step) + 1, where the last window must start inside the input or its first padding.
int64_t pooled(int64_t size, int64_t window, int64_t step, int64_t pad, bool ceil) {
  const auto span = size + 2 * pad - window;
  TORCH_CHECK(span >= 0, "the window of ", window, " is larger than the input of ", size, " with a padding of ", pad);
  const auto steps = (span + (ceil ? step - 1 : 0)) / step;
  return ceil && steps * step >= size + pad ? steps : steps + 1;
}

}  // namespace

Pooling plan_pooling(at::IntArrayRef sizes, at::IntArrayRef size, at::IntArrayRef stride, at::IntArrayRef pad, bool ceil) {
  TORCH_CHECK(size.size() == 2 && stride.size() == 2 && pad.size() == 2, "size, stride and padding must have two numbers each");
  for (int i = 0; i < 2; i++) {
    TORCH_CHECK(size[i] > 0 && stride[i] > 0, "size and stride must be positive, given ", size, " and ", stride);
    TORCH_CHECK(pad[i] >= 0 && 2 * pad[i] <= size[i], "the padding must be at most half the window's size, given ", pad, " for ", size);
  }
  // Places are 32 bit.
  TORCH_CHECK(size[0] * sizes[3] < std::numeric_limits<int32_t>::max(), "the input's rows are too long: ", sizes[3]);
  return {sizes[2], sizes[3], pooled(sizes[2], size[0], stride[0], pad[0], ceil), pooled(sizes[3], size[1], stride[1], pad[1], ceil),
          size[0], size[1], stride[0], stride[1], pad[0], pad[1]};
}

namespace {

// The maximum of a window that may stick out. Its place is counted from the window's first element, outside or not: row * width + column.
template <typename T, bool kPlaces>
inline void pool_one(const T* in, T* out, int32_t* places, const Pooling& p, int64_t oy, int64_t ox) {
  const auto y = oy * p.down - p.top, x = ox * p.right - p.left;
  const auto y0 = std::max<int64_t>(y, 0), y1 = std::min(y + p.rows, p.height);
  const auto x0 = std::max<int64_t>(x, 0), x1 = std::min(x + p.columns, p.width);
  auto best = -std::numeric_limits<T>::infinity();
  auto place = (y0 - y) * p.width + (x0 - x);
  for (auto i = y0; i < y1; i++) {
    for (auto j = x0; j < x1; j++) {
      const T value = in[i * p.width + j];
      if (!(value > best) && value == value) continue;
      best = value;
      place = (i - y) * p.width + (j - x);
    }
  }
  out[oy * p.out_width + ox] = best;
  if (kPlaces) places[oy * p.out_width + ox] = static_cast<int32_t>(place);
}

// The windows of one row that lie inside: the window's loops are unrolled and the one over the outputs becomes vector code.
template <typename T, bool kPlaces, int kRows, int kColumns, int kRight>
__attribute__((always_inline)) inline void pool_row(const T* __restrict in, T* __restrict out, int32_t* __restrict places, int32_t width,
                                                    int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    T best = in[i * kRight];
    int32_t place = 0;
#pragma GCC unroll 3
    for (int row = 0; row < kRows; row++) {
#pragma GCC unroll 3
      for (int column = row == 0 ? 1 : 0; column < kColumns; column++) {
        const T value = in[row * width + i * kRight + column];
        const bool better = (value > best) | (value != value);
        best = better ? value : best;
        if (kPlaces) place = better ? row * width + column : place;
      }
    }
    out[i] = best;
    if (kPlaces) places[i] = place;
  }
}

template <typename T, bool kPlaces, int kRows, int kColumns, int kRight>
__attribute__((always_inline)) inline void pool_plane(const T* in, T* out, int32_t* places, const Pooling& p) {
  const auto first = std::min((p.left + kRight - 1) / kRight, p.out_width);
  const auto last = std::clamp((p.width + p.left - kColumns) / kRight + 1, first, p.out_width);
  for (int64_t oy = 0; oy < p.out_height; oy++) {
    const auto y = oy * p.down - p.top;
    const bool inside = y >= 0 && y + kRows <= p.height;
    const auto begin = inside ? first : p.out_width, end = inside ? last : p.out_width;
    for (int64_t ox = 0; ox < begin; ox++) pool_one<T, kPlaces>(in, out, places, p, oy, ox);
    if (begin < end) {
      const auto at = oy * p.out_width + begin;
      pool_row<T, kPlaces, kRows, kColumns, kRight>(in + y * p.width + begin * kRight - p.left, out + at, kPlaces ? places + at : nullptr,
                                                    static_cast<int32_t>(p.width), end - begin);
    }
    for (int64_t ox = end; ox < p.out_width; ox++) pool_one<T, kPlaces>(in, out, places, p, oy, ox);
  }
}

template <typename T, bool kPlaces>
void pool_any(const T* in, T* out, int32_t* places, const Pooling& p) {
  for (int64_t oy = 0; oy < p.out_height; oy++) {
    for (int64_t ox = 0; ox < p.out_width; ox++) pool_one<T, kPlaces>(in, out, places, p, oy, ox);
  }
}

// The windows of the literature; any other takes pool_any. Not templates: see optimizers.cpp.
#define MDL_POOL(T, NAME, ROWS, COLUMNS, RIGHT)                                                                        \
  MDL_MULTIVERSION void NAME(const T* in, T* out, const Pooling& p) {                                                  \
    pool_plane<T, false, ROWS, COLUMNS, RIGHT>(in, out, nullptr, p);                                                   \
  }                                                                                                                    \
  MDL_MULTIVERSION void NAME##_places(const T* in, T* out, int32_t* places, const Pooling& p) {                        \
    pool_plane<T, true, ROWS, COLUMNS, RIGHT>(in, out, places, p);                                                     \
  }
#define MDL_POOLS(T)             \
  MDL_POOL(T, pool_2x2, 2, 2, 2) \
  MDL_POOL(T, pool_3x3, 3, 3, 2) \
  MDL_POOL(T, pool_3x3_dense, 3, 3, 1)
MDL_POOLS(float)
MDL_POOLS(double)
#undef MDL_POOLS
#undef MDL_POOL

template <typename T>
void pool_plane_of(const T* in, T* out, int32_t* places, const Pooling& p) {
  const bool pair = p.rows == 2 && p.columns == 2 && p.right == 2;
  const bool triple = p.rows == 3 && p.columns == 3;
  if (pair) {
    places == nullptr ? pool_2x2(in, out, p) : pool_2x2_places(in, out, places, p);
  } else if (triple && p.right == 2) {
    places == nullptr ? pool_3x3(in, out, p) : pool_3x3_places(in, out, places, p);
  } else if (triple && p.right == 1) {
    places == nullptr ? pool_3x3_dense(in, out, p) : pool_3x3_dense_places(in, out, places, p);
  } else {
    places == nullptr ? pool_any<T, false>(in, out, places, p) : pool_any<T, true>(in, out, places, p);
  }
}

int64_t planes_per_thread(const Pooling& p) { return std::max<int64_t>(1, kGrain / (p.out_height * p.out_width * p.rows * p.columns)); }

void check(const at::Tensor& x) {
  TORCH_CHECK(x.dim() == 4, "a feature map must be [N, C, H, W], given ", x.sizes());
  TORCH_CHECK(x.scalar_type() == at::kFloat || x.scalar_type() == at::kDouble, "works on float32 and float64, not ", x.scalar_type());
}

Pooling plan(const at::Tensor& input, at::IntArrayRef size, at::IntArrayRef stride, at::IntArrayRef pad, bool ceil) {
  check(input);
  return plan_pooling(input.sizes(), size, stride, pad, ceil);
}

template <typename T>
void pool_planes(const at::Tensor& input, const at::Tensor& output, int32_t* places, const Pooling& p) {
  const auto* const in = input.data_ptr<T>();
  auto* const out = output.data_ptr<T>();
  const auto from = p.height * p.width, to = p.out_height * p.out_width;
  at::parallel_for(0, input.size(0) * input.size(1), planes_per_thread(p), [&](int64_t begin, int64_t end) {
    for (auto i = begin; i < end; i++) pool_plane_of<T>(in + i * from, out + i * to, places == nullptr ? nullptr : places + i * to, p);
  });
}

at::Tensor pool(const at::Tensor& x, int32_t* places, const Pooling& p) {
  auto output = at::empty({x.size(0), x.size(1), p.out_height, p.out_width}, x.options());
  if (x.scalar_type() == at::kFloat) {
    pool_planes<float>(x, output, places, p);
  } else {
    pool_planes<double>(x, output, places, p);
  }
  return output;
}

at::Tensor max_pool2d(const at::Tensor& input, at::IntArrayRef size, at::IntArrayRef stride, at::IntArrayRef pad, bool ceil) {
  return pool(input.contiguous(), nullptr, plan(input, size, stride, pad, ceil));
}

// The places are int32: where in its window each maximum stands, row * (the input's width) + column.
std::tuple<at::Tensor, at::Tensor> max_pool2d_with_places(const at::Tensor& input, at::IntArrayRef size, at::IntArrayRef stride,
                                                          at::IntArrayRef pad, bool ceil) {
  const auto p = plan(input, size, stride, pad, ceil);
  auto places = at::empty({input.size(0), input.size(1), p.out_height, p.out_width}, input.options().dtype(at::kInt));
  auto output = pool(input.contiguous(), places.data_ptr<int32_t>(), p);
  return {output, places};
}

template <typename T>
void spread_planes(const at::Tensor& gradient, const at::Tensor& places, const at::Tensor& result, const Pooling& p) {
  const auto* const dy = gradient.data_ptr<T>();
  const auto* const place = places.data_ptr<int32_t>();
  auto* const dx = result.data_ptr<T>();
  const auto from = p.height * p.width, to = p.out_height * p.out_width;
  at::parallel_for(0, result.size(0) * result.size(1), planes_per_thread(p), [&](int64_t begin, int64_t end) {
    for (auto i = begin; i < end; i++) {
      auto* const plane = dx + i * from;
      std::fill_n(plane, from, T(0));
      for (int64_t oy = 0, at = i * to; oy < p.out_height; oy++) {
        auto window = (oy * p.down - p.top) * p.width - p.left;
        for (int64_t ox = 0; ox < p.out_width; ox++, at++, window += p.right) plane[window + place[at]] += dy[at];
      }
    }
  });
}

// Each output's gradient goes to the place of its maximum. Of the input only height and width are asked for: nobody has to keep it.
at::Tensor max_pool2d_backward(const at::Tensor& gradient, at::IntArrayRef input, const at::Tensor& places, at::IntArrayRef size,
                               at::IntArrayRef stride, at::IntArrayRef pad, bool ceil) {
  check(gradient);
  TORCH_CHECK(input.size() == 2, "the input's size must be two numbers");
  const std::array<int64_t, 4> whole{gradient.size(0), gradient.size(1), input[0], input[1]};
  const auto p = plan_pooling(whole, size, stride, pad, ceil);
  const std::array<int64_t, 4> sizes{whole[0], whole[1], p.out_height, p.out_width};
  TORCH_CHECK(gradient.sizes() == at::IntArrayRef(sizes), "the gradient must be ", at::IntArrayRef(sizes), ", given ", gradient.sizes());
  TORCH_CHECK(places.sizes() == at::IntArrayRef(sizes) && places.scalar_type() == at::kInt, "these are not the places of this pooling");
  auto result = at::empty(whole, gradient.options().memory_format(at::MemoryFormat::Contiguous));
  if (gradient.scalar_type() == at::kFloat) {
    spread_planes<float>(gradient.contiguous(), places.contiguous(), result, p);
  } else {
    spread_planes<double>(gradient.contiguous(), places.contiguous(), result, p);
  }
  return result;
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def("max_pool2d(Tensor input, int[2] size, int[2] stride, int[2] padding, bool ceil) -> Tensor");
  library.def("max_pool2d_with_places(Tensor input, int[2] size, int[2] stride, int[2] padding, bool ceil) -> (Tensor output, Tensor places)");
  library.def(
      "max_pool2d_backward(Tensor gradient, int[2] input, Tensor places, int[2] size, int[2] stride, int[2] padding, bool ceil) -> Tensor");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("max_pool2d", max_pool2d);
  library.impl("max_pool2d_with_places", max_pool2d_with_places);
  library.impl("max_pool2d_backward", max_pool2d_backward);
}

}  // namespace modeldsl
