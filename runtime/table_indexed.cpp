// Indexed access as the interpreter meets it most. A store that fails (memory) is left to the slow path,
// which fails again and says so.
#include "runtime/table_parts.h"

namespace strata::runtime {

namespace {

// Where the value of a short string key is; a field's place may hold nil. Null: nowhere.
struct Place {
  Value* slot = nullptr;
  HashNode* node = nullptr;
};

STRATA_INLINE Place place_of_string(Table* t, const String* key) {
  if (!t->shape->is_dictionary()) {
    uint32_t field = find_field(t->shape, key);
    if (field != kNoField) return {slot_address(t, field), nullptr};
    return {};
  }
  if (!t->hash) return {};
  return {nullptr, find_node(t->hash, key->word & t->hash->mask(), kString, reinterpret_cast<uint64_t>(key))};
}

STRATA_INLINE bool loaded(Table* t, Value v, Value* to) {
  if (v.is_nil() && t->metatable) return false;
  *to = v;
  return true;
}

bool store_in_node(VM& vm, Table* t, HashNode* node, Value v) {
  if (node->value_tag == kNil && t->metatable) return false;
  node->set_value(v);
  barrier(vm, t, v);
  return true;
}

bool store_integer(VM& vm, Table* t, int64_t key, Value v) {
  uint64_t index = static_cast<uint64_t>(key) - 1;
  if (index < t->array_length) {
    if (t->metatable && get_element(t, static_cast<uint32_t>(index)).is_nil()) return false;
    return set_int(vm, t, key, v) == StoreResult::Ok;
  }
  if (t->hash)
    if (HashNode* node = find_integer(t->hash, key)) return store_in_node(vm, t, node, v);
  return !t->metatable && set_int(vm, t, key, v) == StoreResult::Ok;
}

bool store_string(VM& vm, Table* t, String* key, Value v) {
  if (t->flags & kIsPrototype) return false;
  Place place = place_of_string(t, key);
  if (place.node) return store_in_node(vm, t, place.node, v);
  if (!place.slot) return !t->metatable && set_field(vm, t, key, v) == StoreResult::Ok;
  if (place.slot->is_nil() && t->metatable) return false;
  *place.slot = v;
  barrier(vm, t, v);
  return true;
}

}  // namespace

bool load_indexed(Table* t, Value key, Value* to) {
  if (key.is_integer()) return loaded(t, get_int(t, key.as_integer()), to);
  if (key.is_string() && key.as_string()->is_short()) {
    Place place = place_of_string(t, key.as_string());
    return loaded(t, place.slot ? *place.slot : place.node ? place.node->value() : Value::nil(), to);
  }
  return loaded(t, get(t, key), to);
}

bool store_indexed(VM& vm, Table* t, Value key, Value v) {
  if (key.is_integer()) return store_integer(vm, t, key.as_integer(), v);
  if (key.is_string() && key.as_string()->is_short()) return store_string(vm, t, key.as_string(), v);
  return false;
}

}  // namespace strata::runtime
