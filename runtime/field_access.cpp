// The slow side of inline caches: see runtime/field_access.h and the states in runtime/inline_cache.h.
#include "runtime/field_access.h"

#include "runtime/metamethods.h"
#include "runtime/operations.h"
#include "runtime/vm.h"

namespace strata::runtime {
namespace {

constexpr uint32_t kMaxFills = 64;  // a chain cache that was refilled so often is megamorphic
constexpr int kMaxCachedChain = 8;

uint32_t slot_word(const Shape* shape, uint32_t field) {
  if (field < shape->inline_capacity) {
    return static_cast<uint32_t>(offsetof(Table, inline_slots) + field * sizeof(Value));
  }
  return kOverflowSlot | static_cast<uint32_t>((field - shape->inline_capacity) * sizeof(Value));
}

void remember_node(Table* t, InlineCache& cache, const HashNode* node) {
  cache.state = CacheState::Dictionary;
  cache.shape = nullptr;
  cache.slot = static_cast<uint32_t>(node - t->hash->nodes());
}

// The table's own value of the key, nil when absent; remembers where it was.
Value own_field(Table* t, InlineCache& cache, bool* in_shape) {
  *in_shape = false;
  if (t->shape->is_dictionary()) {
    HashNode* node = cache.state == CacheState::Dictionary ? cached_node(t, cache) : nullptr;
    if (node == nullptr) node = find_string_node(t, cache.key);
    if (node == nullptr || node->value_tag == kNil) return Value::nil();
    remember_node(t, cache, node);
    return Value::make(node->value_tag, node->value_bits);
  }
  uint32_t field = find_field(t->shape, cache.key);
  if (field == kNoField) return Value::nil();
  *in_shape = true;
  Value v = *slot_address(t, field);
  if (v.is_nil() || cache.state == CacheState::Megamorphic) return v;
  cache.state = CacheState::Own;
  cache.shape = t->shape;
  cache.slot = slot_word(t->shape, field);
  return v;
}

// Own value without touching the cache.
Value plain_field(Table* t, const String* key) { return get_field(t, key); }

// Walks the __index tables above `metatable`. False: a function or a non-table is on the way.
bool walk_chain(VM& vm, Table* metatable, const String* key, Value* out) {
  for (int i = 0; i < kMaxCachedChain; ++i) {
    if (!make_prototype(vm, metatable)) return false;
    Value index = find_metamethod(vm, metatable, Metamethod::Index);
    if (index.is_nil()) return *out = Value::nil(), true;
    if (!index.is_table()) return false;
    Table* next = index.as_table();
    if (!make_prototype(vm, next) || !depends_on(vm, metatable, next)) return false;
    *out = plain_field(next, key);
    if (!out->is_nil() || next->metatable == nullptr) return true;
    if (!make_prototype(vm, next->metatable) || !depends_on(vm, next, next->metatable)) return false;
    metatable = next->metatable;
  }
  return false;
}

void fill_chain(VM& vm, Table* t, InlineCache& cache, Value* out, bool* found) {
  *found = false;
  uint32_t fills = cache.state == CacheState::Chain ? cache.slot : 0;
  if (cache.state == CacheState::Megamorphic) return;
  if (fills >= kMaxFills) {
    cache.state = CacheState::Megamorphic;
    cache.shape = nullptr;
    return;
  }
  Table* metatable = t->metatable;
  ValidityCell* cell = nullptr;
  *out = Value::nil();
  if (metatable != nullptr) {
    if (!walk_chain(vm, metatable, cache.key, out)) return;
    cell = validity_cell(vm, metatable);
    if (cell == nullptr) return;
  }
  gc::Object* object = vm.heap.allocate(static_cast<uint8_t>(Kind::ChainHit), sizeof(ChainHit));
  *found = true;
  if (object == nullptr) return;
  ChainHit* hit = static_cast<ChainHit*>(object);
  hit->shape = t->shape;
  hit->metatable = metatable;
  hit->cell = cell;
  hit->value = *out;
  cache.state = CacheState::Chain;
  cache.shape = nullptr;
  cache.slot = fills + 1;
  cache.chain = hit;
}

bool chain_hit(const Table* t, const InlineCache& cache, Value* out) {
  if (cache.state != CacheState::Chain) return false;
  const ChainHit* hit = cache.chain;
  if (t->shape != hit->shape || t->metatable != hit->metatable) return false;
  if (hit->cell != nullptr && !hit->cell->valid) return false;
  *out = hit->value;
  return true;
}

bool lacks_new_index(VM& vm, Table* t) {
  return t->metatable == nullptr || find_metamethod(vm, t->metatable, Metamethod::NewIndex).is_nil();
}

// Adds or overwrites a field of a table whose __newindex does not matter.
StoreResult store_own(VM& vm, Table* t, InlineCache& cache, Value v) {
  Shape* shape = t->shape;
  if (shape->is_prototype()) return set_constant_field(vm, t, cache.key, v);
  if (shape->is_dictionary()) {
    StoreResult result = set_constant_field(vm, t, cache.key, v);
    if (result == StoreResult::Ok && !v.is_nil()) remember_node(t, cache, find_string_node(t, cache.key));
    return result;
  }
  uint32_t field = find_field(shape, cache.key);
  if (field != kNoField) {
    cache.state = CacheState::Own;
    cache.shape = shape;
    cache.slot = slot_word(shape, field);
    *slot_address(t, field) = v;
    barrier(vm, t, v);
    return StoreResult::Ok;
  }
  if (v.is_nil()) return StoreResult::Ok;
  Shape* next = shape->field_count() < kMaxShapeFields ? add_field(vm, shape, cache.key) : nullptr;
  if (next == nullptr) return set_constant_field(vm, t, cache.key, v);
  StoreResult result = append_field(vm, t, next, v);
  if (result == StoreResult::Ok && t->shape == next) {
    cache.state = CacheState::Add;
    cache.shape = shape;
    cache.next_shape = next;
  }
  return result;
}

}  // namespace

bool lookup_field(VM& vm, Value object, InlineCache& cache, Value* out, Value* handler, Value* receiver) {
  if (!object.is_table() || !cache.key->is_short() || cache.state == CacheState::Off) {
    return get_through(vm, object, Value::of(cache.key), out, handler, receiver);
  }
  Table* t = object.as_table();
  if (chain_hit(t, cache, out)) return true;
  bool in_shape;
  *out = own_field(t, cache, &in_shape);
  if (!out->is_nil()) return true;
  if (!in_shape && !t->shape->is_dictionary()) {
    bool found;
    fill_chain(vm, t, cache, out, &found);
    if (found) return true;
  }
  if (t->metatable == nullptr) return *out = Value::nil(), true;
  return get_through(vm, object, Value::of(cache.key), out, handler, receiver);
}

bool store_field(VM& vm, Value object, InlineCache& cache, Value v, Value* handler, Value* receiver,
                 StoreResult* store) {
  if (!object.is_table() || cache.state == CacheState::Off) {
    return set_through(vm, object, Value::of(cache.key), v, handler, receiver, store);
  }
  Table* t = object.as_table();
  if (t->shape == cache.shape && cache.state == CacheState::Add && lacks_new_index(vm, t)) {
    if (v.is_nil()) return *store = StoreResult::Ok, true;
    *store = append_field(vm, t, cache.next_shape, v);
    return true;
  }
  if (cache.state == CacheState::Dictionary && t->shape->is_dictionary() && !t->shape->is_prototype()) {
    HashNode* node = cached_node(t, cache);
    if (node != nullptr && (node->value_tag != kNil || lacks_new_index(vm, t))) {
      node->value_tag = static_cast<uint8_t>(v.tag);
      node->value_bits = v.bits_;
      barrier(vm, t, v);
      return *store = StoreResult::Ok, true;
    }
  }
  if (!cache.key->is_short() || !lacks_new_index(vm, t)) {
    return set_through(vm, object, Value::of(cache.key), v, handler, receiver, store);
  }
  if (t->shape->is_dictionary() && !t->shape->is_prototype()) {
    HashNode* node = find_string_node(t, cache.key);
    if (node != nullptr) {
      cache.state = CacheState::Dictionary;
      cache.shape = nullptr;
      cache.slot = static_cast<uint32_t>(node - t->hash->nodes());
    }
  }
  *store = store_own(vm, t, cache, v);
  return true;
}

}  // namespace strata::runtime
