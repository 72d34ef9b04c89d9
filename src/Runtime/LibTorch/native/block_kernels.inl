// See block_kernels.h. The file that includes it says how wide a block is: kBlock. Nothing of the standard library here: its inline functions, compiled for this
// file's instructions, might be taken for all.
#include "block_kernels.h"
#include "vectors.inl"

namespace modeldsl {
namespace {

constexpr int64_t kRun = 128;  // pixels summed in float32 before they go to float64

inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

inline bool can_stream(const void* to) { return reinterpret_cast<uintptr_t>(to) % sizeof(Floats) == 0; }

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

template <bool kStream, bool kSum, bool kRelu, typename T>
inline void normalise_as(const T* x, const T* sum, T* y, int64_t pixels, const Channels& scales, const Channels& shifts) {
  const auto scale = load(scales), shift = load(shifts);
  const Floats zero{};
  const auto in = vectors(x);
  const auto more = vectors(sum);
  const auto out = vectors(y);
  for (int64_t i = 0; i < pixels; i++) {
    Floats value = in[i] * scale + shift;
    if (kSum) value += more[i];
    if (kRelu) value = value < zero ? zero : value;
    kStream ? out.stream(i, value) : out.set(i, value);
  }
  if (kStream) _mm_sfence();
}

template <bool kStream, typename T>
inline void normalise_to(const T* x, const T* sum, T* y, int64_t pixels, const Channels& scale, const Channels& shift, bool relu) {
  if (sum != nullptr) {
    relu ? normalise_as<kStream, true, true>(x, sum, y, pixels, scale, shift) : normalise_as<kStream, true, false>(x, sum, y, pixels, scale, shift);
  } else {
    relu ? normalise_as<kStream, false, true>(x, sum, y, pixels, scale, shift) : normalise_as<kStream, false, false>(x, sum, y, pixels, scale, shift);
  }
}

template <typename T>
void normalise(const T* x, const T* sum, T* y, int64_t pixels, const Channels& scale, const Channels& shift, bool relu, bool stream) {
  stream && can_stream(y) ? normalise_to<true>(x, sum, y, pixels, scale, shift, relu) : normalise_to<false>(x, sum, y, pixels, scale, shift, relu);
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

template <bool kStream, bool kRelu, typename T>
inline void gradient_of_as(const T* gradient, const T* x, T* result, int64_t pixels, const Channels& means, const Channels& scales, const Channels& shifts,
                           const Channels& averages, const Channels& slopes) {
  const auto mean = load(means), scale = load(scales), shift = load(shifts), average = load(averages), slope = load(slopes);
  const Floats zero{};
  const auto in = vectors(x);
  const auto dy = vectors(gradient);
  const auto out = vectors(result);
  for (int64_t i = 0; i < pixels; i++) {
    const Floats g = kRelu ? (in[i] * scale + shift > zero ? dy[i] : zero) : dy[i];
    const Floats value = scale * (g - average - (in[i] - mean) * slope);
    kStream ? out.stream(i, value) : out.set(i, value);
  }
  if (kStream) _mm_sfence();
}

template <bool kStream, typename T>
inline void gradient_to(const T* gradient, const T* x, T* result, int64_t pixels, const Channels& mean, const Channels& scale, const Channels& shift,
                        const Channels& average, const Channels& slope, bool relu) {
  relu ? gradient_of_as<kStream, true>(gradient, x, result, pixels, mean, scale, shift, average, slope)
       : gradient_of_as<kStream, false>(gradient, x, result, pixels, mean, scale, shift, average, slope);
}

template <typename T>
void gradient_of(const T* gradient, const T* x, T* result, int64_t pixels, const Channels& mean, const Channels& scale, const Channels& shift,
                 const Channels& average, const Channels& slope, bool relu, bool stream) {
  stream && can_stream(result) ? gradient_to<true>(gradient, x, result, pixels, mean, scale, shift, average, slope, relu)
                               : gradient_to<false>(gradient, x, result, pixels, mean, scale, shift, average, slope, relu);
}

inline Ints all(int64_t value) { return Ints{} + static_cast<int32_t>(value); }

// A NaN is a maximum; the first of equals counts.
template <bool kPlaces>
struct Maximum {
  Floats value = Floats{} - __builtin_inff();
  Ints place;

  void meet(Floats other, int64_t at) {
    const auto larger = is_larger(other, value);
    value = chosen(larger, other, value);
    if (kPlaces) place = chosen(larger, all(at), place);
  }

  template <typename Vectors>
  void leave(const Vectors& out, uint8_t* places, int64_t at) const {
    out.set(at, value);
    if (kPlaces) store_places(places + at * kBlock, place);
  }
};

// What of the window is inside.
template <bool kPlaces, typename Vectors>
inline Maximum<kPlaces> maximum_of(const Vectors& in, const Pooling& p, int64_t top, int64_t left) {
  const auto y0 = larger(top, 0), y1 = smaller(top + p.rows, p.height), x0 = larger(left, 0), x1 = smaller(left + p.columns, p.width);
  Maximum<kPlaces> best;
  best.place = all((y0 - top) * p.columns + (x0 - left));
  for (auto i = y0; i < y1; i++) {
    for (auto j = x0; j < x1; j++) best.meet(in[i * p.width + j], (i - top) * p.columns + (j - left));
  }
  return best;
}

// All of it is inside, and its size known here.
template <bool kPlaces, int kSize, typename Vectors>
inline Maximum<kPlaces> maximum_inside(const Vectors& in, const Pooling& p, int64_t top, int64_t left) {
  Maximum<kPlaces> best;
  best.place = all(0);
#pragma GCC unroll 3
  for (int i = 0; i < kSize; i++) {
#pragma GCC unroll 3
    for (int j = 0; j < kSize; j++) best.meet(in[(top + i) * p.width + left + j], i * kSize + j);
  }
  return best;
}

template <bool kPlaces, int kSize, typename T>
inline void pool_plane(const T* x, T* y, uint8_t* places, const Pooling& p) {
  const auto in = vectors(x);
  const auto out = vectors(y);
  for (int64_t oy = 0; oy < p.out_height; oy++) {
    const auto top = oy * p.down - p.top;
    const bool is_inside = kSize != 0 && top >= 0 && top + kSize <= p.height;
    for (int64_t ox = 0; ox < p.out_width; ox++) {
      const auto left = ox * p.right - p.left;
      const auto best = is_inside && left >= 0 && left + kSize <= p.width ? maximum_inside<kPlaces, kSize>(in, p, top, left) : maximum_of<kPlaces>(in, p, top, left);
      best.leave(out, places, oy * p.out_width + ox);
    }
  }
}

template <bool kPlaces, typename T>
inline void pool_by_size(const T* x, T* y, uint8_t* places, const Pooling& p) {
  if (p.rows == 2 && p.columns == 2) {
    pool_plane<kPlaces, 2>(x, y, places, p);
  } else if (p.rows == 3 && p.columns == 3) {
    pool_plane<kPlaces, 3>(x, y, places, p);
  } else {
    pool_plane<kPlaces, 0>(x, y, places, p);
  }
}

template <typename T>
void pool_max(const T* x, T* y, uint8_t* places, const Pooling& p) {
  places == nullptr ? pool_by_size<false>(x, y, places, p) : pool_by_size<true>(x, y, places, p);
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

// Of a window whose size is known here, if it is not 0, and which is inside.
template <int kSize, typename Vectors>
inline Floats sum_of(const Vectors& in, const Pooling& p, int64_t top, int64_t left) {
  const bool is_inside = kSize != 0 && top >= 0 && left >= 0 && top + kSize <= p.height && left + kSize <= p.width;
  Floats sum{};
  if (is_inside) {
#pragma GCC unroll 3
    for (int i = 0; i < kSize; i++) {
#pragma GCC unroll 3
      for (int j = 0; j < kSize; j++) sum += in[(top + i) * p.width + left + j];
    }
    return sum;
  }
  for (auto i = larger(top, 0); i < smaller(top + p.rows, p.height); i++) {
    for (auto j = larger(left, 0); j < smaller(left + p.columns, p.width); j++) sum += in[i * p.width + j];
  }
  return sum;
}

template <int kSize, typename T>
inline void mean_plane(const T* x, T* y, const Pooling& p, const Shares& shares) {
  const auto in = vectors(x);
  const auto out = vectors(y);
  for (int64_t oy = 0; oy < p.out_height; oy++) {
    for (int64_t ox = 0; ox < p.out_width; ox++) {
      out.set(oy * p.out_width + ox, sum_of<kSize>(in, p, oy * p.down - p.top, ox * p.right - p.left) * (shares.rows[oy] * shares.columns[ox]));
    }
  }
}

template <typename T>
void pool_mean(const T* x, T* y, const Pooling& p, const Shares& shares) {
  if (p.rows == 2 && p.columns == 2) {
    mean_plane<2>(x, y, p, shares);
  } else if (p.rows == 3 && p.columns == 3) {
    mean_plane<3>(x, y, p, shares);
  } else {
    mean_plane<0>(x, y, p, shares);
  }
}

template <typename T>
void gather_mean(const T* gradient, T* result, const Pooling& p, const Shares& shares) {
  const auto dy = vectors(gradient);
  const auto out = vectors(result);
  for (int64_t y = 0; y < p.height; y++) {
    const auto oy0 = y + p.top < p.rows ? 0 : (y + p.top - p.rows) / p.down + 1, oy1 = smaller((y + p.top) / p.down + 1, p.out_height);
    for (int64_t x = 0; x < p.width; x++) {
      const auto ox0 = x + p.left < p.columns ? 0 : (x + p.left - p.columns) / p.right + 1, ox1 = smaller((x + p.left) / p.right + 1, p.out_width);
      Floats sum{};
      for (auto oy = oy0; oy < oy1; oy++) {
        for (auto ox = ox0; ox < ox1; ox++) sum += dy[oy * p.out_width + ox] * (shares.rows[oy] * shares.columns[ox]);
      }
      out.set(y * p.width + x, sum);
    }
  }
}

template <typename T>
void products(const T* a, const T* b, int64_t pixels, Sums& sums) {
  const auto left = vectors(a), right = vectors(b);
  for (int64_t begin = 0; begin < pixels; begin += kRun) {
    const auto end = smaller(begin + kRun, pixels);
    Floats first{}, second{};
    auto i = begin;
    for (; i + 1 < end; i += 2) first += left[i] * right[i], second += left[i + 1] * right[i + 1];
    if (i < end) first += left[i] * right[i];
    add(sums, first + second, Floats{});
  }
}

// 1 / sqrt(x): the processor's estimate, and a step of Newton's.
inline Floats reciprocal_root(Floats x) {
#ifdef __AVX512F__
  const auto estimate = reinterpret_cast<Floats>(_mm512_maskz_rsqrt14_ps(0xffff, reinterpret_cast<__m512>(x)));
#else
  const auto estimate = reinterpret_cast<Floats>(_mm256_rsqrt_ps(reinterpret_cast<__m256>(x)));
#endif
  return estimate * (1.5f - 0.5f * x * estimate * estimate);
}

// Rows of all channels, one for each pixel of a run: `reach` zeros, the channels' numbers, zeros again.
struct Rows {
  float* numbers;
  int64_t length, reach;

  Floats* at(int64_t pixel, int64_t block) const { return reinterpret_cast<Floats*>(numbers + pixel * length + reach + block * kBlock); }

  // Of the channels up to `reach` away.
  Floats sum(int64_t pixel, int64_t block) const {
    const auto* const from = numbers + pixel * length + block * kBlock;
    Floats sum{};
    for (int64_t i = 0; i <= 2 * reach; i++) sum += *reinterpret_cast<const Floats*>(from + i);
    return sum;
  }
};

inline Rows rows_in(float* scratch, int index, const Neighbourhood& n) {
  const auto length = n.blocks * kBlock + 2 * n.reach;
  return {scratch + index * kLocalRun * length, length, n.reach};
}

// Calls for all blocks of each pixel of a run.
template <typename Function>
inline void for_run(int64_t count, const Neighbourhood& n, const Function& function) {
  for (int64_t block = 0; block < n.blocks; block++) {
    for (int64_t i = 0; i < count; i++) function(i, block);
  }
}

template <typename T>
void normalise_locally(const T* x, T* y, int64_t begin, int64_t end, const Neighbourhood& n, float* scratch) {
  const auto in = vectors(x);
  const auto out = vectors(y);
  const auto squares = rows_in(scratch, 0, n);
  for (auto first = begin; first < end; first += kLocalRun) {
    const auto count = smaller(kLocalRun, end - first);
    for_run(count, n, [&](int64_t i, int64_t block) {
      const Floats value = in[block * n.plane + first + i];
      *squares.at(i, block) = value * value;
    });
    for_run(count, n, [&](int64_t i, int64_t block) {
      const auto root = reciprocal_root(n.k + n.alpha * squares.sum(i, block));
      const auto at = block * n.plane + first + i;
      out.set(at, in[at] * (root * root * reciprocal_root(root)));
    });
  }
}

// dx = dy scale^-3/4 - 3/2 alpha x (the sum of dy x scale^-7/4 over the channels up to `reach` away).
template <typename T>
void gradient_locally(const T* gradient, const T* x, T* result, int64_t begin, int64_t end, const Neighbourhood& n, float* scratch) {
  const auto dy = vectors(gradient), in = vectors(x);
  const auto out = vectors(result);
  const auto squares = rows_in(scratch, 0, n), ratios = rows_in(scratch, 1, n), own = rows_in(scratch, 2, n);
  for (auto first = begin; first < end; first += kLocalRun) {
    const auto count = smaller(kLocalRun, end - first);
    for_run(count, n, [&](int64_t i, int64_t block) {
      const Floats value = in[block * n.plane + first + i];
      *squares.at(i, block) = value * value;
    });
    for_run(count, n, [&](int64_t i, int64_t block) {
      const auto root = reciprocal_root(n.k + n.alpha * squares.sum(i, block));
      const auto at = block * n.plane + first + i;
      const Floats direct = dy[at] * (root * root * reciprocal_root(root));
      *own.at(i, block) = direct;
      *ratios.at(i, block) = direct * in[at] * (root * root);
    });
    for_run(count, n, [&](int64_t i, int64_t block) {
      const auto at = block * n.plane + first + i;
      out.set(at, *own.at(i, block) - 1.5f * n.alpha * in[at] * ratios.sum(i, block));
    });
  }
}

template <typename T>
constexpr BlockKernels<T> kKernels{moments<T>,   normalise<T>, gradient_moments<T>, gradient_of<T>, pool_max<T>,
                                   gather_max<T>, pool_mean<T>, gather_mean<T>, products<T>, normalise_locally<T>, gradient_locally<T>};

}  // namespace
}  // namespace modeldsl
