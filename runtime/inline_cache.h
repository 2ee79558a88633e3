// Inline caches: one per access of a constant field, in the function's table.
//
//   Own         receiver has cache.shape: the value is in slot `slot` (inline slots first)
//   Add         (stores) receiver has cache.shape and no __newindex: becomes cache.next_shape, value
//               goes to slot `slot`
//   Dictionary  receiver is in dictionary mode: node `slot` of its hash part, if its key is still `key`
//   Off         never filled: for measuring what caches are worth (VM::inline_caches)
//   Hits        several: Own for cache.shape, when that is not null; else what a hit of the list says
//
// A hit (CacheHit) holds for receivers of hit.shape:
//   OwnHit, AddHit   as above
//   ValueHit     the shape lacks the field; with metatable hit.metatable (may be null), while hit.cell
//                (null: always) is valid, the lookup through __index tables gives hit.value
//   HandlerHit   likewise with metatable hit.through: it ends at the function hit.value, to be called for
//                hit.receiver (null: the receiver itself)
// For strings hit.shape is null, which no table has.
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

enum HitKind : uint8_t { kOwnHit, kValueHit, kHandlerHit, kAddHit };  // gc::Object::flags

// word, in the first of a list: hits that the cache has had since the last cycle of the collector
struct CacheHit : gc::Object {      // Kind::CacheHit
  Shape* shape;
  Table* metatable;                 // ValueHit; others: kNoMetatable, so that one look at the first hit will do
  ValidityCell* cell;
  Value value;
  CacheHit* next;
  union {
    Table* through;
    Shape* next_shape;
  };
  Table* receiver;
  uint32_t slot;
};
inline Table* const kNoMetatable = reinterpret_cast<Table*>(uintptr_t{8});

// What the tables of one place came to.
struct SiteOutcome {
  uint32_t array_capacity;          // room in the largest array part
  uint8_t element_kinds : 3;        // bit k - 1: of ElementKind k
  uint8_t late_log2 : 4;            // of the array part that keys came to lately, out of the hash part
  uint8_t is_expected : 1;          // first_hash_log2 is for the next one only: an earlier run made one table here
  uint8_t hash_log2 : 5;            // of the nodes in the largest hash part, + 1; 0: none had one
  uint8_t late_tables : 3;          // of the last few tables, those whose keys did
  uint8_t first_hash_log2 : 5;      // of the nodes that the first hash part of a table gets
  uint8_t since_left_alone : 3;     // tables whose keys were not made to come late
  // Of the last few tables that got one: how many there were, and how many of those outgrew it once and twice.
  uint8_t counted : 2, outgrown : 3, outgrown_twice : 3;
};
static_assert(sizeof(SiteOutcome) == 8);

// Site is no cache but the record of a place that makes tables: `shape` is the root that they begin with,
// `slot` its number (runtime/allocation_sites.h), `outcome` what became of them.
enum class CacheState : uint32_t { Empty = 0, Own, Dictionary, Hits, Add, Megamorphic, Off, Site };

struct InlineCache {                // 32 bytes
  Shape* shape;                     // null: no Own or Add
  uint32_t slot;
  CacheState state;
  String* key;
  union {
    CacheHit* hits;
    Shape* next_shape;
    SiteOutcome outcome;
  };
};
static_assert(sizeof(InlineCache) == 32);

// Cache `index` of the function with these constants: its caches lie below them, the first one on top.
STRATA_INLINE InlineCache& inline_cache(void* constants, uint32_t index) {
  return static_cast<InlineCache*>(constants)[-1 - static_cast<ptrdiff_t>(index)];
}

// The hit of a cache in state Hits for a receiver that its first shape is not for, or nullptr.
inline bool is_valid(const CacheHit* hit) { return hit->cell == nullptr || hit->cell->valid; }
const CacheHit* find_hit(const InlineCache& cache, const Table* t);
const CacheHit* find_string_hit(const InlineCache& cache, const Table* string_metatable);
// Puts a hit in front (the cache may have been in any state), for the caller to fill: kind and shape are
// set, `metatable` is kNoMetatable, everything else null. The oldest one may go. nullptr: no memory, or
// the cache has had so many that it gives up (Megamorphic).
CacheHit* add_hit(VM& vm, InlineCache& cache, HitKind kind, Shape* shape);
void make_megamorphic(InlineCache& cache);
// A cache that knows nothing but shapes to which its field is added becomes empty.
void forget_adds(InlineCache& cache);

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
