// What multiplying by AMX takes, whatever the rows are: pixels of feature maps (amx_convolution.cpp) or examples (amx_linear.cpp).
#pragma once

#ifdef MDL_ONEDNN

#include "amx_kernels.h"
#include "blocks.h"
#include "pair_kernels.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <atomic>
#include <vector>

namespace modeldsl {
namespace amx {

constexpr int64_t kLanes = 16, kTile = kLanes * kLanes;
constexpr int64_t kScratch = 768 * 1024;             // bytes of the rows at a time: less than the second cache has
constexpr int64_t kFirstCache = 20 * 1024;           // bytes of weights that stay in the first one,
constexpr int64_t kTogether = 4;                     // beside the sums of so many times kAmxPixels
constexpr int64_t kSlack = kAmxPixels * 2 * kAmxChannels;  // what the last tile reads beyond the last row

// What no cache keeps until it is read.
inline bool is_large(const at::Tensor& result) { return result.nbytes() > 4 << 20 && reinterpret_cast<uintptr_t>(result.data_ptr()) % kLineBytes == 0; }

// Pairs of blocks.
inline int64_t parts_of(int64_t blocks) { return (blocks + 1) / 2; }

// So many bfloat16 make a number.
template <typename T>
constexpr int64_t kHalves = sizeof(T) / sizeof(Reduced);

// Neighbouring pixels, of which the result has the first `width` of each `row`.
template <typename T>
struct Run {
  AmxRows pixels;
  int64_t count, row, width;
  T* y;
};

// Products of pixels and weights, and how they become a result.
template <typename T>
struct Products {
  const uint32_t* weights;
  int64_t outs;  // blocks
  const float* bias;
  bool sum, relu, past_caches;
  int64_t plane, line, step;  // elements of the result from one block, line and pixel to the next

  // How often it multiplies.
  int64_t times(const std::vector<Run<T>>& runs) const {
    int64_t result = 0;
    for (const auto& run : runs) result += (run.count + kAmxPixels - 1) / kAmxPixels * ((run.pixels.parts + parts_at_once(run) - 1) / parts_at_once(run)) * ((outs + 1) / 2);
    return result;
  }

  int64_t parts_at_once(const Run<T>& run) const {
    return std::max<int64_t>(1, kFirstCache / (kAmxOutputs * kHalves<T> * run.pixels.place_count * kTile * static_cast<int64_t>(sizeof(uint32_t))));
  }

  // All pixels stay in the second cache for all weights; in the first one stay the weights of two blocks of outputs and of some channels, and the sums, for some pixels.
  void convolve(const std::vector<Run<T>>& runs, Errands& errands) const {
    alignas(64) float sums[kTogether][kAmxOutputs * kAmxPixels * kLanes];
    for (int64_t o = 0; o < outs; o += kAmxOutputs) {
      for (const auto& run : runs) {
        for (int64_t first = 0; first < run.count; first += kTogether * kAmxPixels) convolve(run, first, std::min(run.count, first + kTogether * kAmxPixels), o, sums, errands);
      }
    }
  }

  void convolve(const Run<T>& run, int64_t begin, int64_t end, int64_t out, float (*sums)[kAmxOutputs * kAmxPixels * kLanes], Errands& errands) const {
    const auto outputs = std::min(kAmxOutputs, outs - out), block = run.pixels.place_count * kTile, upper = run.pixels.parts * block;
    const auto output = kHalves<T> * upper, parts = parts_at_once(run);
    auto pixels = run.pixels;
    for (int64_t p = 0; p < run.pixels.parts; p += parts) {
      pixels.parts = std::min(parts, run.pixels.parts - p);
      const auto* const data = run.pixels.data + p * pixels.plane;
      const AmxColumns some{weights + out * output + p * block, output, upper};
      for (auto first = begin; first < end; first += kAmxPixels) {
        pixels.data = data + first * pixels.step;
        const AmxSums to{sums[(first - begin) / kAmxPixels], kLanes, kAmxRows * kLanes, kAmxPixels * kLanes};
        amx_multiply(pixels, some, end - first > kAmxRows, outputs > 1, to, p == 0, errands.take());
      }
    }
    for (auto first = begin; first < end; first += kAmxPixels) {
      for (int64_t i = 0; i < outputs; i++) finish(sums[(first - begin) / kAmxPixels] + i * kAmxPixels * kLanes, run, first, std::min(kAmxPixels, end - first), out + i);
    }
  }

  void finish(const float* sums, const Run<T>& run, int64_t first, int64_t count, int64_t out) const {
    const AmxResult how{bias == nullptr ? nullptr : bias + out * kLanes, sum, relu, past_caches, step};
    auto down = first / run.row, right = first % run.row;
    for (int64_t i = 0; i < count;) {
      const auto rest = std::min(count - i, run.row - right), inside = std::min(rest, run.width - right);
      if (inside > 0) amx_finish(sums + i * kLanes, inside, how, run.y + out * plane + down * line + right * step);
      i += rest;
      right = 0;
      down++;
    }
  }
};

// Some lines of the result at a time, with the window that they see: what `window.fill` copies to where it stays in the cache, as bfloat16.
template <typename Window>
struct Plan {
  int64_t images, height;
  int64_t lines, parts;  // of an image, in so many windows
  int64_t together;      // windows in the scratch
  Window window;

