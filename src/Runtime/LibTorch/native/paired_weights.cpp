// See paired_weights.h. For each place in the kernel, the pixels that it sees times the gradients there. Two pixels make a pair, which is what the instructions multiply; a few
// pixels at a time, which stay in the cache in that order while the next ones are called for.
#ifdef MDL_ONEDNN

#include "paired_weights.h"

#include "amx_kernels.h"
#include "blocks.h"
#include "pair_kernels.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <vector>

namespace modeldsl {
namespace {

constexpr int64_t kLanes = 16, kTile = kLanes * kLanes;
constexpr int64_t kPairs = 128;  // at a time
constexpr int64_t kRoom = kPairs * kLanes;
template <typename T>
constexpr int64_t kLine = kLineBytes / sizeof(T);

// Pixels of a gradient, and where their pairs begin among those of a group.
struct Piece {
  int64_t image, first, count, pair;
};

// What is multiplied at a time: a part of a large image, or some small ones.
struct Group {
  std::vector<Piece> pieces;
  int64_t pairs = 0;
};

std::vector<Group> groups_of(int64_t images, int64_t pixels) {
  std::vector<Group> groups(1);
  for (int64_t image = 0; image < images; image++) {
    for (int64_t first = 0; first < pixels; first += 2 * kPairs) {
      const auto count = std::min(2 * kPairs, pixels - first), pairs = (count + 1) / 2;
      if (groups.back().pairs + pairs > kPairs) groups.emplace_back();
      auto& group = groups.back();
      group.pieces.push_back({image, first, count, group.pairs});
      group.pairs += pairs;
    }
  }
  return groups;
}

// A feature map in blocks; or a matrix, as one image whose pixels are the rows.
template <typename T>
struct Map {
  const T* data;
  int64_t images, blocks, height, width;
  int64_t block, pixel;  // elements from one to the next

  explicit Map(const at::Tensor& x) : data(modeldsl::data<const T>(x)) {
    if (x.dim() == 2) images = 1, blocks = x.size(1) / kLanes, height = x.size(0), width = 1, block = kLanes, pixel = x.size(1);
    else images = x.size(0), blocks = x.size(1), height = x.size(2), width = x.size(3), block = pixels() * kLanes, pixel = kLanes;
  }

  int64_t pixels() const { return height * width; }

  const T* plane(int64_t image, int64_t b) const { return data + (image * blocks * pixels() * kLanes) + b * block; }

  // Its pixels as pairs, blocks [begin, end), to [blocks, kPairs]; of float32 the lower halves behind the upper ones.
  void pair(const Group& group, int64_t begin, int64_t end, uint32_t* to) const {
    const auto rest = (end - begin) * kRoom;
    for (const auto& piece : group.pieces) {
      for (auto b = begin; b < end; b++) pair_pixels(plane(piece.image, b) + piece.first * pixel, pixel, piece.count, to + (b - begin) * kRoom + piece.pair * kLanes, rest);
    }
  }

  // The memory that `pair` reads.
  void call_for(const Group& group, int64_t begin, int64_t end, std::vector<Ahead>& list) const {
    for (const auto& piece : group.pieces) {
      if (pixel != kLanes) {
        for (int64_t i = 0; i < piece.count; i++) list.push_back({plane(piece.image, begin) + (piece.first + i) * pixel, ((end - begin) * kLanes + kLine<T> - 1) / kLine<T>});
      } else {
        for (auto b = begin; b < end; b++) list.push_back({plane(piece.image, b) + piece.first * kLanes, (piece.count * kLanes + kLine<T> - 1) / kLine<T>});
      }
    }
  }
};

// A kernel's input, at the pixels that one place (row, column) in the kernel sees: one for each of the output's.
template <typename T>
struct Seen {
  Map<T> map;
  Steps steps;
  int64_t columns;  // of the output
  bool is_all;      // each pixel, once

  void pair(const Group& group, int64_t row, int64_t column, int64_t begin, int64_t end, uint32_t* to) const {
    if (is_all) {
      map.pair(group, begin, end, to);
      return;
    }
    const auto rest = (end - begin) * kRoom;
    int32_t places[2 * kPairs];
    for (const auto& piece : group.pieces) {
      place(piece, row * steps.dilated_rows - steps.top, column * steps.dilated_columns - steps.left, places);
      for (auto b = begin; b < end; b++) pair_seen_pixels(map.plane(piece.image, b), places, piece.count, to + (b - begin) * kRoom + piece.pair * kLanes, rest);
    }
  }

