#include "arena.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace modeldsl {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kStretch = size_t{16} << 30;
constexpr size_t kLeastRest = size_t{64} << 10;  // a smaller rest stays with its block

char* round_up(char* address, size_t unit) {
  return address + (unit - reinterpret_cast<uintptr_t>(address) % unit) % unit;
}

}  // namespace

Block* Arena::take(size_t size) {
  const auto fits = [&] { return std::lower_bound(free_.begin(), free_.end(), Free{size, nullptr}); };
  auto found = fits();
  if (found == free_.end()) {
    if (!reserve(size)) return nullptr;
    found = fits();
  }
  auto* const block = found->block;
  remove(block);
  if (block->size - size >= kLeastRest) split(block, size);
  block->resident = 0;
  block->is_free = false;
  return block;
}

void Arena::give_back(Block* block) {
  block->is_free = true;
  block->resident = block->size;
  if (block->after != nullptr && block->after->is_free) {
    remove(block->after);
    block = join(block, block->after);
  }
  if (block->before != nullptr && block->before->is_free) {
    remove(block->before);
    block = join(block->before, block);
  }
  insert(block);
}

void Arena::trim(size_t keep) {
  for (auto i = free_.size(); i > 0 && resident_ > keep; i--) {
    auto* const block = free_[i - 1].block;
    auto* const begin = round_up(reinterpret_cast<char*>(block + 1), 4096);
    auto* const end = reinterpret_cast<char*>(block) + block->size;
    const auto length = static_cast<size_t>(end - begin) / 4096 * 4096;
    if (block->resident == 0 || madvise(begin, length, MADV_DONTNEED) != 0) continue;
    resident_ -= block->resident;
    block->resident = 0;
  }
}

// Address space costs nothing until it is written to. Huge pages, where the system has them, mean fewer faults and fewer TLB misses.
bool Arena::reserve(size_t size) {
  const auto least = size + kHugePage;
  for (auto span = std::max(kStretch, least);; span = std::max(span / 2, least)) {
    auto* const mapped = mmap(nullptr, span, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped != MAP_FAILED) {
      auto* const start = round_up(static_cast<char*>(mapped), kHugePage);
      const auto length = (span - static_cast<size_t>(start - static_cast<char*>(mapped))) / kHugePage * kHugePage;
      madvise(start, length, MADV_HUGEPAGE);
      insert(new (start) Block{0, length, 0, nullptr, nullptr, nullptr, -1, true});
      return true;
    }
    if (span == least) return false;
  }
}

void Arena::insert(Block* block) {
  const Free entry{block->size, block};
  free_.insert(std::lower_bound(free_.begin(), free_.end(), entry), entry);
  resident_ += block->resident;
}

void Arena::remove(Block* block) {
  free_.erase(std::lower_bound(free_.begin(), free_.end(), Free{block->size, block}));
  resident_ -= block->resident;
}

// The rest behind the first `size` bytes becomes a free block of its own.
void Arena::split(Block* block, size_t size) {
  const auto rest_resident = block->resident > size ? block->resident - size : 0;
  auto* const rest = new (reinterpret_cast<char*>(block) + size)
      Block{0, block->size - size, rest_resident, block, block->after, nullptr, -1, true};
  if (block->after != nullptr) block->after->before = rest;
  block->after = rest;
  block->size = size;
  insert(rest);
}

Block* Arena::join(Block* first, Block* second) {
  first->size += second->size;
  first->resident += second->resident;
  first->after = second->after;
  if (second->after != nullptr) second->after->before = first;
  return first;
}

}  // namespace modeldsl
