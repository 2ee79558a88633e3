// The header that every heap object starts with. gc/ knows headers, not what follows them.
#pragma once

#include <cstdint>

namespace strata::gc {

// 8 bytes. `black` is the write barrier's whole fast path: set when the object has been marked (or
// survived a cycle), so that a store into it goes to Heap::barrier.
struct Object {
  uint8_t kind;        // index into Client::trace
  uint8_t black;
  uint8_t flags;       // the kind's own
  uint8_t size_class;  // kLargeObject for a large one
  uint32_t word;       // the kind's own (a string's hash, a storage's count)
};
static_assert(sizeof(Object) == 8);

inline constexpr uint8_t kLargeObject = 0xff;
inline constexpr unsigned kMaxKinds = 24;

}  // namespace strata::gc
