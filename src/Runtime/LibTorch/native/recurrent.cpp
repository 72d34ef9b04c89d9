// The loop over time of recurrent layers, forward and backward, in float32: modeldsl::lstm_, gru_, rnn_ and their backward passes. Time is the first axis. The examples are
// shared out among the threads, each of which goes through all steps with its own and waits for nobody; in each step one product by the recurrent weights, and one pass over
// what it makes.
#ifdef MDL_ONEDNN

#include "kernels.h"
#include "onednn.h"
#include "recurrent_kernels.h"

#include <ATen/ops/empty.h>
#include <torch/library.h>

#include <algorithm>
#include <vector>

namespace modeldsl {
namespace {

const RecurrentKernels& kernels() { return block() == 16 ? kRecurrentKernelsAvx512 : kRecurrentKernelsAvx2; }

// [T, N, length], each row dense.
struct Sequence {
  float* data;
  int64_t steps, examples, length, by_step, by_example;

  Sequence(const at::Tensor& tensor, const char* name) {
    TORCH_CHECK(tensor.dim() == 3 && tensor.scalar_type() == at::kFloat && (tensor.size(2) == 1 || tensor.stride(2) == 1), name, " must be [T, N, length] of float32 with dense rows, given ",
                tensor.sizes());
    data = tensor.data_ptr<float>();
    steps = tensor.size(0), examples = tensor.size(1), length = tensor.size(2), by_step = tensor.stride(0), by_example = tensor.stride(1);
  }

  float* at(int64_t step, int64_t example) const { return data + step * by_step + example * by_example; }
};

void check(const Sequence& sequence, const char* name, const Sequence& other, int64_t length) {
  TORCH_CHECK(sequence.steps == other.steps && sequence.examples == other.examples && sequence.length == length, name, " must be [", other.steps, ", ", other.examples, ", ", length, "], given [",
              sequence.steps, ", ", sequence.examples, ", ", sequence.length, "]");
}

at::Tensor with_dense_rows(const at::Tensor& sequence) { return sequence.dim() == 3 && sequence.stride(2) != 1 ? sequence.contiguous() : sequence; }

// The recurrent weights [gates, hidden] as the kernels read them: turned for the forward pass.
at::Tensor panels_of(const at::Tensor& weight, int64_t gates, int64_t hidden, bool turned) {
  TORCH_CHECK(weight.dim() == 2 && weight.size(0) == gates && weight.size(1) == hidden && weight.is_contiguous() && weight.scalar_type() == at::kFloat, "the weight must be [", gates, ", ", hidden,
              "] of float32, given ", weight.sizes());
  const auto inner = turned ? hidden : gates, columns = turned ? gates : hidden, width = kernels().panel, count = (columns + width - 1) / width;
  auto result = at::empty({count, inner, width}, weight.options());
  const auto* const from = weight.data_ptr<float>();
  auto* to = result.data_ptr<float>();
  for (int64_t panel = 0; panel < count; panel++) {
    const auto first = panel * width, filled = std::min(width, columns - first);
    for (int64_t i = 0; i < inner; i++, to += width) {
      for (int64_t c = 0; c < filled; c++) to[c] = turned ? from[(first + c) * hidden + i] : from[i * hidden + first + c];
      std::fill(to + filled, to + width, 0.0f);
    }
  }
  return result;
}

// Some examples, and the way through time.
struct Share {
  int64_t begin, count, steps;
  bool reverse;

  // The step of the k-th turn; the one before it is that of the turn before.
  int64_t step(int64_t turn) const { return reverse ? steps - 1 - turn : turn; }
};

template <typename Work>
void share_out(const Sequence& sequence, int64_t gates, int64_t hidden, bool reverse, const Work& work) {
  // Multiply-adds of a vector take as long as an element of what kGrain counts, at the least.
  const auto each = std::max<int64_t>(1, sequence.steps * gates * hidden / 16);
  at::parallel_for(0, sequence.examples, std::max<int64_t>(1, kGrain / each), [&](int64_t begin, int64_t end) { work(Share{begin, end - begin, sequence.steps, reverse}); });
}

// Rows += rows times the weights.
void add_product(const Sequence& x, int64_t x_step, const at::Tensor& panels, float* y, int64_t y_pitch, const Share& share, int64_t columns) {
  kernels().multiply(x.at(x_step, share.begin), x.by_example, panels.data_ptr<float>(), y, y_pitch, share.count, panels.size(1), columns);
}

// Gates: the inputs' sums before, what the gates are after.
void lstm_(at::Tensor gates, at::Tensor cells, at::Tensor output, const at::Tensor& weight, bool reverse) {
  const Sequence g(gates, "gates"), c(cells, "cells"), h(output, "the output");
  const auto hidden = h.length;
  check(g, "gates", h, 4 * hidden);
  check(c, "cells", h, hidden);
  const auto panels = panels_of(weight, 4 * hidden, hidden, /*turned=*/true);
  share_out(h, 4 * hidden, hidden, reverse, [&](const Share& share) {
    for (int64_t turn = 0; turn < share.steps; turn++) {
      const auto now = share.step(turn), before = share.step(turn - 1);
      if (turn > 0) add_product(h, before, panels, g.at(now, share.begin), g.by_example, share, 4 * hidden);
      for (auto n = share.begin; n < share.begin + share.count; n++) kernels().lstm(g.at(now, n), turn > 0 ? c.at(before, n) : nullptr, c.at(now, n), h.at(now, n), hidden);
    }
  });
}

// Rows of scratch memory.
struct Scratch {
  std::vector<float> memory;
  int64_t length;

