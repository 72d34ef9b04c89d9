// The gradients of convolutions of few channels (few_channels.cpp): modeldsl::convolution_few_backward. Those of weights are summed over fixed parts of the
// batch, so that they do not depend on the number of threads.
#ifdef MDL_ONEDNN

#include "few_channels_maxima.h"

#include <torch/library.h>

#include <optional>

namespace modeldsl {
namespace {

using OptionalTensor = decltype(std::declval<c10::IValue&>().toOptional<at::Tensor>());

constexpr int64_t kMostParts = 16;

// As the kernels read them to make the input's gradient, a convolution with the kernels turned around: tiles of inputs, [out, rows, columns, inputs of the tile].
Scratch turned(const float* weight, const Few& f) {
  Scratch result(f.out * f.in * f.rows * f.columns);
  const auto tiles = Parts::of(f.in, few_kernels().tile);
  const auto kernel = f.rows * f.columns;
  auto* to = result.data();
  for (int64_t t = 0; t < tiles.parts; t++) {
    for (int64_t o = 0; o < f.out; o++) {
      for (auto tap = kernel - 1; tap >= 0; tap--) {
        for (auto i = tiles.begin(t); i < tiles.begin(t + 1); i++) *to++ = weight[(o * f.in + i) * kernel + tap];
      }
    }
  }
  return result;
}

// The tiles of the weights' gradient in the order in which their sums lie: the output they begin with, how many, input, row, first column, columns.
template <typename Visit>
void for_each_tile(const Few& f, const Visit& visit) {
  const auto outputs = Parts::of(f.out, few_kernels().weight_tile), taps = Parts::of(f.columns, few_kernels().weight_taps);
  for (int64_t o = 0; o < outputs.parts; o++) {
    for (int64_t i = 0; i < f.in; i++) {
      for (int64_t row = 0; row < f.rows; row++) {
        for (int64_t t = 0; t < taps.parts; t++) visit(outputs.begin(o), outputs.length(o), i, row, taps.begin(t), taps.length(t));
      }
    }
  }
}

// The memory that examples of one part of the batch share.
class Part {
 public:
  Part(const Backward& backward, float* d_weight, float* d_bias) : b_(backward), f_(b_.few), k_(few_kernels()), d_weight_(d_weight), d_bias_(d_bias) {
    made_ = planes(f_.in, f_.out, f_.rows, f_.columns, f_.height + 2 * f_.top, f_.pitch());
    const auto around_height = f_.out_height() + 2 * (f_.rows - 1 - f_.top), around_width = f_.out_width() + 2 * (f_.columns - 1 - f_.left);
    back_ = planes(f_.out, f_.in, f_.rows, f_.columns, around_height, around_width);
    back_.first = f_.rows - 1 - f_.top, back_.last = back_.first + f_.out_height();
    if (MaximaGradients::gains(f_)) maxima_.emplace(f_, b_.d_input == nullptr ? nullptr : b_.weights.data());
    if (pads()) padded_ = Scratch(f_.in * f_.plane() + f_.columns, /*clear=*/true);
    const auto taps = f_.in * f_.rows * f_.columns;
    if (f_.in_blocks) {
      gradient_ = Scratch(!maxima_.has_value() && (f_.halved || b_.output != nullptr) ? f_.pixels() * block() : 0, /*clear=*/true);
      dense_ = Scratch(maxima_.has_value() ? f_.made_pixels() * block() : 0);
      sums_ = Scratch(f_.blocks() * block() * taps, /*clear=*/true);
      bias_sums_ = Scratch(f_.blocks() * block(), /*clear=*/true);
    } else {
      gradient_ = Scratch(f_.out * made_.out_plane, /*clear=*/true);
      dense_ = Scratch(f_.made());
      sums_ = Scratch(f_.out * taps * k_.lanes, /*clear=*/true);
      bias_sums_ = Scratch(f_.out * k_.lanes, /*clear=*/true);
    }
    if (b_.d_input == nullptr || maxima_.has_value()) return;
    around_ = Scratch(f_.out * back_.plane + f_.columns, /*clear=*/true);
    result_ = Scratch(f_.in * back_.out_plane);
  }

  void run(int64_t begin, int64_t end) {
    for (auto example = begin; example < end; example++) {
      const auto* x = b_.x + example * f_.in * f_.height * f_.width;
      if (maxima_.has_value()) maxima_->read(x);
      if (pads()) {
        pad(x, f_.in, f_.height, f_.width, padded_.data(), f_.pitch(), f_.plane(), f_.top, f_.left);
        x = padded_.data();
      }
      f_.in_blocks ? block_weights(x, example) : plane_weights(x, example);
      if (b_.d_input != nullptr) input(example);
    }
    f_.in_blocks ? write_blocks() : write_planes();
  }

 private:
  // Whether the kernels read a copy of the input with zeros around it.
  bool pads() const { return !maxima_.has_value() && (!f_.in_blocks || f_.top > 0 || f_.left > 0); }

