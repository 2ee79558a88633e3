// Free memory made visible to AddressSanitizer by hand, since it can't see into our blocks: free cells
// and the tails of runs are poisoned. Without it, debug builds fill them with a pattern.
#pragma once

#include <cstddef>
#include <cstring>

#if defined(__SANITIZE_ADDRESS__)
#define STRATA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define STRATA_ASAN 1
#endif
#endif

#ifdef STRATA_ASAN
#include <sanitizer/asan_interface.h>
#endif

namespace strata::gc {

// A run holds one cell under AddressSanitizer, so that code that bumps it inline needs no unpoisoning.
#ifdef STRATA_ASAN
inline constexpr bool kOneCellRuns = true;
inline constexpr bool kPoisonFreeCells = true;
inline constexpr bool kPoisonFreeBlocks = true;  // those that were never used, too: they are zero and untouched
inline void poison(void* memory, size_t bytes) { ASAN_POISON_MEMORY_REGION(memory, bytes); }
inline void unpoison(void* memory, size_t bytes) { ASAN_UNPOISON_MEMORY_REGION(memory, bytes); }
#elif defined(STRATA_DEBUG)
inline constexpr bool kOneCellRuns = false;
inline constexpr bool kPoisonFreeCells = true;
inline constexpr bool kPoisonFreeBlocks = false;
inline void poison(void* memory, size_t bytes) { std::memset(memory, 0xdb, bytes); }
inline void unpoison(void*, size_t) {}
#else
inline constexpr bool kOneCellRuns = false;
inline constexpr bool kPoisonFreeCells = false;
inline constexpr bool kPoisonFreeBlocks = false;
inline void poison(void*, size_t) {}
inline void unpoison(void*, size_t) {}
#endif

}  // namespace strata::gc
