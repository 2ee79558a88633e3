// Indexed access as the interpreter meets it most: array elements, and what is in the hash part. These
// paths call nothing, and leave the rest to a tail call. A store that fails (memory) is left to the slow
// path, which fails again and says so.
#include "runtime/table_parts.h"

namespace strata::runtime {

namespace {

STRATA_INLINE bool is_short_string(Value key) { return key.is_string() && key.as_string()->is_short(); }

STRATA_INLINE HashNode* find_short_string(HashStorage* h, const String* key) {
  return find_node(h, key->word & h->mask(), kString, reinterpret_cast<uint64_t>(key));
}

// Any key, metatable or not.
STRATA_NOINLINE bool store_other(VM& vm, Table* t, Value key, Value v) {
  if (t->metatable && get(t, key).is_nil()) return false;
  return set(vm, t, key, v) == StoreResult::Ok;
}

// The key has this node. (A node with a nil value may be reused as it is.)
STRATA_INLINE bool store_in_node(VM& vm, Table* t, HashNode* node, Value v) {
  if (node->value_tag == kNil && t->metatable) return false;
  node->set_value(v);
  barrier(vm, t, v);
  return true;
}

}  // namespace

Value find_indexed(Table* t, Value key) {
  Value v = Value::nil();
  if (STRATA_LIKELY(is_short_string(key))) {
    if (t->shape->is_dictionary()) {
      HashNode* node = t->hash ? find_short_string(t->hash, key.as_string()) : nullptr;
      if (node) v = node->value();
    } else if (uint32_t field = find_field(t->shape, key.as_string()); field != kNoField) {
      v = *slot_address(t, field);
    }
  } else if (key.is_integer()) {
    uint64_t index = static_cast<uint64_t>(key.as_integer()) - 1;
    if (index < t->array_length) {
      v = get_element(t, static_cast<uint32_t>(index));
    } else if (t->hash) {
      if (HashNode* node = find_integer(t->hash, key.as_integer())) v = node->value();
    }
  } else {
    v = get(t, key);
  }
  return STRATA_UNLIKELY(v.is_nil() && t->metatable) ? Value::make(kNotFoundOut, 0) : v;
}

bool load_indexed(Table* t, Value key, Value* to) {
  Value v = find_indexed(t, key);
  if (STRATA_UNLIKELY(v.tag == kNotFoundOut)) return false;
  *to = v;
  return true;
}

bool store_indexed(VM& vm, Table* t, Value key, Value v) {
  if (key.is_integer()) {
    if (static_cast<uint64_t>(key.as_integer()) - 1 > t->array_length && t->hash)
      if (HashNode* node = find_integer(t->hash, key.as_integer())) return store_in_node(vm, t, node, v);
    if (!t->metatable && store_element(vm, t, key.as_integer(), v)) return true;
  } else if (is_short_string(key) && t->shape->flags == kDictionaryShape) {  // no prototype
    HashNode* node = t->hash ? find_short_string(t->hash, key.as_string()) : nullptr;
    if (node) return store_in_node(vm, t, node, v);
    if (!t->metatable && !v.is_nil()) return hash_add(vm, t, key, v) == StoreResult::Ok;
  } else if (is_short_string(key) && t->shape->flags == 0) {
    if (uint32_t field = find_field(t->shape, key.as_string()); field != kNoField) {
      Value* slot = slot_address(t, field);
      if (slot->is_nil() && t->metatable) return false;
      *slot = v;
      barrier(vm, t, v);
      return true;
    }
  }
  return store_other(vm, t, key, v);
}

}  // namespace strata::runtime
