// What oneDNN's own primitives take for the layers that do a network's arithmetic, each in the layouts that it likes best and nothing in between: no
// change of layout, no normalisation, pooling or update. Layers come on standard input, one a line, sizes of the forward pass:
//   conv N C H W  O kh kw  stride-h stride-w  pad-h pad-w  dilation-h dilation-w  groups  bias data times
//   fc   N in out  bias data times
// `data` says whether the input's gradient is wanted, `times` how many such layers there are. Of direct and Winograd's algorithm the faster one counts, for
// each layer and direction. One line comes back for each type of numbers that the processor has: f32|bf16, then ms of a training step and of inference.
#include <dnnl.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

using namespace dnnl;
using Desc = memory::desc;
using Type = memory::data_type;
using Dims = memory::dims;
using Arguments = std::unordered_map<int, memory>;

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr int kLeastRuns = 3;
constexpr double kLeastSeconds = 0.03;

const engine& cpu() {
  static const engine instance(engine::kind::cpu, 0);
  return instance;
}

struct Layer {
  bool is_convolution;
  Dims source, weights, target, strides, dilates, padding;
  bool bias, data;
  int times;
};

struct Times {
  double inference = kNever, forward = kNever, data = kNever, weights = kNever;
};

bool read(std::istream& in, Layer& layer) {
  std::string kind;
  if (!(in >> kind)) return false;
  layer.is_convolution = kind == "conv";
  int64_t n, c;
  in >> n >> c;
  if (layer.is_convolution) {
    int64_t h, w, o, kh, kw, sh, sw, ph, pw, dh, dw, g;
    in >> h >> w >> o >> kh >> kw >> sh >> sw >> ph >> pw >> dh >> dw >> g;
    layer.source = {n, c, h, w};
    layer.weights = g == 1 ? Dims{o, c, kh, kw} : Dims{g, o / g, c / g, kh, kw};
    layer.target = {n, o, (h + 2 * ph - (kh - 1) * dh - 1) / sh + 1, (w + 2 * pw - (kw - 1) * dw - 1) / sw + 1};
    layer.strides = {sh, sw};
    layer.dilates = {dh - 1, dw - 1};
    layer.padding = {ph, pw};
  } else {
    int64_t o;
    in >> o;
    layer.source = {n, c};
    layer.weights = {o, c};
    layer.target = {n, o};
  }
  return static_cast<bool>(in >> layer.bias >> layer.data >> layer.times);
}

// Small numbers, so that nothing overflows or is denormal.
memory filled(const Desc& desc, Type type) {
  memory result(desc, cpu());
  const auto bytes = desc.get_size();
  if (type == Type::bf16) {
    std::fill_n(static_cast<uint16_t*>(result.get_data_handle()), bytes / 2, uint16_t{0x3c00});
  } else {
    std::fill_n(static_cast<float*>(result.get_data_handle()), bytes / 4, 0.0078125f);
  }
  return result;
}

// Seconds, the shortest of a few runs behind one that touches the memory.
double time_of(const primitive& primitive, const Arguments& arguments) {
  static stream order(cpu());
  double best = kNever, all = 0;
  for (int i = 0; i <= kLeastRuns || all < kLeastSeconds; i++) {
    const auto start = std::chrono::steady_clock::now();
    primitive.execute(order, arguments);
    order.wait();
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (i > 0) best = std::min(best, seconds);
    all += seconds;
  }
  return best;
}

template <typename Forward, typename Data, typename Weights>
struct Primitives {
  using Make = typename Forward::primitive_desc;

  Type type;
  const Layer& layer;

  Arguments with_bias(Arguments arguments, int which) const {
    if (layer.bias) arguments.emplace(which, filled({{layer.target[1]}, Type::f32, memory::format_tag::x}, Type::f32));
    return arguments;
  }

  double forward(const Make& p) const {
    return time_of(Forward(p), with_bias({{DNNL_ARG_SRC, filled(p.src_desc(), type)}, {DNNL_ARG_WEIGHTS, filled(p.weights_desc(), type)}, {DNNL_ARG_DST, filled(p.dst_desc(), type)}},
                                         DNNL_ARG_BIAS));
  }

  double data(const typename Data::primitive_desc& p) const {
    return time_of(Data(p), {{DNNL_ARG_DIFF_DST, filled(p.diff_dst_desc(), type)}, {DNNL_ARG_WEIGHTS, filled(p.weights_desc(), type)}, {DNNL_ARG_DIFF_SRC, filled(p.diff_src_desc(), type)}});
  }

