// The part of few_kernels.inl that pools windows of 2x2, and takes gradients back through them.
namespace modeldsl {
namespace {

// Elements of even or odd places of two vectors.
inline Floats every_second(Floats a, Floats b, int first) {
  Ints which;
  for (int i = 0; i < kLanes; i++) which[i] = 2 * i + first;
  return __builtin_shuffle(a, b, which);
}

// A NaN is a maximum; the first of equals counts.
inline void consider(Floats value, int which, Floats& best, Ints& place) {
  const auto larger = is_larger(value, best);
  best = chosen(larger, value, best);
  place = chosen(larger, Ints{} + which, place);
}

// Writes up to a vector behind the last row.
void halve(const float* x, float* y, uint8_t* places, const Halving& h) {
  for (int64_t row = 0; row < h.out_height; row++) {
    for (int64_t column = 0; column < h.out_width; column += kLanes) {
      const auto* const upper = x + 2 * row * h.pitch + 2 * column;
      const auto* const lower = upper + h.pitch;
      const auto a = load(upper), b = load(upper + kLanes), c = load(lower), d = load(lower + kLanes);
      Floats best = every_second(a, b, 0);
      Ints place{};
      consider(every_second(a, b, 1), 1, best, place);
      consider(every_second(c, d, 0), 2, best, place);
      consider(every_second(c, d, 1), 3, best, place);
      const auto at = row * h.out_pitch + column;
      store(y + at, best);
      if (places != nullptr) store_places(places + at, place);
    }
  }
}

void halve_block(const float* x, float* y, uint8_t* places, int64_t width, const Halving& h) {
  for (int64_t row = 0; row < h.out_height; row++) {
    for (int64_t column = 0; column < h.out_width; column++) {
      const auto* const upper = x + (2 * row * width + 2 * column) * kLanes;
      const auto* const lower = upper + width * kLanes;
      Floats best = load(upper);
      Ints place{};
      consider(load(upper + kLanes), 1, best, place);
      consider(load(lower), 2, best, place);
      consider(load(lower + kLanes), 3, best, place);
      const auto at = (row * h.out_width + column) * kLanes;
      store(y + at, best);
      if (places != nullptr) store_places(places + at, place);
    }
  }
}

inline Floats gradient_at(const float* gradient, const float* output, int64_t at) {
  const auto g = load(gradient + at);
  return output == nullptr ? g : load(output + at) <= Floats{} ? Floats{} : g;
}

inline Floats only(Floats gradient, Ints place, int which) { return place == which ? gradient : Floats{}; }

// Two vectors whose elements take turns, in order.
inline void store_in_turns(float* to, Floats even, Floats odd) {
  Ints low, high;
  for (int i = 0; i < kLanes; i++) low[i] = i / 2 + (i % 2) * kLanes, high[i] = low[i] + kLanes / 2;
  store(to, __builtin_shuffle(even, odd, low));
  store(to + kLanes, __builtin_shuffle(even, odd, high));
}

// Of a row's last vector only what is inside counts; it writes zeros up to two vectors behind the row, and so comes first.
void spread(const float* gradient, const float* output, const uint8_t* places, float* result, const Halving& h) {
  Ints lane;
  for (int i = 0; i < kLanes; i++) lane[i] = i;
  for (int64_t row = 0; row < h.out_height; row++) {
    for (auto column = (h.out_width - 1) / kLanes * kLanes; column >= 0; column -= kLanes) {
      const auto at = row * h.out_pitch + column;
      const auto inside = lane < static_cast<int32_t>(h.out_width - column);
      const Floats g = inside ? gradient_at(gradient, output, at) : Floats{};
      const auto place = load_places(places + at);
      auto* const upper = result + 2 * row * h.pitch + 2 * column;
      store_in_turns(upper, only(g, place, 0), only(g, place, 1));
      store_in_turns(upper + h.pitch, only(g, place, 2), only(g, place, 3));
    }
  }
}

void spread_block(const float* gradient, const float* output, const uint8_t* places, float* result, int64_t width, const Halving& h) {
  for (int64_t row = 0; row < h.out_height; row++) {
    for (int64_t column = 0; column < h.out_width; column++) {
      const auto at = (row * h.out_width + column) * kLanes;
      const auto g = gradient_at(gradient, output, at);
      const auto place = load_places(places + at);
      auto* const upper = result + (2 * row * width + 2 * column) * kLanes;
      auto* const lower = upper + width * kLanes;
      store(upper, only(g, place, 0));
      store(upper + kLanes, only(g, place, 1));
      store(lower, only(g, place, 2));
      store(lower + kLanes, only(g, place, 3));
    }
  }
}

void behind_relu(const float* gradient, const float* output, float* result, int64_t count) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) store(result + i, gradient_at(gradient, output, i));
  for (; i < count; i++) result[i] = output[i] <= 0 ? 0 : gradient[i];
}

// ---- Gradients of weights and inputs from those of the maxima of the output, which are one in four. ----

constexpr int kMostInRow = 4;

constexpr int rows_in_registers(int vectors) { return (kWide ? 28 : 12) / vectors < 7 ? (kWide ? 28 : 12) / vectors : 7; }

// Where the patch of the input that a maximum was made of begins.
inline int64_t patch(const Maxima& m, int64_t row, int64_t column, int place) {
  return (2 * row + (place >> 1)) * m.pitch + (2 * column + (place & 1)) * m.in;
}

