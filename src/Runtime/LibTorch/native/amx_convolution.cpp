// See amx_convolution.h. What some lines of the result see is copied to where it stays in the cache: two blocks of channels beside each other, with borders of zeros, and the rows
// of equal remainder beside each other, so that neighbours in the result are so many elements apart in what they see, from row to row too.
#ifdef MDL_ONEDNN

#include "amx_convolution.h"

#include "amx_kernels.h"
#include "blocks.h"
#include "pair_kernels.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <vector>

namespace modeldsl {

bool has_amx() {
  // oneDNN asks the system for the tiles' room too, and heeds ONEDNN_MAX_CPU_ISA.
  static const bool has = kAmxIsCompiled && has_reduced() && (static_cast<int>(dnnl::get_effective_cpu_isa()) & static_cast<int>(dnnl::cpu_isa::avx512_core_amx)) ==
                                                                 static_cast<int>(dnnl::cpu_isa::avx512_core_amx);
  return has;
}

namespace convolutions {
namespace {

constexpr int64_t kLanes = 16, kTile = kLanes * kLanes;
constexpr int64_t kScratch = 768 * 1024;             // bytes of the pixels at a time: less than the second cache has
constexpr int64_t kFirstCache = 20 * 1024;           // bytes of weights that stay in the first one,
constexpr int64_t kTogether = 4;                     // beside the sums of so many times kAmxPixels
constexpr int64_t kSlack = kAmxPixels * 2 * kAmxChannels;  // what the last tile reads beyond the last pixel

// Neighbouring pixels, of which the result has the first `width` of each `row`.
struct Run {
  AmxRows pixels;
  int64_t count, row, width;
  Reduced* y;
};

// Products of pixels and weights, and how they become a result.
struct Products {
  const uint32_t* weights;
  int64_t outs;  // blocks
  const float* bias;
  bool sum, relu;
  int64_t plane, line, step;  // elements of the result from one block, line and pixel to the next

  // All pixels stay in the second cache for all weights; in the first one stay the weights of two blocks of outputs and of some channels, and the sums, for some pixels.
  void convolve(const std::vector<Run>& runs) const {
    alignas(64) float sums[kTogether][kAmxOutputs * kAmxPixels * kLanes];
    for (int64_t o = 0; o < outs; o += kAmxOutputs) {
      for (const auto& run : runs) {
        for (int64_t first = 0; first < run.count; first += kTogether * kAmxPixels) convolve(run, first, std::min(run.count, first + kTogether * kAmxPixels), o, sums);
      }
    }
  }

  void convolve(const Run& run, int64_t begin, int64_t end, int64_t out, float (*sums)[kAmxOutputs * kAmxPixels * kLanes]) const {
    const auto outputs = std::min(kAmxOutputs, outs - out), block = run.pixels.place_count * kTile, output = run.pixels.parts * block;
    const auto parts = std::max<int64_t>(1, kFirstCache / (kAmxOutputs * block * static_cast<int64_t>(sizeof(uint32_t))));
    auto pixels = run.pixels;
    for (int64_t p = 0; p < run.pixels.parts; p += parts) {
      pixels.parts = std::min(parts, run.pixels.parts - p);
      const auto* const data = run.pixels.data + p * pixels.plane;
      const AmxColumns some{weights + out * output + p * block, output};
      for (auto first = begin; first < end; first += kAmxPixels) {
        pixels.data = data + first * pixels.step;
        const AmxSums to{sums[(first - begin) / kAmxPixels], kAmxRows * kLanes, kAmxPixels * kLanes};
        amx_multiply(pixels, some, end - first > kAmxRows, outputs > 1, to, p == 0);
      }
    }
    for (auto first = begin; first < end; first += kAmxPixels) {
      for (int64_t i = 0; i < outputs; i++) finish(sums[(first - begin) / kAmxPixels] + i * kAmxPixels * kLanes, run, first, std::min(kAmxPixels, end - first), out + i);
    }
  }

