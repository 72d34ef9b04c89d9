// See winograd_kernels.h. The file that includes it says how wide a block is: kBlock. Nothing of the standard library here, as in block_kernels.inl.
//
// A convolution of a tile is a product of polynomials, computed by their values at `points` (Toom and Cook; Winograd 1980, Lavin & Gray 2016): with an input d, a
// kernel g and outputs y of one dimension y = A' [(G g) * (B' d)], in two dimensions each matrix from both sides. The gradient of the kernel is
// G' [(A dy) * (B' d)]. The points are infinity, pairs of opposite numbers, whose sums and differences serve both, and 0 where their number wants one more. They are
// near 1 and not near each other, so that little is lost to rounding.
#include "winograd_kernels.h"
#include "vectors.inl"

namespace modeldsl {
namespace {

#define MDL_UNROLL _Pragma("GCC unroll 16")
#define MDL_INLINE inline __attribute__((always_inline))
#define MDL_LAMBDA __attribute__((always_inline))

// The tiles that share a load of weights, and the blocks of outputs that share a load of a tile: products of both fill the registers.
constexpr int kRows = kBlock == 16 ? 14 : 6, kColumns = 2;

// The same of inputs and outputs in the gradient of the weights.
constexpr int kGradientRows = kBlock == 16 ? 8 : 4, kGradientColumns = kBlock == 16 ? 3 : 2;

inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

inline const Floats* floats(const float* from) { return reinterpret_cast<const Floats*>(from); }
inline Floats* floats(float* to) { return reinterpret_cast<Floats*>(to); }

// GCC makes a broadcast of it; of a sum with zeros it would not, for -0 + 0 is 0.
MDL_INLINE Floats all(float value) { return value - Floats{}; }

// A matrix whose rows belong to the points.
template <int kN, int kK>
struct Matrix {
  static constexpr int kPoints = kN, kLength = kK;
  double at[kN][kK];
};

// Where the pairs begin: behind 0, if that is a point.
constexpr int first_pair(int points) { return points % 2 == 0 ? 1 : 0; }

// For kM outputs and a kernel of kR.
template <int kM, int kR>
struct Matrices {
  static constexpr int kN = kM + kR - 1, kPairs = first_pair(kN);

  static constexpr double point(int i) {
    constexpr double pairs[] = {1, 2, kN % 2 == 0 ? 0.5 : 0.25};
    return i < kPairs ? 0 : (i - kPairs) % 2 == 0 ? pairs[(i - kPairs) / 2] : -pairs[(i - kPairs) / 2];
  }

  // A and G up to the scale: powers of the points.
  template <int kK>
  static constexpr Matrix<kN, kK> powers(bool scaled) {
    Matrix<kN, kK> result{};
    for (int i = 0; i < kN - 1; i++) {
      // The scale of a pair is that of its first.
      const int first = i - (i >= kPairs ? (i - kPairs) % 2 : 0);
      double value = 1;
      for (int j = 0; j < kN - 1; j++) {
        if (scaled && j != first) value /= point(first) - point(j);
      }
      for (int j = 0; j < kK; j++, value *= point(i)) result.at[i][j] = value;
    }
    result.at[kN - 1][kK - 1] = 1;
    return result;
  }

  // B': the coefficients of the polynomials that are 0 at all points but the row's. That of a pair's second is the first's at -x.
  static constexpr Matrix<kN, kN> polynomials() {
    Matrix<kN, kN> result{};
    for (int i = 0; i < kN; i++) {
      result.at[i][0] = 1;
      int degree = 0;
      for (int j = 0; j < kN - 1; j++) {
        if (j == i) continue;
        degree++;
        for (int k = degree; k >= 0; k--) result.at[i][k] = (k > 0 ? result.at[i][k - 1] : 0) - point(j) * result.at[i][k];
      }
      if (i >= kPairs && i < kN - 1 && (i - kPairs) % 2 == 1) {
        for (int k = 0; k < kN; k++) result.at[i][k] = k % 2 == 0 ? result.at[i - 1][k] : -result.at[i - 1][k];
      }
    }
    return result;
  }

