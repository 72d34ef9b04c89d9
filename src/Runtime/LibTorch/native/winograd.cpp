// Winograd's algorithm: feature maps are cut into tiles that overlap, the tiles transformed, one product of matrices made at each point of the transform, and
// the products transformed into outputs (winograd_kernels.h). All of it for a few tiles at a time, which stay in the cache. The sums of a result are made in the same
// order whatever the number of threads.
#ifdef MDL_ONEDNN

#include "winograd.h"

#include "kernels.h"
#include "winograd_kernels.h"

#include <ATen/ops/empty.h>

#include <algorithm>

namespace modeldsl {
namespace {

// Floats of transformed tiles at a time: they stay in the cache that the cores share, unless the weights alone fill it. Then these are read for more tiles.
constexpr int64_t kFew = int64_t{2} << 20, kMany = int64_t{7} << 20;
constexpr int64_t kLarge = int64_t{4} << 20;
// A thread's own tiles: more at a time where they are small.
constexpr int64_t kOwn = int64_t{1} << 19;
constexpr int64_t kWeightTiles = 32;
// Transformed weights, and a thread's own tiles beside them, that stay in a cache of 2 MB. To transform what stays there takes half as long.
constexpr int64_t kNear = int64_t{480} << 10;
constexpr int64_t kTransform = 32;
// Parts of the batch that have sums of their own.
constexpr int64_t kMostParts = 16;

int64_t tiles_of(const TiledConvolution& c, int64_t outputs) { return c.n * ((c.out_h + outputs - 1) / outputs) * ((c.out_w + outputs - 1) / outputs); }

int64_t up(int64_t value, int64_t step) { return (value + step - 1) / step * step; }

// Not a whole number of pages: the points' vectors would all fall into the same few sets of the cache.
int64_t spaced(int64_t floats) { return up(floats, 1024) + 3 * kWidestBlock; }

Transformed transformed(int64_t in_blocks, int64_t out_blocks, float* data) {
  return {data, spaced(in_blocks * out_blocks * block() * block()), in_blocks, out_blocks};
}

int64_t transformed_floats(const WinogradKernels& k, const TiledConvolution& c) { return k.points * transformed(c.in, c.out, nullptr).stride; }

Panel panel(int64_t blocks, int64_t room, int64_t first, float* data) { return {data, spaced(blocks * room * block()), room, first}; }

bool is_large(const WinogradKernels& k, const TiledConvolution& c) { return transformed_floats(k, c) > kLarge; }

int64_t floats_of_tile(const WinogradKernels& k, const TiledConvolution& c) { return k.points * (c.in + c.out) * block(); }

bool is_near(const WinogradKernels& k, const TiledConvolution& c) {
  return k.points * c.in * c.out * block() * block() + 2 * k.rows * floats_of_tile(k, c) < kNear;
}

// The tiles that cost least: larger ones want fewer products and transforms for an output, but some of their outputs may be beyond the edge, and their weights may
// be too many for the caches. To transform and read the weights is worth some tiles. Costs are about cycles: a block of inputs times one of outputs takes eight.
const WinogradKernels& kernels_for(const TiledConvolution& c) {
  const auto* const all = block() == 16 ? kWinogradAvx512 : kWinogradAvx2;
  const WinogradKernels* best = nullptr;
  int64_t least = 0;
  for (const auto* k = all; k < all + kWinograds; k++) {
    const auto transform = is_near(*k, c) ? kTransform / 2 : kTransform;
    const auto cost = k->points * (tiles_of(c, k->outputs) + kWeightTiles) * (8 * c.in * c.out + transform * (c.in + c.out));
    if (k->size != c.size || (best != nullptr && (cost >= least || is_large(*k, c)))) continue;
    best = k, least = cost;
  }
  return *best;
}

template <typename T>
const WinogradMaps<T>& maps(const WinogradKernels& k) {
  if constexpr (std::is_same_v<T, float>) return k.maps;
  else return kReducedWinograd[&k - kWinogradAvx512];  // only with AVX-512: see blocks.h
}

at::Tensor floats(int64_t count) { return at::empty({count}, at::kFloat); }

// The inputs of c's tiles, and its outputs. The gradient of the input is a convolution too: with inputs and outputs exchanged and padded to the kernel's other side.
struct Sides {
  Tiled in, out;
  int64_t tiles;
};

Sides sides(const WinogradKernels& k, const TiledConvolution& c) {
  const auto rows = (c.out_h + k.outputs - 1) / k.outputs, columns = (c.out_w + k.outputs - 1) / k.outputs;
  return {{c.in, c.h, c.w, c.top, c.left, rows, columns}, {c.out, c.out_h, c.out_w, 0, 0, rows, columns}, tiles_of(c, k.outputs)};
}

// How many tiles at a time: equal parts of all, of about so many floats, in steps.
int64_t share(const WinogradKernels& k, const TiledConvolution& c, int64_t floats, int64_t step) {
  const auto tiles = tiles_of(c, k.outputs), most = std::max<int64_t>(1, floats / floats_of_tile(k, c)), parts = (tiles + most - 1) / most;
  return up((tiles + parts - 1) / parts, step);
}

TiledConvolution turned(const TiledConvolution& c) {
  return {c.n, c.out, c.out_h, c.out_w, c.in, c.h, c.w, c.size, c.size - 1 - c.top, c.size - 1 - c.left};
}

// All threads work at the same tiles, each at points of its own: the weights are read once for many tiles.
template <typename T>
void convolve_together(const WinogradKernels& k, const TiledConvolution& c, const T* x, const Transformed& weights, const Finish& finish, T* y) {
  const auto [in, out, tiles] = sides(k, c);
  const auto room = share(k, c, kMany, k.rows);
  const auto in_floats = k.points * panel(c.in, room, 0, nullptr).stride, out_floats = k.points * panel(c.out, room, 0, nullptr).stride;
  const auto scratch = floats(in_floats + out_floats);
  auto* const memory = scratch.data_ptr<float>();
  for (int64_t first = 0; first < tiles; first += room) {
    const auto count = std::min(room, tiles - first);
    const auto inputs = panel(c.in, room, first, memory), outputs = panel(c.out, room, first, memory + in_floats);
    at::parallel_for(0, count, 1, [&, in = in](int64_t begin, int64_t end) { maps<T>(k).spread_input(x, in, first + begin, first + end, inputs); });
    at::parallel_for(0, k.points, 1, [&](int64_t begin, int64_t end) {
      for (auto point = begin; point < end; point++) k.multiply(inputs, weights, outputs, point, count);
    });
    at::parallel_for(0, count, 1, [&, out = out](int64_t begin, int64_t end) { maps<T>(k).gather_output(outputs, out, first + begin, first + end, y, finish); });
  }
}

// Each thread works at tiles of its own, so few that they stay in its cache.
template <typename T>
void convolve_apart(const WinogradKernels& k, const TiledConvolution& c, const T* x, const Transformed& weights, const Finish& finish, T* y) {
  const auto [in, out, tiles] = sides(k, c);
  const auto twice = 2 * k.rows;
  const auto room = twice * floats_of_tile(k, c) > kOwn ? k.rows : twice, groups = (tiles + room - 1) / room;
  const auto in_floats = k.points * panel(c.in, room, 0, nullptr).stride, out_floats = k.points * panel(c.out, room, 0, nullptr).stride;
  const auto scratch = floats((in_floats + out_floats) * at::get_num_threads());
  auto* const memory = scratch.data_ptr<float>();
  at::parallel_for(0, groups, 1, [&, in = in, out = out, tiles = tiles](int64_t begin, int64_t end) {
    auto* const own = memory + at::get_thread_num() * (in_floats + out_floats);
    for (auto group = begin; group < end; group++) {
      const auto first = group * room, last = std::min(first + room, tiles);
      const auto inputs = panel(c.in, room, first, own), outputs = panel(c.out, room, first, own + in_floats);
      maps<T>(k).spread_input(x, in, first, last, inputs);
      for (int64_t point = 0; point < k.points; point++) k.multiply(inputs, weights, outputs, point, last - first);
      maps<T>(k).gather_output(outputs, out, first, last, y, finish);
    }
  });
}

template <typename T>
void convolve(const WinogradKernels& k, const TiledConvolution& c, const T* x, const Transformed& weights, const Finish& finish, T* y) {
  const bool is_short = tiles_of(c, k.outputs) < 8 * k.rows * at::get_num_threads();
  (is_short || is_large(k, c) ? convolve_together<T> : convolve_apart<T>)(k, c, x, weights, finish, y);
}

// The gradient of transformed weights, and of the bias if there is one. All threads work at the same tiles, each at points of its own.
template <typename T>
at::Tensor gradient_together(const WinogradKernels& k, const TiledConvolution& c, const T* gradient, const T* x, float* d_bias) {
  const auto [in, out, tiles] = sides(k, c);
  const auto room = share(k, c, is_large(k, c) ? kMany : kFew, 1);
  const auto in_floats = k.points * panel(c.in, room, 0, nullptr).stride, out_floats = k.points * panel(c.out, room, 0, nullptr).stride;
  const auto result = floats(transformed_floats(k, c)), scratch = floats(in_floats + out_floats);
  auto* const memory = scratch.data_ptr<float>();
  const auto sums = transformed(c.in, c.out, result.data_ptr<float>());
  for (int64_t first = 0; first < tiles; first += room) {
    const auto count = std::min(room, tiles - first);
    const auto inputs = panel(c.in, room, first, memory), outputs = panel(c.out, room, first, memory + in_floats);
    at::parallel_for(0, count, 1, [&, in = in, out = out](int64_t begin, int64_t end) {
      maps<T>(k).spread_input(x, in, first + begin, first + end, inputs);
      maps<T>(k).spread_gradient(gradient, out, first + begin, first + end, outputs);
    });
    at::parallel_for(0, k.points, 1, [&](int64_t begin, int64_t end) {
      for (auto point = begin; point < end; point++) k.multiply_gradient(inputs, outputs, sums, point, count, first == 0);
    });
    if (d_bias != nullptr) k.sum_gradient(outputs, c.out, count, d_bias, first == 0);
  }
  return result;
}

// Each thread works at parts of its own, whose sums stay in its cache, and so do a few tiles. The parts do not depend on the number of threads.
template <typename T>
at::Tensor gradient_apart(const WinogradKernels& k, const TiledConvolution& c, const T* gradient, const T* x, float* d_bias) {
  const auto [in, out, tiles] = sides(k, c);
  const auto room = 2 * k.rows, groups = (tiles + room - 1) / room, parts = std::min(groups, kMostParts);
  const auto in_floats = k.points * panel(c.in, room, 0, nullptr).stride, out_floats = k.points * panel(c.out, room, 0, nullptr).stride;
  const auto weights = transformed_floats(k, c), each = weights + c.out * block();
  const auto result = floats(parts * each), scratch = floats((in_floats + out_floats) * at::get_num_threads());
  auto* const sums = result.data_ptr<float>();
  auto* const memory = scratch.data_ptr<float>();
  at::parallel_for(0, parts, 1, [&, in = in, out = out, tiles = tiles](int64_t begin, int64_t end) {
    auto* const own = memory + at::get_thread_num() * (in_floats + out_floats);
    for (auto part = begin; part < end; part++) {
      const auto sum = transformed(c.in, c.out, sums + part * each);
      const auto start = groups * part / parts;
      for (auto group = start; group < groups * (part + 1) / parts; group++) {
        const auto first = group * room, last = std::min(first + room, tiles);
        const auto inputs = panel(c.in, room, first, own), outputs = panel(c.out, room, first, own + in_floats);
        maps<T>(k).spread_input(x, in, first, last, inputs);
        maps<T>(k).spread_gradient(gradient, out, first, last, outputs);
        for (int64_t point = 0; point < k.points; point++) k.multiply_gradient(inputs, outputs, sum, point, last - first, group == start);
        if (d_bias != nullptr) k.sum_gradient(outputs, c.out, last - first, sums + part * each + weights, group == start);
      }
    }
  });
  at::parallel_for(0, d_bias != nullptr ? each : weights, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t part = 1; part < parts; part++) {
      for (auto i = begin; i < end; i++) sums[i] += sums[part * each + i];
    }
  });
  if (d_bias != nullptr) std::copy_n(sums + weights, c.out * block(), d_bias);
  return result;
}

}  // namespace

