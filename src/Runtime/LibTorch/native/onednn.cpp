#ifdef MDL_ONEDNN

#include "onednn.h"

#include "amx_kernels.h"

#include <ATen/ops/empty.h>

namespace modeldsl {
namespace {

struct TwoDescriptions {
  dnnl_memory_desc_t from, to;
  int64_t threads;
};

dnnl_memory_desc_t cleared(const Description& description) {
  dnnl_memory_desc_t result;
  std::memcpy(&result, &description.data, sizeof(result));
  return result;
}

// Whether processor and system have those instructions, and ONEDNN_MAX_CPU_ISA does not forbid them.
bool allows(dnnl::cpu_isa wanted) { return (static_cast<int>(dnnl::get_effective_cpu_isa()) & static_cast<int>(wanted)) == static_cast<int>(wanted); }

}  // namespace

const dnnl::engine& cpu() {
  static const auto* const engine = new dnnl::engine(dnnl::engine::kind::cpu, 0);
  return *engine;
}

dnnl::stream& stream() {
  thread_local auto* const stream = new dnnl::stream(cpu());
  return *stream;
}

int64_t block() {
  static const int64_t size = allows(dnnl::cpu_isa::avx512_core) ? 16 : allows(dnnl::cpu_isa::avx2) ? 8 : 0;
  return size;
}

bool has_reduced() {
  static const bool has = allows(dnnl::cpu_isa::avx512_core_bf16);
  return has;
}

bool has_amx() {
  static const bool has = kAmxIsCompiled && has_reduced() && allows(dnnl::cpu_isa::avx512_core_amx);
  return has;
}

Description blocked(const Dims& sizes, Type type) { return {sizes, type, block() == 16 ? Tag::nChw16c : Tag::nChw8c}; }

Description plain(const Dims& sizes, Type type) { return {sizes, type, Tag::nchw}; }

Type type_of(const at::Tensor& tensor) {
  TORCH_CHECK(tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kBFloat16, "works on float32 and bfloat16, not ", tensor.scalar_type());
  return tensor.scalar_type() == at::kFloat ? Type::f32 : Type::bf16;
}

dnnl::memory memory(const at::Tensor& tensor, const Description& description) { return {description, cpu(), tensor.data_ptr()}; }

void run(const Prepared& prepared, Arguments& arguments) {
  at::Tensor scratch;
  if (prepared.scratch.get_size() > 0) {
    scratch = room(prepared.scratch);
    arguments.insert_or_assign(DNNL_ARG_SCRATCHPAD, memory(scratch, prepared.scratch));
  }
  prepared.primitive.execute(stream(), arguments);
  stream().wait();
}

void reorder(const at::Tensor& from, const Description& from_description, const at::Tensor& to, const Description& to_description) {
  static Kept<TwoDescriptions, Prepared> kept;
  const auto& prepared = kept.get({cleared(from_description), cleared(to_description), at::get_num_threads()}, [&] {
    const dnnl::reorder::primitive_desc description(cpu(), from_description, cpu(), to_description, with_scratchpad());
    return Prepared{dnnl::reorder(description), description.scratchpad_desc()};
  });
  Arguments arguments{{DNNL_ARG_FROM, memory(from, from_description)}, {DNNL_ARG_TO, memory(to, to_description)}};
  run(prepared, arguments);
}

at::Tensor reordered(const at::Tensor& from, const Description& from_description, const Description& to_description) {
  if (from_description == to_description) return from;
  auto result = room(to_description);
  reorder(from, from_description, result, to_description);
  return result;
}

at::Tensor room(const Description& description) {
  return at::empty({static_cast<int64_t>((description.get_size() + sizeof(float) - 1) / sizeof(float))}, at::kFloat);
}

dnnl::primitive_attr with_scratchpad() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

}  // namespace modeldsl

#endif
