// Shapes (hidden classes): which string keys a table has in its slots, and where.
//
// A shape is a node of a tree: adding key k to a table moves it from its shape to the child for k.
// Slots: the first `inline_capacity` fields live in the table object itself, the rest in its overflow
// storage. Transitions are weak: a child keeps its parent, a parent does not keep its children.
// A table in dictionary mode has the VM's dictionary shape: no fields, string keys are in the hash
// part. A table that serves as __index of others gets a shape of its own (kPrototypeShape), so that an
// inline cache for stores can never hit it and every change of it passes through slow code that clears
// its validity cell.
//
//   {} --x--> {x} --y--> {x,y}        keys of {x,y}: [x y z . . . . .]   one list for a whole branch:
//                 `-z--> {x,z}        keys of {x,y,z}: the same list      a shape sees its first `word`
#pragma once

#include "gc/heap.h"
#include "runtime/value.h"

namespace strata::runtime {

class VM;
struct Shape;
struct ValidityCell;

// With more fields than these a table changes to dictionary mode: kMaxShapeFields when fields are
// added under constant names (caches, set_constant_field), kMaxComputedFields when the name was
// computed (set_field): a table used as a map of strings soon becomes a dictionary, while the globals
// of a large program, or the methods of a large class, do not.
inline constexpr uint32_t kMaxShapeFields = 250;
inline constexpr uint32_t kMaxComputedFields = 16;
inline constexpr uint32_t kNoField = UINT32_MAX;
inline constexpr uint32_t kRootShapeCount = 10;

enum ShapeFlags : uint8_t {
  kDictionaryShape = 1,
  kPrototypeShape = 2,  // not shared
};

struct Transition {
  String* key;
  Shape* shape;             // nullptr with a key: was dead
};

struct TransitionTable : gc::Object {  // Kind::RawStorage; header word: capacity, a power of two
  uint32_t used, reserved;             // places taken, those of dead shapes too
  Transition* entries() { return reinterpret_cast<Transition*>(this + 1); }
};

// Keys of the fields, in order, and from kIndexedFields on an open-addressed index over them. Kind::RawStorage.
struct KeyList : gc::Object {          // header word: number of keys
  uint32_t capacity, index_mask;       // index_mask 0: no index
  String** keys() { return reinterpret_cast<String**>(this + 1); }
  uint8_t* index() { return reinterpret_cast<uint8_t*>(keys() + capacity); }
};

struct Shape : gc::Object {  // header word: number of fields
  Shape* parent;             // has the first of the fields, keeps their keys; nullptr at a root
  uint32_t inline_capacity;
  uint32_t reserved;
  KeyList* keys;             // nullptr without fields; shared with parents and one child
  TransitionTable* transitions;  // weak; nullptr without any
  ValidityCell* cell;        // of the prototype table; nullptr: none handed out
  Shape* next;               // ShapeRegistry

  uint32_t field_count() const { return word; }
  bool is_dictionary() const { return flags & kDictionaryShape; }
  bool is_prototype() const { return flags & kPrototypeShape; }
};

// All shared shapes and all validity cells of a VM, so that their weak references can be dropped.
struct ShapeRegistry {
  Shape* shapes = nullptr;
  ValidityCell* cells = nullptr;
  uint32_t shape_count = 0;
};

// The root for tables with so many inline slots (rounded up to a supported number, at most the largest
// one). One per VM and capacity. nullptr: no memory.
Shape* root_shape(VM& vm, uint32_t inline_capacity);
// The VM's shape of tables in dictionary mode. nullptr: no memory.
Shape* dictionary_shape(VM& vm);
// Field number of a short string key, or kNoField.
uint32_t find_field(Shape* shape, const String* key);
// The shape after adding `key` (absent). nullptr: no memory, or too many fields (kMaxShapeFields), or a
// dictionary.
Shape* add_field(VM& vm, Shape* shape, String* key);
// The same for a key that was computed: nullptr also where the table had better become a dictionary.
Shape* add_computed_field(VM& vm, Shape* shape, String* key);
// The shape after adding all of `keys` (distinct, absent, short) in one step: nobody finds it, or what
// would lie between, by a transition. nullptr as for add_field.
Shape* add_fields(VM& vm, Shape* shape, String* const* keys, uint32_t count);
String* field_key(Shape* shape, uint32_t field);
// A shape like `shape` that belongs to one table alone (kPrototypeShape). nullptr: no memory.
Shape* own_shape(VM& vm, Shape* shape);

// For the collector. trace_shape marks what a shape refers to. prune_shapes drops weak references to
// dead shapes and cells: at the end of the atomic phase, when nothing will be marked any more.
void trace_shape(Shape* shape, gc::Marker& marker);
void prune_shapes(VM& vm);

}  // namespace strata::runtime