  // The gradient of each pixel, block by block.
  void block_weights(const float* x, int64_t example) {
    const ToBlocks s{f_.in, f_.rows, f_.columns, f_.pitch(), f_.plane(), f_.out_height(), f_.out_width()};
    const auto step = f_.made_pixels() * block(), taps = f_.in * f_.rows * f_.columns;
    for (int64_t b = 0; b < f_.blocks(); b++) {
      const auto at = example * f_.made() + b * step;
      const auto* gradient = b_.gradient + at;
      const auto* output = b_.output == nullptr ? nullptr : b_.output + at;
      if (maxima_.has_value()) {
        if (output != nullptr) {
          k_.behind_relu(gradient, output, dense_.data(), step);
          gradient = dense_.data(), output = nullptr;
        }
        maxima_->add(gradient, b_.places + at, b, bias_sums_.data() + b * block());
        continue;
      }
      if (f_.halved) {
        k_.spread_block(gradient, output, b_.places + at, gradient_.data(), f_.out_width(), {0, 0, f_.made_height(), f_.made_width()});
        gradient = gradient_.data();
      } else if (output != nullptr) {
        k_.behind_relu(gradient, output, gradient_.data(), step);
        gradient = gradient_.data();
      }
      k_.correlate_block_weights(x, gradient, sums_.data() + b * block() * taps, bias_sums_.data() + b * block(), s);
      if (b_.d_input == nullptr) continue;
      const auto channels = std::min(block(), f_.out - b * block());
      k_.block_to_planes(gradient, f_.out_height(), f_.out_width(), channels, inside(b * block()), back_.pitch, back_.plane);
    }
  }

  void plane_weights(const float* x, int64_t example) {
    read_gradient(example);
    auto* sums = sums_.data();
    for_each_tile(f_, [&](int64_t o, int64_t outputs, int64_t i, int64_t row, int64_t column, int64_t taps) {
      k_.correlate_weights(x + i * made_.plane + row * made_.pitch + column, gradient_.data() + o * made_.out_plane, sums, made_, outputs, taps);
      sums += outputs * taps * k_.lanes;
    });
    for (int64_t o = 0; o < f_.out; o++) k_.sum_plane(gradient_.data() + o * made_.out_plane, bias_sums_.data() + o * k_.lanes, made_);
    if (b_.d_input == nullptr) return;
    for (int64_t o = 0; o < f_.out; o++) {
      k_.copy_rows(gradient_.data() + o * made_.out_plane, made_.out_pitch, inside(o), back_.pitch, f_.out_height(), f_.out_width());
    }
  }

  // The gradient in planes with zeros between their rows.
  void read_gradient(int64_t example) {
    const auto at = example * f_.made();
    const auto* gradient = b_.gradient + at;
    const auto* output = b_.output == nullptr ? nullptr : b_.output + at;
    if (f_.halved) {
      const auto* places = b_.places + at;
      Scratch copies[3];
      if ((f_.n - example - 1) * f_.made() < k_.lanes) {
        // Vectors would read behind the last example.
        for (auto& copy : copies) copy = Scratch(f_.made());
        gradient = std::copy_n(gradient, f_.made(), copies[0].data()) - f_.made();
        if (output != nullptr) output = std::copy_n(output, f_.made(), copies[1].data()) - f_.made();
        places = std::copy_n(places, f_.made(), reinterpret_cast<uint8_t*>(copies[2].data())) - f_.made();
      }
      const Halving halving{made_.out_pitch, f_.made_width(), f_.made_height(), f_.made_width()};
      for (int64_t o = 0; o < f_.out; o++) {
        const auto from = o * f_.made_pixels();
        k_.spread(gradient + from, output == nullptr ? nullptr : output + from, places + from, gradient_.data() + o * made_.out_plane, halving);
      }
      return;
    }
    if (output != nullptr) {
      k_.behind_relu(gradient, output, dense_.data(), f_.made());
      gradient = dense_.data();
    }
    for (int64_t o = 0; o < f_.out; o++) {
      k_.copy_rows(gradient + o * f_.pixels(), f_.out_width(), gradient_.data() + o * made_.out_plane, made_.out_pitch, f_.out_height(), f_.out_width());
    }
  }

  // Where the gradient's plane begins in the padded ones.
  float* inside(int64_t channel) const { return around_.data() + channel * back_.plane + (f_.rows - 1 - f_.top) * back_.pitch + f_.columns - 1 - f_.left; }

  void input(int64_t example) {
    const auto pixels = f_.height * f_.width;
    auto* const to = b_.d_input + example * f_.in * pixels;
    if (maxima_.has_value()) return maxima_->write_input(to);
    const auto tiles = Parts::of(f_.in, k_.tile);
    const auto taps = f_.out * f_.rows * f_.columns;
    for (int64_t t = 0; t < tiles.parts; t++) {
      const auto begin = tiles.begin(t);
      k_.correlate(around_.data(), b_.weights.data() + begin * taps, nullptr, result_.data() + begin * back_.out_plane, back_, tiles.length(t), /*relu=*/false);
    }
    for (int64_t i = 0; i < f_.in; i++) k_.copy_rows(result_.data() + i * back_.out_plane, back_.out_pitch, to + i * pixels, f_.width, f_.height, f_.width);
  }

