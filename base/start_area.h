// Memory for the first blocks of a process, in .bss: cut off one after another, so that the few that a
// short program needs lie on few pages.
//
//   | 16: size | block | 16: size | block | ... free        state: live blocks << 32 | bytes in use
//
// A block is given back at once when it is the last one, and all of them when none is left. The state is
// one word, changed by compare-and-swap: any thread may allocate and free, none waits.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace strata::base {

class StartArea {
 public:
  static constexpr size_t kBytes = 64 * 1024;
  static constexpr size_t kMaxBlockBytes = 8 * 1024;

  constexpr StartArea() = default;
  StartArea(const StartArea&) = delete;
  StartArea& operator=(const StartArea&) = delete;

  bool owns(const void* block) const {
    return reinterpret_cast<uintptr_t>(block) - reinterpret_cast<uintptr_t>(bytes_) < kBytes;
  }
  // A block aligned to 16, or nullptr: too large, or no room.
  void* allocate(size_t size_bytes) {
    if (size_bytes > kMaxBlockBytes) return nullptr;
    uint64_t room = room_for(size_bytes), state = state_.load(std::memory_order_relaxed);
    do {
      if (used(state) + room > kBytes) return nullptr;
    } while (!change(state, state + room + kOneBlock));
    char* start = bytes_ + used(state);
    *reinterpret_cast<size_t*>(start) = room;
    return start + kHeaderBytes;
  }
  // Where the block is: false when it can't be made as large (or small) as that.
  bool resize(void* block, size_t size_bytes) {
    uint64_t start = start_of(block), before = room_of(block), room = room_for(size_bytes);
    if (size_bytes > kMaxBlockBytes) return false;
    if (room == before) return true;
    uint64_t state = state_.load(std::memory_order_relaxed);
    do {
      if (used(state) != start + before || start + room > kBytes) return false;
    } while (!change(state, state - before + room));
    *reinterpret_cast<size_t*>(bytes_ + start) = room;
    return true;
  }
  void free(void* block) {
    uint64_t start = start_of(block), room = room_of(block);
    uint64_t state = state_.load(std::memory_order_relaxed), less;
    do {
      less = state - kOneBlock;
      if (less < kOneBlock) less = 0;
      else if (used(state) == start + room) less -= room;
    } while (!change(state, less));
  }
  // Bytes that the block can hold.
  static size_t size_of(const void* block) { return room_of(block) - kHeaderBytes; }

 private:
  static constexpr size_t kHeaderBytes = 16;
  static constexpr uint64_t kOneBlock = uint64_t{1} << 32;

  static constexpr uint64_t used(uint64_t state) { return state & (kOneBlock - 1); }
  static constexpr uint64_t room_for(size_t size_bytes) { return ((size_bytes + 15) & ~size_t{15}) + kHeaderBytes; }
  static size_t room_of(const void* block) { return static_cast<const size_t*>(block)[-2]; }
  uint64_t start_of(const void* block) const {
    return static_cast<uint64_t>(static_cast<const char*>(block) - bytes_) - kHeaderBytes;
  }
  // What another thread has written to freed bytes must be seen before they are handed out again.
  bool change(uint64_t& state, uint64_t wanted) {
    return state_.compare_exchange_weak(state, wanted, std::memory_order_acq_rel, std::memory_order_relaxed);
  }

  std::atomic<uint64_t> state_{0};
  alignas(16) char bytes_[kBytes] = {};
};

}  // namespace strata::base
