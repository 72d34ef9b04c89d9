// What the operators on oneDNN share: the engine, descriptions of memory, primitives that are made once per shape and kept. Absent (MDL_ONEDNN
// undefined) where there is no oneDNN 2 beside libtorch; its users then do without: see Step.Blocked.
#pragma once

#ifdef MDL_ONEDNN

#include "kernels.h"

#include <dnnl.hpp>

#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace modeldsl {

using Dims = dnnl::memory::dims;
using Description = dnnl::memory::desc;
using Tag = dnnl::memory::format_tag;
using Type = dnnl::memory::data_type;

const dnnl::engine& cpu();

dnnl::stream& stream();

// Channels that stand beside each other in a blocked feature map [N, C / block, H, W, block]: as many floats as a vector register has. 0 where
// the processor has no such vectors, and nothing is blocked.
int64_t block();

// Whether oneDNN multiplies bfloat16 by instructions of this processor.
bool has_reduced();

// Whether this processor multiplies tiles of it by AMX, the system lets us, and the compiler knew how.
bool has_amx();

// A feature map of N, C, H, W in blocks, or channel after channel.
Description blocked(const Dims& sizes, Type type = Type::f32);
Description plain(const Dims& sizes, Type type = Type::f32);

// Of float32 or bfloat16.
Type type_of(const at::Tensor& tensor);

// The memory of a tensor under a description, from the tensor's first element on.
dnnl::memory memory(const at::Tensor& tensor, const Description& description);

// A primitive with the scratch memory that it wants.
struct Prepared {
  dnnl::primitive primitive;
  Description scratch;
};

using Arguments = std::unordered_map<int, dnnl::memory>;

void run(const Prepared& prepared, Arguments& arguments);

// From one description to another; primitives are kept.
void reorder(const at::Tensor& from, const Description& from_description, const at::Tensor& to, const Description& to_description);

// The tensor itself where the descriptions are the same, else its elements in the other order in new memory.
at::Tensor reordered(const at::Tensor& from, const Description& from_description, const Description& to_description);

// As many floats as the description's bytes take.
at::Tensor room(const Description& description);

dnnl::primitive_attr with_scratchpad();

// Values by the bytes of a key, made at most once and kept for good. A key has no padding bytes.
template <typename Key, typename T>
class Kept {
 public:
  template <typename Make>
  const T& get(const Key& key, const Make& make) {
    const std::lock_guard<std::mutex> lock(mutex_);
    auto& entry = entries_[key];
    if (entry == nullptr) entry = std::make_unique<T>(make());
    return *entry;
  }

 private:
  struct Hash {
    size_t operator()(const Key& key) const {
      static_assert(sizeof(Key) % sizeof(int64_t) == 0, "whole words");
      uint64_t words[sizeof(Key) / sizeof(int64_t)], hash = 0;
      std::memcpy(words, &key, sizeof(Key));
      for (const auto word : words) hash = (hash ^ word) * 0x9E3779B97F4A7C15u + (hash >> 29);
      return hash;
    }
  };
  struct Equal {
    bool operator()(const Key& a, const Key& b) const { return std::memcmp(&a, &b, sizeof(Key)) == 0; }
  };

  std::mutex mutex_;
  std::unordered_map<Key, std::unique_ptr<T>, Hash, Equal> entries_;
};

}  // namespace modeldsl

#endif