  static constexpr auto kA = powers<kM>(false);
  static constexpr auto kG = powers<kR>(true);
  static constexpr auto kB = polynomials();
};

// Sum of scale x in place of the sum, where the scale is not 0.
MDL_INLINE void add(Floats& sum, bool& any, double scale, Floats x) {
  if (scale == 0) return;
  const auto factor = static_cast<float>(scale);
  sum = !any ? (scale == 1 ? x : x * factor) : scale == 1 ? sum + x : scale == -1 ? sum - x : sum + x * factor;
  any = true;
}

// Values at the points: a row times x. The rows of a pair are the same, but for the sign of each second number.
template <const auto& kMatrix, typename Store>
MDL_INLINE void evaluate(const Floats* x, const Store& store) {
  constexpr int n = kMatrix.kPoints, length = kMatrix.kLength, pairs = first_pair(n);
  MDL_UNROLL
  for (int i = 0; i < n; i++) {
    const bool is_pair = i >= pairs && i < n - 1;
    if (is_pair && (i - pairs) % 2 == 1) continue;
    Floats even{}, odd{};
    bool any_even = false, any_odd = false;
    MDL_UNROLL
    for (int k = 0; k < length; k++) {
      if (k % 2 == 0) {
        add(even, any_even, kMatrix.at[i][k], x[k]);
      } else {
        add(odd, any_odd, kMatrix.at[i][k], x[k]);
      }
    }
    store(i, any_even ? (any_odd ? even + odd : even) : odd);
    if (is_pair) store(i + 1, even - odd);
  }
}

// The transposed matrix times the values at the points.
template <const auto& kMatrix, typename Store>
MDL_INLINE void interpolate(const Floats* values, const Store& store) {
  constexpr int n = kMatrix.kPoints, length = kMatrix.kLength, pairs = first_pair(n);
  Floats sums[n / 2], differences[n / 2];
  MDL_UNROLL
  for (int i = pairs; i < n - 1; i += 2) {
    sums[i / 2] = values[i] + values[i + 1];
    differences[i / 2] = values[i] - values[i + 1];
  }
  MDL_UNROLL
  for (int k = 0; k < length; k++) {
    Floats sum{};
    bool any = false;
    if (pairs == 1) add(sum, any, kMatrix.at[0][k], values[0]);
    MDL_UNROLL
    for (int i = pairs; i < n - 1; i += 2) add(sum, any, kMatrix.at[i][k], k % 2 == 0 ? sums[i / 2] : differences[i / 2]);
    add(sum, any, kMatrix.at[n - 1][k], values[n - 1]);
    store(k, sum);
  }
}

// A square of numbers, `row` vectors from one row to the next, to its values at all pairs of points.
template <const auto& kMatrix, typename From>
MDL_INLINE void evaluate_square(const From& from, int64_t row, float* to, int64_t stride) {
  constexpr int n = kMatrix.kPoints, length = kMatrix.kLength;
  alignas(sizeof(Floats)) Floats half[n][length];
  MDL_UNROLL
  for (int j = 0; j < length; j++) {
    alignas(sizeof(Floats)) Floats column[length];
    MDL_UNROLL
    for (int i = 0; i < length; i++) column[i] = from[i * row + j];
    evaluate<kMatrix>(column, [&](int i, Floats value) MDL_LAMBDA { half[i][j] = value; });
  }
  for (int i = 0; i < n; i++) {
    evaluate<kMatrix>(half[i], [&](int j, Floats value) MDL_LAMBDA { *floats(to + (i * n + j) * stride) = value; });
  }
}

// And back.
template <const auto& kMatrix>
MDL_INLINE void interpolate_square(const float* from, int64_t stride, Floats* to) {
  constexpr int n = kMatrix.kPoints, length = kMatrix.kLength;
  alignas(sizeof(Floats)) Floats half[length][n];
  for (int j = 0; j < n; j++) {
    alignas(sizeof(Floats)) Floats column[n];
    MDL_UNROLL
    for (int i = 0; i < n; i++) column[i] = *floats(from + (i * n + j) * stride);
    interpolate<kMatrix>(column, [&](int k, Floats value) MDL_LAMBDA { half[k][j] = value; });
  }
  MDL_UNROLL
  for (int i = 0; i < length; i++) {
    interpolate<kMatrix>(half[i], [&](int j, Floats value) MDL_LAMBDA { to[i * length + j] = value; });
  }
}

struct Place {
  int64_t image, top, left;
};

inline Place place(const Tiled& tiled, int64_t tile, int64_t outputs) {
  const auto in_image = tile % (tiled.rows * tiled.columns);
  return {tile / (tiled.rows * tiled.columns), in_image / tiled.columns * outputs - tiled.top, in_image % tiled.columns * outputs - tiled.left};
}

// Has a square come to the nearest cache.
template <int kLength, typename From>
MDL_INLINE void call_square(const From& from, int64_t row) {
  for (int i = 0; i < kLength; i++) {
    MDL_UNROLL
    for (int j = 0; j < kLength; j++) __builtin_prefetch((from + (i * row + j)).at);
  }
}

// The square at each tile's place: zeros outside of the feature map.
template <const auto& kMatrix, int kM, typename T>
inline void spread(const T* x, const Tiled& tiled, int64_t begin, int64_t end, const Panel& to) {
  constexpr int length = kMatrix.kLength;
  for (auto tile = begin; tile < end; tile++) {
    const auto at = place(tiled, tile, kM);
    const bool inside = at.top >= 0 && at.left >= 0 && at.top + length <= tiled.height && at.left + length <= tiled.width;
    for (int64_t b = 0; b < tiled.blocks; b++) {
      const auto plane = vectors(x) + (at.image * tiled.blocks + b) * tiled.height * tiled.width;
      auto* const target = to.data + (b * to.room + tile - to.first) * kBlock;
      if (inside) {
        // The next block lies far away.
        if (b + 1 < tiled.blocks) call_square<length>(plane + tiled.height * tiled.width + at.top * tiled.width + at.left, tiled.width);
        evaluate_square<kMatrix>(plane + at.top * tiled.width + at.left, tiled.width, target, to.stride);
        continue;
      }
      alignas(sizeof(Floats)) Floats square[length * length] = {};
      for (auto i = larger(-at.top, 0); i < smaller(length, tiled.height - at.top); i++) {
        for (auto j = larger(-at.left, 0); j < smaller(length, tiled.width - at.left); j++) square[i * length + j] = plane[(at.top + i) * tiled.width + at.left + j];
      }
      evaluate_square<kMatrix>(square, length, target, to.stride);
    }
  }
}

template <int kM, int kR, typename T>
void spread_input(const T* x, const Tiled& tiled, int64_t begin, int64_t end, const Panel& to) {
  spread<Matrices<kM, kR>::kB, kM>(x, tiled, begin, end, to);
}

template <int kM, int kR, typename T>
void spread_gradient(const T* gradient, const Tiled& tiled, int64_t begin, int64_t end, const Panel& to) {
  spread<Matrices<kM, kR>::kA, kM>(gradient, tiled, begin, end, to);
}

template <int kM, int kR, typename T>
void gather_output(const Panel& from, const Tiled& tiled, int64_t begin, int64_t end, T* y, const Finish& finish) {
  const Floats zero{};
  for (auto tile = begin; tile < end; tile++) {
    const auto at = place(tiled, tile, kM);
    const auto rows = smaller(kM, tiled.height - at.top), columns = smaller(kM, tiled.width - at.left);
    for (int64_t b = 0; b < tiled.blocks; b++) {
      alignas(sizeof(Floats)) Floats square[kM * kM];
      interpolate_square<Matrices<kM, kR>::kA>(from.data + (b * from.room + tile - from.first) * kBlock, from.stride, square);
      const Floats bias = finish.bias != nullptr ? floats(finish.bias)[b] : zero;
      const auto first = (at.image * tiled.blocks + b) * tiled.height * tiled.width + at.top * tiled.width + at.left;
      for (int64_t i = 0; i < rows; i++) {
        const auto row = vectors(y) + first + i * tiled.width;
        if (finish.slope != nullptr) {
          const auto slopes = vectors(static_cast<const T*>(finish.slope)) + first + i * tiled.width;
          for (int64_t j = 0; j < columns; j++) row.set(j, slopes[j] <= zero ? zero : square[i * kM + j]);
          continue;
        }
        for (int64_t j = 0; j < columns; j++) {
          Floats value = square[i * kM + j] + bias;
          if (finish.sum) value += row[j];
          row.set(j, finish.relu ? (value < zero ? zero : value) : value);
        }
      }
    }
  }
}

// The transforms of some weights, [points, inputs, outputs]: they go to memory, and come from there, some at a time, which memory prefers. A bit of room between
// the points, that they do not all fall into the same few sets of the cache.
template <int kN>
struct Staged {
  static constexpr int kInputs = kBlock / 2, kStride = (kInputs + 1) * kBlock;
  alignas(sizeof(Floats)) float data[kN * kN * kStride];