  double weights(const typename Weights::primitive_desc& p) const {
    return time_of(Weights(p), with_bias({{DNNL_ARG_SRC, filled(p.src_desc(), type)}, {DNNL_ARG_DIFF_DST, filled(p.diff_dst_desc(), type)}, {DNNL_ARG_DIFF_WEIGHTS, filled(p.diff_weights_desc(), type)}},
                                         DNNL_ARG_DIFF_BIAS));
  }
};

struct Descriptions {
  Desc source, weights, bias, target;

  Descriptions(const Layer& layer, Type type)
      : source(layer.source, type, memory::format_tag::any),
        weights(layer.weights, type, memory::format_tag::any),
        bias(layer.bias ? Desc({layer.target[1]}, Type::f32, memory::format_tag::x) : Desc()),
        target(layer.target, type, memory::format_tag::any) {}
};

// Takes the time where oneDNN has such a primitive, and leaves it alone where it has none.
template <typename Time>
void take(double& best, const Time& time) {
  try {
    best = std::min(best, time());
  } catch (const error&) {
  }
}

void time_convolution(const Layer& layer, Type type, algorithm how, Times& best) {
  const Descriptions d(layer, type);
  const Primitives<convolution_forward, convolution_backward_data, convolution_backward_weights> run{type, layer};
  const auto forward = [&](prop_kind kind) {
    return convolution_forward::primitive_desc({kind, how, d.source, d.weights, d.bias, d.target, layer.strides, layer.dilates, layer.padding, layer.padding}, cpu());
  };
  take(best.inference, [&] { return run.forward(forward(prop_kind::forward_inference)); });
  take(best.forward, [&] { return run.forward(forward(prop_kind::forward_training)); });
  take(best.weights, [&] {
    return run.weights({{how, d.source, d.weights, d.bias, d.target, layer.strides, layer.dilates, layer.padding, layer.padding}, cpu(), forward(prop_kind::forward_training)});
  });
  if (!layer.data) return;
  take(best.data, [&] {
    return run.data({{how, d.source, d.weights, d.target, layer.strides, layer.dilates, layer.padding, layer.padding}, cpu(), forward(prop_kind::forward_training)});
  });
}

void time_product(const Layer& layer, Type type, Times& best) {
  const Descriptions d(layer, type);
  const Primitives<inner_product_forward, inner_product_backward_data, inner_product_backward_weights> run{type, layer};
  const auto forward = [&](prop_kind kind) { return inner_product_forward::primitive_desc({kind, d.source, d.weights, d.bias, d.target}, cpu()); };
  take(best.inference, [&] { return run.forward(forward(prop_kind::forward_inference)); });
  take(best.forward, [&] { return run.forward(forward(prop_kind::forward_training)); });
  take(best.weights, [&] { return run.weights({{d.source, d.weights, d.bias, d.target}, cpu(), forward(prop_kind::forward_training)}); });
  if (layer.data) take(best.data, [&] { return run.data({{d.source, d.weights, d.target}, cpu(), forward(prop_kind::forward_training)}); });
}

Times time_layer(const Layer& layer, Type type) {
  Times best;
  if (!layer.is_convolution) {
    time_product(layer, type, best);
    return best;
  }
  time_convolution(layer, type, algorithm::convolution_direct, best);
  if (type == Type::f32) time_convolution(layer, type, algorithm::convolution_winograd, best);
  return best;
}

void print(const char* name, Type type, const std::vector<Layer>& layers) {
  double training = 0, inference = 0;
  for (const auto& layer : layers) {
    const auto best = time_layer(layer, type);
    training += layer.times * (best.forward + best.weights + (layer.data ? best.data : 0));
    inference += layer.times * best.inference;
  }
  if (training < kNever && inference < kNever) std::cout << name << ' ' << training * 1e3 << ' ' << inference * 1e3 << std::endl;
}

}  // namespace

int main() {
  std::vector<Layer> layers;
  for (Layer layer; read(std::cin, layer);) layers.push_back(layer);
  print("f32", Type::f32, layers);
  const auto isa = static_cast<int>(get_effective_cpu_isa()), bf16 = static_cast<int>(cpu_isa::avx512_core_bf16);
  if ((isa & bf16) == bf16) print("bf16", Type::bf16, layers);
}
