// Rehashing: the hash part is full, so nil entries are dropped, and integer keys are shared out anew
// between the two parts. The array part gets the largest size n = 2^k of which more than half would be
// in use (Lua 5.4 reference behaviour, on which programs that fill tables in odd orders rely for speed).
#include "runtime/table_parts.h"

namespace strata::runtime {

namespace {

constexpr unsigned kBins = 33;

// Positive integer keys: bin b counts those with 2^(b-1) < key <= 2^b.
struct KeyCounts {
  uint32_t bins[kBins] = {};
  uint32_t total = 0;

  void add(uint64_t key) {
    if (key - 1 >= kMaxArrayLength) return;
    ++bins[std::bit_width(key - 1)];
    ++total;
  }
};

void count_array(Table* t, KeyCounts* counts) {
  if (t->element_kind() == ElementKind::Any) {
    for (uint32_t i = 0; i < t->array_length; ++i)
      if (!t->values()[i].is_nil()) counts->add(uint64_t{i} + 1);
    return;
  }
  counts->total += t->array_length;
  uint32_t below = 0;
  for (unsigned b = 0; below < t->array_length; ++b) {
    uint32_t upto = std::min(uint32_t{1} << b, t->array_length);
    counts->bins[b] += upto - below;
    below = upto;
  }
}

void count_hash(HashStorage* h, KeyCounts* counts) {
  if (!h || h->positive_integers == 0) return;
  for (HashNode *node = h->nodes(), *end = node + h->node_count; node < end; ++node)
    if (node->key_tag == kInt && node->value_tag != kNil) counts->add(node->key_bits);
}

// The size of the array part; *inside: how many keys it would hold.
uint32_t best_array_size(const KeyCounts& counts, uint32_t* inside) {
  uint32_t best = 0, below = 0;
  *inside = 0;
  for (unsigned b = 0; b < kBins - 1; ++b) {
    uint32_t size = uint32_t{1} << b;
    if (counts.total <= size / 2) break;
    below += counts.bins[b];
    if (below > size / 2) {
      best = size;
      *inside = below;
    }
  }
  return best;
}

bool is_inside(Value key, uint32_t size) {
  return key.is_integer() && static_cast<uint64_t>(key.as_integer()) - 1 < size;
}

// Storage for `count` nodes. A table that is as full as before but for what was removed would be
// rehashed again soon: it doubles.
HashStorage* sized_hash(VM& vm, Table* t, uint32_t count) {
  uint32_t log2 = log2_for(count);
  if (!t->hash) log2 = std::max(log2, vm.sites.first_hash_log2(t->site));
  if (t->hash && log2 == t->hash->word && uint64_t{count} * 8 > uint64_t{t->hash->node_count} * 7) ++log2;
  HashStorage* h = new_hash_storage(vm, log2);
  if (h && t->hash && ((t->hash->flags & kScatteredIntegers) || is_crowded(t->hash))) h->flags |= kScatteredIntegers;
  return h;
}

StoreResult resize_hash(VM& vm, Table* t, Value key, Value v) {
  uint32_t live = t->hash ? count_live_nodes(t->hash) : 0;
  HashStorage* h = sized_hash(vm, t, live + 1);
  if (!h) return StoreResult::NoMemory;
  if (t->hash) move_nodes(t->hash, h);
  insert_key(h, key)->set_value(v);
  replace_hash(vm, t, h);
  return StoreResult::Ok;
}

// What the array part will be after taking in the integer keys of the hash part up to `size`.
struct Plan {
  ElementKind kind;
  uint32_t length;  // largest key
  uint32_t moving;  // nodes that move in
};

void include(VM& vm, Plan* plan, uint32_t key, Value v) {
  ElementKind kind = kind_for(vm, v);
  plan->length = std::max(plan->length, key);
  if (plan->kind == ElementKind::None) plan->kind = kind;
  if (plan->kind != kind) plan->kind = ElementKind::Any;
}

Plan plan_extension(VM& vm, Table* t, uint32_t size, uint32_t inside, Value key, Value v) {
  Plan plan{t->element_kind(), t->array_length, 0};
  if (HashStorage* h = t->hash)
    for (HashNode *node = h->nodes(), *end = node + h->node_count; node < end; ++node) {
      if (node->value_tag == kNil || node->key_tag != kInt || !is_inside(node->key(), size)) continue;
      include(vm, &plan, static_cast<uint32_t>(node->key_bits), node->value());
      ++plan.moving;
    }
  if (is_inside(key, size)) include(vm, &plan, static_cast<uint32_t>(key.as_integer()), v);
  if (plan.length != inside) plan.kind = ElementKind::Any;  // holes
  return plan;
}

// Integer keys up to `size` move from the hash part to the array part, and `key` is set.
StoreResult extend_array(VM& vm, Table* t, uint32_t size, uint32_t inside, Value key, Value v) {
  Plan plan = plan_extension(vm, t, size, inside, key, v);
  bool key_inside = is_inside(key, size);
  uint32_t staying = (t->hash ? count_live_nodes(t->hash) : 0) - plan.moving + !key_inside;
  if (staying == 0) vm.sites.array_came_late(t->site, log2_for(size), t->elements == nullptr);
  HashStorage* h = staying ? sized_hash(vm, t, staying) : nullptr;
  if (staying && !h) return StoreResult::NoMemory;
  if (plan.kind != t->element_kind() || plan.length > t->array_capacity) {
    ArrayStorage storage = new_array_storage(vm, plan.kind, std::max(size, t->array_capacity));
    if (!storage.elements) return StoreResult::NoMemory;
    copy_elements(t, t->array_length, storage.elements, plan.kind);
    replace_array(vm, t, storage, plan.kind);
  }
  if (plan.kind == ElementKind::Any)
    for (uint32_t i = t->array_length; i < plan.length; ++i) t->values()[i] = Value::nil();
  t->array_length = plan.length;
  if (HashStorage* before = t->hash)
    for (HashNode *node = before->nodes(), *end = node + before->node_count; node < end; ++node) {
      if (node->value_tag == kNil) continue;
      if (is_inside(node->key(), size)) put_element(t, static_cast<uint32_t>(node->key_bits - 1), node->value());
      else insert_key(h, node->key())->set_value(node->value());
    }
  if (key_inside) put_element(t, static_cast<uint32_t>(key.as_integer() - 1), v);
  else insert_key(h, key)->set_value(v);
  replace_hash(vm, t, h);
  return migrate_following(vm, t);
}

// A sparse Any array is cut to `size`; the elements above go to the hash part, and `key`, too.
StoreResult shrink_array(VM& vm, Table* t, uint32_t size, Value key, Value v) {
  uint32_t count = (t->hash ? count_live_nodes(t->hash) : 0) + 1;
  for (uint32_t i = size; i < t->array_length; ++i) count += !t->values()[i].is_nil();
  HashStorage* h = sized_hash(vm, t, count);
  if (!h) return StoreResult::NoMemory;
  ArrayStorage storage;
  if (size > 0) {
    storage = new_array_storage(vm, ElementKind::Any, size);
    if (!storage.elements) return StoreResult::NoMemory;
    std::memcpy(storage.elements, t->values(), size * sizeof(Value));
  }
  if (t->hash) move_nodes(t->hash, h);
  for (uint32_t i = size; i < t->array_length; ++i)
    if (Value element = t->values()[i]; !element.is_nil()) insert_key(h, Value::integer(int64_t{i} + 1))->set_value(element);
  insert_key(h, key)->set_value(v);
  replace_array(vm, t, storage, size > 0 ? ElementKind::Any : ElementKind::None);
  t->array_length = size;
  trim_array(t);
  replace_hash(vm, t, h);
  return migrate_following(vm, t);
}

}  // namespace

StoreResult rehash_and_set(VM& vm, Table* t, Value key, Value v) {
  bool has_integers = is_inside(key, kMaxArrayLength) || (t->hash && t->hash->positive_integers != 0);
  if (!has_integers) return resize_hash(vm, t, key, v);
  KeyCounts in_array, counts;
  count_array(t, &in_array);
  counts = in_array;
  count_hash(t->hash, &counts);
  if (key.is_integer()) counts.add(static_cast<uint64_t>(key.as_integer()));
  uint32_t inside;
  uint32_t size = best_array_size(counts, &inside);
  if (size > t->array_length) {
    uint32_t in_array_inside = in_array.total;
    if (inside > in_array_inside) return extend_array(vm, t, size, inside, key, v);
  } else if (size < t->array_length && t->element_kind() == ElementKind::Any) {
    return shrink_array(vm, t, size, key, v);
  }
  return resize_hash(vm, t, key, v);
}

}  // namespace strata::runtime