  void store(float* to, int64_t stride) const {
    for (int point = 0; point < kN * kN; point++) copy(data + point * kStride, to + point * stride);
  }

  void load(const float* from, int64_t stride) {
    for (int point = 0; point < kN * kN; point++) copy(from + point * stride, data + point * kStride);
  }

  static MDL_INLINE void copy(const float* from, float* to) {
    MDL_UNROLL
    for (int j = 0; j < kInputs; j++) floats(to)[j] = floats(from)[j];
  }
};

template <int kM, int kR>
void spread_weight(const float* packed, int64_t begin, int64_t end, const Transformed& to) {
  Staged<Matrices<kM, kR>::kN> staged;
  for (auto i = begin * kBlock; i < end * kBlock; i++) {
    const auto in = i % kBlock;
    alignas(sizeof(Floats)) Floats square[kR * kR];
    for (int j = 0; j < kR * kR; j++) square[j] = floats(packed)[(i / kBlock * kR * kR + j) * kBlock + in];
    evaluate_square<Matrices<kM, kR>::kG>(square, kR, staged.data + i % staged.kInputs * kBlock, staged.kStride);
    if ((i + 1) % staged.kInputs == 0) staged.store(to.data + (i + 1 - staged.kInputs) * kBlock, to.stride);
  }
}

template <int kM, int kR>
void spread_turned_weight(const float* packed, int64_t begin, int64_t end, const Transformed& to) {
  constexpr int size = kR * kR;
  Staged<Matrices<kM, kR>::kN> staged;
  alignas(sizeof(Floats)) float turned[kBlock][size][kBlock];
  for (auto i = begin * kBlock; i < end * kBlock; i++) {
    const auto in = i % kBlock;
    if (in == 0) {
      const auto out_block = i / kBlock / to.in_blocks, in_block = i / kBlock % to.in_blocks;
      const auto* const block = packed + (in_block * to.out_blocks + out_block) * size * kBlock * kBlock;
      for (int j = 0; j < size; j++) {
        for (int row = 0; row < kBlock; row++) {
          for (int column = 0; column < kBlock; column++) turned[column][size - 1 - j][row] = block[(j * kBlock + row) * kBlock + column];
        }
      }
    }
    evaluate_square<Matrices<kM, kR>::kG>(floats(turned[in][0]), kR, staged.data + i % staged.kInputs * kBlock, staged.kStride);
    if ((i + 1) % staged.kInputs == 0) staged.store(to.data + (i + 1 - staged.kInputs) * kBlock, to.stride);
  }
}

template <int kM, int kR>
void gather_weight(const Transformed& from, int64_t begin, int64_t end, float* packed) {
  Staged<Matrices<kM, kR>::kN> staged;
  for (auto i = begin * kBlock; i < end * kBlock; i++) {
    if (i % staged.kInputs == 0) staged.load(from.data + i * kBlock, from.stride);
    alignas(sizeof(Floats)) Floats square[kR * kR];
    interpolate_square<Matrices<kM, kR>::kG>(staged.data + i % staged.kInputs * kBlock, staged.kStride, square);
    for (int j = 0; j < kR * kR; j++) floats(packed)[(i / kBlock * kR * kR + j) * kBlock + i % kBlock] = square[j];
  }
}

template <int kC, bool kCallsAhead>
MDL_INLINE void multiply_rows(const float* inputs, int64_t room, const float* weights, int64_t blocks, float* outputs) {
  Floats sums[kRows][kC] = {};
  const auto column = blocks * kBlock * kBlock;
  for (int64_t b = 0; b < blocks; b++, inputs += room * kBlock, weights += kBlock * kBlock) {
    for (int in = 0; in < kBlock; in++) {
      Floats weight[kC];
      MDL_UNROLL
      for (int c = 0; c < kC; c++) {
        const auto* const from = weights + c * column + in * kBlock;
        if (kCallsAhead) __builtin_prefetch(from + kC * column, 0, 2);
        weight[c] = *floats(from);
      }
      MDL_UNROLL
      for (int r = 0; r < kRows; r++) {
        const Floats input = all(inputs[r * kBlock + in]);
        MDL_UNROLL
        for (int c = 0; c < kC; c++) sums[r][c] += input * weight[c];
      }
    }
  }
  MDL_UNROLL
  for (int c = 0; c < kC; c++) {
    MDL_UNROLL
    for (int r = 0; r < kRows; r++) *floats(outputs + (c * room + r) * kBlock) = sums[r][c];
  }
}

template <int kC>
MDL_INLINE void multiply_columns(const float* inputs, int64_t room, const float* weights, int64_t blocks, int64_t count, float* outputs) {
  // Weights come from memory where a network has many: the first tiles call for those that lie behind.
  multiply_rows<kC, true>(inputs, room, weights, blocks, outputs);
  for (int64_t row = kRows; row < count; row += kRows) multiply_rows<kC, false>(inputs + row * kBlock, room, weights, blocks, outputs + row * kBlock);
}

inline void multiply(const Panel& inputs, const Transformed& weights, const Panel& outputs, int64_t point, int64_t count) {
  const auto* const from = inputs.data + point * inputs.stride;
  const auto* const weight = weights.data + point * weights.stride;
  auto* const to = outputs.data + point * outputs.stride;
  for (int64_t b = 0; b < weights.out_blocks; b += kColumns) {
    const auto* const columns = weight + b * weights.in_blocks * kBlock * kBlock;
    auto* const target = to + b * outputs.room * kBlock;
    if (b + kColumns <= weights.out_blocks) {
      multiply_columns<kColumns>(from, inputs.room, columns, weights.in_blocks, count, target);
    } else {
      multiply_columns<1>(from, inputs.room, columns, weights.in_blocks, count, target);
    }
  }
}

template <int kC>
MDL_INLINE void multiply_gradient_rows(const float* inputs, const float* gradients, int64_t room, int64_t count, float* sums, int64_t column, bool is_first) {
  Floats values[kGradientRows][kC] = {};
  for (int64_t tile = 0; tile < count; tile++, inputs += kBlock, gradients += kBlock) {
    Floats gradient[kC];
    MDL_UNROLL
    for (int c = 0; c < kC; c++) gradient[c] = *floats(gradients + c * room * kBlock);
    MDL_UNROLL
    for (int r = 0; r < kGradientRows; r++) {
      const Floats input = all(inputs[r]);
      MDL_UNROLL
      for (int c = 0; c < kC; c++) values[r][c] += input * gradient[c];
    }
  }
  MDL_UNROLL
  for (int c = 0; c < kC; c++) {
    MDL_UNROLL
    for (int r = 0; r < kGradientRows; r++) {
      auto* const sum = floats(sums + c * column + r * kBlock);
      *sum = is_first ? values[r][c] : *sum + values[r][c];
    }
  }
}

inline void multiply_gradient(const Panel& inputs, const Panel& gradients, const Transformed& sums, int64_t point, int64_t count, bool is_first) {
  const auto column = sums.in_blocks * kBlock * kBlock;
  for (int64_t out = 0; out < sums.out_blocks; out += kGradientColumns) {
    const auto* const gradient = gradients.data + point * gradients.stride + out * gradients.room * kBlock;
    for (int64_t in = 0; in < sums.in_blocks * kBlock; in += kGradientRows) {
      const auto* const input = inputs.data + point * inputs.stride + in / kBlock * inputs.room * kBlock + in % kBlock;
      auto* const sum = sums.data + point * sums.stride + out * column + in * kBlock;
      switch (smaller(sums.out_blocks - out, kGradientColumns)) {
        case 1: multiply_gradient_rows<1>(input, gradient, gradients.room, count, sum, column, is_first); break;
        case 2: multiply_gradient_rows<2>(input, gradient, gradients.room, count, sum, column, is_first); break;
        default: multiply_gradient_rows<kGradientColumns>(input, gradient, gradients.room, count, sum, column, is_first); break;
      }
    }
  }
}

// A's row of the point 1, the first of the pairs, is of ones: there a transformed tile is the sum of its gradients.
template <int kM, int kR>
void sum_gradient(const Panel& gradients, int64_t blocks, int64_t count, float* sums, bool is_first) {
  constexpr auto point = Matrices<kM, kR>::kPairs * (Matrices<kM, kR>::kN + 1);
  for (int64_t b = 0; b < blocks; b++) {
    const auto* const from = floats(gradients.data + point * gradients.stride) + b * gradients.room;
    Floats sum{};
    for (int64_t tile = 0; tile < count; tile++) sum += from[tile];
    floats(sums)[b] = is_first ? sum : floats(sums)[b] + sum;
  }
}

template <int kM, int kR, typename T>
constexpr WinogradMaps<T> kMaps{spread_input<kM, kR, T>, spread_gradient<kM, kR, T>, gather_output<kM, kR, T>};

template <int kM, int kR>
constexpr WinogradKernels kKernels{kM,
                                   kR,
                                   Matrices<kM, kR>::kN * Matrices<kM, kR>::kN,
                                   kRows,
                                   kMaps<kM, kR, float>,
                                   spread_weight<kM, kR>,
                                   spread_turned_weight<kM, kR>,
                                   gather_weight<kM, kR>,
                                   multiply,
                                   multiply_gradient,
                                   sum_gradient<kM, kR>};

}  // namespace
}  // namespace modeldsl
