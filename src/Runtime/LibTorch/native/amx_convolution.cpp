// See amx_convolution.h. What some lines of the result see is copied to where it stays in the cache: two blocks of channels beside each other, with borders of zeros, and the rows
// of equal remainder beside each other, so that neighbours in the result are so many elements apart in what they see, from row to row too.
#ifdef MDL_ONEDNN

#include "amx_convolution.h"

#include "amx_kernels.h"
#include "blocks.h"
#include "pair_kernels.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <atomic>
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
constexpr int64_t kHalvedPixels = 192, kHalvedBlocks = 4;  // what float32 wants at least

// Maps that no cache keeps until they are read.
bool is_large(const at::Tensor& map) { return map.nbytes() > 4 << 20 && reinterpret_cast<uintptr_t>(map.data_ptr()) % kLineBytes == 0; }

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
        const AmxSums to{sums[(first - begin) / kAmxPixels], kAmxRows * kLanes, kAmxPixels * kLanes};
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

// Pairs of blocks.
int64_t parts_of(int64_t blocks) { return (blocks + 1) / 2; }

// Some lines of an image with zeros around it, [halves, parts, remainders, rows, columns, kAmxChannels]: lines of one remainder lie beside each other.
struct Window {
  int64_t halves;
  int64_t blocks, height, width;  // of the image
  int64_t top, left;              // zeros before it
  int64_t down, right;            // lines from one row to the next, and columns from one to the next
  int64_t remainders, rows, columns;

  int64_t parts() const { return parts_of(blocks); }

  int64_t plane() const { return remainders * rows * columns * kAmxChannels; }

  int64_t half() const { return parts() * plane(); }

  int64_t size() const { return halves * half(); }

  int64_t bytes() const { return size() * static_cast<int64_t>(sizeof(Reduced)); }

  // From that line on, the zeros counted.
  template <typename T>
  void fill(const T* image, int64_t first, Reduced* to) const {
    const auto block = height * width * kLanes;
    for (int64_t b = 0; b < blocks; b += 2) {
      const auto* const one = image + b * block;
      const auto* const other = b + 1 < blocks ? one + block : nullptr;
      for (int64_t remainder = 0; remainder < remainders; remainder++) {
        for (int64_t r = 0; r < rows; r++, to += columns * kAmxChannels) {
          const auto y = first + r * down + remainder - top;
          const auto line = y * width * kLanes;
          if (y >= 0 && y < height) fill_row(one + line, other == nullptr ? nullptr : other + line, to);
          else clear(to, columns);
        }
      }
    }
  }

  template <typename T>
  void fill_row(const T* one, const T* other, Reduced* to) const {
    // The first column that is inside, and how many are.
    const auto before = std::min(columns, (left + right - 1) / right), x = before * right - left;
    const auto inside = std::max<int64_t>(0, std::min(columns - before, (width - x + right - 1) / right));
    clear(to, before);
    amx_join(one + x * kLanes, other == nullptr ? nullptr : other + x * kLanes, inside, right * kLanes, to + before * kAmxChannels, half());
    clear(to + (before + inside) * kAmxChannels, columns - before - inside);
  }

  // The memory that `fill` reads.
  template <typename T>
  void call_for(const T* image, int64_t first, std::vector<Ahead>& list) const {
    const bool all = down == remainders;
    const auto line = width * kLanes;
    for (int64_t b = 0; b < blocks; b++, image += height * line) {
      for (int64_t r = 0; r < (all ? 1 : rows); r++) {
        const auto y = first + r * down - top, from = std::max<int64_t>(0, y), to = std::min(height, all ? y + rows * remainders : y + 1);
        if (from < to) list.push_back({image + from * line, (to - from) * line * static_cast<int64_t>(sizeof(T)) / kLineBytes});
      }
    }
  }

  void clear(Reduced* to, int64_t some) const {
    for (int64_t i = 0; i < halves; i++, to += half()) std::fill(to, to + some * kAmxChannels, Reduced{0});
  }
};

// Some lines of the result at a time, with the window that they see.
struct Plan {
  int64_t images, height;
  int64_t lines, parts;  // of an image, in so many windows
  int64_t together;      // windows in the scratch
  Window window;

  // As much as the scratch has room for, and no more than gives every thread some.
  template <typename WindowOf>
  Plan(int64_t n, int64_t h, int64_t threads, const WindowOf& window_of) : images(n), height(h), lines(h), window(window_of(h)) {
    while (lines > 1 && (window.bytes() > kScratch || images * times(lines) < threads)) window = window_of(lines = (lines + 1) / 2);
    parts = times(lines);
    together = std::max<int64_t>(1, std::min(kScratch / window.bytes(), images * parts / (4 * threads)));
  }

