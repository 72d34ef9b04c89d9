// Operators by name through c10's boxed dispatcher, and the few things about a tensor that no operator tells.
#include "shim.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>
#include <torch/csrc/api/include/torch/version.h>

#include <array>
#include <cstring>
#include <exception>

#ifdef __SSE2__
#include <immintrin.h>
#endif

namespace modeldsl {
namespace {

using c10::IValue;
using TensorPtr = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

thread_local std::string last_error;

// One reference more, for as long as the tensor lives.
at::Tensor borrow(void* handle) {
  return at::Tensor(TensorPtr::reclaim_copy(static_cast<c10::TensorImpl*>(handle)));
}

at::Generator borrow_generator(void* handle) {
  return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(static_cast<c10::GeneratorImpl*>(handle)));
}

intptr_t release_to_caller(at::Tensor&& tensor) {
  return tensor.defined() ? reinterpret_cast<intptr_t>(tensor.unsafeReleaseTensorImpl()) : 0;
}

// Numbers below the normal ones of their type count as 0 meanwhile, as on a GPU: some processors take a hundred times as long for them, and gradients that vanish through
// hundreds of steps are full of them. OpenMP's threads have this from the thread that starts them.
class WithoutDenormals {
 public:
#ifdef __SSE2__
  WithoutDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | kFlushToZero | kDenormalsAreZero); }
  ~WithoutDenormals() { _mm_setcsr(before_); }
  WithoutDenormals(const WithoutDenormals&) = delete;
  WithoutDenormals& operator=(const WithoutDenormals&) = delete;

 private:
  static constexpr unsigned kFlushToZero = 0x8000, kDenormalsAreZero = 0x0040;
  unsigned before_;
#else
  WithoutDenormals() {}
#endif
};

struct Operator {
  c10::OperatorHandle handle;
  const c10::FunctionSchema* schema;
};

// Strides, paddings and sizes are few and repeat call after call: their boxed lists are kept per thread, so that a call in
// steady state allocates nothing here. No kernel writes to a list it is given.
class ListCache {
 public:
  template <typename T>
  const IValue& get(Kind kind, const T* values, int32_t count) {
    int64_t words[kLongest];
    auto hash = static_cast<uint64_t>(kind) * 31 + static_cast<uint64_t>(count);
    for (int32_t i = 0; i < count; i++) {
      words[i] = 0;
      std::memcpy(&words[i], &values[i], sizeof(T));
      hash = (hash ^ static_cast<uint64_t>(words[i])) * 0x9E3779B97F4A7C15u;
    }
    auto& entry = entries_[hash >> 56];
    if (entry.kind != kind || entry.count != count || std::memcmp(entry.words, words, count * sizeof(int64_t)) != 0) {
      entry.kind = kind;
      entry.count = count;
      std::memcpy(entry.words, words, count * sizeof(int64_t));
      entry.list = boxed(values, count);
    }
    return entry.list;
  }

  template <typename T>
  static IValue boxed(const T* values, int32_t count) {
    c10::List<T> list;
    list.reserve(count);
    for (int32_t i = 0; i < count; i++) list.push_back(values[i]);
    return IValue(std::move(list));
  }

  static constexpr int32_t kLongest = 8;

 private:
  struct Entry {
    Kind kind = Kind::None;
    int32_t count = 0;
    int64_t words[kLongest] = {};
    IValue list;
  };
  std::array<Entry, 256> entries_;
};

struct ThreadState {
  torch::jit::Stack stack;
  ListCache lists;
};
thread_local ThreadState thread_state;

template <typename T>
IValue list_value(ListCache& cache, const Argument& argument) {
  const auto* values = static_cast<const T*>(argument.pointer);
  return argument.count <= ListCache::kLongest ? cache.get(argument.kind, values, argument.count)
                                               : ListCache::boxed(values, argument.count);
}

IValue tensor_list(const Argument& argument) {
  c10::List<at::Tensor> list;
  list.reserve(argument.count);
  for (int32_t i = 0; i < argument.count; i++) list.push_back(borrow(static_cast<void**>(argument.pointer)[i]));
  return IValue(std::move(list));
}

