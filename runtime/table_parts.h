// What the files of the table share: searching the hash part, and the parts' slow operations.
// For table.cpp, hash_part.cpp, array_part.cpp, rehash.cpp and table_next.cpp only.
#pragma once

#include "runtime/table.h"
#include "runtime/vm.h"

namespace strata::runtime {

inline constexpr uint32_t kMaxArrayLength = uint32_t{1} << 31;  // further integer keys live in the hash part
inline constexpr uint32_t kMaxHashLog2 = 30;

// Multiplying by it spreads bits over the upper ones (Knuth's multiplicative hash).
inline constexpr uint64_t kSpread = 0x9e3779b97f4a7c15;

inline uint32_t spread(const HashStorage* h, uint64_t bits) {
  return static_cast<uint32_t>(bits * kSpread >> 1 >> (63 - h->word)) & h->mask();
}

// Integer keys are rows and progressions more often than not, and the remainder by 2^n - 1 gives each
// of them a place of its own, neighbours to neighbours:  k mod (2^n - 1) = k - q * (2^n - 1), which is
// k + q in its low n bits, q = k / (2^n - 1). (q may be one too small, always for the same keys.) Where
// that fails, as for x + y * 65536, a rehash sees it and sets kScatteredIntegers.
inline uint32_t integer_position(const HashStorage* h, uint64_t key) {
  if (STRATA_LIKELY(!(h->flags & kScatteredIntegers))) {
    uint64_t quotient = static_cast<uint64_t>(static_cast<unsigned __int128>(key) * h->reciprocal >> 64);
    return static_cast<uint32_t>(key + quotient) & h->mask();
  }
  uint64_t mixed = key * kSpread;
  return spread(h, mixed ^ mixed >> 32);
}

// Main position of a normalised key (no float with an integer value); a long string has been hashed.
inline uint32_t main_position(const HashStorage* h, uint64_t tag, uint64_t bits) {
  switch (tag) {
    case kString: return reinterpret_cast<const String*>(bits)->word & h->mask();
    case kInt: return integer_position(h, bits);
    case kFloat: return spread(h, bits);
    default: return spread(h, (bits >> 4) + tag);
  }
}

// The node of a key that equals another only when tag and bits are the same; nullptr: none.
STRATA_INLINE HashNode* find_node(HashStorage* h, uint32_t position, uint64_t tag, uint64_t bits) {
  for (HashNode* node = h->nodes() + position;; node += node->next) {
    if (node->key_bits == bits && node->key_tag == tag) return node;
    if (node->next == 0) return nullptr;
  }
}

STRATA_INLINE HashNode* find_integer(HashStorage* h, int64_t key) {
  uint64_t bits = static_cast<uint64_t>(key);
  return find_node(h, integer_position(h, bits), kInt, bits);
}

// Any normalised key, long strings too.
HashNode* find_key(HashStorage* h, Value key);

// A float with an integer value becomes that integer.
inline Value normalise_key(Value key) {
  if (!key.is_float()) return key;
  double d = key.as_float();
  if (!(d >= -0x1p63 && d < 0x1p63)) return key;
  int64_t i = static_cast<int64_t>(d);
  return static_cast<double>(i) == d ? Value::integer(i) : key;
}

// After references of t have changed without barriers (storages replaced, entries moved).
inline void references_changed(VM& vm, Table* t) {
  if (STRATA_UNLIKELY(t->black)) vm.heap.barrier_back(t);
}
// A storage that nobody refers to any more.
inline void release_storage(VM& vm, gc::Object* storage, size_t size_bytes) {
  if (size_bytes > gc::kMaxSmallBytes) vm.heap.release(storage, size_bytes);
}

// hash_part.cpp
HashStorage* new_hash_storage(VM& vm, uint32_t log2);
uint32_t log2_for(uint32_t count);                      // smallest storage for so many nodes
// An absent key; nullptr: no free node. *moved: the node that another key's entry had to move to, if so.
HashNode* insert_key(HashStorage* h, Value key, HashNode** moved = nullptr);
void kill_node(HashStorage* h, HashNode* node);         // forgets key and value, keeps the chain
uint32_t count_live_nodes(HashStorage* h);
bool is_crowded(HashStorage* h);                        // integers collide more than random ones would
void move_nodes(HashStorage* from, HashStorage* to);    // live ones
StoreResult hash_set(VM& vm, Table* t, Value key, Value v);  // normalised key, not in the array part
StoreResult hash_add(VM& vm, Table* t, Value key, Value v);  // likewise, absent, of a string the hash is known; v is not nil
void replace_hash(VM& vm, Table* t, HashStorage* h);    // releases the old one
size_t hash_storage_bytes(const HashStorage* h);

// array_part.cpp
struct ArrayStorage {
  void* elements = nullptr;
  uint32_t capacity = 0;
};
size_t element_bytes(ElementKind kind);
size_t array_storage_bytes(ElementKind kind, uint32_t capacity);
// Room for `capacity` elements, not more: next() takes for visited what may have been an element. An Any
// array is nil-initialised. elements null: no memory.
ArrayStorage new_array_storage(VM& vm, ElementKind kind, uint32_t capacity);
void replace_array(VM& vm, Table* t, ArrayStorage storage, ElementKind kind);  // releases the old one
void copy_elements(Table* t, uint32_t count, void* to, ElementKind kind);
void put_element(Table* t, uint32_t index, Value v);    // of a fitting type
// Has an element `index` been cut off by storing nil? next() goes on from there. An Any array keeps
// kRemovedElement in such slots, the storage of another one the largest number of elements in its
// header word. (Not a marker for holes: those are Value::nil().)
bool was_element(Table* t, uint64_t index);
inline constexpr Value kRemovedElement = Value::make(kNil, 1);
StoreResult append(VM& vm, Table* t, Value v);          // key array_length + 1, not nil
StoreResult migrate_following(VM& vm, Table* t);
inline ElementKind kind_of(Value v) {
  return v.is_integer() ? ElementKind::Int : v.is_float() ? ElementKind::Float : ElementKind::Any;
}
// What an array part is made of when v comes in.
inline ElementKind kind_for(const VM& vm, Value v) { return vm.typed_arrays ? kind_of(v) : ElementKind::Any; }

// rehash.cpp: makes room for `key` (absent), possibly by moving integer keys between the parts, and sets it.
StoreResult rehash_and_set(VM& vm, Table* t, Value key, Value v);

}  // namespace strata::runtime
