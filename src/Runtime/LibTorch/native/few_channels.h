// What the operators on feature maps of few channels share: sizes, how their planes are walked, and the order of weights that the kernels read.
#pragma once

#ifdef MDL_ONEDNN

#include "blocks.h"
#include "few_kernels.h"

#include <ATen/ops/empty.h>

#include <vector>

namespace modeldsl {

inline const FewKernels& few_kernels() { return block() == 16 ? kFewKernelsAvx512 : kFewKernelsAvx2; }

// One convolution of stride 1 of a plain feature map.
struct Few {
  int64_t n, in, height, width;
  int64_t out, rows, columns, top, left;
  bool in_blocks;  // the output, which else is plain
  bool halved;     // by max pooling of 2x2 behind it

  int64_t out_height() const { return height + 2 * top - rows + 1; }
  int64_t out_width() const { return width + 2 * left - columns + 1; }
  int64_t made_height() const { return halved ? out_height() / 2 : out_height(); }
  int64_t made_width() const { return halved ? out_width() / 2 : out_width(); }
  int64_t blocks() const { return (out + block() - 1) / block(); }
  int64_t pitch() const { return width + 2 * left; }
  int64_t plane() const { return (height + 2 * top) * pitch(); }
  int64_t pixels() const { return out_height() * out_width(); }
  int64_t made_pixels() const { return made_height() * made_width(); }

  // Of the result for one example, with what fills the last block.
  int64_t made() const { return (in_blocks ? blocks() * block() : out) * made_pixels(); }
  int64_t products() const { return pixels() * out * in * rows * columns; }
  std::vector<int64_t> made_sizes() const {
    return in_blocks ? std::vector<int64_t>{n, blocks(), made_height(), made_width(), block()} : std::vector<int64_t>{n, out, made_height(), made_width()};
  }
};

// Products that one thread should have at least.
constexpr int64_t kProducts = 1 << 20;

inline int64_t examples_per_thread(const Few& few) { return std::max<int64_t>(1, kProducts / std::max<int64_t>(1, few.products())); }

// How `in` padded planes become `out` planes: in vectors that begin with each row, or in fewer ones across the rows.
inline Planes planes(int64_t in, int64_t out, int64_t rows, int64_t columns, int64_t height, int64_t width) {
  const auto lanes = few_kernels().lanes;
  const auto out_rows = height - rows + 1, out_columns = width - columns + 1;
  const auto per_row = (out_columns + lanes - 1) / lanes, flat = ((out_rows - 1) * width + out_columns + lanes - 1) / lanes;
  Planes result{in, out, rows, columns, width, height * width, width, 0, flat, flat, out_rows, 0, height};
  if (per_row * out_rows < flat) result.vectors = per_row * out_rows, result.per_row = per_row, result.out_pitch = per_row * lanes;
  result.out_plane = std::max(out_rows * result.out_pitch, result.vectors * lanes);
  return result;
}

// Scratch memory of floats, with room behind it for what vectors read and write beyond the last row.
class Scratch {
 public:
  Scratch() = default;
  explicit Scratch(int64_t count, bool clear = false) : memory_(at::empty({count + kRoom}, at::kFloat)), data_(memory_.data_ptr<float>()) {
    if (clear) std::fill_n(data_, count + kRoom, 0.0f);
  }

  float* data() const { return data_; }

  static constexpr int64_t kRoom = 128;

 private:
  at::Tensor memory_;
  float* data_ = nullptr;
};

// The planes of an example, with zeros around them: the memory was cleared, and only what is inside is written. Room for wide kernels is the caller's.
inline void pad(const float* x, int64_t channels, int64_t height, int64_t width, float* to, int64_t pitch, int64_t plane, int64_t top, int64_t left) {
  for (int64_t c = 0; c < channels; c++) few_kernels().copy_rows(x + c * height * width, width, to + c * plane + top * pitch + left, pitch, height, width);
}

// `count` in parts of at most `most`, as even as can be: where part i begins.
struct Parts {
  int64_t count, parts;

  static Parts of(int64_t count, int64_t most) { return {count, (count + most - 1) / most}; }
  int64_t begin(int64_t i) const { return count * i / parts; }
  int64_t length(int64_t i) const { return begin(i + 1) - begin(i); }
};

// What a pass backward reads and writes. The places are those of the pooling behind the convolution, the output is there where a ReLU cut it off.
struct Backward {
  Few few;
  const float *gradient, *x, *output;
  const uint8_t* places;
  float* d_input;
  Scratch weights;
};

// Checks what an operator is given.
Few few_of(const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef padding, bool in_blocks, bool halved);

}  // namespace modeldsl

#endif
