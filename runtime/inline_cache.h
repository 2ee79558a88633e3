// Inline caches: one per access of a constant field, in the function's table.
//
//   Own         receiver has cache.shape: the value is in slot `slot` (inline slots first)
//   Add         (stores) receiver has cache.shape and no metatable: becomes cache.next_shape, value
//               goes to slot `slot`
//   Dictionary  receiver is in dictionary mode: node `slot` of its hash part, if its key is still `key`
//   Chain       receiver has chain->shape, which lacks the field, and metatable chain->metatable (may be
//               null); while chain->cell (null: always) is valid, chain->value is what the lookup through
//               __index tables gives; cache.shape is null, so that a shape hit always means Own or Add
//   Off         never filled: for measuring what caches are worth (VM::inline_caches)
//
// A validity cell belongs to a prototype table (one that serves as metatable or __index). It is cleared
// when that table, or one further up that it was looked through, changes in any way; caches hold the
// cell, never the table's state.
#pragma once

#include "runtime/table.h"
#include "runtime/value.h"

namespace strata::runtime {

struct DependentList : gc::Object { // Kind::RawStorage; header word: capacity
  ValidityCell** cells() { return reinterpret_cast<ValidityCell**>(this + 1); }
};

struct ValidityCell : gc::Object {  // Kind::ValidityCell; header word: number of dependents
  uint64_t valid;
  DependentList* dependents;        // cells to be cleared with this one; weak
  ValidityCell* last_dependence;    // the last cell that this one was made to depend on
  ValidityCell* next;               // ShapeRegistry
};

struct ChainHit : gc::Object {      // Kind::ChainHit
  Shape* shape;
  Table* metatable;
  ValidityCell* cell;
  Value value;
};

enum class CacheState : uint32_t { Empty = 0, Own, Dictionary, Chain, Add, Megamorphic, Off };

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

// The cell of t, valid now; a change of t clears it. Makes t a prototype table. nullptr: no memory.
ValidityCell* validity_cell(VM& vm, Table* t);
// Declares that lookups through `t` go on to `next` (its metatable or __index): when next changes, t's
// cell is cleared as well. Call it again after the cell of either was cleared. False: no memory.
bool depends_on(VM& vm, Table* t, Table* next);
// Clears `cell` and, recursively, those that depend on it.
void invalidate(ValidityCell* cell);

// For the collector: what a cell refers to; prune_cells is part of prune_shapes (runtime/shape.h).
void trace_cell(ValidityCell* cell, gc::Marker& marker);
void prune_cells(VM& vm);

}  // namespace strata::runtime
