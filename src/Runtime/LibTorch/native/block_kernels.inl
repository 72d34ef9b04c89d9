// See block_kernels.h. The file that includes it says how wide a block is: kBlock. Nothing of the standard library here: its inline functions, compiled for this
// file's instructions, might be taken for all.
#include "block_kernels.h"
#include "vectors.inl"

namespace modeldsl {
namespace {

constexpr int64_t kRun = 128;  // pixels summed in float32 before they go to float64

inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

inline Floats load(const Channels& channels) { return vectors(channels.values)[0]; }

inline void add(Sums& sums, Floats first, Floats second) {
  *reinterpret_cast<Doubles*>(sums.first) += __builtin_convertvector(first, Doubles);
  *reinterpret_cast<Doubles*>(sums.second) += __builtin_convertvector(second, Doubles);
}

template <typename T>
void moments(const T* x, int64_t pixels, const Channels& origin, Sums& sums) {
  const auto from = load(origin);
  const auto in = vectors(x);
  for (int64_t begin = 0; begin < pixels; begin += kRun) {
    const auto end = smaller(begin + kRun, pixels);
    Floats first{}, second{}, first2{}, second2{};
    auto i = begin;
    for (; i + 1 < end; i += 2) {
      const Floats a = in[i] - from, b = in[i + 1] - from;
      first += a, second += a * a, first2 += b, second2 += b * b;
    }
    if (i < end) {
      const Floats a = in[i] - from;
      first += a, second += a * a;
    }
    add(sums, first + first2, second + second2);
  }
}

template <bool kSum, bool kRelu, typename T>
inline void normalise_as(const T* x, const T* sum, T* y, int64_t pixels, const Channels& scales, const Channels& shifts) {
  const auto scale = load(scales), shift = load(shifts);
  const Floats zero{};
  const auto in = vectors(x);
  const auto more = vectors(sum);
  const auto out = vectors(y);
  for (int64_t i = 0; i < pixels; i++) {
    Floats value = in[i] * scale + shift;
    if (kSum) value += more[i];
    out.set(i, kRelu ? (value < zero ? zero : value) : value);
  }
}

template <typename T>
void normalise(const T* x, const T* sum, T* y, int64_t pixels, const Channels& scale, const Channels& shift, bool relu) {
  if (sum != nullptr) {
    relu ? normalise_as<true, true>(x, sum, y, pixels, scale, shift) : normalise_as<true, false>(x, sum, y, pixels, scale, shift);
  } else {
    relu ? normalise_as<false, true>(x, sum, y, pixels, scale, shift) : normalise_as<false, false>(x, sum, y, pixels, scale, shift);
  }
}

template <bool kRelu, bool kOutput, typename T>
inline void gradient_moments_as(const T* gradient, const T* x, const T* y, T* passed, int64_t pixels, const Channels& means, const Channels& scales,
                                const Channels& shifts, Sums& sums) {
  const auto mean = load(means), scale = load(scales), shift = load(shifts);
  const Floats zero{};
  const auto in = vectors(x);
  const auto dy = vectors(gradient);
  for (int64_t begin = 0; begin < pixels; begin += kRun) {
    const auto end = smaller(begin + kRun, pixels);
    Floats first{}, second{}, first2{}, second2{};
    const auto behind = [&](int64_t i) {
      Floats g = dy[i];
      if (kRelu) g = (kOutput ? vectors(y)[i] : in[i] * scale + shift) > zero ? g : zero;
      if (kOutput) vectors(passed).set(i, g);
      return g;
    };
    auto i = begin;
    for (; i + 1 < end; i += 2) {
      const Floats a = behind(i), b = behind(i + 1);
      first += a, second += a * (in[i] - mean);
      first2 += b, second2 += b * (in[i + 1] - mean);
    }
    if (i < end) {
      const Floats a = behind(i);
      first += a, second += a * (in[i] - mean);
    }
    add(sums, first + first2, second + second2);
  }
}

template <typename T>
void gradient_moments(const T* gradient, const T* x, const T* y, T* passed, int64_t pixels, const Channels& mean, const Channels& scale,
                      const Channels& shift, bool relu, Sums& sums) {
  if (y != nullptr) {
    gradient_moments_as<true, true>(gradient, x, y, passed, pixels, mean, scale, shift, sums);
  } else if (relu) {
    gradient_moments_as<true, false>(gradient, x, y, passed, pixels, mean, scale, shift, sums);
  } else {
    gradient_moments_as<false, false>(gradient, x, y, passed, pixels, mean, scale, shift, sums);
  }
}

template <bool kRelu, typename T>
inline void gradient_of_as(const T* gradient, const T* x, T* result, int64_t pixels, const Channels& means, const Channels& scales, const Channels& shifts,
                           const Channels& averages, const Channels& slopes) {
  const auto mean = load(means), scale = load(scales), shift = load(shifts), average = load(averages), slope = load(slopes);
  const Floats zero{};
  const auto in = vectors(x);
  const auto dy = vectors(gradient);
  const auto out = vectors(result);
  for (int64_t i = 0; i < pixels; i++) {
    const Floats g = kRelu ? (in[i] * scale + shift > zero ? dy[i] : zero) : dy[i];
    out.set(i, scale * (g - average - (in[i] - mean) * slope));
  }
}

template <typename T>
void gradient_of(const T* gradient, const T* x, T* result, int64_t pixels, const Channels& mean, const Channels& scale, const Channels& shift,
                 const Channels& average, const Channels& slope, bool relu) {
  relu ? gradient_of_as<true>(gradient, x, result, pixels, mean, scale, shift, average, slope)
       : gradient_of_as<false>(gradient, x, result, pixels, mean, scale, shift, average, slope);
}

inline Ints all(int64_t value) { return Ints{} + static_cast<int32_t>(value); }

// A NaN is a maximum; the first of equals counts.
template <bool kPlaces, typename Vectors>
inline void pool_window(const Vectors& in, const Vectors& out, uint8_t* place_out, const Pooling& p, int64_t oy, int64_t ox) {
  const auto top = oy * p.down - p.top, left = ox * p.right - p.left;
  const auto y0 = larger(top, 0), y1 = smaller(top + p.rows, p.height), x0 = larger(left, 0), x1 = smaller(left + p.columns, p.width);
  Floats best = Floats{} - __builtin_inff();
  Ints place = all((y0 - top) * p.columns + (x0 - left));
  for (auto i = y0; i < y1; i++) {
    for (auto j = x0; j < x1; j++) {
      const Floats value = in[i * p.width + j];
      const Ints better = (value > best) | (value != value);
      best = better ? value : best;
      if (kPlaces) place = better ? all((i - top) * p.columns + (j - left)) : place;
    }
  }
  const auto at = oy * p.out_width + ox;
  out.set(at, best);
  if (kPlaces) store_places(place_out + at * kBlock, place);
}

template <bool kPlaces, typename T>
inline void pool_plane(const T* x, T* y, uint8_t* places, const Pooling& p) {
  for (int64_t oy = 0; oy < p.out_height; oy++) {
    for (int64_t ox = 0; ox < p.out_width; ox++) pool_window<kPlaces>(vectors(x), vectors(y), places, p, oy, ox);
  }
}

template <typename T>
void pool_max(const T* x, T* y, uint8_t* places, const Pooling& p) {
  places == nullptr ? pool_plane<false>(x, y, places, p) : pool_plane<true>(x, y, places, p);
}

template <typename T>
void gather_max(const T* gradient, const uint8_t* places, T* result, const Pooling& p) {
  const auto dy = vectors(gradient);
  const auto out = vectors(result);
  const Floats zero{};
  for (int64_t y = 0; y < p.height; y++) {
    const auto oy0 = y + p.top < p.rows ? 0 : (y + p.top - p.rows) / p.down + 1, oy1 = smaller((y + p.top) / p.down + 1, p.out_height);
    for (int64_t x = 0; x < p.width; x++) {
      const auto ox0 = x + p.left < p.columns ? 0 : (x + p.left - p.columns) / p.right + 1, ox1 = smaller((x + p.left) / p.right + 1, p.out_width);
      Floats sum{};
      for (auto oy = oy0; oy < oy1; oy++) {
        for (auto ox = ox0; ox < ox1; ox++) {
          const auto at = oy * p.out_width + ox;
          const auto own = all((y + p.top - oy * p.down) * p.columns + (x + p.left - ox * p.right));
          sum += load_places(places + at * kBlock) == own ? dy[at] : zero;
        }
      }
      out.set(y * p.width + x, sum);
    }
  }
}

template <typename T>
constexpr BlockKernels<T> kKernels{moments<T>, normalise<T>, gradient_moments<T>, gradient_of<T>, pool_max<T>, gather_max<T>};

}  // namespace
}  // namespace modeldsl
