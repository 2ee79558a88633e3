#pragma once
// Memory outside the collected heap: large objects, compiler arenas, host-side buffers.
// mimalloc in the ordinary builds; malloc under the sanitizers, which cannot see into
// another allocator. Blocks of one build must not meet free() of another library.

#include <cstddef>
#include <cstdint>

namespace strata::base {

// Returns a block of at least `size_bytes` aligned to 16, or nullptr when memory is out.
[[nodiscard]] void* allocate(size_t size_bytes);

// Moves `block` (may be nullptr) to `size_bytes`; on nullptr the old block is untouched.
[[nodiscard]] void* reallocate(void* block, size_t size_bytes);

// Frees `block`; nullptr is allowed.
void free(void* block);

// Blocks of kLargeBlockBytes and more straight from the system: filled with zeros, given back at once
// when freed, on huge pages if the system has some. Refused (nullptr) when they exceed what the machine
// could ever hold, where allocate() may promise memory that is not there.
inline constexpr size_t kLargeBlockBytes = (size_t{4} << 20) - 4096;  // so that what just fits in 4 MiB is one
[[nodiscard]] void* allocate_large(size_t size_bytes);
// Changes the size of such a block, both sizes being at least kLargeBlockBytes; nothing is copied where
// the system can move pages. What is added is zero. On nullptr the old block is untouched.
[[nodiscard]] void* resize_large(void* block, size_t size_bytes, size_t new_size_bytes);
void free_large(void* block, size_t size_bytes);

// Fault injection for tests: the n-th request of this thread from now is refused (0: none), and
// `and_later` every one after it. The collector's mappings count too.
void refuse_block_after(uint64_t n, bool and_later = false);
uint64_t blocks_until_refusal();  // 0: none will be refused, or it was
// What every request asks first.
bool block_is_refused();

}  // namespace strata::base
