// See pointwise.h. Two pixels make a pair, which is what the instructions multiply; a few pixels at a time, which stay in the cache in that order.
#ifdef MDL_ONEDNN

#include "pointwise.h"

#include "blocks.h"
#include "pointwise_kernels.h"

#include <ATen/ops/empty.h>

namespace modeldsl {
namespace {

constexpr int64_t kLanes = 16;
constexpr int64_t kPairs = 128;  // at a time

// A feature map as pairs of pixels, some at a time.
struct Source {
  const Reduced* data;
  int64_t blocks, pixels;

  void pair(int64_t image, int64_t first, int64_t count, int64_t begin, int64_t end, uint32_t* to) const {
    for (auto b = begin; b < end; b++) pair_pixels(data + ((image * blocks + b) * pixels + first) * kLanes, count, to + (b - begin) * kPairs * kLanes);
  }
};

}  // namespace

void pointwise_weight_gradient(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& result) {
  const Source in{data<const Reduced>(x), x.size(1), x.size(2) * x.size(3)}, out{data<const Reduced>(gradient), gradient.size(1), in.pixels};
  const auto images = x.size(0), row = in.blocks * kLanes * kLanes;
  auto* const sums = result.data_ptr<float>();
  // The larger side is shared out among the threads; the other one each of them pairs for itself.
  const bool by_inputs = in.blocks >= out.blocks;
  const auto threads = std::max<int64_t>(1, at::get_num_threads());
  at::parallel_for(0, by_inputs ? in.blocks : out.blocks, (std::max(in.blocks, out.blocks) + threads - 1) / threads, [&](int64_t begin, int64_t end) {
    const auto in_begin = by_inputs ? begin : 0, in_end = by_inputs ? end : in.blocks, out_begin = by_inputs ? 0 : begin, out_end = by_inputs ? out.blocks : end;
    const auto scratch = at::empty({(in_end - in_begin + out_end - out_begin) * kPairs * kLanes}, at::kInt);
    auto* const inputs = static_cast<uint32_t*>(scratch.data_ptr());
    auto* const gradients = inputs + (in_end - in_begin) * kPairs * kLanes;
    for (int64_t image = 0; image < images; image++) {
      for (int64_t first = 0; first < in.pixels; first += 2 * kPairs) {
        const auto count = std::min(2 * kPairs, in.pixels - first);
        in.pair(image, first, count, in_begin, in_end, inputs);
        out.pair(image, first, count, out_begin, out_end, gradients);
        for (auto b = in_begin; b < in_end; b++) {
          multiply_pairs(inputs + (b - in_begin) * kPairs * kLanes, {gradients, kPairs}, (count + 1) / 2, out_end - out_begin, sums + out_begin * row + b * kLanes * kLanes, row,
                         image == 0 && first == 0);
        }
      }
    }
  });
}

}  // namespace modeldsl

#endif
