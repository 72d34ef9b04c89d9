// See few_kernels.h. The file that includes it says how wide a vector is and how many there are: kLanes, kRegisters. Nothing of the standard library here: see
// block_kernels.inl.
#include "few_kernels.h"

static constexpr int kBlock = kLanes;

#include "vectors.inl"

// GCC would carry what a pixel's neighbour has read over to the next pixel, in more registers than there are.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-predictive-commoning")
#endif

namespace modeldsl {
namespace {

constexpr bool kWide = kRegisters == 32;

inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

// a / b of numbers that fit 32 bits, which takes half as long.
inline int64_t whole(int64_t a, int64_t b) { return static_cast<uint32_t>(a) / static_cast<uint32_t>(b); }

inline Floats load(const float* from) { return *reinterpret_cast<const Floats*>(from); }
inline void store(float* to, Floats value) { *reinterpret_cast<Floats*>(to) = value; }
// Less a zero, for a sum with one would have to be computed: -0 + 0 is 0.
inline Floats all(float value) { return value - Floats{}; }
// In a register: GCC would read it anew for each use, and a vector of pixels mostly lies across two lines of the cache.
inline Floats kept(Floats value) {
  __asm__("" : "+v"(value));
  return value;
}

inline Floats cut(Floats value) { return value < Floats{} ? Floats{} : value; }

// ---- Planes to planes: vectors of pixels. ----

constexpr int kTile = kWide ? 6 : 4;

// Vectors of pixels beside so many outputs: their product of sums, the vectors and a weight must fit the registers.
constexpr int vectors_beside(int outputs) {
  return kWide ? (outputs <= 3 ? 8 : outputs == 4 ? 6 : 4) : (outputs <= 2 ? 4 : 3);
}

template <int kOutputs, int kVectors>
inline void correlate_tile(const float* x, const float* weights, const float* bias, float* y, const Planes& p, int64_t vector, bool relu) {
  int64_t from[kVectors], to[kVectors];
  auto row = whole(vector, p.per_row), column = vector - row * p.per_row;
#pragma GCC unroll 8
  for (int v = 0; v < kVectors; v++) {
    from[v] = row * p.pitch + column * kLanes, to[v] = row * p.out_pitch + column * kLanes;
    if (++column == p.per_row) row++, column = 0;
  }
  Floats sum[kOutputs][kVectors];
#pragma GCC unroll 8
  for (int o = 0; o < kOutputs; o++) {
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; v++) sum[o][v] = all(bias == nullptr ? 0 : bias[o]);
  }
  // Rows of the kernel that meet something but padding, for any of these outputs.
  const auto highest = whole(from[0], p.pitch), lowest = smaller(whole(from[kVectors - 1] + kLanes - 1, p.pitch), p.out_rows - 1);
  const auto begin = larger(0, p.first - lowest), end = smaller(p.rows, p.last - highest);
  for (int64_t i = 0; i < p.in; i++) {
    for (auto r = begin; r < end; r++) {
      const auto* in = x + i * p.plane + r * p.pitch;
      const auto* w = weights + (i * p.rows + r) * p.columns * kOutputs;
      for (int64_t c = 0; c < p.columns; c++, in++, w += kOutputs) {
        Floats pixels[kVectors];
#pragma GCC unroll 8
        for (int v = 0; v < kVectors; v++) pixels[v] = kept(load(in + from[v]));
#pragma GCC unroll 8
        for (int o = 0; o < kOutputs; o++) {
          const auto weight = all(w[o]);
#pragma GCC unroll 8
          for (int v = 0; v < kVectors; v++) sum[o][v] += weight * pixels[v];
        }
      }
    }
  }
  for (int o = 0; o < kOutputs; o++) {
    for (int v = 0; v < kVectors; v++) store(y + o * p.out_plane + to[v], relu ? cut(sum[o][v]) : sum[o][v]);
  }
}

template <int kOutputs>
void correlate_outputs(const float* x, const float* weights, const float* bias, float* y, const Planes& p, bool relu) {
  constexpr int kMost = vectors_beside(kOutputs);
  int64_t vector = 0;
  for (; vector + kMost <= p.vectors; vector += kMost) correlate_tile<kOutputs, kMost>(x, weights, bias, y, p, vector, relu);
  for (; vector + 2 <= p.vectors; vector += 2) correlate_tile<kOutputs, 2>(x, weights, bias, y, p, vector, relu);
  for (; vector < p.vectors; vector++) correlate_tile<kOutputs, 1>(x, weights, bias, y, p, vector, relu);
}

void correlate(const float* x, const float* weights, const float* bias, float* y, const Planes& p, int64_t outputs, bool relu) {
  switch (outputs) {
    case 1: return correlate_outputs<1>(x, weights, bias, y, p, relu);
    case 2: return correlate_outputs<2>(x, weights, bias, y, p, relu);
    case 3: return correlate_outputs<3>(x, weights, bias, y, p, relu);
    case 4: return correlate_outputs<4>(x, weights, bias, y, p, relu);
    case 5: return correlate_outputs<kWide ? 5 : 1>(x, weights, bias, y, p, relu);
    default: return correlate_outputs<kWide ? 6 : 1>(x, weights, bias, y, p, relu);
  }
}

constexpr int kWeightTile = kWide ? 3 : 2;
constexpr int kWeightTaps = kWide ? 7 : 5;

template <int kOutputs, int kTaps>
void correlate_weights_tile(const float* x, const float* gradient, float* sums, const Planes& p) {
  Floats sum[kOutputs][kTaps] = {};
  for (int64_t begin = 0, row = 0; begin < p.vectors; begin += p.per_row, row++) {
    const auto* in = x + row * p.pitch;
    const auto* dy = gradient + row * p.out_pitch;
    const auto end = smaller(p.per_row, p.vectors - begin);
    for (int64_t v = 0; v < end; v++, in += kLanes, dy += kLanes) {
      Floats g[kOutputs];
#pragma GCC unroll 8
      for (int o = 0; o < kOutputs; o++) g[o] = load(dy + o * p.out_plane);
#pragma GCC unroll 8
      for (int tap = 0; tap < kTaps; tap++) {
        const auto pixels = kept(load(in + tap));
#pragma GCC unroll 8
        for (int o = 0; o < kOutputs; o++) sum[o][tap] += g[o] * pixels;
      }
    }
  }
  for (int o = 0; o < kOutputs; o++) {
    for (int tap = 0; tap < kTaps; tap++) {
      auto* const to = sums + (o * kTaps + tap) * kLanes;
      store(to, load(to) + sum[o][tap]);
    }
  }
}

template <int kOutputs>
void correlate_weights_outputs(const float* x, const float* gradient, float* sums, const Planes& p, int64_t taps) {
  switch (taps) {
    case 1: return correlate_weights_tile<kOutputs, 1>(x, gradient, sums, p);
    case 2: return correlate_weights_tile<kOutputs, 2>(x, gradient, sums, p);
    case 3: return correlate_weights_tile<kOutputs, 3>(x, gradient, sums, p);
    case 4: return correlate_weights_tile<kOutputs, 4>(x, gradient, sums, p);
    case 5: return correlate_weights_tile<kOutputs, 5>(x, gradient, sums, p);
    case 6: return correlate_weights_tile<kOutputs, kWide ? 6 : 1>(x, gradient, sums, p);
    default: return correlate_weights_tile<kOutputs, kWide ? 7 : 1>(x, gradient, sums, p);
  }
}

void correlate_weights(const float* x, const float* gradient, float* sums, const Planes& p, int64_t outputs, int64_t taps) {
  switch (outputs) {
    case 1: return correlate_weights_outputs<1>(x, gradient, sums, p, taps);
    case 2: return correlate_weights_outputs<2>(x, gradient, sums, p, taps);
    default: return correlate_weights_outputs<kWide ? 3 : 1>(x, gradient, sums, p, taps);
  }
}

void sum_plane(const float* gradient, float* sums, const Planes& p) {
  Floats sum{};
  for (int64_t begin = 0; begin < p.vectors; begin += p.per_row, gradient += p.out_pitch) {
    for (int64_t v = 0; v < smaller(p.per_row, p.vectors - begin); v++) sum += load(gradient + v * kLanes);
  }
  store(sums, load(sums) + sum);
}

// ---- Planes to blocks: vectors of the output's channels. ----

constexpr int kMostColumns = kWide ? 14 : 6;
constexpr int kMostTaps = kWide ? 28 : 12;

constexpr int rows_beside(int columns) { return kMostTaps / columns < 4 ? kMostTaps / columns : 4; }

template <int kRows, int kColumns>
inline void correlate_block_tile(const float* x, const float* weights, Floats bias, float* y, const ToBlocks& s, bool relu) {
  Floats sum[kRows][kColumns];
#pragma GCC unroll 16
  for (int r = 0; r < kRows; r++) {
#pragma GCC unroll 16
    for (int c = 0; c < kColumns; c++) sum[r][c] = bias;
  }
  for (int64_t i = 0; i < s.in; i++) {
    for (int64_t row = 0; row < s.rows; row++) {
      const auto* in = x + i * s.plane + row * s.pitch;
      for (int64_t column = 0; column < s.columns; column++, in++, weights += kLanes) {
        const auto weight = load(weights);
#pragma GCC unroll 16
        for (int r = 0; r < kRows; r++) {
#pragma GCC unroll 16
          for (int c = 0; c < kColumns; c++) sum[r][c] += weight * all(in[r * s.pitch + c]);
        }
      }
    }
  }
  for (int r = 0; r < kRows; r++) {
    for (int c = 0; c < kColumns; c++) store(y + (r * s.out_width + c) * kLanes, relu ? cut(sum[r][c]) : sum[r][c]);
  }
}

template <int kColumns>
void correlate_block_columns(const float* x, const float* weights, Floats bias, float* y, const ToBlocks& s, bool relu) {
  constexpr int kRows = rows_beside(kColumns);
  int64_t row = 0;
  for (; row + kRows <= s.out_height; row += kRows) {
    correlate_block_tile<kRows, kColumns>(x + row * s.pitch, weights, bias, y + row * s.out_width * kLanes, s, relu);
  }
  for (; row < s.out_height; row++) correlate_block_tile<1, kColumns>(x + row * s.pitch, weights, bias, y + row * s.out_width * kLanes, s, relu);
}

template <int kColumns>
void correlate_block_columns(int64_t columns, const float* x, const float* weights, Floats bias, float* y, const ToBlocks& s, bool relu) {
  if (columns == kColumns) {
    correlate_block_columns<kColumns>(x, weights, bias, y, s, relu);
  } else if constexpr (kColumns > 1) {
    correlate_block_columns<kColumns - 1>(columns, x, weights, bias, y, s, relu);
  }
}

// The columns in tiles that are as even as can be.
void correlate_block(const float* x, const float* weights, const float* bias, float* y, const ToBlocks& s, bool relu) {
  const auto tiles = (s.out_width + kMostColumns - 1) / kMostColumns;
  const auto start = bias == nullptr ? Floats{} : load(bias);
  for (int64_t t = 0; t < tiles; t++) {
    const auto begin = s.out_width * t / tiles, end = s.out_width * (t + 1) / tiles;
    correlate_block_columns<kMostColumns>(end - begin, x + begin, weights, start, y + begin * kLanes, s, relu);
  }
}

template <int kRows, int kColumns>
void block_weights_tile(const float* x, const float* gradient, float* sums, const ToBlocks& s) {
  Floats sum[kRows][kColumns] = {};
  for (int64_t y = 0; y < s.out_height; y++) {
    const auto* in = x + y * s.pitch;
    for (int64_t column = 0; column < s.out_width; column++, in++, gradient += kLanes) {
      const auto g = load(gradient);
#pragma GCC unroll 16
      for (int r = 0; r < kRows; r++) {
#pragma GCC unroll 16
        for (int c = 0; c < kColumns; c++) sum[r][c] += g * all(in[r * s.pitch + c]);
      }
    }
  }
  for (int r = 0; r < kRows; r++) {
    for (int c = 0; c < kColumns; c++) {
      auto* const to = sums + (r * s.columns + c) * kLanes;
      store(to, load(to) + sum[r][c]);
    }
  }
}

template <int kRows, int kColumns>
void block_weights_rows(int64_t rows, const float* x, const float* gradient, float* sums, const ToBlocks& s) {
  if (rows == kRows) {
    block_weights_tile<kRows, kColumns>(x, gradient, sums, s);
  } else if constexpr (kRows > 1) {
    block_weights_rows<kRows - 1, kColumns>(rows, x, gradient, sums, s);
  }
}

constexpr int kMostKernelColumns = kWide ? 7 : 5;

constexpr int taps_beside(int columns) { return kMostTaps / columns < 7 ? kMostTaps / columns : 7; }

// All rows of so many of the kernel's columns, as many together as the registers hold.
template <int kColumns>
void block_weights_columns(int64_t columns, const float* x, const float* gradient, float* sums, const ToBlocks& s) {
  if (columns == kColumns) {
    constexpr int kMost = taps_beside(kColumns);
    const auto tiles = (s.rows + kMost - 1) / kMost;
    for (int64_t t = 0; t < tiles; t++) {
      const auto begin = s.rows * t / tiles, end = s.rows * (t + 1) / tiles;
      block_weights_rows<kMost, kColumns>(end - begin, x + begin * s.pitch, gradient, sums + begin * s.columns * kLanes, s);
    }
  } else if constexpr (kColumns > 1) {
    block_weights_columns<kColumns - 1>(columns, x, gradient, sums, s);
  }
}

void correlate_block_weights(const float* x, const float* gradient, float* sums, float* bias_sums, const ToBlocks& s) {
  const auto tiles = (s.columns + kMostKernelColumns - 1) / kMostKernelColumns;
  for (int64_t i = 0; i < s.in; i++) {
    for (int64_t t = 0; t < tiles; t++) {
      const auto begin = s.columns * t / tiles, end = s.columns * (t + 1) / tiles;
      block_weights_columns<kMostKernelColumns>(end - begin, x + i * s.plane + begin, gradient, sums + (i * s.rows * s.columns + begin) * kLanes, s);
    }
  }
  Floats sum{};
  for (int64_t pixel = 0; pixel < s.out_height * s.out_width; pixel++) sum += load(gradient + pixel * kLanes);
  store(bias_sums, load(bias_sums) + sum);
}

void block_to_planes(const float* x, int64_t height, int64_t width, int64_t channels, float* y, int64_t pitch, int64_t plane) {
  for (int64_t row = 0; row < height; row++) {
    for (int64_t column = 0; column < width; column++) {
      const auto* const from = x + (row * width + column) * kLanes;
      auto* to = y + row * pitch + column;
      for (int64_t c = 0; c < channels; c++, to += plane) *to = from[c];
    }
  }
}

template <int kCount>
struct Some {
  typedef float Type __attribute__((vector_size(kCount * sizeof(float)), aligned(sizeof(float)), may_alias));
};

// At least kCount elements: the last ones may be copied twice.
template <int kCount>
inline void copy_row(const float* from, float* to, int64_t width) {
  typedef typename Some<kCount>::Type Vector;
  for (int64_t i = 0; i + kCount < width; i += kCount) *reinterpret_cast<Vector*>(to + i) = *reinterpret_cast<const Vector*>(from + i);
  *reinterpret_cast<Vector*>(to + width - kCount) = *reinterpret_cast<const Vector*>(from + width - kCount);
}

void copy_rows(const float* from, int64_t from_pitch, float* to, int64_t to_pitch, int64_t rows, int64_t width) {
  for (int64_t row = 0; row < rows; row++, from += from_pitch, to += to_pitch) {
    if (width >= kLanes) {
      copy_row<kLanes>(from, to, width);
    } else if (width >= 4) {
      copy_row<4>(from, to, width);
    } else {
      for (int64_t i = 0; i < width; i++) to[i] = from[i];
    }
  }
}

void sum_vectors(const float* vectors, float* sums, int64_t count) {
  typedef Some<4>::Type Four;
  for (int64_t i = 0; i < count; i++, vectors += kLanes) {
    Four sum{};
    for (int j = 0; j < kLanes; j += 4) sum += *reinterpret_cast<const Four*>(vectors + j);
    sums[i] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  }
}

}  // namespace
}  // namespace modeldsl

#include "few_pooling.inl"

namespace modeldsl {
namespace {

constexpr FewKernels kKernels{kLanes, kTile, kWeightTile, kWeightTaps, correlate, correlate_weights, sum_plane, correlate_block, correlate_block_weights,
                              block_to_planes, halve, halve_block, spread, spread_block, copy_rows, sum_vectors, behind_relu,
                              kMostInRow, weights_of_maxima, inputs_of_maxima};

}  // namespace
}  // namespace modeldsl
