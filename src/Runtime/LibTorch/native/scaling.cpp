// A number for each channel of each example (Hu, Shen & Sun 2018, squeeze-and-excitation) on feature maps in blocks: modeldsl::scale_channels_blocked and
// modeldsl::sum_of_products_blocked, the gradient of those numbers.
#ifdef MDL_ONEDNN

#include "blocks.h"
#include "kernels.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <torch/library.h>

#include <array>

namespace modeldsl {
namespace {

using OptionalTensor = decltype(std::declval<c10::IValue&>().toOptional<at::Tensor>());

// Calls for each block of channels of each example with its number and where it begins.
template <typename Function>
void for_planes(const at::Tensor& x, const Function& function) {
  const auto plane = x.size(2) * x.size(3) * block();
  at::parallel_for(0, x.size(0) * x.size(1), std::max<int64_t>(1, kGrain / plane), [&](int64_t begin, int64_t end) {
    for (auto i = begin; i < end; i++) function(i, i * plane);
  });
}

std::array<int64_t, 5> one_each(const at::Tensor& x) { return {x.size(0), x.size(1), 1, 1, x.size(4)}; }

// x factors, a number for each channel, and the gradient of the channels' means, if given, [N, C], spread evenly over them.
at::Tensor scale_channels(const at::Tensor& x, const at::Tensor& factors, const OptionalTensor& d_mean, bool reuse) {
  TORCH_CHECK(is_blocked(x), "the feature map must lie in blocks, given ", x.sizes());
  TORCH_CHECK(is_blocked(factors) && factors.sizes() == at::IntArrayRef(one_each(x)) && factors.scalar_type() == x.scalar_type(),
              "there must be a number for each channel of ", x.sizes(), ", given ", factors.sizes());
  const auto pixels = x.size(2) * x.size(3);
  const auto* const spread = d_mean.has_value() ? d_mean->data_ptr<float>() : nullptr;
  TORCH_CHECK(spread == nullptr || (d_mean->is_contiguous() && d_mean->dim() == 2 && d_mean->size(0) == x.size(0) && d_mean->size(1) == x.size(1) * block()),
              "the gradient of the means must have a number for each channel of ", x.sizes());
  const auto y = reuse ? x : at::empty_like(x);
  by_type(x, [&](auto number) {
    using T = decltype(number);
    for_planes(x, [&](int64_t i, int64_t at) {
      Channels scale, shift;
      for (int64_t l = 0; l < block(); l++) {
        scale.values[l] = number_of(data<T>(factors)[i * block() + l]);
        if (spread != nullptr) shift.values[l] = spread[i * block() + l] / static_cast<float>(pixels);
      }
      kernels<T>().normalise(data<T>(x) + at, nullptr, data<T>(y) + at, pixels, scale, shift, false, false);
    });
  });
  return y;
}

// Of each channel the sum of a b over its pixels.
at::Tensor sum_of_products(const at::Tensor& a, const at::Tensor& b) {
  TORCH_CHECK(is_blocked(a) && is_blocked(b) && a.sizes() == b.sizes() && a.scalar_type() == b.scalar_type(), "the feature maps must lie in blocks and be alike, given ",
              a.sizes(), " and ", b.sizes());
  auto result = at::empty(one_each(a), a.options().dtype(at::kFloat));
  by_type(a, [&](auto number) {
    using T = decltype(number);
    for_planes(a, [&](int64_t i, int64_t at) {
      Sums sums;
      kernels<T>().products(data<T>(a) + at, data<T>(b) + at, a.size(2) * a.size(3), sums);
      for (int64_t l = 0; l < block(); l++) result.template data_ptr<float>()[i * block() + l] = static_cast<float>(sums.first[l]);
    });
  });
  return result.to(a.scalar_type());
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def("scale_channels_blocked(Tensor(a!) x, Tensor factors, Tensor? d_mean, bool reuse) -> Tensor");
  library.def("sum_of_products_blocked(Tensor a, Tensor b) -> Tensor");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("scale_channels_blocked", scale_channels);
  library.impl("sum_of_products_blocked", sum_of_products);
}

}  // namespace modeldsl

#endif
