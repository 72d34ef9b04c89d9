// Convolutions of plain feature maps of few channels, which fill a block badly: modeldsl::convolution_few, with max pooling of 2x2 behind it where that is
// asked for, so that what lies between them stays in the cache.
#ifdef MDL_ONEDNN

#include "few_channels.h"

#include <torch/library.h>

namespace modeldsl {
namespace {

using OptionalTensor = decltype(std::declval<c10::IValue&>().toOptional<at::Tensor>());

// As the kernels read them: tiles of outputs, [in, rows, columns, outputs of the tile].
Scratch ordered(const float* weight, const Few& f) {
  Scratch result(f.out * f.in * f.rows * f.columns);
  const auto tiles = Parts::of(f.out, few_kernels().tile);
  const auto taps = f.in * f.rows * f.columns;
  auto* to = result.data();
  for (int64_t t = 0; t < tiles.parts; t++) {
    for (int64_t tap = 0; tap < taps; tap++) {
      for (auto o = tiles.begin(t); o < tiles.begin(t + 1); o++) *to++ = weight[o * taps + tap];
    }
  }
  return result;
}

// [blocks, in, rows, columns, block].
Scratch ordered_in_blocks(const float* weight, const Few& f) {
  const auto taps = f.in * f.rows * f.columns;
  Scratch result(f.blocks() * block() * taps, /*clear=*/true);
  for (int64_t o = 0; o < f.out; o++) {
    auto* const to = result.data() + o / block() * block() * taps + o % block();
    for (int64_t tap = 0; tap < taps; tap++) to[tap * block()] = weight[o * taps + tap];
  }
  return result;
}

struct Forward {
  Few few;
  Scratch weights, bias;
  bool relu;
  float* out;
  uint8_t* places;
};

// An example whose planes lie padded.
void to_planes(const Forward& f, const Planes& p, const float* x, const Scratch& made, int64_t example) {
  const auto& few = f.few;
  const auto& kernel = few_kernels();
  const auto tiles = Parts::of(few.out, kernel.tile);
  const auto taps = few.in * few.rows * few.columns;
  for (int64_t t = 0; t < tiles.parts; t++) {
    const auto begin = tiles.begin(t);
    kernel.correlate(x, f.weights.data() + begin * taps, f.bias.data() + begin, made.data() + begin * p.out_plane, p, tiles.length(t), f.relu);
  }
  auto* const out = f.out + example * few.made();
  if (!few.halved) {
    for (int64_t o = 0; o < few.out; o++) {
      kernel.copy_rows(made.data() + o * p.out_plane, p.out_pitch, out + o * few.pixels(), few.out_width(), p.out_rows, few.out_width());
    }
    return;
  }
  // The last planes' vectors would write over the next example.
  float last[Scratch::kRoom];
  uint8_t last_places[Scratch::kRoom];
  const Halving halving{p.out_pitch, few.made_width(), few.made_height(), few.made_width()};
  auto* const places = f.places == nullptr ? nullptr : f.places + example * few.made();
  for (int64_t o = 0; o < few.out; o++) {
    const auto to = o * few.made_pixels();
    const auto* const from = made.data() + o * p.out_plane;
    if ((few.out - o - 1) * few.made_pixels() >= kernel.lanes) {
      kernel.halve(from, out + to, places == nullptr ? nullptr : places + to, halving);
      continue;
    }
    for (int64_t row = 0; row < few.made_height(); row++) {
      for (int64_t column = 0; column < few.made_width(); column += kernel.lanes) {
        const auto width = std::min(kernel.lanes, few.made_width() - column);
        kernel.halve(from + 2 * row * p.out_pitch + 2 * column, last, places == nullptr ? nullptr : last_places, {p.out_pitch, width, 1, width});
        std::copy_n(last, width, out + to + row * few.made_width() + column);
        if (places != nullptr) std::copy_n(last_places, width, places + to + row * few.made_width() + column);
      }
    }
  }
}

void to_blocks(const Forward& f, const ToBlocks& s, const float* x, const Scratch& made, int64_t example) {
  const auto& few = f.few;
  const auto& kernel = few_kernels();
  const auto taps = few.in * few.rows * few.columns, step = few.made_pixels() * block();
  for (int64_t b = 0; b < few.blocks(); b++) {
    const auto at = example * few.made() + b * step;
    auto* const whole = few.halved ? made.data() : f.out + at;
    kernel.correlate_block(x, f.weights.data() + b * block() * taps, f.bias.data() + b * block(), whole, s, f.relu);
    if (!few.halved) continue;
    kernel.halve_block(whole, f.out + at, f.places == nullptr ? nullptr : f.places + at, few.out_width(), {0, 0, few.made_height(), few.made_width()});
  }
}

void run(const Forward& f, const float* x) {
  const auto& few = f.few;
  auto p = planes(few.in, few.out, few.rows, few.columns, few.height + 2 * few.top, few.pitch());
  p.first = few.top, p.last = few.top + few.height;
  const ToBlocks s{few.in, few.rows, few.columns, few.pitch(), few.plane(), few.out_height(), few.out_width()};
  const bool as_it_is = few.in_blocks && few.top == 0 && few.left == 0;
  at::parallel_for(0, few.n, examples_per_thread(few), [&](int64_t begin, int64_t end) {
    const Scratch padded(as_it_is ? 0 : few.in * few.plane() + few.columns, /*clear=*/true);
    const Scratch made(few.in_blocks ? (few.halved ? few.pixels() * block() : 0) : few.out * p.out_plane);
    for (auto example = begin; example < end; example++) {
      const auto* from = x + example * few.in * few.height * few.width;
      if (!as_it_is) {
        pad(from, few.in, few.height, few.width, padded.data(), few.pitch(), few.plane(), few.top, few.left);
        from = padded.data();
      }
      few.in_blocks ? to_blocks(f, s, from, made, example) : to_planes(f, p, from, made, example);
    }
  });
}

// With ReLU if asked for; then the maximum of each window of 2x2 and, where wanted, its place there in 8 bits.
std::tuple<at::Tensor, at::Tensor> convolution_few(const at::Tensor& given, const at::Tensor& given_weight, const OptionalTensor& bias, at::IntArrayRef padding, bool relu,
                                                   bool in_blocks, bool halved, bool with_places) {
  const auto few = few_of(given, given_weight, padding, in_blocks, halved);
  const auto x = given.contiguous(), weight = given_weight.contiguous();
  const auto* const w = weight.data_ptr<float>();
  auto result = at::empty(few.made_sizes(), x.options());
  at::Tensor places;
  if (with_places) places = at::empty(few.made_sizes(), x.options().dtype(at::kByte));
  Scratch biases(few.out, /*clear=*/true);
  if (bias.has_value() && bias->defined()) std::copy_n(bias->contiguous().data_ptr<float>(), few.out, biases.data());
  run({few, in_blocks ? ordered_in_blocks(w, few) : ordered(w, few), biases, relu, result.data_ptr<float>(), with_places ? places.data_ptr<uint8_t>() : nullptr},
      x.data_ptr<float>());
  return {result, places};
}

}  // namespace

Few few_of(const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef padding, bool in_blocks, bool halved) {
  TORCH_CHECK(x.dim() == 4 && x.scalar_type() == at::kFloat, "a feature map must be [N, C, H, W] of float32, given ", x.sizes());
  TORCH_CHECK(weight.dim() == 4 && weight.scalar_type() == at::kFloat && weight.size(1) == x.size(1), "the kernel must be [O, ", x.size(1), ", h, w], given ", weight.sizes());
  TORCH_CHECK(padding.size() == 2, "two sizes of padding");
  const Few few{x.size(0), x.size(1), x.size(2), x.size(3), weight.size(0), weight.size(2), weight.size(3), padding[0], padding[1], in_blocks, halved};
  TORCH_CHECK(few.top >= 0 && few.left >= 0 && few.top < few.rows && few.left < few.columns, "the padding must be smaller than the kernel, given ", padding);
  TORCH_CHECK(few.made_height() > 0 && few.made_width() > 0, "the kernel is larger than the input of ", x.sizes());
  return few;
}

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def(
      "convolution_few(Tensor x, Tensor weight, Tensor? bias, int[2] padding, bool relu, bool in_blocks, bool halved, bool with_places) -> (Tensor output, Tensor places)");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) { library.impl("convolution_few", convolution_few); }

}  // namespace modeldsl

#endif
