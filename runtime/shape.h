// Shapes (hidden classes): which string keys a table has in its slots, and where.
//
// A shape is a node of a tree: adding key k to a table moves it from its shape to the child for k.
// Slots: the first `inline_capacity` fields live in the table object itself, the rest in its overflow
// storage. Transitions are weak: a child keeps its parent, a parent does not keep its children.
// A table in dictionary mode has the VM's dictionary shape: no fields, string keys are in the hash
// part. A table that serves as __index of others gets a shape of its own (kPrototypeShape), so that an
// inline cache for stores can never hit it and every change of it passes through slow code that clears
// its validity cell.
#pragma once

#include "gc/heap.h"
#include "runtime/value.h"

namespace strata::runtime {

class VM;
struct Shape;

inline constexpr uint32_t kMaxShapeFields = 128;  // more: dictionary mode
inline constexpr uint32_t kNoField = UINT32_MAX;

enum ShapeFlags : uint8_t {
  kDictionaryShape = 1,
  kPrototypeShape = 2,  // not shared
};

struct Transition {
  String* key;
  Shape* shape;
};

struct Shape : gc::Object {  // header word: number of fields
  Shape* parent;             // nullptr at a root
  String* key;               // the field added to parent; short strings only
  uint32_t inline_capacity;
  uint32_t transition_count, transition_capacity;
  Transition* transitions;   // plain memory; weak: dead children are dropped after marking
  uint32_t* lookup;          // plain memory, built lazily: open-addressed map from key to field number
  uint32_t lookup_mask;
  String** keys;             // plain memory, built with lookup: key of each field, in order

  uint32_t field_count() const { return word; }
  bool is_dictionary() const { return flags & kDictionaryShape; }
  bool is_prototype() const { return flags & kPrototypeShape; }
};

// The root for tables with so many inline slots (rounded up to a supported number). One per VM and capacity.
Shape* root_shape(VM& vm, uint32_t inline_capacity);
// Field number of a short string key, or kNoField.
uint32_t find_field(Shape* shape, const String* key);
// The shape after adding `key` (absent). nullptr: no memory, or too many fields.
Shape* add_field(VM& vm, Shape* shape, String* key);
String* field_key(Shape* shape, uint32_t field);

}  // namespace strata::runtime
