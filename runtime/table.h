// Tables: fields (short string keys) in slots described by a shape, elements 1..n in an array part
// whose element kind is int64[], double[] or Value[], everything else in a hash part.
//
// Array part: `array_length` elements are in use; the last one is never nil. Int and Float arrays have
// no holes; storing nil in the middle, or another type, converts to Any. No integer key up to
// array_length + 1 has a node in the hash part (not even one with a nil value), so `#t` is array_length
// (a border), and appending migrates following keys from the hash part. When the hash part must grow,
// integer keys are counted as in the reference and move to the array part when it would be more than
// half full. While the kind is None, array_capacity is the capacity to start with and elements is null.
// Storages: an Any array and the overflow slots are nil-initialised up to their capacity, which is the
// header word that the collector traces. A table whose storage has been replaced while it was black is
// traced again (Heap::barrier_back): stores into a storage need the barrier of its table only.
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
  uint16_t home;                     // low bits of the key's main position
  int32_t next;                      // relative index of the next node of the chain, 0 at its end

  Value key() const { return Value::make(key_tag, key_bits); }
  Value value() const { return Value::make(value_tag, value_bits); }
  void set_value(Value v) {
    value_bits = v.bits_;
    value_tag = static_cast<uint8_t>(v.tag);
  }
};
static_assert(sizeof(HashNode) == 24);
inline constexpr uint8_t kEmptyKey = kNil, kDeadKey = 0xfe;

enum HashFlags : uint8_t {
  kScatteredIntegers = 1,            // see integer_position in runtime/table_parts.h
};

struct HashStorage : gc::Object {    // header word: log2 of the number of nodes
  uint32_t node_count;
  uint32_t last_free;                // no free node at or above this index
  uint32_t positive_integers;        // nodes with an integer key > 0, whatever their value
  uint32_t seed;                     // of string hashes
  uint64_t reciprocal;               // of mask(), times 2^64
  HashNode* nodes() { return reinterpret_cast<HashNode*>(this + 1); }
  uint32_t mask() const { return node_count - 1; }
};
static_assert(sizeof(HashStorage) == 32);

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
  uint32_t site;                     // where it was made (runtime/allocation_sites.h); 0: unknown
  uint32_t reserved;
  Value inline_slots[];              // shape->inline_capacity of them, nil-initialised

  ElementKind element_kind() const { return static_cast<ElementKind>(flags & kElementKindMask); }
  int64_t* ints() { return static_cast<int64_t*>(elements); }
  double* floats() { return static_cast<double*>(elements); }
  Value* values() { return static_cast<Value*>(elements); }
};
static_assert(sizeof(Table) == 64);

// Outcome of raw stores and of growing: errors are guest errors of the caller.
enum class StoreResult : uint8_t { Ok, NoMemory, NilKey, NanKey, Overflow };

// A table with room for so many elements and fields. nullptr: no memory.
Table* new_table(VM& vm, uint32_t array_capacity = 0, uint32_t field_capacity = 0);

// What new_table writes into an object of sizeof(Table) and shape->inline_capacity values.
STRATA_INLINE void clear_new_table(Table* t, Shape* shape, uint32_t array_capacity, uint32_t site) {
  t->shape = shape;
  t->metatable = nullptr;
  t->elements = nullptr;
  t->array_length = 0;
  t->array_capacity = array_capacity;
  t->overflow = nullptr;
  t->hash = nullptr;
  t->site = site;
  for (uint32_t i = 0, n = shape->inline_capacity; i < n; ++i) t->inline_slots[i].tag = kNil;
}

// Raw access: no metamethods. get: absent gives nil.
Value get(Table* t, Value key);
inline Value get_int(Table* t, int64_t key);
Value get_field(Table* t, const String* key);             // short or long
StoreResult set(VM& vm, Table* t, Value key, Value v);    // checks the key; includes the write barrier
inline StoreResult set_int(VM& vm, Table* t, int64_t key, Value v);
// For a key that the program computed: see kMaxComputedFields. (Globals are a program's own names all the same.)
StoreResult set_field(VM& vm, Table* t, String* key, Value v);
// For a key that stands in the program, or in ours: libraries, globals.
StoreResult set_constant_field(VM& vm, Table* t, String* key, Value v);

// Indexed access for the tiers, in one call. False, and nothing has happened: a metatable may have a say
// (load: nil was found; store: the key is absent), or the store is an error; the slow path does it all.
bool load_indexed(Table* t, Value key, Value* to);
// What is there for any key, or nil; with the tag kNotFoundOut where a metatable may have a say.
Value find_indexed(Table* t, Value key);
inline constexpr uint64_t kNotFoundOut = 0xff;
bool store_indexed(VM& vm, Table* t, Value key, Value v);

// A border: array_length, but for what a lack of memory left behind.
int64_t border(Table* t);

// The entry after `key` (nil: the first): 1 = found, 0 = end, -1 = key is not in the table.
int next(Table* t, Value key, Value* next_key, Value* next_value);
// The same, fast for a loop: *hint, 0 at first, remembers the place of `key`; any value is safe.
int next_hinted(Table* t, Value key, uint64_t* hint, Value* next_key, Value* next_value);
// Iteration by position, for loops that keep their place: *position starts at 0; false at the end.
bool next_at(Table* t, uint64_t* position, Value* key, Value* value);