template <int kRows, int kVectors>
void weights_tile(const float* x, const float* gradient, const uint8_t* places, float* sums, const Maxima& m) {
  for (int o = 0; o < kLanes; o++, sums += m.rows * kVectors * kLanes) {
    Floats sum[kRows][kVectors] = {};
    for (int64_t row = 0, at = o; row < m.out_height; row++) {
      for (int64_t column = 0; column < m.out_width; column++, at += kLanes) {
        const auto g = all(gradient[at]);
        const auto* const from = x + patch(m, row, column, places[at]);
#pragma GCC unroll 8
        for (int r = 0; r < kRows; r++) {
#pragma GCC unroll 8
          for (int v = 0; v < kVectors; v++) sum[r][v] += g * load(from + r * m.pitch + v * kLanes);
        }
      }
    }
    for (int r = 0; r < kRows; r++) {
      for (int v = 0; v < kVectors; v++) {
        auto* const to = sums + (r * kVectors + v) * kLanes;
        store(to, load(to) + sum[r][v]);
      }
    }
  }
}

// The channels whose maximum is there and has a gradient, a bit each.
inline uint32_t channels_at(Floats gradient, Ints place, int which) {
#ifdef __AVX512F__
  const auto any = _mm512_cmp_ps_mask(reinterpret_cast<__m512>(gradient), _mm512_setzero_ps(), _CMP_NEQ_UQ);
  return _mm512_mask_cmpeq_epi32_mask(any, reinterpret_cast<__m512i>(place), _mm512_set1_epi32(which));
#else
  const Ints there = (place == which) & ~(gradient == Floats{});
  return static_cast<uint32_t>(_mm256_movemask_ps(reinterpret_cast<__m256>(there)));
#endif
}

// The patches of one window's maxima of the same place lie on each other, and are added up in registers. Those that overlap would wait for each other in memory:
// so each place has memory of its own.
template <int kRows, int kVectors>
void inputs_tile(const float* gradient, const uint8_t* places, const float* weights, float* sums, int64_t plane, const Maxima& m) {
  for (int64_t row = 0; row < m.out_height; row++) {
    for (int64_t column = 0; column < m.out_width; column++, gradient += kLanes, places += kLanes) {
      const auto gradients = load(gradient);
      const auto place = load_places(places);
      for (int which = 0; which < 4; which++) {
        auto channels = channels_at(gradients, place, which);
        if (channels == 0) continue;
        Floats sum[kRows][kVectors] = {};
        for (; channels != 0; channels &= channels - 1) {
          const auto o = __builtin_ctz(channels);
          const auto g = all(gradient[o]);
          const auto* const from = weights + o * m.rows * kVectors * kLanes;
#pragma GCC unroll 8
          for (int r = 0; r < kRows; r++) {
#pragma GCC unroll 8
            for (int v = 0; v < kVectors; v++) sum[r][v] += g * load(from + (r * kVectors + v) * kLanes);
          }
        }
        auto* const to = sums + which * plane + patch(m, row, column, which);
#pragma GCC unroll 8
        for (int r = 0; r < kRows; r++) {
#pragma GCC unroll 8
          for (int v = 0; v < kVectors; v++) store(to + r * m.pitch + v * kLanes, load(to + r * m.pitch + v * kLanes) + sum[r][v]);
        }
      }
    }
  }
}

template <int kRows, int kVectors, typename Tile>
inline void with_rows(int64_t rows, const Tile& tile) {
  if (rows == kRows) {
    tile.template run<kRows, kVectors>();
  } else if constexpr (kRows > 1) {
    with_rows<kRows - 1, kVectors>(rows, tile);
  }
}

template <int kVectors, typename Tile>
inline void with_vectors(int64_t rows, int64_t vectors, const Tile& tile) {
  if (vectors == kVectors) {
    with_rows<rows_in_registers(kVectors), kVectors>(rows, tile);
  } else if constexpr (kVectors > 1) {
    with_vectors<kVectors - 1>(rows, vectors, tile);
  }
}

// The kernel's rows in tiles that are as even as can be.
template <typename Tile>
inline void in_tiles(const Maxima& m, Tile tile) {
  const auto most = rows_in_registers(static_cast<int>(m.vectors)), tiles = static_cast<int>((m.rows + most - 1) / most);
  for (int64_t t = 0; t < tiles; t++) {
    const auto begin = m.rows * t / tiles, end = m.rows * (t + 1) / tiles;
    auto part = tile;
    part.move(begin);
    with_vectors<kMostInRow>(end - begin, m.vectors, part);
  }
}

struct WeightsTile {
  const float *x, *gradient;
  const uint8_t* places;
  float* sums;
  const Maxima& m;

  void move(int64_t rows) { x += rows * m.pitch, sums += rows * m.vectors * kLanes; }
  template <int kRows, int kVectors>
  void run() const { weights_tile<kRows, kVectors>(x, gradient, places, sums, m); }
};

struct InputsTile {
  const float* gradient;
  const uint8_t* places;
  const float* weights;
  float* sums;
  int64_t plane;
  const Maxima& m;

  void move(int64_t rows) { weights += rows * m.vectors * kLanes, sums += rows * m.pitch; }
  template <int kRows, int kVectors>
  void run() const { inputs_tile<kRows, kVectors>(gradient, places, weights, sums, plane, m); }
};

void inputs_of_maxima(const float* gradient, const uint8_t* places, const float* weights, float* sums, int64_t plane, const Maxima& m) {
  in_tiles(m, InputsTile{gradient, places, weights, sums, plane, m});
}

void weights_of_maxima(const float* x, const float* gradient, const uint8_t* places, float* sums, float* bias_sums, const Maxima& m) {
  in_tiles(m, WeightsTile{x, gradient, places, sums, m});
  Floats sum{};
  for (int64_t pixel = 0; pixel < m.out_height * m.out_width; pixel++) sum += load(gradient + pixel * kLanes);
  store(bias_sums, load(bias_sums) + sum);
}

}  // namespace
}  // namespace modeldsl
