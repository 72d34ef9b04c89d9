// The gradients of a convolution of few channels to blocks with pooling behind it: three in four of its outputs have none, so that they are summed from the
// patches that the maxima were made of. For that the input's channels stand beside each other.
#pragma once

#ifdef MDL_ONEDNN

#include "few_channels.h"

namespace modeldsl {

// The examples of one part of the batch.
class MaximaPart {
 public:
  // Where a row of a patch fills its vectors so well that it takes at most half of what the dense kernels do.
  static bool gains(const Few& f) {
    const auto& kernel = few_kernels();
    const auto vectors = vectors_of(f);
    return f.halved && f.in_blocks && vectors <= kernel.maxima_vectors && 2 * f.in * f.columns >= kernel.lanes * vectors;
  }

  // [out, rows, columns and inputs], with zeros behind each row.
  static Scratch ordered(const float* weight, const Few& f) {
    const auto length = vectors_of(f) * few_kernels().lanes;
    Scratch result(f.blocks() * block() * f.rows * length, /*clear=*/true);
    for (int64_t o = 0; o < f.out; o++) {
      for (int64_t i = 0; i < f.in; i++) {
        for (int64_t tap = 0; tap < f.rows * f.columns; tap++) {
          result.data()[(o * f.rows + tap / f.columns) * length + tap % f.columns * f.in + i] = *weight++;
        }
      }
    }
    return result;
  }

  MaximaPart(const Backward& backward, float* d_weight, float* d_bias)
      : b_(backward), f_(b_.few), k_(few_kernels()), length_(vectors_of(f_) * k_.lanes), d_weight_(d_weight), d_bias_(d_bias), x_(f_.in * f_.plane(), /*clear=*/true),
        gradient_(f_.made_pixels() * block()), sums_(f_.blocks() * block() * f_.rows * length_, /*clear=*/true), bias_sums_(f_.blocks() * block(), /*clear=*/true) {
    shifted_ = f_.in * f_.plane() + Scratch::kRoom;
    if (b_.d_input != nullptr) result_ = Scratch(2 * shifted_);
  }

  void run(int64_t begin, int64_t end) {
    const auto pixels = f_.height * f_.width;
    for (auto example = begin; example < end; example++) {
      read(b_.x + example * f_.in * pixels);
      if (b_.d_input != nullptr) std::fill_n(result_.data(), 2 * shifted_, 0.0f);
      for (int64_t b = 0; b < f_.blocks(); b++) block_of(example, b);
      if (b_.d_input != nullptr) write_input(b_.d_input + example * f_.in * pixels);
    }
    for (int64_t o = 0; o < f_.out; o++) {
      for (int64_t i = 0; i < f_.in; i++) {
        for (int64_t tap = 0; tap < f_.rows * f_.columns; tap++) {
          *d_weight_++ = sums_.data()[(o * f_.rows + tap / f_.columns) * length_ + tap % f_.columns * f_.in + i];
        }
      }
      d_bias_[o] = bias_sums_.data()[o];
    }
  }

 private:
  static int64_t vectors_of(const Few& f) { return (f.in * f.columns + few_kernels().lanes - 1) / few_kernels().lanes; }

  void read(const float* x) {
    for (int64_t i = 0; i < f_.in; i++) {
      for (int64_t row = 0; row < f_.height; row++, x += f_.width) {
        auto* const to = x_.data() + ((row + f_.top) * f_.pitch() + f_.left) * f_.in + i;
        for (int64_t column = 0; column < f_.width; column++) to[column * f_.in] = x[column];
      }
    }
  }

  void block_of(int64_t example, int64_t b) {
    const Maxima maxima{f_.in, f_.rows, length_ / k_.lanes, f_.pitch() * f_.in, f_.made_height(), f_.made_width(), shifted_};
    const auto count = f_.made_pixels() * block(), at = example * f_.made() + b * count, weights = b * block() * f_.rows * length_;
    const auto* gradient = b_.gradient + at;
    if (b_.output != nullptr) {
      k_.behind_relu(gradient, b_.output + at, gradient_.data(), count);
      gradient = gradient_.data();
    }
    k_.weights_of_maxima(x_.data(), gradient, b_.places + at, sums_.data() + weights, bias_sums_.data() + b * block(), maxima);
    if (b_.d_input != nullptr) k_.input_of_maxima(gradient, b_.places + at, b_.weights.data() + weights, result_.data(), maxima);
  }

  void write_input(float* to) const {
    const auto* const shifted = result_.data() + shifted_;
    for (int64_t i = 0; i < f_.in; i++) {
      for (int64_t row = 0; row < f_.height; row++, to += f_.width) {
        const auto from = ((row + f_.top) * f_.pitch() + f_.left) * f_.in + i;
        for (int64_t column = 0; column < f_.width; column++) to[column] = result_.data()[from + column * f_.in] + shifted[from + column * f_.in];
      }
    }
  }

  const Backward& b_;
  const Few& f_;
  const FewKernels& k_;
  int64_t length_, shifted_;
  float *d_weight_, *d_bias_;
  Scratch x_, gradient_, sums_, bias_sums_, result_;
};

}  // namespace modeldsl

#endif