// Makes room for `count` more appended elements (at once, for constructors, table.move, unpack).
StoreResult reserve_array(VM& vm, Table* t, uint32_t capacity);
// t[first + i] = values[i] for a constructor or table.pack: nils among the values become holes of the array
// part, so that #t counts them, as it does in the reference.
StoreResult set_elements(VM& vm, Table* t, uint32_t first, const Value* values, uint32_t count);

// Where an own field lives, for inline caches: slot number by the shape, kNoField when absent.
inline Value* slot_address(Table* t, uint32_t field) {
  uint32_t inline_capacity = t->shape->inline_capacity;
  return field < inline_capacity ? &t->inline_slots[field] : &t->overflow->values()[field - inline_capacity];
}
// Adds field `key` (absent) with value v by a shape transition to `target` (== add_field(shape, key)).
StoreResult append_field(VM& vm, Table* t, Shape* target, Value v);
// The same when the slot is known and there: after `t` got another shape and field value, when it is black.
void shape_changed(VM& vm, Table* t, Value v);
// Dictionary mode: the node of a string key, or nullptr.
HashNode* find_string_node(Table* t, const String* key);

// Marks `t` as part of a lookup chain (own shape, validity cell); see runtime/inline_cache.h.
// False: no memory.
bool make_prototype(VM& vm, Table* t);
// Must be called before any change of a field or the metatable of a table with kIsPrototype: clears its
// validity cell and those of the tables that depend on it, and the absent bits. Cheap when there is no
// cell. set, set_field, append_field and set_metatable_raw do so themselves. (Elements are not looked up
// through caches: set_int does not.)
void prototype_changed(VM& vm, Table* t);
// Barrier, validity, registration for finalizing. `metatable` may be null. False: no memory, nothing changed.
bool set_metatable_raw(VM& vm, Table* t, Table* metatable);
// All fields go to the hash part. False: no memory, nothing changed.
bool make_dictionary(VM& vm, Table* t);
// For the collector, after it has set elements of an Any array to nil: restores the rule for the last one.
void trim_array(Table* t);
// Bytes of the storages that belong to t (statistics).
size_t storage_bytes(Table* t);

// Write barrier for storing v into t.
void barrier_slow(VM& vm, gc::Object* parent, gc::Object* child);
inline void barrier(VM& vm, gc::Object* parent, Value v) {
  if (STRATA_UNLIKELY(parent->black) && v.is_collectable()) barrier_slow(vm, parent, v.as_object());
}

// The object that holds the elements: header, then what `elements` points to.
inline gc::Object* array_storage(Table* t) { return static_cast<gc::Object*>(t->elements) - 1; }

// Tags of Int and Float elements follow from the kind.
inline constexpr uint64_t kElementTagOffset = kInt - static_cast<uint64_t>(ElementKind::Int);
static_assert(kFloat == kElementTagOffset + static_cast<uint64_t>(ElementKind::Float));

// Element `index` < array_length, counted from 0.
STRATA_INLINE Value get_element(Table* t, uint32_t index) {
  uint64_t kind = t->flags & kElementKindMask;
  if (kind == static_cast<uint64_t>(ElementKind::Any)) return t->values()[index];
  return Value::make(kind + kElementTagOffset, static_cast<uint64_t>(t->ints()[index]));
}

Value get_int_from_hash(Table* t, int64_t key);
inline Value get_int(Table* t, int64_t key) {
  uint64_t index = static_cast<uint64_t>(key) - 1;
  if (STRATA_LIKELY(index < t->array_length)) return get_element(t, static_cast<uint32_t>(index));
  return t->hash ? get_int_from_hash(t, key) : Value::nil();
}

// Stores into an existing element, or appends within the capacity, when neither the kind changes nor
// the hash part may hold a following key; else false, and nothing has happened.
STRATA_INLINE bool store_element(VM& vm, Table* t, int64_t key, Value v) {
  uint64_t index = static_cast<uint64_t>(key) - 1;
  uint64_t kind = t->flags & kElementKindMask;
  if (index >= t->array_length) {
    if (index != t->array_length || index >= t->array_capacity || kind == 0) return false;
    if (t->hash && t->hash->positive_integers != 0) return false;
    if (kind == static_cast<uint64_t>(ElementKind::Any) ? v.is_nil() : v.tag != kind + kElementTagOffset) return false;
    t->array_length = static_cast<uint32_t>(index) + 1;
  }
  if (kind == static_cast<uint64_t>(ElementKind::Any)) {
    if (STRATA_UNLIKELY(v.is_nil())) return false;
    t->values()[index] = v;
    barrier(vm, t, v);
    return true;
  }
  if (v.tag != kind + kElementTagOffset) return false;
  t->ints()[index] = v.integer_;
  return true;
}

StoreResult set_int_slow(VM& vm, Table* t, int64_t key, Value v);
inline StoreResult set_int(VM& vm, Table* t, int64_t key, Value v) {
  if (STRATA_LIKELY(store_element(vm, t, key, v))) return StoreResult::Ok;
  return set_int_slow(vm, t, key, v);
}

}  // namespace strata::runtime
