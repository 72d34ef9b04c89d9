// Large buffers: cut from a few reserved stretches of address space, best fit first, joined again when they are free.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace modeldsl {

// Stands before every buffer. As long as a cache line, so that the buffer is aligned as libtorch wants it (64 bytes).
struct alignas(64) Block {
  size_t asked;      // bytes of the tensor
  size_t size;       // bytes taken, this header included
  size_t resident;   // while free: bytes that still have memory behind them
  Block* before;     // the neighbours in the stretch, null at its ends
  Block* after;
  Block* next;       // in a list of small free blocks
  int32_t small_class;  // -1: cut from the arena
  bool is_free;
};
static_assert(sizeof(Block) == 64, "keeps the alignment of what follows");

// Not safe for several threads at once; the caller locks.
class Arena {
 public:
  // A block of at least that size (a multiple of 64), or null when the system has no more address space.
  Block* take(size_t size);

  void give_back(Block* block);

  // Gives the memory behind free blocks back to the system, the largest first, until at most that many bytes of them are resident.
  void trim(size_t keep);

  // Bytes of free blocks that have memory behind them.
  size_t resident() const { return resident_; }

 private:
  struct Free {
    size_t size;
    Block* block;
    bool operator<(const Free& other) const { return size != other.size ? size < other.size : block < other.block; }
  };

  bool reserve(size_t size);
  void insert(Block* block);
  void remove(Block* block);
  void split(Block* block, size_t size);
  Block* join(Block* first, Block* second);

  std::vector<Free> free_;  // by size, then address
  size_t resident_ = 0;
};

}  // namespace modeldsl
