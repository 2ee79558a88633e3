// Traversal: array part, fields, hash part. A place is one number, stable while values are assigned to
// existing keys, nil included.
//
//   [0, 2^32) element index    kFieldPlace + field number    kNodePlace + node index
#include "runtime/table_parts.h"

namespace strata::runtime {

namespace {

constexpr uint64_t kFieldPlace = uint64_t{1} << 32, kNodePlace = uint64_t{2} << 32;
constexpr uint64_t kNoPlace = UINT64_MAX;

// A key that the collector has found dead is still known by its address.
HashNode* find_dead_key(HashStorage* h, Value key) {
  if (!key.is_collectable()) return nullptr;
  if (key.is_string()) compute_hash(key.as_string(), h->seed);
  for (HashNode* node = h->nodes() + main_position(h, key.tag, key.bits_);; node += node->next) {
    if (node->key_tag == kDeadKey && node->key_bits == key.bits_) return node;
    if (node->next == 0) return nullptr;
  }
}

uint64_t place_after_node(Table* t, Value key) {
  if (!t->hash) return kNoPlace;
  HashNode* node = find_key(t->hash, key);
  if (!node) node = find_dead_key(t->hash, key);
  return node ? kNodePlace + static_cast<uint64_t>(node - t->hash->nodes()) + 1 : kNoPlace;
}

// The place where the search for the entry after `key` starts, or kNoPlace. An integer key beyond
// array_length that has a node was visited there; one without may have been an element.
uint64_t place_after(Table* t, Value key) {
  if (key.is_nil()) return 0;
  key = normalise_key(key);
  if (key.is_integer()) {
    uint64_t index = static_cast<uint64_t>(key.as_integer()) - 1;
    if (index < t->array_length) return index + 1;
    uint64_t place = place_after_node(t, key);
    return place == kNoPlace && was_element(t, index) ? index + 1 : place;
  }
  if (key.is_string() && key.as_string()->is_short() && !t->shape->is_dictionary()) {
    uint32_t field = find_field(t->shape, key.as_string());
    if (field != kNoField) return kFieldPlace + field + 1;
  }
  return place_after_node(t, key);
}

// Is `place` the one behind the entry of `key`? False also when that is not seen at once.
bool is_place_after(Table* t, uint64_t place, Value key) {
  uint64_t before = place - 1;
  if (before < kFieldPlace) return key.is_integer() && static_cast<uint64_t>(key.as_integer()) == place && before < t->array_length;
  if (before < kNodePlace) {
    uint64_t field = before - kFieldPlace;
    return field < t->shape->word && key.is_string() && field_key(t->shape, static_cast<uint32_t>(field)) == key.as_string();
  }
  uint64_t index = before - kNodePlace;
  if (!t->hash || index >= t->hash->node_count) return false;
  const HashNode& node = t->hash->nodes()[index];
  return node.key_bits == key.bits_ && node.key_tag == key.tag;
}

}  // namespace

bool next_at(Table* t, uint64_t* position, Value* key, Value* value) {
  uint64_t place = *position;
  for (; place < t->array_length; ++place) {
    *value = get_element(t, static_cast<uint32_t>(place));
    if (value->is_nil()) continue;
    *key = Value::integer(static_cast<int64_t>(place) + 1);
    *position = place + 1;
    return true;
  }
  if (place < kFieldPlace) place = kFieldPlace;
  for (uint32_t count = t->shape->word; place < kFieldPlace + count; ++place) {
    uint32_t field = static_cast<uint32_t>(place - kFieldPlace);
    *value = *slot_address(t, field);
    if (value->is_nil()) continue;
    *key = Value::of(field_key(t->shape, field));
    *position = place + 1;
    return true;
  }
  if (place < kNodePlace) place = kNodePlace;
  for (uint32_t count = t->hash ? t->hash->node_count : 0; place < kNodePlace + count; ++place) {
    const HashNode& node = t->hash->nodes()[place - kNodePlace];
    if (node.value_tag == kNil) continue;
    *key = node.key();
    *value = node.value();
    *position = place + 1;
    return true;
  }
  *position = place;
  return false;
}

int next(Table* t, Value key, Value* next_key, Value* next_value) {
  uint64_t place = place_after(t, key);
  if (place == kNoPlace) return -1;
  return next_at(t, &place, next_key, next_value) ? 1 : 0;
}

// From one node of the hash part to the next one, the usual case of the rest. -1: it is not that.
static STRATA_INLINE int next_node(HashStorage* h, const Value& key, uint64_t* hint, Value* next_key, Value* next_value) {
  uint64_t index = *hint - kNodePlace - 1;
  if (h == nullptr || index >= h->node_count) return -1;
  const HashNode* node = h->nodes() + index;
  if (node->key_bits != key.bits_ || node->key_tag != key.tag) return -1;
  for (const HashNode* end = h->nodes() + h->node_count; ++node != end;) {
    if (node->value_tag == kNil) continue;
    *hint = kNodePlace + static_cast<uint64_t>(node - h->nodes()) + 1;
    *next_key = node->key();
    *next_value = node->value();
    return 1;
  }
  *hint = kNodePlace + h->node_count;
  return 0;
}

int next_hinted(Table* t, Value key, uint64_t* hint, Value* next_key, Value* next_value) {
  int found = next_node(t->hash, key, hint, next_key, next_value);
  if (STRATA_LIKELY(found >= 0)) return found;
  if (key.is_nil() || !is_place_after(t, *hint, key)) *hint = place_after(t, key);
  if (*hint == kNoPlace) return -1;
  return next_at(t, hint, next_key, next_value) ? 1 : 0;
}

}  // namespace strata::runtime
