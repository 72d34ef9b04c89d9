// Vectors of 8. Compiled for AVX2: see build.sh.
static constexpr int kLanes = 8;
static constexpr int kRegisters = 16;

#include "linear_kernels.inl"

namespace modeldsl {
namespace {

constexpr int kRows = 6, kColumns = 2;

// Some rows by two vectors of outputs. Inputs that follow each other go to sums of their own where there are few rows: an addition waits for the last one.
template <int kHeight>
inline void multiply_tile(const float* x, int64_t pitch, const float* weights, float* sums, int64_t inputs, int64_t outputs) {
  constexpr int kApart = kHeight == 1 ? 4 : kHeight <= 3 ? 2 : 1;
  Floats sum[kApart][kHeight][kColumns] = {};
  const auto add = [&](int64_t i, int apart) __attribute__((always_inline)) {
    const auto* const row = reinterpret_cast<const Floats*>(weights + i * outputs);
    const Floats given[kColumns] = {row[0], row[1]};
#pragma GCC unroll 6
    for (int h = 0; h < kHeight; h++) {
#pragma GCC unroll 2
      for (int c = 0; c < kColumns; c++) sum[apart][h][c] += x[h * pitch + i] * given[c];
    }
  };
  int64_t i = 0;
  for (; i + kApart <= inputs; i += kApart) {
#pragma GCC unroll 4
    for (int a = 0; a < kApart; a++) add(i + a, a);
  }
  for (; i < inputs; i++) add(i, 0);
#pragma GCC unroll 6
  for (int h = 0; h < kHeight; h++) {
    auto* const to = reinterpret_cast<Floats*>(sums + h * outputs);
    for (int c = 0; c < kColumns; c++) {
      for (int a = 1; a < kApart; a++) sum[0][h][c] += sum[a][h][c];
      to[c] += sum[0][h][c];
    }
  }
}

void multiply_rows(int64_t rows, const float* x, int64_t pitch, const float* weights, float* sums, int64_t inputs, int64_t outputs) {
  switch (rows) {
    case 1: return multiply_tile<1>(x, pitch, weights, sums, inputs, outputs);
    case 2: return multiply_tile<2>(x, pitch, weights, sums, inputs, outputs);
    case 3: return multiply_tile<3>(x, pitch, weights, sums, inputs, outputs);
    case 4: return multiply_tile<4>(x, pitch, weights, sums, inputs, outputs);
    case 5: return multiply_tile<5>(x, pitch, weights, sums, inputs, outputs);
    default: return multiply_tile<kRows>(x, pitch, weights, sums, inputs, outputs);
  }
}

}  // namespace

const LinearKernels kLinearKernelsAvx2 = kKernels;

void multiply_avx2(const float* x, int64_t pitch, const float* weights, float* sums, int64_t n, int64_t inputs, int64_t outputs) {
  for (int64_t o = 0; o < outputs; o += kColumns * kLanes) {
    for (int64_t e = 0; e < n; e += kRows) multiply_rows(n - e < kRows ? n - e : kRows, x + e * pitch, pitch, weights + o, sums + e * outputs + o, inputs, outputs);
  }
}

}  // namespace modeldsl