  Plan(int64_t images, int64_t height, int64_t lines, int64_t threads, const Window& window)
      : images(images), height(height), lines(lines), parts((height + lines - 1) / lines),
        together(std::max<int64_t>(1, std::min(kScratch / window.bytes(), images * parts / (4 * threads)))), window(window) {}

  // Each of the products, of what `see` says that it takes of a window: see(which of them, the window's pixels, image, first line, lines).
  template <typename T, typename See>
  void compute(const T* x, const std::vector<Products<T>>& products, const See& see) const {
    const auto size = window.size();
    // Cores need not be equally fast: whichever is done takes the next windows, and calls for what they read while it computes.
    std::atomic<int64_t> next{0};
    at::parallel_for(0, at::get_num_threads(), 1, [&](int64_t, int64_t) {
      const auto scratch = at::empty({together * size + kSlack}, at::kShort);
      auto* const windows = static_cast<Reduced*>(scratch.data_ptr());
      std::vector<std::vector<Run<T>>> runs(products.size());
      amx_begin();
      for (auto begin = next.fetch_add(together); begin < images * parts;) {
        for (auto i = begin; i < end_of(begin); i++) {
          auto* const pixels = windows + (i - begin) * size;
          window.fill(x, i / parts, first_of(i), pixels);
          for (size_t p = 0; p < products.size(); p++) runs[p].push_back(see(p, pixels, i / parts, first_of(i), std::min(lines, height - first_of(i))));
        }
        begin = next.fetch_add(together);
        int64_t times = 0;
        for (size_t p = 0; p < products.size(); p++) times += products[p].times(runs[p]);
        const auto ahead = read_from(x, begin, times);
        Errands errands{ahead.data(), ahead.data() + ahead.size()};
        for (size_t p = 0; p < products.size(); p++) {
          products[p].convolve(runs[p], errands);
          runs[p].clear();
        }
      }
      amx_end();
    });
  }

  // The first line that a window is for.
  int64_t first_of(int64_t index) const { return index % parts * lines; }

  int64_t end_of(int64_t begin) const { return std::min(images * parts, begin + together); }

  // What the windows from there on read, in no more than so many pieces.
  template <typename T>
  std::vector<Ahead> read_from(const T* x, int64_t begin, int64_t pieces) const {
    std::vector<Ahead> memory, result;
    for (auto i = begin; i < end_of(begin); i++) window.call_for(x, i / parts, first_of(i), memory);
    int64_t all = 0;
    for (const auto& piece : memory) all += piece.lines;
    const auto share = all / std::max<int64_t>(1, pieces - static_cast<int64_t>(memory.size())) + 1;
    for (const auto& piece : memory) {
      for (int64_t i = 0; i < piece.lines; i += share) result.push_back({piece.line(i), std::min(share, piece.lines - i)});
    }
    return result;
  }
};

// Weights as [outputs, halves, parts, places, 16 pairs, 16]: of two blocks of inputs each 8 pairs, of zeros where there is no second one. `tile_of` gives the packed one, [16 of
// one side, 16 of the other], or copies it to where it is given room, and `pair` makes pairs of it.
template <typename Tile>
at::Tensor paired(const at::Tensor& packed, bool reduced, int64_t outs, int64_t ins, int64_t places, const Tile& tile_of, void (*pair)(const float*, uint32_t*)) {
  const auto parts = parts_of(ins), pairs = kTile / 2, halves = reduced ? kHalves<Reduced> : kHalves<float>, upper = parts * places * kTile;
  const auto result = at::empty({outs * halves * upper}, packed.options());
  const auto* const from = packed.data_ptr<float>();
  auto* const to = static_cast<uint32_t*>(result.data_ptr());
  at::parallel_for(0, outs * parts, std::max<int64_t>(1, kGrain / (places * 2 * kTile)), [&](int64_t begin, int64_t end) {
    alignas(64) float room[kTile], rest[kTile];
    for (auto i = begin; i < end; i++) {
      const auto out = i / parts, part = i % parts;
      for (int64_t place = 0; place < places; place++) {
        auto* tile = to + (out * halves * parts + part) * places * kTile + place * kTile;
        for (auto in = part * 2; in < part * 2 + 2; in++, tile += pairs) {
          if (in == ins) {
            for (int64_t half = 0; half < halves; half++) std::fill(tile + half * upper, tile + half * upper + pairs, 0);
            continue;
          }
          const auto* const numbers = tile_of(from, out, in, place, room);
          pair(numbers, tile);
          if (reduced) continue;
          split_off(numbers, kTile, rest);
          pair(rest, tile + upper);
        }
      }
    }
  });
  return result;
}

}  // namespace amx
}  // namespace modeldsl

#endif