  Scratch(int64_t count, int64_t of) : memory(count * of), length(of) {}

  float* row(int64_t r) { return memory.data() + r * length; }

  // Takes what a step of a sequence has.
  void take(const Sequence& sequence, int64_t step, const Share& share) {
    for (int64_t r = 0; r < share.count; r++) std::copy_n(sequence.at(step, share.begin + r), length, row(r));
  }
};

// The gradient of the sums.
at::Tensor lstm_backward(const at::Tensor& gradient, const at::Tensor& gates, const at::Tensor& cells, const at::Tensor& weight, bool reverse) {
  const auto dense = with_dense_rows(gradient);
  const Sequence dy(dense, "the gradient"), g(gates, "gates"), c(cells, "cells");
  const auto hidden = dy.length;
  check(g, "gates", dy, 4 * hidden);
  check(c, "cells", dy, hidden);
  const auto panels = panels_of(weight, 4 * hidden, hidden, /*turned=*/false);
  auto result = at::empty({dy.steps, dy.examples, 4 * hidden}, gates.options());
  const Sequence ds(result, "the result");
  share_out(dy, 4 * hidden, hidden, reverse, [&](const Share& share) {
    Scratch dh(share.count, hidden), d_cell(share.count, hidden);
    for (auto turn = share.steps - 1; turn >= 0; turn--) {
      const auto now = share.step(turn), before = share.step(turn - 1);
      dh.take(dy, now, share);
      if (turn < share.steps - 1) add_product(ds, share.step(turn + 1), panels, dh.row(0), hidden, share, hidden);
      for (int64_t r = 0; r < share.count; r++) {
        const auto n = share.begin + r;
        kernels().lstm_backward(g.at(now, n), turn > 0 ? c.at(before, n) : nullptr, c.at(now, n), dh.row(r), d_cell.row(r), ds.at(now, n), hidden);
      }
    }
  });
  return result;
}

// Gates as above; what of the candidate the reset gate scales is kept.
void gru_(at::Tensor gates, at::Tensor kept, at::Tensor output, const at::Tensor& weight, const at::Tensor& bias, bool reverse) {
  const Sequence g(gates, "gates"), k(kept, "what is kept"), h(output, "the output");
  const auto hidden = h.length;
  check(g, "gates", h, 3 * hidden);
  check(k, "what is kept", h, hidden);
  TORCH_CHECK(bias.dim() == 1 && bias.size(0) == 3 * hidden && bias.is_contiguous(), "the bias must be [", 3 * hidden, "], given ", bias.sizes());
  const auto panels = panels_of(weight, 3 * hidden, hidden, /*turned=*/true);
  share_out(h, 3 * hidden, hidden, reverse, [&](const Share& share) {
    Scratch recalled(share.count, 3 * hidden);
    for (int64_t turn = 0; turn < share.steps; turn++) {
      const auto now = share.step(turn), before = share.step(turn - 1);
      for (int64_t r = 0; r < share.count; r++) std::copy_n(bias.data_ptr<float>(), 3 * hidden, recalled.row(r));
      if (turn > 0) add_product(h, before, panels, recalled.row(0), 3 * hidden, share, 3 * hidden);
      for (int64_t r = 0; r < share.count; r++) {
        const auto n = share.begin + r;
        kernels().gru(g.at(now, n), recalled.row(r), k.at(now, n), turn > 0 ? h.at(before, n) : nullptr, h.at(now, n), hidden);
      }
    }
  });
}

// The gradients of the inputs' sums and of those that the step before adds.
std::tuple<at::Tensor, at::Tensor> gru_backward(const at::Tensor& gradient, const at::Tensor& gates, const at::Tensor& kept, const at::Tensor& output, const at::Tensor& weight, bool reverse) {
  const auto dense = with_dense_rows(gradient);
  const Sequence dy(dense, "the gradient"), g(gates, "gates"), k(kept, "what is kept"), h(output, "the output");
  const auto hidden = dy.length;
  check(g, "gates", dy, 3 * hidden);
  check(k, "what is kept", dy, hidden);
  check(h, "the output", dy, hidden);
  const auto panels = panels_of(weight, 3 * hidden, hidden, /*turned=*/false);
  auto d_sums = at::empty({dy.steps, dy.examples, 3 * hidden}, gates.options());
  auto d_recalled = at::empty({dy.steps, dy.examples, 3 * hidden}, gates.options());
  const Sequence ds(d_sums, "the result"), dr(d_recalled, "the result");
  share_out(dy, 3 * hidden, hidden, reverse, [&](const Share& share) {
    // What goes straight from a step to the one before is added to that one's.
    Scratch dh(share.count, hidden), direct(share.count, hidden);
    for (auto turn = share.steps - 1; turn >= 0; turn--) {
      const auto now = share.step(turn), before = share.step(turn - 1);
      dh.take(dy, now, share);
      if (turn < share.steps - 1) {
        for (size_t i = 0; i < dh.memory.size(); i++) dh.memory[i] += direct.memory[i];
        add_product(dr, share.step(turn + 1), panels, dh.row(0), hidden, share, hidden);
      }
      for (int64_t r = 0; r < share.count; r++) {
        const auto n = share.begin + r;
        kernels().gru_backward(g.at(now, n), k.at(now, n), turn > 0 ? h.at(before, n) : nullptr, dh.row(r), ds.at(now, n), dr.at(now, n), hidden);
      }
      std::swap(dh.memory, direct.memory);
    }
  });
  return {d_sums, d_recalled};
}

// The output: the inputs' sums before.
void rnn_(at::Tensor output, const at::Tensor& weight, bool reverse) {
  const Sequence h(output, "the output");
  const auto hidden = h.length;
  const auto panels = panels_of(weight, hidden, hidden, /*turned=*/true);
  share_out(h, hidden, hidden, reverse, [&](const Share& share) {
    for (int64_t turn = 0; turn < share.steps; turn++) {
      const auto now = share.step(turn);
      if (turn > 0) add_product(h, share.step(turn - 1), panels, h.at(now, share.begin), h.by_example, share, hidden);
      for (auto n = share.begin; n < share.begin + share.count; n++) kernels().rnn(h.at(now, n), hidden);
    }
  });
}

// The gradient of the sums.
at::Tensor rnn_backward(const at::Tensor& gradient, const at::Tensor& output, const at::Tensor& weight, bool reverse) {
  const auto dense = with_dense_rows(gradient);
  const Sequence dy(dense, "the gradient"), h(output, "the output");
  const auto hidden = dy.length;
  check(h, "the output", dy, hidden);
  const auto panels = panels_of(weight, hidden, hidden, /*turned=*/false);
  auto result = at::empty({dy.steps, dy.examples, hidden}, output.options());
  const Sequence ds(result, "the result");
  share_out(dy, hidden, hidden, reverse, [&](const Share& share) {
    Scratch dh(share.count, hidden);
    for (auto turn = share.steps - 1; turn >= 0; turn--) {
      const auto now = share.step(turn);
      dh.take(dy, now, share);
      if (turn < share.steps - 1) add_product(ds, share.step(turn + 1), panels, dh.row(0), hidden, share, hidden);
      for (int64_t r = 0; r < share.count; r++) kernels().rnn_backward(h.at(now, share.begin + r), dh.row(r), ds.at(now, share.begin + r), hidden);
    }
  });
  return result;
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(modeldsl, library) {
  library.def("lstm_(Tensor(a!) gates, Tensor(b!) cells, Tensor(c!) output, Tensor weight, bool reverse) -> ()");
  library.def("lstm_backward(Tensor gradient, Tensor gates, Tensor cells, Tensor weight, bool reverse) -> Tensor");
  library.def("gru_(Tensor(a!) gates, Tensor(b!) kept, Tensor(c!) output, Tensor weight, Tensor bias, bool reverse) -> ()");
  library.def("gru_backward(Tensor gradient, Tensor gates, Tensor kept, Tensor output, Tensor weight, bool reverse) -> (Tensor sums, Tensor recalled)");
  library.def("rnn_(Tensor(a!) output, Tensor weight, bool reverse) -> ()");
  library.def("rnn_backward(Tensor gradient, Tensor output, Tensor weight, bool reverse) -> Tensor");
}

TORCH_LIBRARY_IMPL(modeldsl, CPU, library) {
  library.impl("lstm_", lstm_);
  library.impl("lstm_backward", lstm_backward);
  library.impl("gru_", gru_);
  library.impl("gru_backward", gru_backward);
  library.impl("rnn_", rnn_);
  library.impl("rnn_backward", rnn_backward);
}

}  // namespace modeldsl

#endif
