// Pooling of feature maps in blocks: modeldsl::max_pool2d_blocked, max_pool2d_blocked_with_places and max_pool2d_blocked_backward, avg_pool2d_blocked and
// avg_pool2d_blocked_backward. The same results as pooling.cpp's and ATen's. A place is the number of the maximum's element in its window, in 8 bits.
#ifdef MDL_ONEDNN

#include "blocks.h"
#include "pooling.h"

#include <ATen/ops/empty.h>
#include <torch/library.h>

#include <array>

namespace modeldsl {
namespace {

Pooling plan_blocked(at::IntArrayRef sizes, at::IntArrayRef size, at::IntArrayRef stride, at::IntArrayRef pad, bool ceil) {
  TORCH_CHECK(size.size() == 2 && size[0] * size[1] <= 256, "the window has more than 256 elements: ", size);
  return plan_pooling(sizes, size, stride, pad, ceil);
}

Pooling plan_blocked(const at::Tensor& x, at::IntArrayRef size, at::IntArrayRef stride, at::IntArrayRef pad, bool ceil) {
  TORCH_CHECK(is_blocked(x), "the feature map must lie in blocks, given ", x.sizes());
  return plan_blocked(x.sizes(), size, stride, pad, ceil);
}

std::vector<int64_t> pooled_sizes(const at::Tensor& x, const Pooling& p) { return {x.size(0), x.size(1), p.out_height, p.out_width, x.size(4)}; }

// Calls with a number of the map's type for each of its planes, and with where that begins before the pooling and after it.
template <typename Function>
void for_planes(const at::Tensor& map, const Pooling& p, const Function& function) {
  const auto from = p.height * p.width * block(), to = p.out_height * p.out_width * block();
  by_type(map, [&](auto number) {
    at::parallel_for(0, map.size(0) * map.size(1), std::max<int64_t>(1, kGrain / from), [&](int64_t begin, int64_t end) {
      for (auto i = begin; i < end; i++) function(number, i * from, i * to);
    });
  });
}

at::Tensor pool(const at::Tensor& x, uint8_t* places, const Pooling& p) {
  auto y = at::empty(pooled_sizes(x, p), x.options());
  for_planes(x, p, [&](auto number, int64_t from, int64_t to) {
    using T = decltype(number);
    kernels<T>().pool_max(data<T>(x) + from, data<T>(y) + to, places == nullptr ? nullptr : places + to, p);
  });
  return y;
}

at::Tensor max_pool2d(const at::Tensor& x, at::IntArrayRef size, at::IntArrayRef stride, at::IntArrayRef pad, bool ceil) {
  return pool(x, nullptr, plan_blocked(x, size, stride, pad, ceil));
}

std::tuple<at::Tensor, at::Tensor> max_pool2d_with_places(const at::Tensor& x, at::IntArrayRef size, at::IntArrayRef stride, at::IntArrayRef pad, bool ceil) {
  const auto p = plan_blocked(x, size, stride, pad, ceil);
  auto places = at::empty(pooled_sizes(x, p), x.options().dtype(at::kByte));
  auto y = pool(x, places.data_ptr<uint8_t>(), p);
  return {y, places};
}

// Of the input only height and width are asked for: nobody has to keep it.
at::Tensor max_pool2d_backward(const at::Tensor& gradient, at::IntArrayRef input, const at::Tensor& places, at::IntArrayRef size, at::IntArrayRef stride, at::IntArrayRef pad,
                               bool ceil) {
  TORCH_CHECK(is_blocked(gradient) && input.size() == 2, "the gradient must lie in blocks, given ", gradient.sizes());
  const std::array<int64_t, 5> whole{gradient.size(0), gradient.size(1), input[0], input[1], block()};
  const auto p = plan_blocked(whole, size, stride, pad, ceil);
  const std::array<int64_t, 5> sizes{whole[0], whole[1], p.out_height, p.out_width, block()};
  TORCH_CHECK(gradient.sizes() == at::IntArrayRef(sizes), "the gradient must be ", at::IntArrayRef(sizes), ", given ", gradient.sizes());
  TORCH_CHECK(places.sizes() == at::IntArrayRef(sizes) && places.scalar_type() == at::kByte, "these are not the places of this pooling");
  auto result = at::empty(whole, gradient.options());
  const auto* const place = places.data_ptr<uint8_t>();
  for_planes(gradient, p, [&](auto number, int64_t from, int64_t to) {
    using T = decltype(number);
    kernels<T>().gather_max(data<T>(gradient) + to, place + to, data<T>(result) + from, p);
  });
  return result;
}

// 1 / of how many elements of each row, and column, of windows count: of the padding none, or what of it lies in the first padding.
std::vector<float> shares_along(int64_t count, int64_t size, int64_t window, int64_t step, int64_t pad, bool with_padding) {
  std::vector<float> shares(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; i++) {
    const auto begin = i * step - pad, end = std::min(begin + window, size + pad);
    const auto counted = with_padding ? end - begin : std::min(end, size) - std::max<int64_t>(begin, 0);
    shares[static_cast<size_t>(i)] = 1.0f / static_cast<float>(counted);
  }
  return shares;
}

// What each window's elements count in its mean.
struct Means {
  std::vector<float> rows, columns;

