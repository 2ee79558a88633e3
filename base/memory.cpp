// The allocator chosen at build time, behind three functions.
#include "base/memory.h"

#ifdef STRATA_USE_MIMALLOC
#include <mimalloc.h>
#define STRATA_ALLOCATOR(name) mi_##name
#else
#include <cstdlib>
#define STRATA_ALLOCATOR(name) std::name
#endif

namespace strata::base {

void* allocate(size_t size_bytes) { return STRATA_ALLOCATOR(malloc)(size_bytes); }

void* reallocate(void* block, size_t size_bytes) {
  return STRATA_ALLOCATOR(realloc)(block, size_bytes);
}

void free(void* block) { STRATA_ALLOCATOR(free)(block); }

}  // namespace strata::base
