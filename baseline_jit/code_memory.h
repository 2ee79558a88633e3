// Executable memory of one VM. No page is ever writable and executable, and none that was executable
// becomes writable again: code is copied to fresh pages of a 64 KiB chunk, which are then sealed.
//
//   chunk:  | sealed: code, rounded up to a page | code of the next batch | not yet written ... |
//            read + execute                       being written: read + write
//
// So what is written between two calls of seal() shares pages, and each call takes whole ones. Used by the
// VM's thread only. What it maps is bounded by its own limit and belongs to no other account.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace strata::baseline_jit {

// The system calls, for tests that refuse some.
struct PageCalls {
  void* (*map)(size_t size_bytes);                 // readable and writable, zero; nullptr: refused
  bool (*seal)(void* pages, size_t size_bytes);    // readable and executable from now on
  void (*unmap)(void* pages, size_t size_bytes);
};
extern const PageCalls kSystemPages;

class CodeMemory {
 public:
  static constexpr size_t kChunkBytes = 64 << 10, kPageBytes = 4096, kAlignment = 16;

  explicit CodeMemory(size_t limit_bytes, const PageCalls& calls = kSystemPages)
      : limit_bytes_(limit_bytes), calls_(calls) {}
  ~CodeMemory();
  CodeMemory(const CodeMemory&) = delete;
  CodeMemory& operator=(const CodeMemory&) = delete;

  // Copies `code` to where seal() makes it executable, at a multiple of kAlignment. nullptr: the limit is
  // reached, or the system refuses (refused() tells which). May seal what was written before.
  [[nodiscard]] const uint8_t* write(std::span<const uint8_t> code);
  // All that was written is executable from now on, and never writable again. False: the system refuses; what
  // was written since the last time can't run.
  [[nodiscard]] bool seal();
  // Both.
  [[nodiscard]] const uint8_t* add(std::span<const uint8_t> code);
  // The code of `size_bytes` at `address`, from write(), will not run any more. Memory goes back to the
  // system when nothing in its chunk is used.
  void remove(const uint8_t* address, size_t size_bytes);

  size_t used_bytes() const { return used_bytes_; }      // of code, each rounded up to kAlignment
  size_t mapped_bytes() const { return mapped_bytes_; }
  size_t sealed_bytes() const;                           // whole pages
  size_t waiting_bytes() const { return open_ != nullptr ? open_->written_bytes - open_->sealed_bytes : 0; }
  size_t limit_bytes() const { return limit_bytes_; }
  // The system has refused executable memory: it is not asked again.
  bool refused() const { return refused_; }

 private:
  struct Chunk {
    Chunk* next;
    uint8_t* start;
    size_t mapped_bytes;
    size_t sealed_bytes;   // a multiple of the page
    size_t written_bytes;  // as many or more, a multiple of kAlignment
    size_t used_bytes;

    size_t room() const { return mapped_bytes - written_bytes; }
  };

  Chunk* chunk_with_room(size_t bytes);
  Chunk* map_chunk(size_t bytes);
  void return_unused(Chunk* chunk);

  size_t limit_bytes_;
  PageCalls calls_;
  Chunk* first_ = nullptr;
  Chunk* open_ = nullptr;  // where something was written since the last seal()
  size_t used_bytes_ = 0, mapped_bytes_ = 0;
  bool refused_ = false;
};

}  // namespace strata::baseline_jit
