// A block: 64 KiB, aligned to its size, cut into cells of one size class, with two bit maps at its
// start. A bit stands for a 16-byte unit; only the bits of first units of cells are ever set.
//
//   | Block (64) | map 0 (512) | map 1 (512) | cells ... | rest |
//
// One map is being marked in, or tells the survivors of the last cycle; the other is clear, ready for
// the next cycle. So a cycle starts by swapping their roles, and clearing is a part of sweeping. While
// a cycle marks in one map, allocation still finds the free cells in the other.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gc/object.h"
#include "gc/size_class.h"

namespace strata::gc {

inline constexpr size_t kBlockBytes = 64 * 1024;
inline constexpr size_t kMapWords = kBlockBytes / kCellUnit / 64;

// Block::size_class of the block whose cells are of every size (packing.cpp): it counts in units.
inline constexpr uint8_t kPackedBlock = kSizeClassCount;

struct Chunk;

struct Block {
  Block* next;          // in a list of its size class
  Chunk* chunk;
  uint32_t epoch;       // Heap's epoch when last swept or made
  uint32_t cell_bytes;
  uint32_t cell_count;
  uint32_t used_cells;  // handed out to runs, or survivors at the last sweep
  uint8_t size_class;
  uint8_t padding[27];
  uint64_t maps[2][kMapWords];

  char* start() { return reinterpret_cast<char*>(this); }
  char* first_cell() { return start() + sizeof(Block); }
  char* end_of_cells() { return first_cell() + size_t{cell_count} * cell_bytes; }
};
static_assert(sizeof(Block) == 64 + 2 * 512 && sizeof(Block) % kCellUnit == 0);

inline Block* block_of(const void* cell) {
  return reinterpret_cast<Block*>(reinterpret_cast<uintptr_t>(cell) & ~(kBlockBytes - 1));
}

inline unsigned unit_of(const void* cell) {
  return static_cast<unsigned>((reinterpret_cast<uintptr_t>(cell) & (kBlockBytes - 1)) / kCellUnit);
}

inline bool test_unit(const uint64_t* map, unsigned unit) { return map[unit / 64] >> (unit % 64) & 1; }

// The first set unit at or after `unit`, or `limit` when there is none before it.
inline unsigned next_set_unit(const uint64_t* map, unsigned unit, unsigned limit) {
  if (unit >= limit) return limit;
  size_t index = unit / 64;
  uint64_t word = map[index] & ~uint64_t{0} << (unit % 64);
  while (word == 0) {
    if (++index * 64 >= limit) return limit;
    word = map[index];
  }
  unsigned found = static_cast<unsigned>(index * 64) + static_cast<unsigned>(std::countr_zero(word));
  return found < limit ? found : limit;
}

// A singly linked list of blocks with a tail, so that lists are joined at once.
struct BlockList {
  Block* head = nullptr;
  Block* tail = nullptr;

  bool is_empty() const { return head == nullptr; }
  void push(Block* block) {
    block->next = head;
    if (!head) tail = block;
    head = block;
  }
  Block* pop() {
    Block* block = head;
    if (block && !(head = block->next)) tail = nullptr;
    return block;
  }
  void append(BlockList& other) {
    if (!other.head) return;
    (head ? tail->next : head) = other.head;
    tail = other.tail;
    other = {};
  }
};

}  // namespace strata::gc
