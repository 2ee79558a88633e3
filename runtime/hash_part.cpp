// The hash part: chained scatter with Brent's variation. Every key is found in the chain that starts at
// its main position; a node that sits in another key's main position only as a guest moves away when
// that key arrives. All nodes may be in use.
//
// Whether a node is at home is told by `home`, the low 16 bits of its main position, without looking at
// the key. In storages of more than 65536 nodes a guest may seem to be at home: then it stays, the
// chains grow together, and searches are still right, because the answer for a node never changes.
#include "runtime/table_parts.h"

namespace strata::runtime {

namespace {

constexpr uint32_t kPrefetchDistance = 8;
constexpr uint32_t kMinCrowd = 64;

bool is_at_home(const HashNode* node, uint32_t position) { return node->home == static_cast<uint16_t>(position); }

uint32_t home_of(const HashStorage* h, const HashNode* node) {
  if (h->node_count <= 0x10000) return node->home;
  return main_position(h, node->key_tag, node->key_bits);
}

HashNode* take_free(HashStorage* h) {
  HashNode* nodes = h->nodes();
  while (h->last_free > 0)
    if (nodes[--h->last_free].key_tag == kEmptyKey) return &nodes[h->last_free];
  return nullptr;
}

// The guest at `place` moves to `free`, and its chain follows it. Where the storage is being traced in
// pieces, that may be from behind the collector's position to before it: see hash_set.
void move_guest(HashStorage* h, HashNode* place, HashNode* free) {
  HashNode* before = h->nodes() + home_of(h, place);
  while (before + before->next != place) before += before->next;
  before->next = static_cast<int32_t>(free - before);
  *free = *place;
  if (place->next != 0) free->next += static_cast<int32_t>(place - free);
  place->next = 0;
}

bool is_positive_integer(uint64_t tag, uint64_t bits) { return tag == kInt && static_cast<int64_t>(bits) > 0; }

HashNode* find_long_string(HashStorage* h, const String* key) {
  HashNode* node = h->nodes() + (compute_hash(key, h->seed) & h->mask());
  for (;; node += node->next) {
    if (node->key_tag == kString && equal_strings(node->key().as_string(), key)) return node;
    if (node->next == 0) return nullptr;
  }
}

}  // namespace

HashStorage* new_hash_storage(VM& vm, uint32_t log2) {
  if (log2 > kMaxHashLog2) return nullptr;
  uint32_t count = uint32_t{1} << log2;
  static_assert(kEmptyKey == 0 && kNil == 0);
  size_t size = sizeof(HashStorage) + size_t{count} * sizeof(HashNode);
  auto* h = static_cast<HashStorage*>(vm.heap.allocate_zeroed(static_cast<uint8_t>(Kind::HashStorage), size));
  if (!h) return nullptr;
  h->word = log2;
  h->node_count = h->last_free = count;
  h->seed = vm.hash_seed;
  h->reciprocal = UINT64_MAX / (count > 1 ? h->mask() : 1);
  return h;
}

size_t hash_storage_bytes(const HashStorage* h) {
  return h ? sizeof(HashStorage) + size_t{h->node_count} * sizeof(HashNode) : 0;
}

uint32_t log2_for(uint32_t count) { return count <= 1 ? 0 : static_cast<uint32_t>(std::bit_width(count - 1)); }

HashNode* find_key(HashStorage* h, Value key) {
  if (key.is_string() && !key.as_string()->is_short()) return find_long_string(h, key.as_string());
  uint64_t bits = key.tag <= kTrue ? 0 : key.bits_;
  return find_node(h, main_position(h, key.tag, bits), key.tag, bits);
}

HashNode* insert_key(HashStorage* h, Value key, HashNode** moved) {
  uint64_t bits = key.tag <= kTrue ? 0 : key.bits_;
  uint32_t position = main_position(h, key.tag, bits);
  HashNode* node = h->nodes() + position;
  if (node->value_tag != kNil) {
    HashNode* free = take_free(h);
    if (!free) return nullptr;
    if (is_at_home(node, position)) {
      free->next = node->next ? static_cast<int32_t>(node + node->next - free) : 0;
      node->next = static_cast<int32_t>(free - node);
      node = free;
    } else {
      move_guest(h, node, free);
      if (moved) *moved = free;
    }
  } else if (is_positive_integer(node->key_tag, node->key_bits)) {
    --h->positive_integers;
  }
  node->key_tag = static_cast<uint8_t>(key.tag);
  node->key_bits = bits;
  node->home = static_cast<uint16_t>(position);
  h->positive_integers += is_positive_integer(key.tag, bits);
  return node;
}

void kill_node(HashStorage* h, HashNode* node) {
  if (is_positive_integer(node->key_tag, node->key_bits)) --h->positive_integers;
  node->key_tag = kDeadKey;
  node->key_bits = 0;
  node->set_value(Value::nil());
}

uint32_t count_live_nodes(HashStorage* h) {
  uint32_t count = 0;
  for (HashNode *node = h->nodes(), *end = node + h->node_count; node < end; ++node) count += node->value_tag != kNil;
  return count;
}

bool is_crowded(HashStorage* h) {
  if (h->node_count < kMinCrowd) return false;
  uint32_t integers = 0, guests = 0;
  for (uint32_t i = 0; i < h->node_count; ++i) {
    const HashNode& node = h->nodes()[i];
    if (node.key_tag != kInt || node.value_tag == kNil) continue;
    ++integers;
    guests += !is_at_home(&node, i);
  }
  return guests > integers / 2;
}

void move_nodes(HashStorage* from, HashStorage* to) {
  for (HashNode *node = from->nodes(), *end = node + from->node_count; node < end; ++node) {
    if (node + kPrefetchDistance < end) {
      HashNode& later = node[kPrefetchDistance];
      if (later.key_tag == kString) __builtin_prefetch(reinterpret_cast<void*>(later.key_bits));
    }
    if (node->value_tag == kNil) continue;
    HashNode* copy = insert_key(to, node->key());
    copy->value_bits = node->value_bits;
    copy->value_tag = node->value_tag;
  }
}

void replace_hash(VM& vm, Table* t, HashStorage* h) {
  HashStorage* before = t->hash;
  t->hash = h;
  references_changed(vm, t);
  if (h) vm.sites.hash_changed(t->site, h->word, before == nullptr);
  if (before) release_storage(vm, before, hash_storage_bytes(before));
}

StoreResult hash_set(VM& vm, Table* t, Value key, Value v) {
  HashNode* node = t->hash ? find_key(t->hash, key) : nullptr;
  if (!node) {
    if (v.is_nil()) return StoreResult::Ok;
    if (key.is_string()) compute_hash(key.as_string(), vm.hash_seed);
    return hash_add(vm, t, key, v);
  }
  node->set_value(v);
  barrier(vm, t, v);
  return StoreResult::Ok;
}

StoreResult hash_add(VM& vm, Table* t, Value key, Value v) {
  HashNode* moved = nullptr;
  HashNode* node = t->hash ? insert_key(t->hash, key, &moved) : nullptr;
  if (!node) return rehash_and_set(vm, t, key, v);
  barrier(vm, t, key);
  if (moved) {
    barrier(vm, t, moved->key());
    barrier(vm, t, moved->value());
  }
  node->set_value(v);
  barrier(vm, t, v);
  return StoreResult::Ok;
}

}  // namespace strata::runtime
