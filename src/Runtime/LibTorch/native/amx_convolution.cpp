// See amx_convolution.h. What some lines of the result see is copied to where it stays in the cache: two blocks of channels beside each other, with borders of zeros, and the rows
// of equal remainder beside each other, so that neighbours in the result are so many elements apart in what they see, from row to row too.
#ifdef MDL_ONEDNN

#include "amx_convolution.h"

#include "amx_products.h"

#include <vector>

namespace modeldsl {

using namespace amx;

namespace convolutions {
namespace {

constexpr int64_t kHalvedPixels = 192, kHalvedBlocks = 4;  // what float32 wants at least

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

  // For those lines of the result.
  template <typename T>
  void fill(const T* x, int64_t index, int64_t line_of_result, Reduced* to) const {
    const auto* const image = of(x, index);
    const auto first = line_of_result * down;
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
  void call_for(const T* x, int64_t index, int64_t line_of_result, std::vector<Ahead>& list) const {
    const auto* image = of(x, index);
    const auto first = line_of_result * down;
    const bool all = down == remainders;
    const auto line = width * kLanes;
    for (int64_t b = 0; b < blocks; b++, image += height * line) {
      for (int64_t r = 0; r < (all ? 1 : rows); r++) {
        const auto y = first + r * down - top, from = std::max<int64_t>(0, y), to = std::min(height, all ? y + rows * remainders : y + 1);
        if (from < to) list.push_back({image + from * line, (to - from) * line * static_cast<int64_t>(sizeof(T)) / kLineBytes});
      }
    }
  }

  template <typename T>
  const T* of(const T* x, int64_t index) const {
    return x + index * blocks * height * width * kLanes;
  }

  void clear(Reduced* to, int64_t some) const {
    for (int64_t i = 0; i < halves; i++, to += half()) std::fill(to, to + some * kAmxChannels, Reduced{0});
  }
};

// As many lines as the scratch has room for, and no more than gives every thread some.
template <typename WindowOf>
Plan<Window> plan(int64_t images, int64_t height, int64_t threads, const WindowOf& window_of) {
  auto lines = height;
  auto window = window_of(lines);
  while (lines > 1 && (window.bytes() > kScratch || images * ((height + lines - 1) / lines) < threads)) window = window_of(lines = (lines + 1) / 2);
  return {images, height, lines, threads, window};
}

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
  return paired(packed, s.reduced != 0, blocks(s.out), ins, all, [&](const float* tiles, int64_t out, int64_t in, int64_t place, float*) { return tiles + ((out * ins + in) * all + place) * kTile; }, pair_weights);
}

at::Tensor amx_transposed_weight(const at::Tensor& packed, const Shape& s, const std::vector<int64_t>& places) {
  const auto ins = blocks(s.in), all = s.rows * s.columns;
  return paired(packed, s.reduced != 0, ins, blocks(s.out), static_cast<int64_t>(places.size()),
                [&](const float* tiles, int64_t in, int64_t out, int64_t place, float*) { return tiles + ((out * ins + in) * all + places[place]) * kTile; }, pair_transposed);
}

namespace {

template <typename T>
void convolve(const Shape& s, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& result) {
  const auto height = s.out_h(), width = s.out_w(), step = s.rows * s.columns == 1 ? 1 : s.right;
  const auto windows = plan(s.n, height, s.threads, [&](int64_t lines) { return seen_by(s, lines); });
  const auto& window = windows.window;
  const Products<T> products{static_cast<const uint32_t*>(weight.data_ptr()), blocks(s.out), bias.defined() ? bias.data_ptr<float>() : nullptr, s.sum != 0, s.relu != 0, s.sum == 0 && is_large(result),
                          height * width * kLanes, width * kLanes, kLanes};
  std::vector<int32_t> places;
  for (int64_t r = 0; r < s.rows; r++) {
    for (int64_t c = 0; c < s.columns; c++) places.push_back(static_cast<int32_t>(((r % s.down * window.rows + r / s.down) * window.columns + c) * kAmxChannels));
  }
  auto* const y = data<T>(result);
  const auto row = window.columns / step;
  windows.template compute<T>(data<const T>(x), {products}, [&](size_t, const Reduced* pixels, int64_t image, int64_t first, int64_t lines) -> Run<T> {
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

  const auto windows = plan(s.n, (s.h + 1) / 2, s.threads, [&](int64_t lines) {
    return Window{kHalves<T>, blocks(s.out), s.out_h(), s.out_w(), top, left, 1, 1, 1, lines + top + bottom, (s.w + 1) / 2 + left + right};
  });
  const auto& window = windows.window;
  const auto outs = blocks(s.c), plane = s.h * s.w * kLanes;
  std::vector<Products<T>> products;
  for (auto& remainder : remainders) {
    for (const auto r : remainder.rows.offsets) {
      for (const auto c : remainder.columns.offsets) remainder.places.push_back(static_cast<int32_t>(((top + r) * window.columns + left + c) * kAmxChannels));
    }
    products.push_back({static_cast<const uint32_t*>(remainder.weights.data_ptr()), outs, nullptr, sum, false, !sum && is_large(result), plane, 2 * s.w * kLanes, 2 * kLanes});
  }
  auto* const to = data<T>(result);
  windows.template compute<T>(data<const T>(gradient), products, [&](size_t p, const Reduced* pixels, int64_t image, int64_t first, int64_t lines) -> Run<T> {
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
