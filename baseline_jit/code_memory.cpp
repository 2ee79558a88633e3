// Mapping, sealing and returning chunks of code. Between two functions, and from the last one of a batch to
// the end of its page, stand breakpoints: a jump that goes astray stops.
#include "baseline_jit/code_memory.h"

#include <sys/mman.h>

#include <cstring>
#include <new>
#include <utility>

#include "base/check.h"
#include "base/memory.h"

namespace strata::baseline_jit {

namespace {

constexpr uint8_t kBreakpoint = 0xCC;  // int3
// A chunk further back in the list than this is not asked for room: adding stays cheap.
constexpr int kChunksAsked = 8;

constexpr size_t round_up(size_t n, size_t unit) { return (n + unit - 1) & ~(unit - 1); }

void* map_pages(size_t size_bytes) {
  void* pages = mmap(nullptr, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return pages == MAP_FAILED ? nullptr : pages;
}

bool seal_pages(void* pages, size_t size_bytes) {
  return mprotect(pages, size_bytes, PROT_READ | PROT_EXEC) == 0;
}

void unmap_pages(void* pages, size_t size_bytes) { munmap(pages, size_bytes); }

}  // namespace

constinit const PageCalls kSystemPages = {map_pages, seal_pages, unmap_pages};

CodeMemory::~CodeMemory() {
  while (Chunk* chunk = first_) {
    first_ = chunk->next;
    calls_.unmap(chunk->start, chunk->mapped_bytes);
    base::free(chunk);
  }
}

size_t CodeMemory::sealed_bytes() const {
  size_t sum = 0;
  for (const Chunk* chunk = first_; chunk; chunk = chunk->next) sum += chunk->sealed_bytes;
  return sum;
}

CodeMemory::Chunk* CodeMemory::map_chunk(size_t bytes) {
  size_t size = bytes > kChunkBytes ? bytes : kChunkBytes;
  if (size > limit_bytes_ || mapped_bytes_ > limit_bytes_ - size) return nullptr;
  void* memory = base::allocate(sizeof(Chunk));
  if (!memory) return nullptr;
  auto* start = static_cast<uint8_t*>(calls_.map(size));
  if (!start) {
    base::free(memory);
    refused_ = true;
    return nullptr;
  }
  mapped_bytes_ += size;
  return first_ = new (memory) Chunk{first_, start, size, 0, 0, 0};
}

CodeMemory::Chunk* CodeMemory::chunk_with_room(size_t bytes) {
  int asked = 0;
  for (Chunk* chunk = first_; chunk && asked < kChunksAsked; chunk = chunk->next, ++asked)
    if (chunk->room() >= bytes) return chunk;
  return map_chunk(bytes);
}

void CodeMemory::return_unused(Chunk* chunk) {
  if (chunk->used_bytes > 0) return;
  Chunk** link = &first_;
  while (*link != chunk) link = &(*link)->next;
  *link = chunk->next;
  if (open_ == chunk) open_ = nullptr;
  mapped_bytes_ -= chunk->mapped_bytes;
  calls_.unmap(chunk->start, chunk->mapped_bytes);
  base::free(chunk);
}

const uint8_t* CodeMemory::add(std::span<const uint8_t> code) {
  const uint8_t* address = write(code);
  if (address == nullptr || seal()) return address;
  remove(address, code.size());
  return nullptr;
}

const uint8_t* CodeMemory::write(std::span<const uint8_t> code) {
  STRATA_CHECK(!code.empty());
  size_t used = round_up(code.size(), kAlignment);
  if (refused_ || used > limit_bytes_) return nullptr;
  if (open_ != nullptr && open_->room() < used && !seal()) return nullptr;
  if (open_ == nullptr) open_ = chunk_with_room(round_up(used, kPageBytes));
  if (open_ == nullptr) return nullptr;
  uint8_t* at = open_->start + open_->written_bytes;
  std::memcpy(at, code.data(), code.size());
  std::memset(at + code.size(), kBreakpoint, used - code.size());
  open_->written_bytes += used;
  open_->used_bytes += used;
  used_bytes_ += used;
  return at;
}

bool CodeMemory::seal() {
  if (open_ == nullptr) return !refused_;
  Chunk* chunk = std::exchange(open_, nullptr);
  uint8_t* start = chunk->start + chunk->sealed_bytes;
  size_t written = chunk->written_bytes - chunk->sealed_bytes, pages = round_up(written, kPageBytes);
  std::memset(start + written, kBreakpoint, pages - written);
  chunk->written_bytes = chunk->sealed_bytes += pages;
  refused_ = !calls_.seal(start, pages);
  return !refused_;
}

void CodeMemory::remove(const uint8_t* address, size_t size_bytes) {
  Chunk* chunk = first_;
  while (chunk && !(address >= chunk->start && address < chunk->start + chunk->written_bytes)) chunk = chunk->next;
  STRATA_CHECK(chunk);
  size_t used = round_up(size_bytes, kAlignment);
  STRATA_CHECK(used <= chunk->used_bytes);
  chunk->used_bytes -= used;
  used_bytes_ -= used;
  return_unused(chunk);
}

}  // namespace strata::baseline_jit