IValue to_value(ListCache& cache, const Argument& argument) {
  switch (argument.kind) {
    case Kind::None: return IValue();
    case Kind::Tensor: return IValue(borrow(argument.pointer));
    case Kind::Int: return IValue(argument.integer);
    case Kind::Double: return IValue(argument.number);
    case Kind::Bool: return IValue(argument.integer != 0);
    case Kind::Ints: return list_value<int64_t>(cache, argument);
    case Kind::Doubles: return list_value<double>(cache, argument);
    case Kind::Bools: return list_value<bool>(cache, argument);
    case Kind::Tensors: return tensor_list(argument);
    case Kind::Generator: return IValue(borrow_generator(argument.pointer));
    case Kind::Device: {
      const auto type = static_cast<c10::DeviceType>(argument.integer);
      return IValue(type == c10::kCPU ? c10::Device(type) : c10::Device(type, static_cast<c10::DeviceIndex>(argument.count)));
    }
  }
  TORCH_CHECK(false, "unknown kind of argument ", static_cast<int32_t>(argument.kind));
}

void push_arguments(ThreadState& state, const c10::FunctionSchema& schema, const Argument* arguments, size_t count) {
  const auto& declared = schema.arguments();
  TORCH_CHECK(count <= declared.size(), "takes ", declared.size(), " arguments, given ", count);
  for (size_t i = 0; i < count; i++) state.stack.push_back(to_value(state.lists, arguments[i]));
  for (size_t i = count; i < declared.size(); i++) {
    TORCH_CHECK(declared[i].default_value().has_value(), "the argument '", declared[i].name(), "' is missing");
    state.stack.push_back(*declared[i].default_value());
  }
}

// Hands the results above `base` over; returns how many there were.
int take_results(torch::jit::Stack& stack, size_t base, intptr_t* results, int capacity) {
  int count = 0;
  const auto take = [&](at::Tensor&& tensor) {
    if (count < capacity) results[count] = release_to_caller(std::move(tensor));
    count++;
  };
  for (size_t i = base; i < stack.size(); i++) {
    if (stack[i].isTensorList()) {
      for (auto& tensor : stack[i].toTensorVector()) take(std::move(tensor));
    } else if (stack[i].isNone()) {
      take(at::Tensor());
    } else {
      TORCH_CHECK(stack[i].isTensor(), "returns a ", stack[i].tagKind(), ", not tensors");
      take(std::move(stack[i]).toTensor());
    }
  }
  return count;
}

}  // namespace

int fail() noexcept {
  try {
    try {
      throw;
    } catch (const c10::Error& e) {
      last_error = e.what_without_backtrace();
    } catch (const std::exception& e) {
      last_error = e.what();
    } catch (...) {
      last_error = "an exception of unknown type";
    }
  } catch (...) {
    last_error.clear();  // not even the text could be kept
  }
  return -1;
}

}  // namespace modeldsl

using namespace modeldsl;

MDL_EXPORT const char* mdl_error() { return last_error.c_str(); }

MDL_EXPORT const char* mdl_version() { return TORCH_VERSION; }

MDL_EXPORT int mdl_initialize() {
  return guarded([] { install_allocator(); });
}

// The operator, to be kept for the life of the process; null when libtorch has none of that name.
MDL_EXPORT int mdl_resolve(const char* name, const char* overload, Operator** result) {
  return guarded([&] {
    const auto found = c10::Dispatcher::singleton().findSchema({name, overload});
    *result = found.has_value() ? new Operator{*found, &found->schema()} : nullptr;
  });
}

