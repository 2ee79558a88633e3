// Where blocks come from: chunks of address space mapped for one heap, the first one small, and
// returned with munmap as soon as nothing of them is in use and the reserve is large enough.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gc/block.h"

namespace strata::gc {

inline constexpr unsigned kMaxChunkBlocks = 64;

struct Chunk {
  Chunk* next = nullptr;
  char* mapping = nullptr;  // as mmap returned it; blocks start at the next multiple of their size
  size_t mapping_bytes = 0;
  char* blocks = nullptr;
  unsigned block_count = 0;
  uint64_t free_blocks = 0;   // bit i: block i is free
  uint64_t clean_blocks = 0;  // bit i: never used since mapped, so all zero

  Block* block(unsigned i) { return reinterpret_cast<Block*>(blocks + i * kBlockBytes); }
  uint64_t all_blocks() const { return block_count == 64 ? ~uint64_t{0} : (uint64_t{1} << block_count) - 1; }
};

class ChunkList {
 public:
  ChunkList() = default;
  ~ChunkList();
  ChunkList(const ChunkList&) = delete;
  ChunkList& operator=(const ChunkList&) = delete;

  // A block with both maps clear and `chunk` set, or nullptr when the system has no memory.
  Block* take();
  void put(Block* block);
  // Returns chunks without a used block to the system as long as `reserve` free blocks remain, up to
  // `max_chunks` of them. True when there is no more to return.
  bool trim(size_t reserve, size_t max_chunks);

  size_t used_blocks() const { return used_; }
  size_t free_blocks() const { return total_ - used_; }

  template <class Function>
  void each_used_block(Function function) {
    for (Chunk* chunk = first_; chunk; chunk = chunk->next)
      for (uint64_t left = chunk->all_blocks() & ~chunk->free_blocks; left; left &= left - 1)
        function(chunk->block(static_cast<unsigned>(std::countr_zero(left))));
  }

 private:
  Chunk* map_chunk();
  static bool map(Chunk& chunk, unsigned block_count);
  static void unmap(Chunk& chunk);

  Chunk initial_;            // so that the first blocks need no other allocator
  bool initial_in_use_ = false;
  Chunk* first_ = nullptr;
  Chunk* with_free_ = nullptr;  // where the last free block was seen
  size_t total_ = 0, used_ = 0;
};

}  // namespace strata::gc