  Means(const Pooling& p, bool with_padding)
      : rows(shares_along(p.out_height, p.height, p.rows, p.down, p.top, with_padding)),
        columns(shares_along(p.out_width, p.width, p.columns, p.right, p.left, with_padding)) {}

  Shares shares() const { return {rows.data(), columns.data()}; }
};

at::Tensor avg_pool2d(const at::Tensor& x, at::IntArrayRef size, at::IntArrayRef stride, at::IntArrayRef pad, bool ceil, bool count_include_pad) {
  TORCH_CHECK(is_blocked(x), "the feature map must lie in blocks, given ", x.sizes());
  const auto p = plan_pooling(x.sizes(), size, stride, pad, ceil);
  const Means means(p, count_include_pad);
  auto y = at::empty(pooled_sizes(x, p), x.options());
  for_planes(x, p, [&](auto number, int64_t from, int64_t to) {
    using T = decltype(number);
    kernels<T>().pool_mean(data<T>(x) + from, data<T>(y) + to, p, means.shares());
  });
  return y;
}

at::Tensor avg_pool2d_backward(const at::Tensor& gradient, at::IntArrayRef input, at::IntArrayRef size, at::IntArrayRef stride, at::IntArrayRef pad, bool ceil,
                               bool count_include_pad) {
  TORCH_CHECK(is_blocked(gradient) && input.size() == 2, "the gradient must lie in blocks, given ", gradient.sizes());
  const std::array<int64_t, 5> whole{gradient.size(0), gradient.size(1), input[0], input[1], block()};
  const auto p = plan_pooling(whole, size, stride, pad, ceil);
  const std::array<int64_t, 5> sizes{whole[0], whole[1], p.out_height, p.out_width, block()};
  TORCH_CHECK(gradient.sizes() == at::IntArrayRef(sizes), "the gradient must be ", at::IntArrayRef(sizes), ", given ", gradient.sizes());
  const Means means(p, count_include_pad);
  auto result = at::empty(whole, gradient.options());
  for_planes(gradient, p, [&](auto number, int64_t from, int64_t to) {
    using T = decltype(number);
    kernels<T>().gather_mean(data<T>(gradient) + to, data<T>(result) + from, p, means.shares());
  });
  return result;
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def("max_pool2d_blocked(Tensor x, int[2] size, int[2] stride, int[2] padding, bool ceil) -> Tensor");
  library.def("max_pool2d_blocked_with_places(Tensor x, int[2] size, int[2] stride, int[2] padding, bool ceil) -> (Tensor output, Tensor places)");
  library.def(
      "max_pool2d_blocked_backward(Tensor gradient, int[2] input, Tensor places, int[2] size, int[2] stride, int[2] padding, bool ceil) -> Tensor");
  library.def("avg_pool2d_blocked(Tensor x, int[2] size, int[2] stride, int[2] padding, bool ceil, bool count_include_pad) -> Tensor");
  library.def(
      "avg_pool2d_blocked_backward(Tensor gradient, int[2] input, int[2] size, int[2] stride, int[2] padding, bool ceil, bool count_include_pad) -> Tensor");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("max_pool2d_blocked", max_pool2d);
  library.impl("max_pool2d_blocked_with_places", max_pool2d_with_places);
  library.impl("max_pool2d_blocked_backward", max_pool2d_backward);
  library.impl("avg_pool2d_blocked", avg_pool2d);
  library.impl("avg_pool2d_blocked_backward", avg_pool2d_backward);
}

}  // namespace modeldsl

#endif
