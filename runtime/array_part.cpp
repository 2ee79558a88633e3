// The array part: growing, converting to Any, shrinking, and taking keys over from the hash part.
#include "base/memory.h"
#include "runtime/table_parts.h"

namespace strata::runtime {

namespace {

constexpr uint32_t kFirstCapacity = 4;
// An Any array that must grow with fewer elements than this share of its length is given up to the
// hash part, at least in part (a queue whose head has moved on).
constexpr uint32_t kMinShare = 4;
constexpr uint32_t kMinSparseLength = 16;
constexpr size_t kHeadersBytes = 64;  // at least those of a large object and of the storage

ElementKind kind(Table* t) { return t->element_kind(); }

// Twice the room; a very large storage ends, with its headers, where the pages of the old one ended, or the
// last few elements would have a huge page of their own.
uint32_t doubled(ElementKind kind, uint32_t capacity) {
  bool is_large = capacity * element_bytes(kind) >= base::kLargeBlockBytes / 2;
  return std::max(capacity * 2 - (is_large ? static_cast<uint32_t>(kHeadersBytes / element_bytes(kind)) : 0), kFirstCapacity);
}

// Twice the room, or a little more when there is no memory for that.
ArrayStorage grown_storage(VM& vm, ElementKind kind, uint32_t capacity) {
  if (capacity >= kMaxArrayLength) return {};
  ArrayStorage storage = new_array_storage(vm, kind, doubled(kind, capacity));
  if (!storage.elements) storage = new_array_storage(vm, kind, capacity + capacity / 8 + 1);
  return storage;
}

bool convert_to_any(VM& vm, Table* t, bool grow) {
  uint32_t capacity = t->array_capacity;
  ArrayStorage storage = grow ? grown_storage(vm, ElementKind::Any, capacity)
                              : new_array_storage(vm, ElementKind::Any, capacity);
  if (!storage.elements) return false;
  copy_elements(t, t->array_length, storage.elements, ElementKind::Any);
  auto* values = static_cast<Value*>(storage.elements);
  for (uint32_t i = t->array_length; was_element(t, i); ++i) values[i] = kRemovedElement;
  replace_array(vm, t, storage, ElementKind::Any);
  return true;
}

// A very large storage moves without being copied. It stays the part of t that it was, for the
// collector, too.
bool resize_array(VM& vm, Table* t, uint32_t capacity) {
  gc::Object* storage = vm.heap.resize(array_storage(t), array_storage_bytes(kind(t), t->array_capacity),
                                       array_storage_bytes(kind(t), capacity));
  if (!storage) return false;
  if (kind(t) == ElementKind::Any) storage->word = capacity;
  t->elements = storage + 1;
  t->array_capacity = capacity;
  vm.sites.array_changed(t->site, capacity, static_cast<uint8_t>(kind(t)));
  return true;
}

bool grow_array(VM& vm, Table* t) {
  if (t->array_capacity < kMaxArrayLength && resize_array(vm, t, doubled(kind(t), t->array_capacity))) return true;
  ArrayStorage storage = grown_storage(vm, kind(t), t->array_capacity);
  if (!storage.elements) return false;
  copy_elements(t, t->array_length, storage.elements, kind(t));
  replace_array(vm, t, storage, kind(t));
  return true;
}

bool is_sparse(Table* t) {
  if (kind(t) != ElementKind::Any || t->array_length < kMinSparseLength) return false;
  uint32_t enough = t->array_length / kMinShare, count = 1;
  for (uint32_t i = t->array_length; i > 0 && count < enough; --i) count += !t->values()[i - 1].is_nil();
  return count < enough;
}

// Room for element array_length of the kind of v.
bool make_room(VM& vm, Table* t, ElementKind wanted) {
  bool full = t->array_length == t->array_capacity;
  if (kind(t) == ElementKind::None) {
    ArrayStorage storage = new_array_storage(vm, wanted, t->array_capacity ? t->array_capacity : kFirstCapacity);
    if (!storage.elements) return false;
    replace_array(vm, t, storage, wanted);
    return true;
  }
  if (kind(t) != ElementKind::Any && kind(t) != wanted) return convert_to_any(vm, t, full);
  return !full || grow_array(vm, t);
}

StoreResult store_in_array(VM& vm, Table* t, uint32_t index, Value v) {
  if (v.is_nil() && index + 1 == t->array_length) {
    if (kind(t) == ElementKind::Any) t->values()[index] = v;
    else --t->array_length;
    trim_array(t);
    return StoreResult::Ok;
  }
  if (kind(t) != ElementKind::Any && kind_of(v) != kind(t) && !convert_to_any(vm, t, false)) return StoreResult::NoMemory;
  put_element(t, index, v);
  barrier(vm, t, v);
  return StoreResult::Ok;
}

}  // namespace

size_t element_bytes(ElementKind kind) { return kind == ElementKind::Any ? sizeof(Value) : sizeof(int64_t); }

size_t array_storage_bytes(ElementKind kind, uint32_t capacity) {
  return kind == ElementKind::None ? 0 : sizeof(gc::Object) + capacity * element_bytes(kind);
}

ArrayStorage new_array_storage(VM& vm, ElementKind kind, uint32_t capacity) {
  if (capacity > kMaxArrayLength) return {};
  bool any = kind == ElementKind::Any;
  size_t size = array_storage_bytes(kind, capacity);
  static_assert(kNil == 0);
  gc::Object* object = any ? vm.heap.allocate_zeroed(static_cast<uint8_t>(Kind::ValueStorage), size)
                           : vm.heap.allocate(static_cast<uint8_t>(Kind::RawStorage), size);
  if (!object) return {};
  if (any) object->word = capacity;
  return {object + 1, capacity};
}

void replace_array(VM& vm, Table* t, ArrayStorage storage, ElementKind new_kind) {
  gc::Object* before = t->elements ? array_storage(t) : nullptr;
  size_t before_bytes = array_storage_bytes(kind(t), t->array_capacity);
  t->elements = storage.elements;
  t->array_capacity = storage.capacity;
  t->flags = static_cast<uint8_t>((t->flags & ~kElementKindMask) | static_cast<uint8_t>(new_kind));
  references_changed(vm, t);
  vm.sites.array_changed(t->site, storage.capacity, static_cast<uint8_t>(new_kind));
  if (before) release_storage(vm, before, before_bytes);
}

void copy_elements(Table* t, uint32_t count, void* to, ElementKind new_kind) {
  if (count == 0) return;
  if (new_kind == kind(t)) {
    std::memcpy(to, t->elements, count * element_bytes(new_kind));
    return;
  }
  STRATA_DCHECK(new_kind == ElementKind::Any);
  Value* values = static_cast<Value*>(to);
  uint64_t tag = static_cast<uint64_t>(kind(t)) + kElementTagOffset;
  for (uint32_t i = 0; i < count; ++i) values[i] = Value::make(tag, static_cast<uint64_t>(t->ints()[i]));
}

void put_element(Table* t, uint32_t index, Value v) {
  if (kind(t) == ElementKind::Any) t->values()[index] = v;
  else t->ints()[index] = v.integer_;
}

void trim_array(Table* t) {
  uint32_t length = t->array_length;
  if (kind(t) == ElementKind::Any) {
    while (length > 0 && t->values()[length - 1].is_nil()) t->values()[--length] = kRemovedElement;
    t->array_length = length;
  } else if (t->elements) {
    uint32_t& most = array_storage(t)->word;
    most = std::max(most, length + 1);
  }
}

bool was_element(Table* t, uint64_t index) {
  if (index < t->array_length || index >= t->array_capacity || !t->elements) return false;
  return kind(t) == ElementKind::Any ? t->values()[index].bits_ != 0 : index < array_storage(t)->word;
}

StoreResult append(VM& vm, Table* t, Value v) {
  if (t->array_length == t->array_capacity && is_sparse(t))
    return rehash_and_set(vm, t, Value::integer(int64_t{t->array_length} + 1), v);
  if (!make_room(vm, t, kind_for(vm, v))) return StoreResult::NoMemory;
  if (t->hash && t->hash->positive_integers != 0)
    if (HashNode* node = find_integer(t->hash, int64_t{t->array_length} + 1)) kill_node(t->hash, node);
  put_element(t, t->array_length, v);
  ++t->array_length;
  barrier(vm, t, v);
  return migrate_following(vm, t);
}

namespace {

// An element behind the array part leaves none of the keys before it in the hash part.
bool may_get_holes(const Table* t) { return !(t->flags & kIsPrototype) && (!t->hash || t->hash->positive_integers == 0); }

// Elements from `first` on, some of them nil, become part of an Any array whose room is there.
StoreResult set_with_holes(VM& vm, Table* t, uint32_t first, const Value* values, uint32_t count) {
  if (kind(t) == ElementKind::None) {
    ArrayStorage storage = new_array_storage(vm, ElementKind::Any, t->array_capacity);
    if (!storage.elements) return StoreResult::NoMemory;
    replace_array(vm, t, storage, ElementKind::Any);
  } else if (kind(t) != ElementKind::Any && !convert_to_any(vm, t, false)) {
    return StoreResult::NoMemory;
  }
  std::memcpy(static_cast<void*>(t->values() + first - 1), values, count * sizeof(Value));
  t->array_length = first - 1 + count;
  references_changed(vm, t);
  return StoreResult::Ok;
}

}  // namespace

StoreResult set_elements(VM& vm, Table* t, uint32_t first, const Value* values, uint32_t count) {
  bool behind_array = first > t->array_length && first - 1 <= t->array_capacity && may_get_holes(t);
  if (behind_array) {
    while (count > 0 && values[count - 1].is_nil()) --count;
    if (count == 0) return StoreResult::Ok;
    StoreResult result = reserve_array(vm, t, first - 1 + count);
    if (result != StoreResult::Ok) return result;
    bool holes = first - 1 > t->array_length;
    for (uint32_t i = 0; i < count && !holes; ++i) holes = values[i].is_nil();
    if (holes) return set_with_holes(vm, t, first, values, count);
  }
  for (uint32_t i = 0; i < count; ++i) {
    StoreResult result = set_int(vm, t, int64_t{first} + i, values[i]);
    if (result != StoreResult::Ok) return result;
  }
  return StoreResult::Ok;
}

// Restores the rule that no key up to array_length + 1 has a node.
StoreResult migrate_following(VM& vm, Table* t) {
  bool moved = false;
  while (t->hash && t->hash->positive_integers != 0 && t->array_length < kMaxArrayLength) {
    HashNode* node = find_integer(t->hash, int64_t{t->array_length} + 1);
    if (!node) break;
    Value v = node->value();
    if (!v.is_nil()) {
      if (!make_room(vm, t, kind_for(vm, v))) return StoreResult::NoMemory;
      put_element(t, t->array_length, v);
      ++t->array_length;
      references_changed(vm, t);
      moved = true;
    }
    kill_node(t->hash, node);
  }
  if (moved && t->hash->positive_integers == 0 && count_live_nodes(t->hash) == 0) replace_hash(vm, t, nullptr);
  return StoreResult::Ok;
}

// An element behind the array part and a gap.
static StoreResult store_behind(VM& vm, Table* t, uint32_t index, Value v) {
  uint32_t capacity = std::max(index + 1, t->array_capacity * 2);  // all of it, when keys come from the last one down
  if (StoreResult result = index < t->array_capacity ? StoreResult::Ok : reserve_array(vm, t, capacity); result != StoreResult::Ok) return result;
  return set_with_holes(vm, t, index + 1, &v, 1);
}

StoreResult set_int_slow(VM& vm, Table* t, int64_t key, Value v) {
  uint64_t index = static_cast<uint64_t>(key) - 1;
  if (index < t->array_length) return store_in_array(vm, t, static_cast<uint32_t>(index), v);
  if (index == t->array_length && index < kMaxArrayLength && !v.is_nil()) return append(vm, t, v);
  if (index < kMaxArrayLength && !v.is_nil() && may_get_holes(t) && vm.sites.takes_holes(t->site, index, t->elements == nullptr)) {
    return store_behind(vm, t, static_cast<uint32_t>(index), v);
  }
  return hash_set(vm, t, Value::integer(key), v);
}

StoreResult reserve_array(VM& vm, Table* t, uint32_t capacity) {
  if (capacity <= t->array_capacity) return StoreResult::Ok;
  if (capacity > kMaxArrayLength) return StoreResult::Overflow;
  if (kind(t) == ElementKind::None) {
    t->array_capacity = capacity;
    return StoreResult::Ok;
  }
  ArrayStorage storage = new_array_storage(vm, kind(t), capacity);
  if (!storage.elements) return StoreResult::NoMemory;
  copy_elements(t, t->array_length, storage.elements, kind(t));
  replace_array(vm, t, storage, kind(t));
  return StoreResult::Ok;
}

}  // namespace strata::runtime
