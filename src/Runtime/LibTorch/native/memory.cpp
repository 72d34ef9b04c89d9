// The memory of the CPU's tensors: buffers are kept when a tensor is freed and given to the next one of that size, because the page
// faults of freshly mapped buffers cost a third of an eager training step. Statistics are exact to the byte.
#include "shim.h"

#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <mutex>

namespace modeldsl {
namespace {

// Stands before every buffer. As long as a cache line, so that the buffer is aligned as libtorch wants it (64 bytes).
struct alignas(64) Block {
  size_t bytes;       // asked for
  size_t footprint;   // taken from the system, this header included
  int32_t size_class;
  Block* next;        // in the list of the free ones
};
static_assert(sizeof(Block) == 64, "keeps the alignment of what follows");

// Sizes come in classes of at most an eighth more than asked for: eight to each power of two.
constexpr size_t kSmallest = 128;
constexpr int kSteps = 8;
constexpr int kClasses = 40 * kSteps;

size_t class_bytes(int size_class) {
  const auto power = size_class / kSteps;
  return (kSmallest << power) / kSteps * static_cast<size_t>(kSteps + size_class % kSteps);
}

int class_of(size_t bytes) {
  if (bytes <= kSmallest) return 0;
  const auto power = 63 - __builtin_clzll(bytes) - __builtin_ctzll(kSmallest);
  const auto step = (kSmallest << power) / kSteps;
  return power * kSteps + static_cast<int>((bytes - (kSmallest << power) + step - 1) / step);
}

// Large buffers are mapped directly, on 2 MiB pages where the system has them: fewer faults and fewer TLB misses.
constexpr size_t kHugePage = size_t{2} << 20;

void* take_from_system(size_t bytes) {
  if (bytes < kHugePage) return std::aligned_alloc(64, bytes);
  const auto span = bytes + kHugePage;
  auto* const mapped = static_cast<char*>(mmap(nullptr, span, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (mapped == MAP_FAILED) return nullptr;
  const auto before = (kHugePage - reinterpret_cast<uintptr_t>(mapped) % kHugePage) % kHugePage;
  auto* const start = mapped + before;
  if (before > 0) munmap(mapped, before);
  if (before < kHugePage) munmap(start + bytes, kHugePage - before);
  madvise(start, bytes, MADV_HUGEPAGE);
  return start;
}

void give_to_system(Block* block) {
  if (block->footprint < kHugePage) {
    std::free(block);
  } else {
    munmap(block, block->footprint);
  }
}

class Cache {
 public:
  void* take(size_t bytes) {
    const auto wanted = class_of(bytes + sizeof(Block));
    Block* block = nullptr;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      block = pop(wanted);
    }
    if (block == nullptr) block = make(wanted);
    block->bytes = bytes;
    const std::lock_guard<std::mutex> lock(mutex_);
    statistics_.current_bytes += static_cast<int64_t>(bytes);
    statistics_.peak_bytes = std::max(statistics_.peak_bytes, statistics_.current_bytes);
    statistics_.buffers++;
    used_ += block->footprint;
    most_used_ = std::max(most_used_, used_);
    return block + 1;
  }

  void give_back(void* data) {
    auto* const block = static_cast<Block*>(data) - 1;
    const std::lock_guard<std::mutex> lock(mutex_);
    statistics_.current_bytes -= static_cast<int64_t>(block->bytes);
    statistics_.buffers--;
    used_ -= block->footprint;
    statistics_.cached_bytes += static_cast<int64_t>(block->footprint);
    block->next = free_[block->size_class];
    free_[block->size_class] = block;
  }

  MemoryStatistics statistics() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return statistics_;
  }

  void reset_peak() {
    const std::lock_guard<std::mutex> lock(mutex_);
    statistics_.peak_bytes = statistics_.current_bytes;
  }

  // Gives free buffers back to the system, the largest first, until at most that many bytes are kept.
  void trim(size_t keep) {
    Block* unwanted = nullptr;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      for (int i = kClasses - 1; i >= 0; i--) {
        while (free_[i] != nullptr && static_cast<size_t>(statistics_.cached_bytes) > keep) {
          auto* const block = unlink(i);
          block->next = unwanted;
          unwanted = block;
        }
      }
    }
    while (unwanted != nullptr) {
      auto* const next = unwanted->next;
      give_to_system(unwanted);
      unwanted = next;
    }
  }

 private:
  // A free buffer of the class or, so that few are left unused, one at most a quarter larger.
  Block* pop(int wanted) {
    for (int i = wanted; i < std::min(wanted + 3, kClasses); i++) {
      if (free_[i] != nullptr) return unlink(i);
    }
    return nullptr;
  }

  Block* unlink(int size_class) {
    auto* const block = free_[size_class];
    free_[size_class] = block->next;
    statistics_.cached_bytes -= static_cast<int64_t>(block->footprint);
    return block;
  }

  Block* make(int size_class) {
    auto footprint = class_bytes(size_class);
    if (footprint >= kHugePage) footprint = (footprint + 4095) / 4096 * 4096;
    trim(allowance(footprint));
    auto* memory = take_from_system(footprint);
    if (memory == nullptr) {
      trim(0);
      memory = take_from_system(footprint);
    }
    TORCH_CHECK(memory != nullptr, "out of memory: the system has no ", footprint, " bytes for a tensor");
    return new (memory) Block{0, footprint, size_class, nullptr};
  }

  // How much may stay in the cache when so many new bytes are taken: together with what is in use at most half more than was ever in use.
  size_t allowance(size_t footprint) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto in_use = used_ + footprint;
    const auto limit = std::max(most_used_, in_use) / 2 * 3 + kSlack;
    return limit - in_use;
  }

  static constexpr size_t kSlack = size_t{64} << 20;

  std::mutex mutex_;
  std::array<Block*, kClasses> free_{};
  MemoryStatistics statistics_{};
  size_t used_ = 0;
  size_t most_used_ = 0;
};

// Never destroyed: tensors may outlive every static.
Cache& cache() {
  static auto* const instance = new Cache();
  return *instance;
}

void free_buffer(void* data) {
  if (data != nullptr) cache().give_back(data);
}

// `allocate` is const in libtorch 1.13 and not in later 2.x, `copy_data` is new in 2.x: with both forms here one of them overrides.
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

MDL_EXPORT void mdl_memory_trim() { modeldsl::cache().trim(0); }
