// See amx_linear.h. Some rows at a time, as halves, two blocks of numbers beside each other, which stay in the cache for all weights.
#ifdef MDL_ONEDNN

#include "amx_linear.h"

#include "amx_products.h"
#include "paired_weights.h"

namespace modeldsl {

using namespace amx;

namespace {

// What halving wants at least, measured over a transformer's layers.
constexpr int64_t kHalvedRows = 256, kHalvedNumbers = 64;

// Some rows of a matrix, [halves, parts, rows, kAmxChannels].
struct Rows {
  int64_t count, width;  // of the matrix
  int64_t lines;

  int64_t parts() const { return parts_of(width / kLanes); }

  int64_t plane() const { return lines * kAmxChannels; }

  int64_t half() const { return parts() * plane(); }

  int64_t size() const { return kHalves<float> * half(); }

  int64_t bytes() const { return size() * static_cast<int64_t>(sizeof(Reduced)); }

  void fill(const float* x, int64_t, int64_t first, Reduced* to) const {
    const auto* const from = x + first * width;
    for (int64_t i = 0; i < width; i += kAmxChannels, to += plane()) {
      amx_join(from + i, i + kLanes < width ? from + i + kLanes : nullptr, std::min(lines, count - first), width, to, half());
    }
  }

  // The memory that `fill` reads.
  void call_for(const float* x, int64_t, int64_t first, std::vector<Ahead>& list) const {
    list.push_back({x + first * width, std::min(lines, count - first) * width * static_cast<int64_t>(sizeof(float)) / kLineBytes});
  }
};

// As few parts as fit the scratch, and some for each thread.
Plan<Rows> plan(int64_t count, int64_t width, int64_t threads) {
  const auto parts = std::max(2 * threads, (Rows{count, width, count}.bytes() + kScratch - 1) / kScratch);
  const auto lines = ((count + parts - 1) / parts + kAmxRows - 1) / kAmxRows * kAmxRows;
  return {1, count, lines, threads, {count, width, lines}};
}

// x [n, in] times weights of `outs` blocks, as `paired` makes them.
at::Tensor multiply(const at::Tensor& x, const at::Tensor& weights, const at::Tensor& bias, int64_t outs, bool relu) {
  const auto rows = plan(x.size(0), x.size(1), at::get_num_threads());
  const auto& window = rows.window;
  const auto width = outs * kLanes;
  const auto result = at::empty({x.size(0), width}, x.options());
  const Products<float> products{static_cast<const uint32_t*>(weights.data_ptr()), outs, bias.defined() ? bias.data_ptr<float>() : nullptr, false, relu, is_large(result), kLanes, 0, width};
  const int32_t place = 0;
  auto* const y = result.data_ptr<float>();
  rows.compute<float>(x.data_ptr<float>(), {products}, [&](size_t, const Reduced* some, int64_t, int64_t first, int64_t lines) -> Run<float> {
    const AmxRows pixels{some, window.parts(), window.plane(), kAmxChannels, kAmxRows * kAmxChannels, &place, 1, window.half()};
    return {pixels, lines, lines, lines, y + first * width};
  });
  return result;
}

// A tile of packed weights, [16 inputs, 16 outputs].
struct Tile {
  int64_t in;       // numbers of an example
  int64_t outputs;  // beside each other

  const float* operator()(const float* weights, int64_t out, int64_t in_block, float* room) const {
    const auto first = out * kLanes;
    const auto* from = weights + first / outputs * in * outputs + in_block * kLanes * outputs + first % outputs;
    for (int64_t i = 0; i < kLanes; i++, from += outputs) std::copy_n(from, kLanes, room + i * kLanes);
    return room;
  }
};

}  // namespace

bool is_halved_linear(bool exact, int64_t n, at::IntArrayRef sizes) {
  if (exact || !has_amx() || n < kHalvedRows || std::min(sizes[0], sizes[1]) < kHalvedNumbers || is_small_linear(n, sizes)) return false;
  const auto tiles = linear_tiles(sizes);
  return tiles.outputs != 0 && tiles.outputs % kLanes == 0 && sizes[0] % tiles.outputs == 0 && sizes[1] % std::max(kLanes, tiles.inputs) == 0;
}

at::Tensor amx_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::IntArrayRef sizes, bool relu) {
  const auto outs = sizes[0] / kLanes, ins = sizes[1] / kLanes;
  const Tile tile{sizes[1], linear_tiles(sizes).outputs};
  const auto weights = paired(weight, false, outs, ins, 1, [&](const float* from, int64_t out, int64_t in, int64_t, float* room) { return tile(from, out, in, room); }, pair_weights);
  return multiply(x, weights, bias, outs, relu);
}

at::Tensor amx_linear_input_gradient(const at::Tensor& gradient, const at::Tensor& weight, at::IntArrayRef sizes) {
  const auto outs = sizes[0] / kLanes, ins = sizes[1] / kLanes;
  const Tile tile{sizes[1], linear_tiles(sizes).outputs};
  const auto weights = paired(weight, false, ins, outs, 1, [&](const float* from, int64_t in, int64_t out, int64_t, float* room) { return tile(from, out, in, room); }, pair_transposed);
  return multiply(gradient, weights, {}, ins, false);
}

void amx_linear_weight_gradient(const at::Tensor& gradient, const at::Tensor& x, at::IntArrayRef sizes, const at::Tensor& d_weight, const at::Tensor& d_bias) {
  paired_weight_gradient(gradient, x, linear_tiles(sizes), d_weight, d_bias);
}

}  // namespace modeldsl

#endif
