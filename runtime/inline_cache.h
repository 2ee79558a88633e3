// Inline caches: one per access of a constant field, in the function's table.
//
//   Own         receiver has cache.shape: the value is in slot `slot` (inline slots first)
//   Add         (stores) receiver has cache.shape and no metatable: becomes cache.next_shape, value
//               goes to slot `slot`
//   Dictionary  receiver is in dictionary mode: node `slot` of its hash part, if its key is still `key`
//   Chain       receiver has chain->shape, which lacks the field, and metatable chain->metatable (may be
//               null); while chain->cell (null: always) is valid, chain->value is what the lookup through
//               __index tables gives; cache.shape is null, so that a shape hit always means Own or Add
//
// A validity cell belongs to a prototype table (one that serves as metatable or __index). It is cleared
// when that table, or one further up that it was looked through, changes in any way; caches hold the
// cell, never the table's state.
#pragma once

#include "runtime/table.h"
#include "runtime/value.h"

namespace strata::runtime {

struct ValidityCell : gc::Object {  // Kind::ValidityCell
  uint64_t valid;
};

struct ChainHit : gc::Object {      // Kind::ChainHit
  Shape* shape;
  Table* metatable;
  ValidityCell* cell;
  Value value;
};

enum class CacheState : uint32_t { Empty = 0, Own, Dictionary, Chain, Add, Megamorphic };

struct InlineCache {                // 32 bytes
  Shape* shape;
  uint32_t slot;
  CacheState state;
  String* key;
  union {
    ChainHit* chain;
    Shape* next_shape;
    uint64_t misses;
  };
};
static_assert(sizeof(InlineCache) == 32);

// The cell of prototype table t, valid now and registered so that a change of t or of any table of
// `through` chain clears it. nullptr: no memory.
ValidityCell* validity_cell(VM& vm, Table* t);
// Declares that lookups through `t` go on to `next` (its metatable or __index): when next changes, t's
// cell is cleared as well.
bool depends_on(VM& vm, Table* t, Table* next);

}  // namespace strata::runtime
