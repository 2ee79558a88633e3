// The allocator chosen at build time, behind three functions; large blocks by mmap. Before mimalloc is
// touched at all, which costs it three mappings and a page or two per size, small blocks come from the
// start area (start_area.h): a program that does little ends before that is used up.
#include "base/memory.h"

#include <sys/mman.h>

#include <cstdint>
#include <cstring>

#include "base/check.h"

#ifdef STRATA_USE_MIMALLOC
#include <mimalloc.h>

#include "base/start_area.h"
#else
#include <cstdlib>
#endif

namespace strata::base {

namespace {

thread_local uint64_t requests_until_refusal = 0;
thread_local bool refuse_later = false;

}  // namespace

void refuse_block_after(uint64_t n, bool and_later) {
  requests_until_refusal = n;
  refuse_later = and_later;
}

uint64_t blocks_until_refusal() { return requests_until_refusal; }

bool block_is_refused() {
  if (STRATA_LIKELY(requests_until_refusal == 0) || --requests_until_refusal > 0) return false;
  if (refuse_later) requests_until_refusal = 1;
  return true;
}

#ifdef STRATA_USE_MIMALLOC

namespace {

constinit StartArea start_area;

}  // namespace

void* allocate(size_t size_bytes) {
  if (block_is_refused()) return nullptr;
  if (void* block = start_area.allocate(size_bytes)) return block;
  return mi_malloc(size_bytes);
}

void* reallocate(void* block, size_t size_bytes) {
  if (!block) return allocate(size_bytes);
  if (!start_area.owns(block)) return block_is_refused() ? nullptr : mi_realloc(block, size_bytes);
  if (start_area.resize(block, size_bytes)) return block;
  void* moved = allocate(size_bytes);
  if (!moved) return nullptr;
  size_t old_bytes = StartArea::size_of(block);
  std::memcpy(moved, block, old_bytes < size_bytes ? old_bytes : size_bytes);
  start_area.free(block);
  return moved;
}

void free(void* block) {
  if (start_area.owns(block)) start_area.free(block);
  else if (block) mi_free(block);
}

namespace {

constexpr size_t kPageBytes = 4096, kHugePageBytes = size_t{2} << 20;

size_t round_up(size_t n, size_t unit) { return (n + unit - 1) & ~(unit - 1); }

// A huge page must be aligned: more is mapped, and what sticks out is given back.
void* map_aligned(size_t size, int protection) {
  size_t mapped = size + kHugePageBytes;
  if (mapped < size) return nullptr;
  void* memory = mmap(nullptr, mapped, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  char* start = static_cast<char*>(memory);
  char* block = reinterpret_cast<char*>(round_up(reinterpret_cast<uintptr_t>(start), kHugePageBytes));
  if (block > start) munmap(start, static_cast<size_t>(block - start));
  char* end = block + size;
  if (end < start + mapped) munmap(end, static_cast<size_t>(start + mapped - end));
  return block;
}

}  // namespace

void* allocate_large(size_t size_bytes) {
  size_t size = round_up(size_bytes, kPageBytes);
  if (size < size_bytes || block_is_refused()) return nullptr;
  void* block = map_aligned(size, PROT_READ | PROT_WRITE);
  if (block) madvise(block, size, MADV_HUGEPAGE);  // a wish
  return block;
}

// Where it can't stay, it moves to a place that is aligned as before, or its huge pages would be split.
void* resize_large(void* block, size_t size_bytes, size_t new_size_bytes) {
  size_t before = round_up(size_bytes, kPageBytes), after = round_up(new_size_bytes, kPageBytes);
  if (after < new_size_bytes || block_is_refused()) return nullptr;
  void* moved = mremap(block, before, after, 0);
  if (moved != MAP_FAILED) return moved;
  void* place = map_aligned(after, PROT_NONE);
  if (!place) return nullptr;
  moved = mremap(block, before, after, MREMAP_MAYMOVE | MREMAP_FIXED, place);
  if (moved != MAP_FAILED) return moved;
  munmap(place, after);
  return nullptr;
}

void free_large(void* block, size_t size_bytes) {
  if (block) munmap(block, round_up(size_bytes, kPageBytes));
}

#else  // where the sanitizers see every byte

void* allocate(size_t size_bytes) { return block_is_refused() ? nullptr : std::malloc(size_bytes); }
void* reallocate(void* block, size_t size_bytes) {
  return block_is_refused() ? nullptr : std::realloc(block, size_bytes);
}
void free(void* block) { std::free(block); }

void* allocate_large(size_t size_bytes) { return block_is_refused() ? nullptr : std::calloc(1, size_bytes); }
void* resize_large(void* block, size_t size_bytes, size_t new_size_bytes) {
  if (block_is_refused()) return nullptr;
  void* moved = std::realloc(block, new_size_bytes);
  if (moved && new_size_bytes > size_bytes)
    std::memset(static_cast<char*>(moved) + size_bytes, 0, new_size_bytes - size_bytes);
  return moved;
}
void free_large(void* block, size_t) { std::free(block); }

#endif

}  // namespace strata::base
