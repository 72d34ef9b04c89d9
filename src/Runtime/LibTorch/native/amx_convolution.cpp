// See amx_convolution.h. Where a kernel has one place and a step of one pixel it reads the feature map as it lies; else a part of it, with its borders of zeros and the rows of
// equal remainder beside each other, so that neighbours in the result are so many elements apart in what they see, from row to row too.
#ifdef MDL_ONEDNN

#include "amx_convolution.h"

#include "amx_kernels.h"
#include "blocks.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <vector>

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace modeldsl {

bool has_amx() {
#if defined(__x86_64__) && defined(__linux__)
  static const bool has = [] {
    unsigned a = 0, b = 0, c = 0, d = 0;
    constexpr unsigned kBFloat16 = 1u << 22, kTiles = 1u << 24;
    if (!kAmxIsCompiled || !has_reduced() || block() != 16 || __get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || (d & kBFloat16) == 0 || (d & kTiles) == 0) return false;
    // Linux gives a process room for the tiles when it asks for it.
    constexpr long kRequest = 0x1023, kTileData = 18;
    return syscall(SYS_arch_prctl, kRequest, kTileData) == 0;
  }();
  return has;
#else
  return false;
#endif
}

namespace convolutions {
namespace {

constexpr int64_t kLanes = 16, kTile = kLanes * kLanes / 2;
constexpr int64_t kChunk = 16 * kAmxPixels;        // pixels that a thread takes at a time
constexpr int64_t kScratch = 512 * 1024;           // bytes of a part of the input: half of the second cache
constexpr int64_t kSlack = kAmxPixels * 2 * kLanes;  // what the last tile reads beyond the last pixel

bool is_as_it_lies(const Shape& s) { return s.rows * s.columns == 1 && s.down == 1 && s.right == 1 && s.top == 0 && s.left == 0; }

// Pixels of the result, `width` of each `row` of them, to all outputs.
struct Strip {
  const Shape& s;
  const uint32_t* weights;
  const float* bias;

  void convolve(AmxPixels pixels, int64_t count, int64_t row, int64_t width, Reduced* y) const {
    alignas(64) float sums[kAmxOutputs * kAmxPixels * kLanes];
    const auto outs = blocks(s.out), plane = s.out_h() * s.out_w() * kLanes, weight = pixels.blocks * pixels.place_count * kTile;
    const auto* const data = pixels.data;
    for (int64_t first = 0; first < count; first += kAmxPixels) {
      const auto some = std::min(kAmxPixels, count - first);
      pixels.data = data + first * pixels.step;
      for (int64_t o = 0; o < outs; o += kAmxOutputs) {
        const auto outputs = std::min(kAmxOutputs, outs - o);
        amx_convolve(pixels, weights + o * weight, some, outputs, sums);
        for (int64_t i = 0; i < outputs; i++) {
          const AmxResult how{bias == nullptr ? nullptr : bias + (o + i) * kLanes, s.sum != 0, s.relu != 0};
          finish(sums + i * kAmxPixels * kLanes, first, some, row, width, how, y + (o + i) * plane);
        }
      }
    }
  }

  // Those of the pixels that the result has.
  static void finish(const float* sums, int64_t first, int64_t count, int64_t row, int64_t width, const AmxResult& how, Reduced* y) {
    auto line = first / row, column = first % row;
    for (int64_t i = 0; i < count;) {
      const auto rest = std::min(count - i, row - column), inside = std::min(rest, width - column);
      if (inside > 0) amx_finish(sums + i * kLanes, inside, how, y + (line * width + column) * kLanes);
      i += rest;
      column = 0;
      line++;
    }
  }
};

// A part of the input of some rows of the result: [blocks, down, rows, columns, 16].
struct Part {
  const Shape& s;
  int64_t rows, columns;  // of each remainder; all columns
  int64_t step;           // columns from one pixel of the result to the next

  // Of kernels of one place only the pixels that it sees.
  Part(const Shape& shape, int64_t lines) : s(shape) {
    const bool is_one = s.rows * s.columns == 1;
    rows = is_one ? lines : ((lines - 1) * s.down + s.rows + s.down - 1) / s.down;
    step = is_one ? 1 : s.right;
    columns = is_one ? s.out_w() : ((s.out_w() - 1) * s.right + s.columns + s.right - 1) / s.right * s.right;
  }

  bool is_one() const { return s.rows * s.columns == 1; }

  int64_t remainders() const { return is_one() ? 1 : s.down; }

  int64_t plane() const { return remainders() * rows * columns * kLanes; }

  std::vector<int32_t> places() const {
    std::vector<int32_t> result;
    for (int64_t r = 0; r < s.rows; r++) {
      for (int64_t c = 0; c < s.columns; c++) result.push_back(static_cast<int32_t>(((r % s.down * rows + r / s.down) * columns + c) * kLanes));
    }
    return result;
  }

  // From line `first` of the result on.
  void fill(const Reduced* image, int64_t first, Reduced* to) const {
    const auto between = is_one() ? s.right : 1;
    for (int64_t b = 0; b < blocks(s.c); b++) {
      const auto* const from = image + b * s.h * s.w * kLanes;
      for (int64_t remainder = 0; remainder < remainders(); remainder++) {
        for (int64_t r = 0; r < rows; r++, to += columns * kLanes) {
          const auto y = (first + r) * s.down + remainder - s.top;
          if (y < 0 || y >= s.h) {
            std::fill(to, to + columns * kLanes, Reduced{0});
            continue;
          }
          const auto* const line = from + y * s.w * kLanes;
          if (between == 1) {
            const auto inside = std::max<int64_t>(0, std::min(columns - s.left, s.w));
            std::fill(to, to + s.left * kLanes, Reduced{0});
            std::copy(line, line + inside * kLanes, to + s.left * kLanes);
            std::fill(to + (s.left + inside) * kLanes, to + columns * kLanes, Reduced{0});
            continue;
          }
          for (int64_t c = 0; c < columns; c++) {
            const auto x = c * between - s.left;
            if (x < 0 || x >= s.w) std::fill(to + c * kLanes, to + (c + 1) * kLanes, Reduced{0});
            else std::copy(line + x * kLanes, line + (x + 1) * kLanes, to + c * kLanes);
          }
        }
      }
    }
  }
};

void over_the_map(const Shape& s, const Reduced* x, const Strip& strip, Reduced* y) {
  const auto pixels = s.h * s.w, chunks = (pixels + kChunk - 1) / kChunk;
  const int32_t place = 0;
  at::parallel_for(0, s.n * chunks, 1, [&](int64_t begin, int64_t end) {
    amx_begin(AmxUse::Convolution);
    // Of the last pixels of all a copy, for a tile reads on.
    std::vector<Reduced> last;
    for (auto i = begin; i < end; i++) {
      const auto image = i / chunks, first = i % chunks * kChunk, count = std::min(kChunk, pixels - first), whole = count / kAmxRows * kAmxRows;
      const auto* const from = x + image * blocks(s.c) * pixels * kLanes + first * kLanes;
      auto* const to = y + image * blocks(s.out) * pixels * kLanes + first * kLanes;
      const bool is_last = image == s.n - 1 && first + count == pixels && whole < count;
      const auto now = is_last ? whole : count;
      if (now > 0) strip.convolve({from, blocks(s.c), pixels * kLanes, kLanes, &place, 1}, now, now, now, to);
      if (!is_last) continue;
      last.assign(blocks(s.c) * kAmxRows * kLanes, 0);
      for (int64_t b = 0; b < blocks(s.c); b++) std::copy(from + (b * pixels + whole) * kLanes, from + (b * pixels + count) * kLanes, last.data() + b * kAmxRows * kLanes);
      strip.convolve({last.data(), blocks(s.c), kAmxRows * kLanes, kLanes, &place, 1}, count - whole, count - whole, count - whole, to + whole * kLanes);
    }
    amx_end();
  });
}

void over_parts(const Shape& s, const Reduced* x, const Strip& strip, Reduced* y) {
  const auto height = s.out_h(), width = s.out_w(), ins = blocks(s.c);
  // As many lines as the scratch has room for, and no more than give every thread some.
  auto lines = height;
  while (lines > 1 && (ins * Part(s, lines).plane() * static_cast<int64_t>(sizeof(Reduced)) > kScratch || s.n * ((height + lines - 1) / lines) < s.threads)) lines = (lines + 1) / 2;
  const auto parts = (height + lines - 1) / lines;
  at::parallel_for(0, s.n * parts, 1, [&](int64_t begin, int64_t end) {
    const Part largest(s, lines);
    const auto places = largest.places();
    std::vector<Reduced> scratch(ins * largest.plane() + kSlack);
    amx_begin(AmxUse::Convolution);
    for (auto i = begin; i < end; i++) {
      const auto image = i / parts, first = i % parts * lines, some = std::min(lines, height - first);
      largest.fill(x + image * ins * s.h * s.w * kLanes, first, scratch.data());
      const auto row = largest.columns / largest.step;
      const AmxPixels pixels{scratch.data(), ins, largest.plane(), largest.step * kLanes, places.data(), static_cast<int64_t>(places.size())};
      strip.convolve(pixels, (some - 1) * row + width, row, width, y + image * blocks(s.out) * height * width * kLanes + first * width * kLanes);
    }
    amx_end();
  });
}

}  // namespace

bool is_amx(const Shape& s) {
  const bool steps = s.down == s.right && s.down <= 2 && s.dilated_rows == 1 && s.dilated_columns == 1;
  return s.reduced != 0 && s.groups == 1 && !is_image(s.c) && steps && s.out_h() * s.out_w() >= kAmxRows && has_amx();
}

at::Tensor amx_weight(const at::Tensor& packed, const Shape& s) {
  const auto tiles = blocks(s.out) * blocks(s.c) * s.rows * s.columns;
  const auto result = at::empty({tiles * kTile}, packed.options());
  const auto* const from = packed.data_ptr<float>();
  auto* const to = static_cast<uint32_t*>(result.data_ptr());
  at::parallel_for(0, tiles, std::max<int64_t>(1, kGrain / (2 * kTile)), [&](int64_t begin, int64_t end) {
    for (auto i = begin; i < end; i++) amx_pair_weights(from + i * 2 * kTile, to + i * kTile);
  });
  return result;
}

void amx_convolution(const Shape& s, const at::Tensor& x, const void* weight, const at::Tensor& bias, const at::Tensor& result) {
  const Strip strip{s, static_cast<const uint32_t*>(weight), bias.defined() ? bias.data_ptr<float>() : nullptr};
  if (is_as_it_lies(s)) over_the_map(s, data<const Reduced>(x), strip, data<Reduced>(result));
  else over_parts(s, data<const Reduced>(x), strip, data<Reduced>(result));
}

}  // namespace convolutions
}  // namespace modeldsl

#endif
