// The gradient of the weights of a convolution of few channels to blocks with pooling behind it: three in four of its outputs have none, so that it is summed
// from the patches that the maxima were made of. For that the input's channels stand beside each other. (The input's gradient could be made so too, but patches that
// overlap wait for each other in memory: it took longer than the dense kernel.)
#pragma once

#ifdef MDL_ONEDNN

#include "few_channels.h"

namespace modeldsl {

// The sums over the examples of one part of the batch.
class MaximaWeights {
 public:
  // Where a row of a patch fills its vectors so well that it takes at most half of what the dense kernel does.
  static bool gains(const Few& f) {
    const auto& kernel = few_kernels();
    const auto vectors = vectors_of(f);
    return f.halved && f.in_blocks && vectors <= kernel.maxima_vectors && 2 * f.in * f.columns >= kernel.lanes * vectors;
  }

  explicit MaximaWeights(const Few& few)
      : f_(few), k_(few_kernels()), length_(vectors_of(f_) * k_.lanes), x_(f_.in * f_.plane(), /*clear=*/true), sums_(f_.blocks() * block() * f_.rows * length_, /*clear=*/true) {}

  // The example that is next.
  void read(const float* x) {
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
    k_.weights_of_maxima(x_.data(), gradient, places, sums_.data() + b * block() * f_.rows * length_, bias_sums, maxima);
  }

  void write(float* to) const {
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

  const Few& f_;
  const FewKernels& k_;
  int64_t length_;
  Scratch x_, sums_;
};

}  // namespace modeldsl

#endif
