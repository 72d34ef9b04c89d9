// The memory of the CPU's tensors: buffers are kept when a tensor is freed and given to the next one, because the page faults of freshly
// mapped buffers cost a third of an eager training step. Statistics are exact to the byte.
#include "arena.h"
#include "shim.h"

#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <utility>

namespace modeldsl {
namespace {

// Small sizes come in classes at most a quarter apart (four to each power of two), each with a list of its own; larger ones from the arena.
constexpr size_t kSmallest = 128;
constexpr size_t kLargestSmall = size_t{128} << 10;
constexpr int kSteps = 4;
constexpr int kClasses = 10 * kSteps + 1;

size_t class_size(int small_class) {
  return (kSmallest << (small_class / kSteps)) / kSteps * static_cast<size_t>(kSteps + small_class % kSteps);
}

int class_of(size_t size) {
  if (size <= kSmallest) return 0;
  const auto power = __builtin_clzll(kSmallest) - __builtin_clzll(size);
  const auto base = kSmallest << power;
  return power * kSteps + static_cast<int>((size - base + base / kSteps - 1) / (base / kSteps));
}

class Cache {
 public:
  void* take(size_t bytes) {
    const auto size = (bytes + sizeof(Block) + 63) / 64 * 64;
    const std::lock_guard<std::mutex> lock(mutex_);
    auto* const block = size <= kLargestSmall ? take_small(class_of(size)) : arena_.take(size);
    TORCH_CHECK(block != nullptr, "out of memory: the system has no ", bytes, " bytes for a tensor");
    block->asked = bytes;
    statistics_.current_bytes += static_cast<int64_t>(bytes);
    statistics_.peak_bytes = std::max(statistics_.peak_bytes, statistics_.current_bytes);
    statistics_.buffers++;
    used_ += block->size;
    most_used_ = std::max(most_used_, used_);
    return block + 1;
  }

  void give_back(void* data) {
    auto* const block = static_cast<Block*>(data) - 1;
    const std::lock_guard<std::mutex> lock(mutex_);
    statistics_.current_bytes -= static_cast<int64_t>(block->asked);
    statistics_.buffers--;
    used_ -= block->size;
    if (block->small_class >= 0) {
      block->next = small_[block->small_class];
      small_[block->small_class] = block;
      small_free_ += block->size;
    } else {
      arena_.give_back(block);
    }
    // In use and kept together: at most half more than was ever in use at once.
    if (used_ + kept() > most_used_ / 2 * 3 + kSlack) arena_.trim(most_used_ / 4);
  }

  MemoryStatistics statistics() {
    const std::lock_guard<std::mutex> lock(mutex_);
    auto result = statistics_;
    result.cached_bytes = static_cast<int64_t>(kept());
    return result;
  }

  void reset_peak() {
    const std::lock_guard<std::mutex> lock(mutex_);
    statistics_.peak_bytes = statistics_.current_bytes;
  }

  void trim() {
    const std::lock_guard<std::mutex> lock(mutex_);
    arena_.trim(0);
    for (auto& first : small_) {
      while (first != nullptr) std::free(std::exchange(first, first->next));
    }
    small_free_ = 0;
    most_used_ = used_;
  }

 private:
  size_t kept() const { return small_free_ + arena_.resident(); }

  Block* take_small(int small_class) {
    auto*& first = small_[small_class];
    if (first != nullptr) {
      small_free_ -= first->size;
      return std::exchange(first, first->next);
    }
    const auto size = class_size(small_class);
    auto* const memory = std::aligned_alloc(64, size);
    return memory == nullptr ? nullptr : new (memory) Block{0, size, 0, nullptr, nullptr, nullptr, small_class, false};
  }

  static constexpr size_t kSlack = size_t{64} << 20;

  std::mutex mutex_;
  Arena arena_;
  std::array<Block*, kClasses> small_{};
  size_t small_free_ = 0;
  size_t used_ = 0;
  size_t most_used_ = 0;
  MemoryStatistics statistics_{};
};

// Never destroyed: tensors may outlive every static.
Cache& cache() {
  static auto* const instance = new Cache();
  return *instance;
}

void free_buffer(void* data) {
  if (data != nullptr) cache().give_back(data);
}

// `allocate` is const in libtorch 1.13 and not in later 2.x, `copy_data` is new in 2.x: with both forms here the right one overrides.
class CachingAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) const { return buffer(bytes); }
  c10::DataPtr allocate(size_t bytes) { return buffer(bytes); }
  c10::DeleterFnPtr raw_deleter() const override { return &free_buffer; }
  void copy_data(void* target, const void* source, size_t bytes) const { std::memcpy(target, source, bytes); }

 private:
  static c10::DataPtr buffer(size_t bytes) {
    auto* const data = bytes == 0 ? nullptr : cache().take(bytes);
    return {data, data, &free_buffer, c10::Device(c10::kCPU)};
  }
};

}  // namespace

void install_allocator() {
  static auto* const allocator = new CachingAllocator();
  c10::SetCPUAllocator(allocator, /*priority=*/100);
}

}  // namespace modeldsl

MDL_EXPORT void mdl_memory(modeldsl::MemoryStatistics* statistics) { *statistics = modeldsl::cache().statistics(); }

MDL_EXPORT void mdl_memory_reset_peak() { modeldsl::cache().reset_peak(); }

MDL_EXPORT void mdl_memory_trim() { modeldsl::cache().trim(); }