  int64_t times(int64_t some) const { return (height + some - 1) / some; }

  // Each of the products, of what `see` says that it takes of a window: see(which of them, the window's pixels, image, first line, lines).
  template <typename T, typename See>
  void compute(const T* x, const std::vector<Products<T>>& products, const See& see) const {
    const auto image_size = window.blocks * window.height * window.width * kLanes, size = window.size();
    // Cores need not be equally fast: whichever is done takes the next windows, and calls for what they read while it computes.
    std::atomic<int64_t> next{0};
    at::parallel_for(0, at::get_num_threads(), 1, [&](int64_t, int64_t) {
      const auto scratch = at::empty({together * size + kSlack}, at::kShort);
      auto* const windows = reinterpret_cast<Reduced*>(scratch.data_ptr<int16_t>());
      std::vector<std::vector<Run<T>>> runs(products.size());
      amx_begin();
      for (auto begin = next.fetch_add(together); begin < images * parts;) {
        for (auto i = begin; i < end_of(begin); i++) {
          auto* const pixels = windows + (i - begin) * size;
          window.fill(x + i / parts * image_size, first_of(i) * window.down, pixels);
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
    for (auto i = begin; i < end_of(begin); i++) window.call_for(x + i / parts * window.blocks * window.height * window.width * kLanes, first_of(i) * window.down, memory);
    int64_t all = 0;
    for (const auto& piece : memory) all += piece.lines;
    const auto share = all / std::max<int64_t>(1, pieces - static_cast<int64_t>(memory.size())) + 1;
    for (const auto& piece : memory) {
      for (int64_t i = 0; i < piece.lines; i += share) result.push_back({piece.line(i), std::min(share, piece.lines - i)});
    }
    return result;
  }
};

// Of kernels of one place a window has only the pixels that it sees.
Window seen_by(const Shape& s, int64_t lines) {
  const auto halves = s.reduced != 0 ? kHalves<Reduced> : kHalves<float>;
  if (s.rows * s.columns == 1) return {halves, blocks(s.c), s.h, s.w, s.top, s.left, s.down, s.right, 1, lines, s.out_w()};
  const auto rows = (lines - 1) * s.down + s.rows, columns = (s.out_w() - 1) * s.right + s.columns;
  return {halves, blocks(s.c), s.h, s.w, s.top, s.left, s.down, 1, s.down, (rows + s.down - 1) / s.down, (columns + s.right - 1) / s.right * s.right};
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
  return {pixels, window.parts(), window.plane(), step * kAmxChannels, kAmxRows * step * kAmxChannels, places.data(), static_cast<int64_t>(places.size()), (window.halves - 1) * window.half()};
}

// Weights as [outputs, halves, parts, places, 16 pairs, 16]: of two blocks of inputs each 8 pairs, of zeros where there is no second one. `tile_of` says which packed tile it is,
// and `pair` makes pairs of one.
template <typename TileOf>
at::Tensor paired(const at::Tensor& packed, bool reduced, int64_t outs, int64_t ins, int64_t places, const TileOf& tile_of, void (*pair)(const float*, uint32_t*)) {
  const auto parts = parts_of(ins), pairs = kTile / 2, halves = reduced ? kHalves<Reduced> : kHalves<float>, upper = parts * places * kTile;
  const auto result = at::empty({outs * halves * upper}, packed.options());
  const auto* const from = packed.data_ptr<float>();
  auto* const to = static_cast<uint32_t*>(result.data_ptr());
  at::parallel_for(0, outs * parts, std::max<int64_t>(1, kGrain / (places * 2 * kTile)), [&](int64_t begin, int64_t end) {
    alignas(64) float rest[kTile];
    for (auto i = begin; i < end; i++) {
      const auto out = i / parts, part = i % parts;
      for (int64_t place = 0; place < places; place++) {
        auto* tile = to + (out * halves * parts + part) * places * kTile + place * kTile;
        for (auto in = part * 2; in < part * 2 + 2; in++, tile += pairs) {
          if (in == ins) {
            for (int64_t half = 0; half < halves; half++) std::fill(tile + half * upper, tile + half * upper + pairs, 0);
            continue;
          }
          const auto* const numbers = from + tile_of(out, in, place) * kTile;
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

// Float32 by three products of halves, where that is faster than AVX-512, and where Winograd's algorithm has no say: measured over the layers of ResNet, batch 1 to 16, and MobileNet. It
// wants pixels that share the halved weights, and channels that share the halved pixels.
bool is_worth_halving(const Shape& s) {
  return s.exact == 0 && (s.rows * s.columns == 1 || s.down == 2) && s.n * s.out_h() * s.out_w() >= kHalvedPixels && std::min(blocks(s.c), blocks(s.out)) >= kHalvedBlocks;
}

}  // namespace

bool is_amx(const Shape& s) {
  const bool steps = s.down == s.right && s.down <= 2 && s.dilated_rows == 1 && s.dilated_columns == 1;
  return s.groups == 1 && !is_image(s.c) && steps && s.out_h() * s.out_w() >= kAmxRows && (s.reduced != 0 || is_worth_halving(s)) && has_amx();
}

at::Tensor amx_weight(const at::Tensor& packed, const Shape& s) {
  const auto ins = blocks(s.c), all = s.rows * s.columns;
  return paired(packed, s.reduced != 0, blocks(s.out), ins, all, [&](int64_t out, int64_t in, int64_t place) { return (out * ins + in) * all + place; }, pair_weights);
}

at::Tensor amx_transposed_weight(const at::Tensor& packed, const Shape& s, const std::vector<int64_t>& places) {
  const auto ins = blocks(s.in), all = s.rows * s.columns;
  return paired(packed, s.reduced != 0, ins, blocks(s.out), static_cast<int64_t>(places.size()),
                [&](int64_t in, int64_t out, int64_t place) { return (out * ins + in) * all + places[place]; }, pair_transposed);
}

namespace {

template <typename T>
void convolve(const Shape& s, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& result) {
  const auto height = s.out_h(), width = s.out_w(), step = s.rows * s.columns == 1 ? 1 : s.right;
  const Plan plan(s.n, height, s.threads, [&](int64_t lines) { return seen_by(s, lines); });
  const auto& window = plan.window;
  const Products<T> products{static_cast<const uint32_t*>(weight.data_ptr()), blocks(s.out), bias.defined() ? bias.data_ptr<float>() : nullptr, s.sum != 0, s.relu != 0, s.sum == 0 && is_large(result),
                          height * width * kLanes, width * kLanes, kLanes};
  std::vector<int32_t> places;
  for (int64_t r = 0; r < s.rows; r++) {
    for (int64_t c = 0; c < s.columns; c++) places.push_back(static_cast<int32_t>(((r % s.down * window.rows + r / s.down) * window.columns + c) * kAmxChannels));
  }
  auto* const y = data<T>(result);
  const auto row = window.columns / step;
  plan.template compute<T>(data<const T>(x), {products}, [&](size_t, const Reduced* pixels, int64_t image, int64_t first, int64_t lines) -> Run<T> {
    return {rows_of(pixels, window, step, places), (lines - 1) * row + width, row, width,
            y + (image * products.outs * height + first) * width * kLanes};
  });
}

template <typename T>
void strided_input_gradient(const Shape& s, const at::Tensor& gradient, const at::Tensor& weight, bool sum, const at::Tensor& result) {
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
    return Window{kHalves<T>, blocks(s.out), s.out_h(), s.out_w(), top, left, 1, 1, 1, lines + top + bottom, (s.w + 1) / 2 + left + right};
  });
  const auto& window = plan.window;
  const auto outs = blocks(s.c), plane = s.h * s.w * kLanes;
  std::vector<Products<T>> products;
  for (auto& remainder : remainders) {
    for (const auto r : remainder.rows.offsets) {
      for (const auto c : remainder.columns.offsets) remainder.places.push_back(static_cast<int32_t>(((top + r) * window.columns + left + c) * kAmxChannels));
    }
    products.push_back({static_cast<const uint32_t*>(remainder.weights.data_ptr()), outs, nullptr, sum, false, !sum && is_large(result), plane, 2 * s.w * kLanes, 2 * kLanes});
  }
  auto* const to = data<T>(result);
  plan.template compute<T>(data<const T>(gradient), products, [&](size_t p, const Reduced* pixels, int64_t image, int64_t first, int64_t lines) -> Run<T> {
    const auto& remainder = remainders[p];
    const auto some = std::min(lines, (s.h - remainder.down + 1) / 2 - first), width = (s.w - remainder.right + 1) / 2;
    const auto count = some <= 0 || width <= 0 ? 0 : (some - 1) * window.columns + width;
    return {rows_of(pixels, window, 1, remainder.places), count, window.columns, width,
            to + image * outs * plane + ((2 * first + remainder.down) * s.w + remainder.right) * kLanes};
  });
}

}  // namespace

void amx_convolution(const Shape& s, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& result) {
  by_type(x, [&](auto number) { convolve<decltype(number)>(s, x, weight, bias, result); });
}

void amx_strided_input_gradient(const Shape& s, const at::Tensor& gradient, const at::Tensor& weight, bool sum, const at::Tensor& result) {
  by_type(gradient, [&](auto number) { strided_input_gradient<decltype(number)>(s, gradient, weight, sum, result); });
}

}  // namespace convolutions
}  // namespace modeldsl

#endif
