// What stands in front of a large object: its place in the heap's registry, and its mark.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gc/object.h"

namespace strata::gc {

struct LargeHeader {
  size_t size_bytes;  // of the object
  size_t index;       // in the registry
  uint32_t epoch;     // as in Block
  bool marks[2];      // as the two maps of a block
  uint8_t padding[10];

  Object* object() { return reinterpret_cast<Object*>(this + 1); }
};
static_assert(sizeof(LargeHeader) == 32);

inline LargeHeader* large_header_of(const Object* object) {
  return reinterpret_cast<LargeHeader*>(const_cast<Object*>(object)) - 1;
}

}  // namespace strata::gc
