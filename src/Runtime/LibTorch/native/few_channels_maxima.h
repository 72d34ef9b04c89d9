// The gradients of a convolution of few channels to blocks with pooling behind it: three in four of its outputs have none, so that they are summed over the patches
// of the input that the maxima were made of. For that the input's channels stand beside each other.
#pragma once

#ifdef MDL_ONEDNN

#include "few_channels.h"

namespace modeldsl {

// The sums of the weights' gradient over the examples of one part of the batch, and the input's gradient of each.
class MaximaGradients {
 public:
  // Where a row of a patch fills its vectors so well that it takes at most half of what the dense kernel does.
  static bool gains(const Few& f) {
    const auto& kernel = few_kernels();
    const auto vectors = vectors_of(f);
    return f.halved && f.in_blocks && vectors <= kernel.maxima_vectors && 2 * f.in * f.columns >= kernel.lanes * vectors;
  }

  // As `add` reads them for the input's gradient: [blocks, block, rows, vectors].
  static Scratch ordered(const float* weight, const Few& f) {
    const auto length = vectors_of(f) * few_kernels().lanes;
    Scratch result(f.blocks() * block() * f.rows * length, /*clear=*/true);
    for (int64_t o = 0; o < f.out; o++) {
      for (int64_t i = 0; i < f.in; i++) {
        for (int64_t row = 0; row < f.rows; row++) {
          auto* const to = result.data() + (o * f.rows + row) * length + i;
          for (int64_t column = 0; column < f.columns; column++) to[column * f.in] = *weight++;
        }
      }
    }
    return result;
  }

  // The weights are those, or null.
  MaximaGradients(const Few& few, const float* weights)
      : f_(few), k_(few_kernels()), length_(vectors_of(f_) * k_.lanes), weights_(weights), x_(f_.in * f_.plane(), /*clear=*/true),
        sums_(f_.blocks() * block() * f_.rows * length_, /*clear=*/true), plane_(f_.in * f_.plane() + Scratch::kRoom), d_x_(weights == nullptr ? 0 : kPlaces * plane_) {}

  // The example that is next.
  void read(const float* x) {
    if (weights_ != nullptr) std::fill_n(d_x_.data(), kPlaces * plane_, 0.0f);
    for (int64_t i = 0; i < f_.in; i++) {
      for (int64_t row = 0; row < f_.height; row++, x += f_.width) {
        auto* const to = x_.data() + ((row + f_.top) * f_.pitch() + f_.left) * f_.in + i;
        for (int64_t column = 0; column < f_.width; column++) to[column * f_.in] = x[column];
      }
    }
  }

  // One block of its gradient, as it comes behind the pooling.
  void add(const float* gradient, const uint8_t* places, int64_t b, float* bias_sums) {
    const Maxima maxima{f_.in, f_.rows, length_ / k_.lanes, f_.pitch() * f_.in, f_.made_height(), f_.made_width()};
    const auto at = b * block() * f_.rows * length_;
    k_.weights_of_maxima(x_.data(), gradient, places, sums_.data() + at, bias_sums, maxima);
    if (weights_ != nullptr) k_.inputs_of_maxima(gradient, places, weights_ + at, d_x_.data(), plane_, maxima);
  }

  // The gradient of the example's input.
  void write_input(float* to) {
    auto* const sum = d_x_.data();
    for (int64_t place = 1; place < kPlaces; place++) {
      const auto* const more = sum + place * plane_;
      for (int64_t i = 0; i < f_.in * f_.plane(); i++) sum[i] += more[i];
    }
    for (int64_t i = 0; i < f_.in; i++) {
      for (int64_t row = 0; row < f_.height; row++, to += f_.width) {
        const auto* const from = sum + ((row + f_.top) * f_.pitch() + f_.left) * f_.in + i;
        for (int64_t column = 0; column < f_.width; column++) to[column] = from[column * f_.in];
      }
    }
  }

  void write_weights(float* to) const {
    for (int64_t o = 0; o < f_.out; o++) {
      for (int64_t i = 0; i < f_.in; i++) {
        for (int64_t row = 0; row < f_.rows; row++) {
          const auto* const from = sums_.data() + (o * f_.rows + row) * length_ + i;
          for (int64_t column = 0; column < f_.columns; column++) *to++ = from[column * f_.in];
        }
      }
    }
  }

 private:
  static int64_t vectors_of(const Few& f) { return (f.in * f.columns + few_kernels().lanes - 1) / few_kernels().lanes; }

  static constexpr int64_t kPlaces = 4;

  const Few& f_;
  const FewKernels& k_;
  int64_t length_;
  const float* weights_;
  Scratch x_, sums_;
  int64_t plane_;
  Scratch d_x_;
};

}  // namespace modeldsl

#endif
