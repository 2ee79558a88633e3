// Shapes: finding a field, adding one, and the weak transition tables.
#include "runtime/shape.h"

#include "runtime/inline_cache.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

constexpr uint32_t kInlineCapacities[kRootShapeCount] = {0, 1, 2, 3, 4, 6, 8, 12, 24, 64};
constexpr uint8_t kRootOf[] = {0, 1, 2, 3, 4, 5, 5, 6, 6, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8};  // by number of fields; more: the last
constexpr uint32_t kIndexedFields = 8;   // shorter lists are searched from the front
constexpr uint8_t kNoIndex = 0xff;
// Computed names make new shapes only while these are not reached: records made by a parser share
// shapes, maps with keys of their own do not flood the VM with them.
constexpr uint32_t kMaxComputedTransitions = 64;
constexpr uint32_t kMaxComputedTransitionsBelowRoot = 16;
constexpr uint32_t kMaxComputedShapes = 4096;

void index_key(KeyList* list, uint32_t field) {
  uint32_t at = list->keys()[field]->word & list->index_mask;
  while (list->index()[at] != kNoIndex) at = (at + 1) & list->index_mask;
  list->index()[at] = static_cast<uint8_t>(field);
}

// A list of the first `count` keys of `from` with room for `capacity`.
KeyList* new_key_list(VM& vm, KeyList* from, uint32_t count, uint32_t capacity) {
  uint32_t index_size = capacity > kIndexedFields ? capacity * 2 : 0;  // capacity is a power of two then
  size_t size = sizeof(KeyList) + capacity * sizeof(String*) + index_size;
  auto* list = static_cast<KeyList*>(vm.heap.allocate(static_cast<uint8_t>(Kind::RawStorage), size));
  if (!list) return nullptr;
  list->word = count;
  list->capacity = capacity;
  list->index_mask = index_size ? index_size - 1 : 0;
  if (index_size) std::memset(list->index(), kNoIndex, index_size);
  for (uint32_t i = 0; i < count; ++i) {
    list->keys()[i] = from->keys()[i];
    if (index_size) index_key(list, i);
  }
  return list;
}

// The list for a child of `shape` with `keys`: shape's own list when nobody has extended it yet.
KeyList* extend_keys(VM& vm, Shape* shape, String* const* keys, uint32_t more) {
  KeyList* list = shape->keys;
  uint32_t count = shape->word, wanted = count + more;
  if (!list || list->word != count || wanted > list->capacity) {
    uint32_t capacity = 4;
    while (capacity < wanted) capacity *= 2;
    list = new_key_list(vm, shape->keys, count, capacity);
    if (!list) return nullptr;
  }
  list->word = wanted;
  for (uint32_t i = count; i < wanted; ++i) {
    list->keys()[i] = keys[i - count];
    if (list->index_mask) index_key(list, i);
  }
  return list;
}

Shape* new_shape(VM& vm, Shape* parent, uint32_t inline_capacity) {
  auto* shape = static_cast<Shape*>(vm.heap.allocate(static_cast<uint8_t>(Kind::Shape), sizeof(Shape)));
  if (!shape) return nullptr;
  shape->parent = parent;
  shape->inline_capacity = inline_capacity;
  shape->reserved = 0;
  shape->keys = nullptr;
  shape->transitions = nullptr;
  shape->cell = nullptr;
  shape->next = nullptr;
  return shape;
}

// One that many tables may have, and that gets transitions. Shapes of prototype tables never do.
Shape* new_shared_shape(VM& vm, Shape* parent, uint32_t inline_capacity) {
  Shape* shape = new_shape(vm, parent, inline_capacity);
  if (!shape) return nullptr;
  shape->next = vm.shape_registry.shapes;
  vm.shape_registry.shapes = shape;
  ++vm.shape_registry.shape_count;
  return shape;
}

Shape* new_child(VM& vm, Shape* parent, String* const* keys, uint32_t count) {
  KeyList* list = extend_keys(vm, parent, keys, count);
  if (!list) return nullptr;
  Shape* child = (parent->is_prototype() ? new_shape : new_shared_shape)(vm, parent, parent->inline_capacity);
  if (!child) return nullptr;  // keys too many in the parent's list only mean that nobody extends it
  child->word = parent->word + count;
  child->flags = parent->flags;
  child->keys = list;
  return child;
}

Shape* find_transition(Shape* shape, const String* key) {
  TransitionTable* table = shape->transitions;
  if (!table) return nullptr;
  Transition* entries = table->entries();
  uint32_t mask = table->word - 1;
  for (uint32_t i = 0, at = key->word & mask; i <= mask; ++i, at = (at + 1) & mask) {
    if (!entries[at].key) return nullptr;
    if (entries[at].key == key && entries[at].shape) return entries[at].shape;
  }
  return nullptr;
}

void insert_transition(TransitionTable* table, String* key, Shape* shape) {
  uint32_t mask = table->word - 1;
  uint32_t at = key->word & mask;
  while (table->entries()[at].key) at = (at + 1) & mask;
  table->entries()[at] = {key, shape};
  ++table->used;
}

