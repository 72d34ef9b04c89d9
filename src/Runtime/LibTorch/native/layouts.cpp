// See layouts.h: modeldsl::to_blocked, to_plain, pack_weight, unpack_weight.
#ifdef MDL_ONEDNN

#include "layouts.h"

#include "amx_convolution.h"
#include "convolution_shape.h"
#include "linear.h"
#include "shim.h"

#include <ATen/ops/empty.h>
#include <torch/library.h>

namespace modeldsl {

using namespace convolutions;

at::Tensor to_blocked(const at::Tensor& x, bool reduced) {
  TORCH_CHECK(x.dim() == 4 && x.scalar_type() == at::kFloat, "a feature map must be [N, C, H, W] of float32, given ", x.sizes());
  const Dims sizes{x.size(0), x.size(1), x.size(2), x.size(3)};
  auto result = at::empty({sizes[0], blocks(sizes[1]), sizes[2], sizes[3], block()}, x.options().dtype(reduced ? at::kBFloat16 : at::kFloat));
  reorder(x.contiguous(), plain(sizes), result, blocked(sizes, type_of(result)));
  return result;
}

at::Tensor to_plain(const at::Tensor& x, int64_t channels) {
  TORCH_CHECK(x.dim() == 5 && x.is_contiguous() && x.size(1) == blocks(channels) && x.size(4) == block(), channels, " channels in blocks, given ", x.sizes());
  const Dims sizes{x.size(0), channels, x.size(2), x.size(3)};
  auto result = at::empty(sizes, x.options().dtype(at::kFloat));
  reorder(x, blocked(sizes, type_of(x)), result, plain(sizes));
  return result;
}

at::Tensor pack_weight(const at::Tensor& weight, int64_t groups) {
  if (weight.dim() == 2) return pack_linear(weight);
  TORCH_CHECK(weight.dim() == 4 && weight.scalar_type() == at::kFloat, "a kernel must be [O, I, h, w] of float32, given ", weight.sizes());
  const auto s = shape_of(weight.sizes(), groups);
  auto result = at::empty(packed_sizes(s), weight.options());
  reorder(weight.contiguous(), plain_weight(s), result, packed_weight(s));
  return result;
}

at::Tensor unpack_weight(const at::Tensor& packed, at::IntArrayRef sizes, int64_t groups) {
  if (sizes.size() == 2) return unpack_linear(packed, sizes);
  const auto s = shape_of(sizes, groups);
  TORCH_CHECK(packed.sizes() == at::IntArrayRef(packed_sizes(s)) && packed.is_contiguous(), "these are not the packed weights of ", sizes, ": ", packed.sizes());
  auto result = at::empty(sizes, packed.options());
  reorder(packed, packed_weight(s), result, plain_weight(s));
  return result;
}

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def("to_blocked(Tensor x, bool reduced) -> Tensor");
  library.def("to_plain(Tensor x, int channels) -> Tensor");
  library.def("pack_weight(Tensor weight, int groups) -> Tensor");
  library.def("unpack_weight(Tensor packed, int[] sizes, int groups) -> Tensor");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("to_blocked", to_blocked);
  library.impl("to_plain", to_plain);
  library.impl("pack_weight", pack_weight);
  library.impl("unpack_weight", unpack_weight);
}

}  // namespace modeldsl

MDL_EXPORT int mdl_block() { return static_cast<int>(modeldsl::block()); }

MDL_EXPORT int mdl_has_bfloat16() { return modeldsl::has_reduced() ? 1 : 0; }

MDL_EXPORT int mdl_has_amx() { return modeldsl::has_amx() ? 1 : 0; }

#else

#include "shim.h"

// Without oneDNN no feature map is blocked.
MDL_EXPORT int mdl_block() { return 0; }

MDL_EXPORT int mdl_has_bfloat16() { return 0; }

MDL_EXPORT int mdl_has_amx() { return 0; }

#endif
