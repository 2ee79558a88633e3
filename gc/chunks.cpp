// Mapping and unmapping. Growth is by a quarter of what is mapped, within [1 MiB, 4 MiB], so that the
// number of system calls stays small and a chunk has a chance to become empty.
#include "gc/chunks.h"

#include <sys/mman.h>

#include <cstring>
#include <new>

#include "base/memory.h"
#include "gc/poison.h"

namespace strata::gc {

namespace {

constexpr unsigned kFirstChunkBlocks = 4;
constexpr unsigned kMinChunkBlocks = 16;
constexpr size_t kHugePageBytes = size_t{2} << 20;

// Address space of so many bytes, aligned to a huge page, backed by huge pages if the system has some:
// faulting in small pages costs more than allocating the objects in them. nullptr: no memory.
char* map_huge(size_t bytes) {
  size_t mapped = bytes + kHugePageBytes;
  void* memory = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  char* start = static_cast<char*>(memory);
  size_t before = -reinterpret_cast<uintptr_t>(start) % kHugePageBytes;
  if (before != 0) munmap(start, before);
  if (before != kHugePageBytes) munmap(start + before + bytes, kHugePageBytes - before);
  madvise(start + before, bytes, MADV_HUGEPAGE);
  return start + before;
}

}  // namespace

ChunkList::~ChunkList() {
  while (Chunk* chunk = first_) {
    first_ = chunk->next;
    unmap(*chunk);
    if (chunk != &initial_) base::free(chunk);
  }
}

bool ChunkList::map(Chunk& chunk, unsigned block_count) {
  if (block_count * kBlockBytes >= kHugePageBytes) {
    chunk.mapping = chunk.blocks = map_huge(block_count * kBlockBytes);
    if (!chunk.mapping) return false;
    chunk.mapping_bytes = block_count * kBlockBytes;
    chunk.block_count = block_count;
    chunk.free_blocks = chunk.clean_blocks = chunk.all_blocks();
    if (kPoisonFreeBlocks) poison(chunk.mapping, chunk.mapping_bytes);
    return true;
  }
  size_t bytes = (block_count + 1) * kBlockBytes;
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;
  uintptr_t address = reinterpret_cast<uintptr_t>(memory);
  chunk.mapping = static_cast<char*>(memory);
  chunk.mapping_bytes = bytes;
  chunk.blocks = reinterpret_cast<char*>((address + kBlockBytes - 1) & ~(kBlockBytes - 1));
  chunk.block_count = block_count + (chunk.blocks == chunk.mapping && block_count < kMaxChunkBlocks);
  chunk.free_blocks = chunk.clean_blocks = chunk.all_blocks();
  if (kPoisonFreeBlocks) poison(chunk.mapping, chunk.mapping_bytes);
  return true;
}

void ChunkList::unmap(Chunk& chunk) {
  unpoison(chunk.mapping, chunk.mapping_bytes);
  munmap(chunk.mapping, chunk.mapping_bytes);
}

Chunk* ChunkList::map_chunk() {
  Chunk* chunk = &initial_;
  unsigned wanted = kFirstChunkBlocks;
  if (first_) {
    size_t quarter = total_ / 4;
    wanted = quarter < kMinChunkBlocks   ? kMinChunkBlocks
             : quarter > kMaxChunkBlocks ? kMaxChunkBlocks
                                         : static_cast<unsigned>(quarter);
  }
  if (base::block_is_refused()) return nullptr;
  if (initial_in_use_) {
    void* memory = base::allocate(sizeof(Chunk));
    if (!memory) return nullptr;
    chunk = new (memory) Chunk;
  }
  if (!map(*chunk, wanted)) {
    if (chunk != &initial_) base::free(chunk);
    return nullptr;
  }
  initial_in_use_ |= chunk == &initial_;
  chunk->next = first_;
  first_ = chunk;
  total_ += chunk->block_count;
  return chunk;
}

Block* ChunkList::take() {
  if (!with_free_ || !with_free_->free_blocks) {
    with_free_ = nullptr;
    if (used_ < total_)
      for (with_free_ = first_; !with_free_->free_blocks;) with_free_ = with_free_->next;
    else if (!(with_free_ = map_chunk()))
      return nullptr;
  }
  unsigned index = static_cast<unsigned>(std::countr_zero(with_free_->free_blocks));
  uint64_t bit = uint64_t{1} << index;
  Block* block = with_free_->block(index);
  unpoison(block, kBlockBytes);
  if (!(with_free_->clean_blocks & bit)) std::memset(block->maps, 0, sizeof block->maps);
  with_free_->free_blocks &= ~bit;
  with_free_->clean_blocks &= ~bit;
  block->chunk = with_free_;
  ++used_;
  return block;
}

void ChunkList::put(Block* block) {
  Chunk* chunk = block->chunk;
  unsigned index = static_cast<unsigned>((block->start() - chunk->blocks) / kBlockBytes);
  chunk->free_blocks |= uint64_t{1} << index;
  --used_;
  poison(block, kBlockBytes);
}

bool ChunkList::trim(size_t reserve, size_t max_chunks) {
  for (Chunk** link = &first_; Chunk* chunk = *link;) {
    bool unused = chunk->free_blocks == chunk->all_blocks();
    if (!unused || free_blocks() < reserve + chunk->block_count) {
      link = &chunk->next;
      continue;
    }
    if (max_chunks-- == 0) return false;
    *link = chunk->next;
    total_ -= chunk->block_count;
    if (with_free_ == chunk) with_free_ = nullptr;
    unmap(*chunk);
    if (chunk == &initial_) {
      initial_in_use_ = false;
      initial_ = {};
    } else {
      base::free(chunk);
    }
  }
  return true;
}

}  // namespace strata::gc