bool grow_transitions(VM& vm, Shape* shape) {
  TransitionTable* before = shape->transitions;
  uint32_t live = 0;
  for (uint32_t i = 0; before && i < before->word; ++i) live += before->entries()[i].shape != nullptr;
  uint32_t capacity = 1;
  while (capacity < 4 ? capacity <= live : capacity * 3 / 4 <= live) capacity *= 2;
  auto* table = static_cast<TransitionTable*>(vm.heap.allocate(
      static_cast<uint8_t>(Kind::RawStorage), sizeof(TransitionTable) + capacity * sizeof(Transition)));
  if (!table) return false;
  table->word = capacity;
  table->used = table->reserved = 0;
  std::memset(table->entries(), 0, capacity * sizeof(Transition));
  for (uint32_t i = 0; before && i < before->word; ++i) {
    Transition entry = before->entries()[i];
    if (entry.shape) insert_transition(table, entry.key, entry.shape);
  }
  shape->transitions = table;
  if (shape->black) vm.heap.barrier(shape, table);
  return true;
}

bool is_full(const TransitionTable* table) {
  return table->word < 4 ? table->used == table->word : table->used >= table->word / 4 * 3;
}

uint32_t count_transitions(const Shape* shape) { return shape->transitions ? shape->transitions->used : 0; }

}  // namespace

Shape* root_shape(VM& vm, uint32_t inline_capacity) {
  uint32_t i = inline_capacity < std::size(kRootOf) ? kRootOf[inline_capacity] : kRootShapeCount - 1;
  if (STRATA_UNLIKELY(!vm.root_shapes[i])) vm.root_shapes[i] = new_shared_shape(vm, nullptr, kInlineCapacities[i]);
  return vm.root_shapes[i];
}

Shape* dictionary_shape(VM& vm) {
  if (STRATA_UNLIKELY(!vm.dictionary_shape)) {
    Shape* shape = new_shape(vm, nullptr, 0);
    if (!shape) return nullptr;
    shape->flags = kDictionaryShape;
    vm.dictionary_shape = shape;
  }
  return vm.dictionary_shape;
}

uint32_t find_field(Shape* shape, const String* key) {
  uint32_t count = shape->word;
  if (count == 0) return kNoField;
  KeyList* list = shape->keys;
  String** keys = list->keys();
  if (count <= kIndexedFields || !list->index_mask) {
    for (uint32_t i = 0; i < count; ++i)
      if (keys[i] == key) return i;
    return kNoField;
  }
  const uint8_t* index = list->index();
  for (uint32_t at = key->word & list->index_mask;; at = (at + 1) & list->index_mask) {
    uint32_t field = index[at];
    if (field == kNoIndex) return kNoField;
    if (field < count && keys[field] == key) return field;
  }
}

String* field_key(Shape* shape, uint32_t field) { return shape->keys->keys()[field]; }

Shape* add_field(VM& vm, Shape* shape, String* key) {
  if (shape->word >= kMaxShapeFields || shape->is_dictionary()) return nullptr;
  if (shape->is_prototype()) return new_child(vm, shape, &key, 1);
  if (Shape* known = find_transition(shape, key)) return known;
  Shape* child = new_child(vm, shape, &key, 1);
  if (!child) return nullptr;
  if (!shape->transitions || is_full(shape->transitions)) {
    if (!grow_transitions(vm, shape)) return child;  // usable, though nobody will share it
  }
  insert_transition(shape->transitions, key, child);
  return child;
}

Shape* add_fields(VM& vm, Shape* shape, String* const* keys, uint32_t count) {
  if (shape->word + count > kMaxShapeFields || shape->is_dictionary()) return nullptr;
  return new_child(vm, shape, keys, count);
}

Shape* add_computed_field(VM& vm, Shape* shape, String* key) {
  if (shape->is_prototype()) return add_field(vm, shape, key);
  if (shape->word >= kMaxComputedFields) return nullptr;
  if (Shape* known = find_transition(shape, key)) return known;
  uint32_t limit = shape->word == 0 ? kMaxComputedTransitions : kMaxComputedTransitionsBelowRoot;
  if (count_transitions(shape) >= limit || vm.shape_registry.shape_count > kMaxComputedShapes) return nullptr;
  return add_field(vm, shape, key);
}

Shape* own_shape(VM& vm, Shape* shape) {
  Shape* own = new_shape(vm, shape->parent, shape->inline_capacity);
  if (!own) return nullptr;
  own->word = shape->word;
  own->flags = shape->flags | kPrototypeShape;
  own->keys = shape->keys;
  return own;
}

void trace_shape(Shape* shape, gc::Marker& marker) {
  if (shape->parent) marker.mark(shape->parent);
  for (uint32_t i = shape->parent ? shape->parent->word : 0; i < shape->word; ++i) marker.mark(field_key(shape, i));
  if (shape->keys) marker.mark(shape->keys);
  if (shape->transitions) marker.mark(shape->transitions);
  if (shape->cell) marker.mark(shape->cell);
}

void prune_shapes(VM& vm) {
  ShapeRegistry& registry = vm.shape_registry;
  for (Shape** link = &registry.shapes; Shape* shape = *link;) {
    if (!vm.heap.is_marked(shape)) {
      *link = shape->next;
      --registry.shape_count;
      continue;
    }
    link = &shape->next;
    TransitionTable* table = shape->transitions;
    for (uint32_t i = 0; table && i < table->word; ++i) {
      Transition& entry = table->entries()[i];
      if (entry.shape && !vm.heap.is_marked(entry.shape)) entry.shape = nullptr;
    }
  }
  prune_cells(vm);
}

}  // namespace strata::runtime