MDL_EXPORT int mdl_call(const Operator* op, const Argument* arguments, int count, intptr_t* results, int capacity, int autograd) {
  auto& stack = thread_state.stack;
  const auto base = stack.size();
  const WithoutDenormals flushed;
  try {
    push_arguments(thread_state, *op->schema, arguments, static_cast<size_t>(count));
    if (autograd != 0) {
      op->handle.callBoxed(&stack);
    } else {
      at::AutoDispatchBelowADInplaceOrView no_gradients;
      op->handle.callBoxed(&stack);
    }
    const auto taken = take_results(stack, base, results, capacity);
    stack.erase(stack.begin() + static_cast<std::ptrdiff_t>(base), stack.end());
    return taken;
  } catch (...) {
    fail();
    stack.erase(stack.begin() + static_cast<std::ptrdiff_t>(base), stack.end());
    return -1;
  }
}

MDL_EXPORT void mdl_retain(void* tensor) {
  TensorPtr::reclaim_copy(static_cast<c10::TensorImpl*>(tensor)).release();
}

MDL_EXPORT void mdl_release(void* tensor) {
  guarded([&] { TensorPtr::reclaim(static_cast<c10::TensorImpl*>(tensor)); });
}

MDL_EXPORT int mdl_describe(void* handle, TensorDescription* description) {
  return guarded([&] {
    const auto tensor = borrow(handle);
    const auto device = tensor.device();
    *description = {
        tensor.data_ptr(), tensor.sizes().data(), tensor.strides().data(), tensor.numel(), static_cast<int32_t>(tensor.dim()),
        static_cast<int32_t>(tensor.scalar_type()), static_cast<int32_t>(device.type()), device.index(), tensor.is_contiguous() ? 1 : 0};
  });
}

// For tests: what autograd left in .grad, or 0.
MDL_EXPORT int mdl_gradient(void* handle, intptr_t* gradient) {
  return guarded([&] { *gradient = release_to_caller(at::Tensor(borrow(handle).grad())); });
}

MDL_EXPORT int mdl_generator_new(int device_type, int index, uint64_t seed, void** result) {
  return guarded([&] {
    const auto type = static_cast<c10::DeviceType>(device_type);
    const c10::Device device = type == c10::kCPU ? c10::Device(type) : c10::Device(type, static_cast<c10::DeviceIndex>(index));
    auto generator = at::globalContext().defaultGenerator(device).clone();
    generator.set_current_seed(seed);
    *result = c10::intrusive_ptr<c10::GeneratorImpl>(generator.getIntrusivePtr()).release();
  });
}

MDL_EXPORT void mdl_generator_release(void* generator) {
  guarded([&] { c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(static_cast<c10::GeneratorImpl*>(generator)); });
}

MDL_EXPORT int mdl_generator_state(void* generator, intptr_t* state) {
  return guarded([&] { *state = release_to_caller(borrow_generator(generator).get_state()); });
}

MDL_EXPORT int mdl_generator_set_state(void* generator, void* state) {
  return guarded([&] { borrow_generator(generator).set_state(borrow(state)); });
}

MDL_EXPORT int mdl_threads() { return at::get_num_threads(); }

MDL_EXPORT int mdl_set_threads(int threads) {
  return guarded([&] { at::set_num_threads(threads); });
}

MDL_EXPORT int mdl_has_cuda() { return at::globalContext().hasCUDA() ? 1 : 0; }

// What cuDNN and cuBLAS may do: the same numbers as CudaFlags in Native.cs. Flags of libtorch itself, there without CUDA too. Newer ones refuse to tell where TF32 was
// allowed by their own ways, for some operations and not for others.
MDL_EXPORT int mdl_cuda_settings() {
  int flags = 0;
  const auto failed = guarded([&] {
    const auto& context = at::globalContext();
    flags = (context.allowTF32CuDNN() ? 1 : 0) | (context.allowTF32CuBLAS() ? 2 : 0) | (context.benchmarkCuDNN() ? 4 : 0);
  });
  return failed < 0 ? failed : flags;
}

MDL_EXPORT int mdl_set_cuda_settings(int flags) {
  return guarded([&] {
    auto& context = at::globalContext();
    context.setAllowTF32CuDNN((flags & 1) != 0);
    context.setAllowTF32CuBLAS((flags & 2) != 0);
    context.setBenchmarkCuDNN((flags & 4) != 0);
  });
}