  void finish(const float* sums, const Run& run, int64_t first, int64_t count, int64_t out) const {
    const AmxResult how{bias == nullptr ? nullptr : bias + out * kLanes, sum, relu, step};
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

// Pairs of blocks.
int64_t parts_of(int64_t blocks) { return (blocks + 1) / 2; }

// Some lines of an image with zeros around it, [parts, remainders, rows, columns, kAmxChannels]: lines of one remainder lie beside each other.
struct Window {
  int64_t blocks, height, width;  // of the image
  int64_t top, left;              // zeros before it
  int64_t down, right;            // lines from one row to the next, and columns from one to the next
  int64_t remainders, rows, columns;

  int64_t parts() const { return parts_of(blocks); }

  int64_t plane() const { return remainders * rows * columns * kAmxChannels; }

  int64_t size() const { return parts() * plane(); }

  int64_t bytes() const { return size() * static_cast<int64_t>(sizeof(Reduced)); }

  // From that line on, the zeros counted.
  void fill(const Reduced* image, int64_t first, Reduced* to) const {
    const auto block = height * width * kLanes;
    for (int64_t b = 0; b < blocks; b += 2) {
      const auto* const one = image + b * block;
      const auto* const other = b + 1 < blocks ? one + block : nullptr;
      for (int64_t remainder = 0; remainder < remainders; remainder++) {
        for (int64_t r = 0; r < rows; r++, to += columns * kAmxChannels) {
          const auto y = first + r * down + remainder - top;
          const auto line = y * width * kLanes;
          if (y >= 0 && y < height) fill_row(one + line, other == nullptr ? nullptr : other + line, to);
          else std::fill(to, to + columns * kAmxChannels, Reduced{0});
        }
      }
    }
  }

  void fill_row(const Reduced* one, const Reduced* other, Reduced* to) const {
    // The first column that is inside, and how many are.
    const auto before = std::min(columns, (left + right - 1) / right), x = before * right - left;
    const auto inside = std::max<int64_t>(0, std::min(columns - before, (width - x + right - 1) / right));
    std::fill(to, to + before * kAmxChannels, Reduced{0});
    amx_join(one + x * kLanes, other == nullptr ? nullptr : other + x * kLanes, inside, right * kLanes, to + before * kAmxChannels);
    std::fill(to + (before + inside) * kAmxChannels, to + columns * kAmxChannels, Reduced{0});
  }
};

// Some lines of the result at a time, with the window that they see.
struct Plan {
  int64_t images, height;
  int64_t lines, parts;  // of an image
  int64_t together;      // windows in the scratch
  Window window;

  // As much as the scratch has room for, and no more than gives every thread some.
  template <typename WindowOf>
  Plan(int64_t n, int64_t h, int64_t threads, const WindowOf& window_of) : images(n), height(h), lines(h), window(window_of(h)) {
    while (lines > 1 && (window.bytes() > kScratch || images * times(lines) < threads)) window = window_of(lines = (lines + 1) / 2);
    parts = times(lines);
    together = std::max<int64_t>(1, std::min(kScratch / window.bytes(), images * parts / threads));
  }

  int64_t times(int64_t some) const { return (height + some - 1) / some; }

  // Each of the products, of what `see` says that it takes of a window: see(which of them, the window's pixels, image, first line, lines).
  template <typename See>
  void compute(const Reduced* x, const std::vector<Products>& products, const See& see) const {
    const auto image_size = window.blocks * window.height * window.width * kLanes, size = window.size();
    at::parallel_for(0, images * parts, 1, [&](int64_t begin, int64_t end) {
      std::vector<Reduced> scratch(together * size + kSlack);
      std::vector<std::vector<Run>> runs(products.size());
      amx_begin();
      while (begin < end) {
        for (int64_t i = 0; i < together && begin < end; i++, begin++) {
          const auto image = begin / parts, first = begin % parts * lines;
          auto* const pixels = scratch.data() + i * size;
          window.fill(x + image * image_size, first * window.down, pixels);
          for (size_t p = 0; p < products.size(); p++) runs[p].push_back(see(p, pixels, image, first, std::min(lines, height - first)));
        }
        for (size_t p = 0; p < products.size(); p++) {
          products[p].convolve(runs[p]);
          runs[p].clear();
        }
      }
      amx_end();
    });
  }
};

// Of kernels of one place a window has only the pixels that it sees.
Window seen_by(const Shape& s, int64_t lines) {
  if (s.rows * s.columns == 1) return {blocks(s.c), s.h, s.w, s.top, s.left, s.down, s.right, 1, lines, s.out_w()};
  const auto rows = (lines - 1) * s.down + s.rows, columns = (s.out_w() - 1) * s.right + s.columns;
  return {blocks(s.c), s.h, s.w, s.top, s.left, s.down, 1, s.down, (rows + s.down - 1) / s.down, (columns + s.right - 1) / s.right * s.right};
}

// The places of a kernel that pixels of one remainder are seen from, along one axis: pixel 2 i + remainder by output i + offset.
struct Axis {
  std::vector<int64_t> places, offsets;

  Axis(int64_t kernel, int64_t before, int64_t remainder) {
    for (int64_t place = 0; place < kernel; place++) {
      if ((remainder + before - place) % 2 != 0) continue;
      places.push_back(place);
      offsets.push_back((remainder + before - place) / 2);
    }
  }
};

// A window's pixels, so many columns apart, and what they see at those places.
AmxRows rows_of(const Reduced* pixels, const Window& window, int64_t step, const std::vector<int32_t>& places) {
  return {pixels, window.parts(), window.plane(), step * kAmxChannels, kAmxRows * step * kAmxChannels, places.data(), static_cast<int64_t>(places.size())};
}

// Weights by the halves of their tiles, [outputs, parts, places, 2, 8 pairs, 16], each from a tile of packed ones. Where there is no second block of inputs there are zeros.
template <typename Pair>
at::Tensor paired(const at::Tensor& packed, int64_t outs, int64_t ins, int64_t places, const Pair& pair) {
  const auto parts = parts_of(ins), half = kTile / 2;
  const auto result = at::empty({outs * parts * places * kTile}, packed.options());
  auto* const to = static_cast<uint32_t*>(result.data_ptr());
  at::parallel_for(0, outs * parts, std::max<int64_t>(1, kGrain / (places * 2 * kTile)), [&](int64_t begin, int64_t end) {
    for (auto i = begin; i < end; i++) {
      const auto out = i / parts, in = i % parts * 2;
      for (int64_t place = 0; place < places; place++) {
        auto* const tile = to + (i * places + place) * kTile;
        pair(out, in, place, tile);
        if (in + 1 < ins) pair(out, in + 1, place, tile + half);
        else std::fill(tile + half, tile + kTile, 0);
      }
    }
  });
  return result;
}

}  // namespace

bool is_amx(const Shape& s) {
  const bool steps = s.down == s.right && s.down <= 2 && s.dilated_rows == 1 && s.dilated_columns == 1;
  return s.reduced != 0 && s.groups == 1 && !is_image(s.c) && steps && s.out_h() * s.out_w() >= kAmxRows && has_amx();
}

at::Tensor amx_weight(const at::Tensor& packed, const Shape& s) {
  const auto ins = blocks(s.c), all = s.rows * s.columns;
  const auto* const from = packed.data_ptr<float>();
  return paired(packed, blocks(s.out), ins, all, [&](int64_t out, int64_t in, int64_t place, uint32_t* to) {
    pair_weights(from + ((out * ins + in) * all + place) * kTile, to);
  });
}

at::Tensor amx_transposed_weight(const at::Tensor& packed, const Shape& s, const std::vector<int64_t>& places) {
  const auto ins = blocks(s.in), all = s.rows * s.columns;
  const auto* const from = packed.data_ptr<float>();
  return paired(packed, ins, blocks(s.out), static_cast<int64_t>(places.size()), [&](int64_t in, int64_t out, int64_t place, uint32_t* to) {
    pair_transposed(from + ((out * ins + in) * all + places[place]) * kTile, to);
  });
}

void amx_convolution(const Shape& s, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& result) {
  const auto height = s.out_h(), width = s.out_w(), step = s.rows * s.columns == 1 ? 1 : s.right;
  const Plan plan(s.n, height, s.threads, [&](int64_t lines) { return seen_by(s, lines); });
  const auto& window = plan.window;
  const Products products{static_cast<const uint32_t*>(weight.data_ptr()), blocks(s.out), bias.defined() ? bias.data_ptr<float>() : nullptr, s.sum != 0, s.relu != 0,
                          height * width * kLanes, width * kLanes, kLanes};
  std::vector<int32_t> places;
  for (int64_t r = 0; r < s.rows; r++) {
    for (int64_t c = 0; c < s.columns; c++) places.push_back(static_cast<int32_t>(((r % s.down * window.rows + r / s.down) * window.columns + c) * kAmxChannels));
  }
  auto* const y = data<Reduced>(result);
  const auto row = window.columns / step;
  plan.compute(data<const Reduced>(x), {products}, [&](size_t, const Reduced* pixels, int64_t image, int64_t first, int64_t lines) -> Run {
    return {rows_of(pixels, window, step, places), (lines - 1) * row + width, row, width,
            y + (image * products.outs * height + first) * width * kLanes};
  });
}

void amx_strided_input_gradient(const Shape& s, const at::Tensor& gradient, const at::Tensor& weight, bool sum, const at::Tensor& result) {
  // Pixels of one remainder, downward and to the right, are those of a convolution of the gradient with some of the kernel's places.
  struct Remainder {
    int64_t down, right;
    Axis rows, columns;
    at::Tensor weights;
    std::vector<int32_t> places;
  };
  std::vector<Remainder> remainders;
  int64_t top = 0, bottom = 0, left = 0, right = 0;  // how far before and behind it a pixel is seen
  for (int64_t i = 0; i < 4; i++) {
    Remainder remainder{i / 2, i % 2, Axis(s.rows, s.top, i / 2), Axis(s.columns, s.left, i % 2), {}, {}};
    if (remainder.rows.places.empty() || remainder.columns.places.empty()) continue;
    std::vector<int64_t> places;
    for (const auto r : remainder.rows.places) {
      for (const auto c : remainder.columns.places) places.push_back(r * s.columns + c);
    }
    for (const auto offset : remainder.rows.offsets) top = std::max(top, -offset), bottom = std::max(bottom, offset);
    for (const auto offset : remainder.columns.offsets) left = std::max(left, -offset), right = std::max(right, offset);
    remainder.weights = amx_transposed_weight(weight, s, places);
    remainders.push_back(std::move(remainder));
  }
  // Pixels that no place of the kernel sees.
  if (!sum && remainders.size() < 4) result.zero_();

  const Plan plan(s.n, (s.h + 1) / 2, s.threads, [&](int64_t lines) {
    return Window{blocks(s.out), s.out_h(), s.out_w(), top, left, 1, 1, 1, lines + top + bottom, (s.w + 1) / 2 + left + right};
  });
  const auto& window = plan.window;
  const auto outs = blocks(s.c), plane = s.h * s.w * kLanes;
  std::vector<Products> products;
  for (auto& remainder : remainders) {
    for (const auto r : remainder.rows.offsets) {
      for (const auto c : remainder.columns.offsets) remainder.places.push_back(static_cast<int32_t>(((top + r) * window.columns + left + c) * kAmxChannels));
    }
    products.push_back({static_cast<const uint32_t*>(remainder.weights.data_ptr()), outs, nullptr, sum, false, plane, 2 * s.w * kLanes, 2 * kLanes});
  }
  auto* const to = data<Reduced>(result);
  plan.compute(data<const Reduced>(gradient), products, [&](size_t p, const Reduced* pixels, int64_t image, int64_t first, int64_t lines) -> Run {
    const auto& remainder = remainders[p];
    const auto some = std::min(lines, (s.h - remainder.down + 1) / 2 - first), width = (s.w - remainder.right + 1) / 2;
    const auto count = some <= 0 || width <= 0 ? 0 : (some - 1) * window.columns + width;
    return {rows_of(pixels, window, 1, remainder.places), count, window.columns, width,
            to + image * outs * plane + ((2 * first + remainder.down) * s.w + remainder.right) * kLanes};
  });
}

}  // namespace convolutions
}  // namespace modeldsl

#endif
