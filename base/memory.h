#pragma once
// Memory outside the collected heap: large objects, compiler arenas, host-side buffers.
// mimalloc in the ordinary builds; malloc under the sanitizers, which cannot see into
// another allocator. Blocks of one build must not meet free() of another library.

#include <cstddef>

namespace strata::base {

// Returns a block of at least `size_bytes` aligned to 16, or nullptr when memory is out.
[[nodiscard]] void* allocate(size_t size_bytes);

// Moves `block` (may be nullptr) to `size_bytes`; on nullptr the old block is untouched.
[[nodiscard]] void* reallocate(void* block, size_t size_bytes);

// Frees `block`; nullptr is allowed.
void free(void* block);

}  // namespace strata::base
