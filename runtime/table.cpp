// Tables: making them, raw access by any key, fields and dictionary mode, metatables.
#include "runtime/table.h"

#include "runtime/collector.h"
#include "runtime/table_parts.h"

namespace strata::runtime {

namespace {

constexpr uint32_t kFirstOverflow = 4;

uint32_t overflow_capacity(const Table* t) { return t->overflow ? t->overflow->word : 0; }

// Room for field number `field`.
bool make_field_room(VM& vm, Table* t, uint32_t field) {
  uint32_t inline_capacity = t->shape->inline_capacity;
  uint32_t before = overflow_capacity(t);
  if (field < inline_capacity + before) return true;
  uint32_t capacity = before ? before * 2 : kFirstOverflow;
  auto* storage = static_cast<ValueStorage*>(vm.heap.allocate_zeroed(static_cast<uint8_t>(Kind::ValueStorage),
                                                                     sizeof(ValueStorage) + capacity * sizeof(Value)));
  if (!storage) return false;
  if (!before && t->site != 0) vm.sites.fields_overflow(vm, t->site);
  storage->word = capacity;
  if (before) std::memcpy(static_cast<void*>(storage->values()), t->overflow->values(), before * sizeof(Value));
  t->overflow = storage;
  references_changed(vm, t);
  return true;
}

using AddField = Shape*(VM& vm, Shape* shape, String* key);

StoreResult add_or_make_dictionary(VM& vm, Table* t, String* key, Value v, AddField* add) {
  if (Shape* target = add(vm, t->shape, key)) return append_field(vm, t, target, v);
  if (!make_dictionary(vm, t)) return StoreResult::NoMemory;
  return hash_set(vm, t, Value::of(key), v);
}

StoreResult store_named(VM& vm, Table* t, String* key, Value v, AddField* add) {
  if (STRATA_UNLIKELY(t->flags & kIsPrototype)) prototype_changed(vm, t);
  if (t->shape->is_dictionary() || !key->is_short()) return hash_set(vm, t, Value::of(key), v);
  uint32_t field = find_field(t->shape, key);
  if (field == kNoField) return v.is_nil() ? StoreResult::Ok : add_or_make_dictionary(vm, t, key, v, add);
  *slot_address(t, field) = v;
  barrier(vm, t, v);
  return StoreResult::Ok;
}

}  // namespace

Table* new_table(VM& vm, uint32_t array_capacity, uint32_t field_capacity) {
  Shape* shape = root_shape(vm, field_capacity);
  if (STRATA_UNLIKELY(!shape)) return nullptr;
  uint32_t slots = shape->inline_capacity;
  auto* t = static_cast<Table*>(vm.heap.allocate(static_cast<uint8_t>(Kind::Table), sizeof(Table) + slots * sizeof(Value)));
  if (STRATA_UNLIKELY(!t)) return nullptr;
  clear_new_table(t, shape, array_capacity < kMaxArrayLength ? array_capacity : kMaxArrayLength, 0);
  return t;
}

HashNode* find_string_node(Table* t, const String* key) {
  if (!t->hash) return nullptr;
  if (STRATA_UNLIKELY(!key->is_short())) return find_key(t->hash, Value::of(key));
  return find_node(t->hash, key->word & t->hash->mask(), kString, reinterpret_cast<uint64_t>(key));
}

Value get_field(Table* t, const String* key) {
  if (!t->shape->is_dictionary() && key->is_short()) {
    uint32_t field = find_field(t->shape, key);
    return field == kNoField ? Value::nil() : *slot_address(t, field);
  }
  HashNode* node = find_string_node(t, key);
  return node ? node->value() : Value::nil();
}

Value get_int_from_hash(Table* t, int64_t key) {
  HashNode* node = find_integer(t->hash, key);
  return node ? node->value() : Value::nil();
}

Value get(Table* t, Value key) {
  if (key.is_string()) return get_field(t, key.as_string());
  if (key.is_float()) key = normalise_key(key);
  if (key.is_integer()) return get_int(t, key.as_integer());
  if (!t->hash || key.is_nil()) return Value::nil();
  HashNode* node = find_key(t->hash, key);
  return node ? node->value() : Value::nil();
}

StoreResult set(VM& vm, Table* t, Value key, Value v) {
  if (key.is_string()) return set_field(vm, t, key.as_string(), v);
  if (key.is_float()) {
    if (key.as_float() != key.as_float()) return StoreResult::NanKey;
    key = normalise_key(key);
  }
  if (key.is_integer()) return set_int(vm, t, key.as_integer(), v);
  if (key.is_nil()) return StoreResult::NilKey;
  return hash_set(vm, t, key, v);
}

StoreResult set_field(VM& vm, Table* t, String* key, Value v) {
  return store_named(vm, t, key, v, STRATA_UNLIKELY(t == vm.globals) ? add_field : add_computed_field);
}

StoreResult set_constant_field(VM& vm, Table* t, String* key, Value v) { return store_named(vm, t, key, v, add_field); }

StoreResult append_field(VM& vm, Table* t, Shape* target, Value v) {
  if (STRATA_UNLIKELY(t->flags & kIsPrototype)) prototype_changed(vm, t);
  uint32_t field = t->shape->word;
  if (!make_field_room(vm, t, field)) return StoreResult::NoMemory;
  t->shape = target;
  *slot_address(t, field) = v;
  if (STRATA_UNLIKELY(t->black)) shape_changed(vm, t, v);
  return StoreResult::Ok;
}

void shape_changed(VM& vm, Table* t, Value v) {
  vm.heap.barrier(t, t->shape);
  barrier(vm, t, v);
}

bool make_dictionary(VM& vm, Table* t) {
  Shape* before = t->shape;
  if (before->is_dictionary()) return true;
  Shape* shape = dictionary_shape(vm);
  if (shape && before->is_prototype()) shape = own_shape(vm, shape);
  if (!shape) return false;
  uint32_t count = (t->hash ? count_live_nodes(t->hash) : 0) + before->word + 1;
  unsigned log2 = t->hash ? 0 : vm.sites.first_hash_log2(t->site);
  HashStorage* h = new_hash_storage(vm, std::max(log2_for(count), log2));
  if (!h) return false;
  if (t->flags & kIsPrototype) prototype_changed(vm, t);
  if (t->hash) move_nodes(t->hash, h);
  for (uint32_t i = 0; i < before->word; ++i)
    if (Value v = *slot_address(t, i); !v.is_nil()) insert_key(h, Value::of(field_key(before, i)))->set_value(v);
  t->shape = shape;
  t->overflow = nullptr;
  replace_hash(vm, t, h);
  return true;
}

int64_t border(Table* t) {
  int64_t length = t->array_length;
  if (STRATA_LIKELY(!t->hash || t->hash->positive_integers == 0)) return length;
  while (length < INT64_MAX && !get_int_from_hash(t, length + 1).is_nil()) ++length;
  return length;
}

bool set_metatable_raw(VM& vm, Table* t, Table* metatable) {
  if (metatable && !make_prototype(vm, metatable)) return false;
  if (t->flags & kIsPrototype) prototype_changed(vm, t);
  t->metatable = metatable;
  if (!metatable) return true;
  if (t->black) vm.heap.barrier(t, metatable);
  if (!(t->flags & kHasFinalizer) && !find_metamethod(vm, metatable, Metamethod::Gc).is_nil()) register_finalizer(vm, t);
  return true;
}

size_t storage_bytes(Table* t) {
  return array_storage_bytes(t->element_kind(), t->array_capacity) + hash_storage_bytes(t->hash) +
         (t->overflow ? sizeof(ValueStorage) + t->overflow->word * sizeof(Value) : 0);
}

void barrier_slow(VM& vm, gc::Object* parent, gc::Object* child) { vm.heap.barrier(parent, child); }

}  // namespace strata::runtime
