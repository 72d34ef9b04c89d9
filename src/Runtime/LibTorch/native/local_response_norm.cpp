// Local response normalisation of feature maps in blocks (Krizhevsky et al. 2012, 3.3), of the papers' exponent, 3/4: modeldsl::local_response_norm_blocked and
// its backward pass, which makes the scale anew from the input: that is less than to write and read it.
#ifdef MDL_ONEDNN

#include "blocks.h"

#include <ATen/ops/empty_like.h>
#include <torch/library.h>

#include <vector>

namespace modeldsl {
namespace {

// Pixels that a thread takes at a time.
constexpr int64_t kStretch = 64;

// Calls run(where an example begins, the first pixel, the one behind the last, the neighbourhood, scratch memory) for all pixels of all examples.
template <typename Run>
void for_pixels(const at::Tensor& x, int64_t size, double alpha, double k, const Run& run) {
  TORCH_CHECK(is_blocked(x), "the feature map must lie in blocks, given ", x.sizes());
  TORCH_CHECK(size > 0 && size % 2 == 1, "the neighbourhood must be an odd number of channels, given ", size);
  // Above it nothing overflows, and what fills the last block stays 0.
  TORCH_CHECK(k > 0, "k must be positive, given ", k);
  const Neighbourhood near{x.size(1), x.size(2) * x.size(3), size / 2, static_cast<float>(alpha), static_cast<float>(k)};
  const auto stretches = (near.plane + kStretch - 1) / kStretch;
  at::parallel_for(0, x.size(0) * stretches, 1, [&](int64_t begin, int64_t end) {
    std::vector<float> scratch(static_cast<size_t>(3 * kLocalRun * (near.blocks * block() + 2 * near.reach)));
    for (auto i = begin; i < end; i++) {
      const auto first = i % stretches * kStretch;
      run(i / stretches * near.blocks * near.plane * block(), first, std::min(first + kStretch, near.plane), near, scratch.data());
    }
  });
}

at::Tensor local_response_norm(const at::Tensor& x, int64_t size, double alpha, double k) {
  auto y = at::empty_like(x);
  by_type(x, [&](auto number) {
    using T = decltype(number);
    for_pixels(x, size, alpha, k, [&](int64_t at, int64_t begin, int64_t end, const Neighbourhood& near, float* scratch) {
      kernels<T>().normalise_locally(data<T>(x) + at, data<T>(y) + at, begin, end, near, scratch);
    });
  });
  return y;
}

at::Tensor local_response_norm_backward(const at::Tensor& gradient, const at::Tensor& x, int64_t size, double alpha, double k) {
  TORCH_CHECK(gradient.sizes() == x.sizes() && gradient.is_contiguous() && gradient.scalar_type() == x.scalar_type(), "the gradient must be like the feature map ",
              x.sizes(), ", given ", gradient.sizes());
  auto result = at::empty_like(x);
  by_type(x, [&](auto number) {
    using T = decltype(number);
    for_pixels(x, size, alpha, k, [&](int64_t at, int64_t begin, int64_t end, const Neighbourhood& near, float* scratch) {
      kernels<T>().gradient_locally(data<T>(gradient) + at, data<T>(x) + at, data<T>(result) + at, begin, end, near, scratch);
    });
  });
  return result;
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def("local_response_norm_blocked(Tensor x, int size, float alpha, float k) -> Tensor");
  library.def("local_response_norm_blocked_backward(Tensor gradient, Tensor x, int size, float alpha, float k) -> Tensor");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("local_response_norm_blocked", local_response_norm);
  library.impl("local_response_norm_blocked_backward", local_response_norm_backward);
}

}  // namespace modeldsl

#endif