  void place(const Piece& piece, int64_t top, int64_t left, int32_t* places) const {
    auto out_y = piece.first / columns, out_x = piece.first % columns;
    for (int64_t i = 0; i < piece.count; i++) {
      const auto y = out_y * steps.down + top, x = out_x * steps.right + left;
      const bool is_inside = y >= 0 && y < map.height && x >= 0 && x < map.width;
      places[i] = is_inside ? static_cast<int32_t>((y * map.width + x) * kLanes) : kNowhere;
      if (++out_x == columns) out_x = 0, out_y++;
    }
  }

  // The memory that `pair` reads, for whatever place, or most of it.
  void call_for(const Group& group, int64_t begin, int64_t end, std::vector<Ahead>& list) const {
    if (is_all) {
      map.call_for(group, begin, end, list);
      return;
    }
    for (const auto& piece : group.pieces) {
      const auto first = std::min(piece.first / columns * steps.down, map.height), last = std::min(((piece.first + piece.count - 1) / columns + 1) * steps.down, map.height);
      for (auto b = begin; b < end; b++) {
        for (auto y = first; y < last; y++) list.push_back({map.plane(piece.image, b) + y * map.width * kLanes, (map.width * kLanes + kLine<T> - 1) / kLine<T>});
      }
    }
  }
};

// Where the sums of a block of inputs and one of outputs are, [16 inputs, 16 outputs].
struct Gradient {
  float* data;
  int64_t row, in, out;   // floats from one input, block of inputs and group of blocks of outputs to the next
  int64_t together;       // blocks of outputs in a group, whose rows are one behind the other

  float* at(int64_t i, int64_t o) const { return data + i * in + o / together * out + o % together * kLanes; }
};

// Pairs of so many blocks of inputs and of outputs, [blocks, kPairs, 16], to be multiplied; and where the sums of the first ones are.
struct Share {
  uint32_t* inputs;
  int64_t first_in, ins;
  uint32_t* gradients;
  int64_t first_out, outs, pairs;
  Gradient sums;
  bool halves;  // of float32, the lower ones behind the upper ones

  void by_vectors(bool is_first, Errands& errands) const {
    for (int64_t b = 0; b < ins; b++) multiply_pairs(inputs + b * kRoom, {gradients, kPairs}, pairs, outs, sums.at(first_in + b, first_out), sums.out, is_first, errands);
  }

  // The inputs become rows. What fills the last tile are zeros.
  void by_amx(bool is_first, Errands& errands) const {
    const auto tiles = (pairs + kLanes - 1) / kLanes;
    const int32_t place = 0;
    for (int64_t b = 0; b < outs * (halves ? 2 : 1); b++) fill_up(gradients + b * kRoom, tiles);
    for (int64_t b = 0; b < ins * (halves ? 2 : 1); b++) {
      fill_up(inputs + b * kRoom, tiles);
      amx_turn(inputs + b * kRoom, tiles);
    }
    for (int64_t b = 0; b < ins; b += 2) {
      const AmxRows rows{reinterpret_cast<const Reduced*>(inputs + b * kRoom), tiles, 2 * kTile, kAmxChannels, 2 * kRoom, &place, 1, halves ? 2 * ins * kRoom : 0};
      for (int64_t o = 0; o < outs; o += kAmxOutputs) {
        auto* const to = sums.at(first_in + b, first_out + o);
        amx_multiply(rows, {gradients + o * kRoom, kRoom, outs * kRoom}, b + 1 < ins, o + 1 < outs, {to, sums.row, sums.in, sums.at(first_in + b, first_out + o + 1) - to}, is_first,
                     errands.take());
      }
    }
  }