  void write_blocks() {
    std::copy_n(bias_sums_.data(), f_.out, d_bias_);
    if (maxima_.has_value()) return maxima_->write_weights(d_weight_);
    const auto taps = f_.in * f_.rows * f_.columns;
    for (int64_t o = 0; o < f_.out; o++) {
      const auto* const from = sums_.data() + o / block() * block() * taps + o % block();
      for (int64_t tap = 0; tap < taps; tap++) d_weight_[o * taps + tap] = from[tap * block()];
    }
  }

  void write_planes() {
    const auto* sums = sums_.data();
    for_each_tile(f_, [&](int64_t first, int64_t outputs, int64_t i, int64_t row, int64_t column, int64_t taps) {
      for (auto o = first; o < first + outputs; o++, sums += taps * k_.lanes) {
        k_.sum_vectors(sums, d_weight_ + ((o * f_.in + i) * f_.rows + row) * f_.columns + column, taps);
      }
    });
    k_.sum_vectors(bias_sums_.data(), d_bias_, f_.out);
  }

  const Backward& b_;
  const Few& f_;
  const FewKernels& k_;
  float *d_weight_, *d_bias_;
  Planes made_, back_;
  std::optional<MaximaGradients> maxima_;
  Scratch padded_, gradient_, dense_, sums_, bias_sums_, around_, result_;
};

// The gradients of input, weight and bias: the input's where asked for, the bias's where there is one.
std::tuple<at::Tensor, at::Tensor, at::Tensor> convolution_few_backward(const at::Tensor& given_gradient, const at::Tensor& given_x, const at::Tensor& given_weight,
                                                                        const OptionalTensor& given_output, const OptionalTensor& given_places, at::IntArrayRef padding,
                                                                        bool input_gradient, bool bias) {
  const bool has_output = given_output.has_value() && given_output->defined(), halved = given_places.has_value() && given_places->defined();
  const auto few = few_of(given_x, given_weight, padding, given_gradient.dim() == 5, halved);
  const auto sizes = few.made_sizes();
  TORCH_CHECK(given_gradient.sizes() == at::IntArrayRef(sizes) && given_gradient.scalar_type() == at::kFloat, "the gradient must be ", at::IntArrayRef(sizes), ", given ",
              given_gradient.sizes());
  TORCH_CHECK(!has_output || given_output->sizes() == at::IntArrayRef(sizes), "the output must be ", at::IntArrayRef(sizes));
  TORCH_CHECK(!halved || (given_places->sizes() == at::IntArrayRef(sizes) && given_places->scalar_type() == at::kByte), "these are not the places of this pooling");
  const auto gradient = given_gradient.contiguous(), x = given_x.contiguous(), weight = given_weight.contiguous();
  at::Tensor output, places, d_input, d_bias;
  if (has_output) output = given_output->contiguous();
  if (halved) places = given_places->contiguous();
  if (input_gradient) d_input = at::empty(x.sizes(), x.options());

  Scratch weights;
  if (input_gradient) weights = (MaximaGradients::gains(few) ? MaximaGradients::ordered : turned)(weight.data_ptr<float>(), few);
  const Backward backward{few, gradient.data_ptr<float>(), x.data_ptr<float>(), has_output ? output.data_ptr<float>() : nullptr, halved ? places.data_ptr<uint8_t>() : nullptr,
                          input_gradient ? d_input.data_ptr<float>() : nullptr, std::move(weights)};
  const auto count = weight.numel(), each = count + few.out;
  const auto parts = Parts::of(few.n, (few.n + kMostParts - 1) / kMostParts);
  auto sums = at::empty({parts.parts, each}, x.options());
  auto* const sum = sums.data_ptr<float>();
  const auto examples = (few.n + parts.parts - 1) / std::max<int64_t>(1, parts.parts);
  at::parallel_for(0, parts.parts, std::max<int64_t>(1, examples_per_thread(few) / std::max<int64_t>(1, examples)), [&](int64_t begin, int64_t end) {
    for (auto i = begin; i < end; i++) Part(backward, sum + i * each, sum + i * each + count).run(parts.begin(i), parts.begin(i + 1));
  });
  for (int64_t i = 1; i < parts.parts; i++) {
    for (int64_t j = 0; j < each; j++) sum[j] += sum[i * each + j];
  }
  auto d_weight = at::empty(weight.sizes(), x.options());
  std::copy_n(sum, count, d_weight.data_ptr<float>());
  if (bias) {
    d_bias = at::empty({few.out}, x.options());
    std::copy_n(sum + count, few.out, d_bias.data_ptr<float>());
  }
  return {d_input, d_weight, d_bias};
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def(
      "convolution_few_backward(Tensor gradient, Tensor x, Tensor weight, Tensor? output, Tensor? places, int[2] padding, bool input_gradient, bool bias) -> (Tensor input, "
      "Tensor weight, Tensor bias)");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) { library.impl("convolution_few_backward", convolution_few_backward); }

}  // namespace modeldsl

#endif