at::Tensor transform_weight(const TiledConvolution& c, const at::Tensor& packed) {
  const auto& k = kernels_for(c);
  const auto result = floats(transformed_floats(k, c));
  const auto to = transformed(c.in, c.out, result.data_ptr<float>());
  const auto* const from = packed.data_ptr<float>();
  at::parallel_for(0, c.in * c.out, 1, [&](int64_t begin, int64_t end) { k.spread_weight(from, begin, end, to); });
  return result;
}

void winograd_forward(const TiledConvolution& c, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, bool sum, bool relu, const at::Tensor& result) {
  const auto& k = kernels_for(c);
  TORCH_CHECK(weight.numel() == transformed_floats(k, c), "the weights were prepared for another convolution");
  const Finish finish{bias.defined() ? bias.data_ptr<float>() : nullptr, sum, relu, nullptr};
  by_type(x, [&](auto number) {
    using T = decltype(number);
    convolve(k, c, data<const T>(x), transformed(c.in, c.out, weight.data_ptr<float>()), finish, data<T>(result));
  });
}

void winograd_input_gradient(const TiledConvolution& c, const at::Tensor& gradient, const at::Tensor& packed, bool sum, const at::Tensor& input, const at::Tensor& result) {
  const auto& k = kernels_for(c);
  const auto back = turned(c);
  const auto memory = floats(transformed_floats(k, back));
  const auto weights = transformed(back.in, back.out, memory.data_ptr<float>());
  const auto* const from = packed.data_ptr<float>();
  at::parallel_for(0, back.in * back.out, 1, [&](int64_t begin, int64_t end) { k.spread_turned_weight(from, begin, end, weights); });
  by_type(gradient, [&](auto number) {
    using T = decltype(number);
    convolve(k, back, data<const T>(gradient), weights, {nullptr, sum, false, input.defined() ? data<const T>(input) : nullptr}, data<T>(result));
  });
}

void winograd_weight_gradient(const TiledConvolution& c, const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& result, const at::Tensor& d_bias) {
  const auto& k = kernels_for(c);
  const auto memory = by_type(x, [&](auto number) {
    using T = decltype(number);
    return (is_near(k, c) ? gradient_apart<T> : gradient_together<T>)(k, c, data<const T>(gradient), data<const T>(x), d_bias.defined() ? d_bias.data_ptr<float>() : nullptr);
  });
  const auto sums = transformed(c.in, c.out, memory.template data_ptr<float>());
  auto* const to = result.data_ptr<float>();
  at::parallel_for(0, c.in * c.out, 1, [&](int64_t begin, int64_t end) { k.gather_weight(sums, begin, end, to); });
}

}  // namespace modeldsl

#endif