  void fill_up(uint32_t* from, int64_t tiles) const { std::fill(from + pairs * kLanes, from + tiles * kTile, 0); }
};

// Of the places of a kernel of so many rows and columns, whose tiles of sums lie one behind the other.
template <typename T>
void weight_gradient(const Map<T>& out, const Map<T>& in, const Steps& steps, int64_t rows, int64_t columns, const Gradient& sums, const at::Tensor& d_bias) {
  constexpr bool kHalves = sizeof(T) > sizeof(Reduced);
  constexpr int64_t kRooms = kHalves ? 2 * kRoom : kRoom;
  const bool is_all = rows == 1 && columns == 1 && in.height == out.height && in.width == out.width && steps.top == 0 && steps.left == 0;
  const Seen<T> seen{in, steps, out.width, is_all};
  const auto groups = groups_of(in.images, out.pixels());
  const bool amx = has_amx();
  // The larger side is shared out among the threads; the other one each of them pairs for itself.
  const bool by_inputs = in.blocks >= out.blocks;
  const auto threads = std::max<int64_t>(1, at::get_num_threads());
  at::parallel_for(0, by_inputs ? in.blocks : out.blocks, (std::max(in.blocks, out.blocks) + threads - 1) / threads, [&](int64_t begin, int64_t end) {
    const auto in_begin = by_inputs ? begin : 0, in_end = by_inputs ? end : in.blocks, out_begin = by_inputs ? 0 : begin, out_end = by_inputs ? out.blocks : end;
    const auto scratch = at::empty({(in_end - in_begin + out_end - out_begin) * kRooms}, at::kInt);
    auto* const inputs = static_cast<uint32_t*>(scratch.data_ptr());
    auto* const gradients = inputs + (in_end - in_begin) * kRooms;
    std::vector<Ahead> ahead;
    if (amx) amx_begin();
    for (size_t g = 0; g < groups.size(); g++) {
      out.pair(groups[g], out_begin, out_end, gradients);
      // Where the inputs are shared out, every thread has all gradients.
      if (d_bias.defined() && in_begin == 0) {
        for (auto b = out_begin; b < out_end; b++) {
          const auto* const pairs = gradients + (b - out_begin) * kRoom;
          auto* const sums_of = d_bias.data_ptr<float>() + b * kLanes;
          sum_pairs(pairs, groups[g].pairs, sums_of, g == 0);
          if (kHalves) sum_pairs(pairs + (out_end - out_begin) * kRoom, groups[g].pairs, sums_of, false);
        }
      }
      ahead.clear();
      if (g + 1 < groups.size()) {
        seen.call_for(groups[g + 1], in_begin, in_end, ahead);
        out.call_for(groups[g + 1], out_begin, out_end, ahead);
      }
      Errands errands{ahead.data(), ahead.data() + ahead.size()};
      for (int64_t place = 0; place < rows * columns; place++) {
        seen.pair(groups[g], place / columns, place % columns, in_begin, in_end, inputs);
        auto at_place = sums;
        at_place.data += place * kTile;
        const Share share{inputs, in_begin, in_end - in_begin, gradients, out_begin, out_end - out_begin, groups[g].pairs, at_place, kHalves};
        if (amx) share.by_amx(g == 0, errands);
        else share.by_vectors(g == 0, errands);
      }
    }
    if (amx) amx_end();
  });
}

}  // namespace

void paired_weight_gradient(const at::Tensor& gradient, const at::Tensor& x, const Steps& steps, const at::Tensor& result, const at::Tensor& d_bias) {
  const auto rows = result.size(2), columns = result.size(3), block = rows * columns * kTile;
  const Gradient sums{result.data_ptr<float>(), kLanes, block, result.size(1) * block, 1};
  by_type(x, [&](auto number) {
    using T = decltype(number);
    weight_gradient<T>(Map<T>(gradient), Map<T>(x), steps, rows, columns, sums, d_bias);
  });
}

void paired_weight_gradient(const at::Tensor& gradient, const at::Tensor& x, const LinearTiles& tiles, const at::Tensor& result, const at::Tensor& d_bias) {
  const Gradient sums{result.data_ptr<float>(), tiles.outputs, kLanes * tiles.outputs, x.size(1) * tiles.outputs, tiles.outputs / kLanes};
  weight_gradient<float>(Map<float>(gradient), Map<float>(x), {1, 1, 0, 0, 1, 1}, 1, 1, sums, d_bias);
}

}  // namespace modeldsl

#endif
