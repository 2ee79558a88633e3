// Tables: fields (short string keys) in slots described by a shape, elements 1..n in an array part
// whose element kind is int64[], double[] or Value[], everything else in a hash part.
//
// Array part: `array_length` elements are in use; the last one is never nil. Int and Float arrays have
// no holes; storing nil in the middle, or another type, converts to Any. Key array_length + 1 is never
// in the hash part, so `#t` is array_length (a border). Appending migrates following keys from the hash
// part. When the hash part must grow, integer keys are counted as in the reference and move to the
// array part when it would be more than half full.
// Hash part: chained scatter with Brent's variation, 24-byte nodes, as known from the reference.
// A nil in a slot or node means absent; the key stays until a rehash, so `next` survives assignments of
// nil during traversal.
// Order of traversal: array, fields in order of addition, hash nodes.
#pragma once

#include "gc/heap.h"
#include "runtime/shape.h"
#include "runtime/string.h"
#include "runtime/value.h"

namespace strata::runtime {

class VM;

enum class ElementKind : uint8_t { None = 0, Int = 1, Float = 2, Any = 3 };

enum TableFlags : uint8_t {          // gc::Object::flags
  kElementKindMask = 3,
  kIsPrototype = 4,                  // used as __index, or as a metatable: has a validity cell
  kWeakKeys = 8,
  kWeakValues = 16,
  kHasFinalizer = 32,                // registered for __gc
};

// 24 bytes: key and value with their tags packed.
struct HashNode {
  uint64_t key_bits, value_bits;
  uint8_t key_tag, value_tag;        // key_tag kEmptyKey: free node; kDeadKey: collected key, compare bits only
  int32_t next;                      // relative index of the next node of the chain, 0 at its end
};
static_assert(sizeof(HashNode) == 24);
inline constexpr uint8_t kEmptyKey = 0xff, kDeadKey = 0xfe;

struct HashStorage : gc::Object {    // header word: log2 of the number of nodes
  uint32_t node_count;
  uint32_t last_free;
  HashNode* nodes() { return reinterpret_cast<HashNode*>(this + 1); }
};

struct ValueStorage : gc::Object {   // header word: number of Values to trace
  Value* values() { return reinterpret_cast<Value*>(this + 1); }
};
struct RawStorage : gc::Object {
  int64_t* integers() { return reinterpret_cast<int64_t*>(this + 1); }
  double* reals() { return reinterpret_cast<double*>(this + 1); }
};

struct Table : gc::Object {
  // header word: metamethod-absent bits of this table used as a metatable (bit m set: known to lack
  // metamethod m), cleared whenever a field is added or changed. See runtime/metamethods.h.
  Shape* shape;
  Table* metatable;
  void* elements;                    // first element of the array storage (just behind its header)
  uint32_t array_length, array_capacity;
  ValueStorage* overflow;            // fields beyond the shape's inline capacity
  HashStorage* hash;                 // nullptr: none
  Value inline_slots[];              // shape->inline_capacity of them, nil-initialised

  ElementKind element_kind() const { return static_cast<ElementKind>(flags & kElementKindMask); }
  int64_t* ints() { return static_cast<int64_t*>(elements); }
  double* floats() { return static_cast<double*>(elements); }
  Value* values() { return static_cast<Value*>(elements); }
};
static_assert(sizeof(Table) == 56);

// Outcome of raw stores and of growing: errors are guest errors of the caller.
enum class StoreResult : uint8_t { Ok, NoMemory, NilKey, NanKey, Overflow };

// A table with room for so many elements and fields. nullptr: no memory.
Table* new_table(VM& vm, uint32_t array_capacity = 0, uint32_t field_capacity = 0);

// Raw access: no metamethods. get: absent gives nil.
Value get(Table* t, Value key);
Value get_int(Table* t, int64_t key);
Value get_field(Table* t, const String* key);             // short or long
StoreResult set(VM& vm, Table* t, Value key, Value v);    // checks the key; includes the write barrier
StoreResult set_int(VM& vm, Table* t, int64_t key, Value v);
StoreResult set_field(VM& vm, Table* t, String* key, Value v);

// A border: array_length, or found by search when the table has no array part but hash elements.
int64_t border(Table* t);

// The entry after `key` (nil: the first): 1 = found, 0 = end, -1 = key is not in the table.
int next(Table* t, Value key, Value* next_key, Value* next_value);
// Iteration by position, for loops that keep their place: *position starts at 0; false at the end.
bool next_at(Table* t, uint64_t* position, Value* key, Value* value);

// Makes room for `count` more appended elements (at once, for constructors, table.move, unpack).
StoreResult reserve_array(VM& vm, Table* t, uint32_t capacity);

// Where an own field lives, for inline caches: slot number by the shape, kNoField when absent.
inline Value* slot_address(Table* t, uint32_t field) {
  uint32_t inline_capacity = t->shape->inline_capacity;
  return field < inline_capacity ? &t->inline_slots[field] : &t->overflow->values()[field - inline_capacity];
}
// Adds field `key` (absent) with value v by a shape transition to `target` (== add_field(shape, key)).
StoreResult append_field(VM& vm, Table* t, Shape* target, Value v);
// Dictionary mode: the node of a string key, or nullptr.
HashNode* find_string_node(Table* t, const String* key);

// Marks `t` as part of a lookup chain (own shape, validity cell); see runtime/inline_cache.h.
bool make_prototype(VM& vm, Table* t);
// Must be called before any change of a table with kIsPrototype: clears its validity cell and those of
// the tables that depend on it. set*, append_field and set_metatable do so themselves.
void prototype_changed(VM& vm, Table* t);
void set_metatable_raw(VM& vm, Table* t, Table* metatable);  // barrier, validity, weak mode, finalizer registration

// Write barrier for storing v into t.
void barrier_slow(VM& vm, gc::Object* parent, gc::Object* child);
inline void barrier(VM& vm, gc::Object* parent, Value v) {
  if (STRATA_UNLIKELY(parent->black) && v.is_collectable()) barrier_slow(vm, parent, v.as_object());
}

}  // namespace strata::runtime
