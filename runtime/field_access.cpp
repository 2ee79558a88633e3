// The slow side of inline caches: see runtime/field_access.h and the states in runtime/inline_cache.h.
#include "runtime/field_access.h"

#include "runtime/metamethods.h"
#include "runtime/operations.h"
#include "runtime/vm.h"

namespace strata::runtime {
namespace {

constexpr int kMaxCachedChain = 8;

uint32_t slot_word(const Shape* shape, uint32_t field) {
  if (field < shape->inline_capacity) {
    return static_cast<uint32_t>(offsetof(Table, inline_slots) + field * sizeof(Value));
  }
  return kOverflowSlot | static_cast<uint32_t>((field - shape->inline_capacity) * sizeof(Value));
}

void remember_node(Table* t, InlineCache& cache, const HashNode* node) {
  if (cache.state == CacheState::Megamorphic) return;
  cache.state = CacheState::Dictionary;
  cache.shape = nullptr;
  cache.hits = nullptr;
  cache.slot = static_cast<uint32_t>(node - t->hash->nodes());
}

void remember_own(VM& vm, InlineCache& cache, Shape* shape, uint32_t field) {
  if (cache.state == CacheState::Own || cache.state == CacheState::Add || cache.state == CacheState::Hits) {
    if (CacheHit* hit = add_hit(vm, cache, kOwnHit, shape)) hit->slot = slot_word(shape, field);
  } else if (cache.state != CacheState::Megamorphic) {
    cache.state = CacheState::Own;
    cache.shape = shape;
    cache.hits = nullptr;
    cache.slot = slot_word(shape, field);
  }
}

// The table's own value of the key, nil when absent; remembers where it was.
Value own_field(VM& vm, Table* t, InlineCache& cache, bool* in_shape) {
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
  if (!v.is_nil()) remember_own(vm, cache, t->shape, field);
  return v;
}

// Where a lookup of a key that the receiver lacks ends.
struct ChainEnd {
  bool cacheable = false;
  Value value = Value::nil();   // or, with is_handler, the function to be called
  bool is_handler = false;
  Table* receiver = nullptr;    // nullptr: the one that the lookup began with
};

// Walks the __index tables above `metatable`, and makes the validity cells on the way depend on each other.
ChainEnd walk_chain(VM& vm, Table* metatable, const String* key) {
  ChainEnd end;
  for (int i = 0; i < kMaxCachedChain; ++i) {
    if (!make_prototype(vm, metatable)) return end;
    Value index = find_metamethod(vm, metatable, Metamethod::Index);
    if (index.is_nil() || index.is_function()) {
      end.is_handler = !index.is_nil();
      end.value = index;
      end.cacheable = true;
      return end;
    }
    if (!index.is_table()) return end;
    Table* next = index.as_table();
    if (!make_prototype(vm, next) || !depends_on(vm, metatable, next)) return end;
    end.value = get_field(next, key);
    end.cacheable = !end.value.is_nil() || next->metatable == nullptr;
    if (end.cacheable) return end;
    if (!make_prototype(vm, next->metatable) || !depends_on(vm, next, next->metatable)) return end;
    end.receiver = next;
    metatable = next->metatable;
  }
  return end;
}

// Remembers what a lookup beyond a receiver of `shape` (nullptr: a string) gives. False: it is not cacheable.
bool remember_chain(VM& vm, InlineCache& cache, Shape* shape, Table* metatable, ChainEnd* end) {
  if (cache.state == CacheState::Megamorphic) return false;
  end->cacheable = metatable == nullptr;
  ValidityCell* cell = nullptr;
  if (metatable != nullptr) {
    *end = walk_chain(vm, metatable, cache.key);
    if (!end->cacheable || (cell = validity_cell(vm, metatable)) == nullptr) return false;
  }
  CacheHit* hit = add_hit(vm, cache, end->is_handler ? kHandlerHit : kValueHit, shape);
  if (hit == nullptr) return true;
  hit->cell = cell;
  hit->value = end->value;
  hit->receiver = end->receiver;
  if (end->is_handler) hit->through = metatable;
  else hit->metatable = metatable;
  return true;
}

// Tells the outcome of a lookup that ended at `value` as lookup_field does.
bool conclude(Value object, bool is_handler, Value value, Table* owner, Value* out, Value* handler, Value* receiver) {
  if (!is_handler) return *out = value, true;
  *handler = value;
  *receiver = owner != nullptr ? Value::of(owner) : object;
  return false;
}

bool lookup_in_string(VM& vm, Value object, InlineCache& cache, Value* out, Value* handler, Value* receiver) {
  Table* metatable = vm.basic_metatables[kString];
  if (metatable == nullptr) return get_through(vm, object, Value::of(cache.key), out, handler, receiver);
  ChainEnd end;
  if (!remember_chain(vm, cache, nullptr, metatable, &end)) {
    return get_through(vm, object, Value::of(cache.key), out, handler, receiver);
  }
  return conclude(object, end.is_handler, end.value, end.receiver, out, handler, receiver);
}

bool lacks_new_index(VM& vm, Table* t) {
  return t->metatable == nullptr || find_metamethod(vm, t->metatable, Metamethod::NewIndex).is_nil();
}

void remember_add(VM& vm, InlineCache& cache, Shape* shape, Shape* next) {
  if (cache.state == CacheState::Own || cache.state == CacheState::Add || cache.state == CacheState::Hits) {
    if (CacheHit* hit = add_hit(vm, cache, kAddHit, shape)) {
      hit->next_shape = next;
      hit->slot = slot_word(shape, shape->field_count());
    }
  } else if (cache.state != CacheState::Megamorphic) {
    cache.state = CacheState::Add;
    cache.shape = shape;
    cache.next_shape = next;
    cache.slot = slot_word(shape, shape->field_count());
  }
}

// A field that is not there: nil adds none.
StoreResult append_or_drop(VM& vm, Table* t, Shape* next, Value v) {
  return v.is_nil() ? StoreResult::Ok : append_field(vm, t, next, v);
}

// Stores as a hit of the cache's list says. False: it does not fit.
bool store_by_hit(VM& vm, Table* t, const CacheHit* hit, Value v, StoreResult* store) {
  *store = StoreResult::Ok;
  if (hit->flags == kOwnHit) {
    Value& to = *cached_slot(t, hit->slot);
    if (to.is_nil() && !lacks_new_index(vm, t)) return false;
    to = v;
    barrier(vm, t, v);
    return true;
  }
  if (hit->flags != kAddHit || !lacks_new_index(vm, t)) return false;
  *store = append_or_drop(vm, t, hit->next_shape, v);
  return true;
}

bool store_in_cached_node(VM& vm, Table* t, const InlineCache& cache, Value v) {
  if (cache.state != CacheState::Dictionary || !t->shape->is_dictionary() || t->shape->is_prototype()) return false;
  HashNode* node = cached_node(t, cache);
  if (node == nullptr || (node->value_tag == kNil && !lacks_new_index(vm, t))) return false;
  node->set_value(v);
  barrier(vm, t, v);
  return true;
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
    if (shape != cache.shape) remember_own(vm, cache, shape, field);
    *slot_address(t, field) = v;
    barrier(vm, t, v);
    return StoreResult::Ok;
  }
  if (v.is_nil()) return StoreResult::Ok;
  Shape* next = shape->field_count() < kMaxShapeFields ? add_field(vm, shape, cache.key) : nullptr;
  if (next == nullptr) return set_constant_field(vm, t, cache.key, v);
  StoreResult result = append_field(vm, t, next, v);
  if (result == StoreResult::Ok && t->shape == next) remember_add(vm, cache, shape, next);
  return result;
}

// A receiver that lacks the field and whose __newindex is a function: remembers it. False: neither is so.
bool remember_new_index(VM& vm, InlineCache& cache, Table* t, Value* handler) {
  if (t->shape->is_dictionary() || find_field(t->shape, cache.key) != kNoField) return false;
  *handler = find_metamethod(vm, t->metatable, Metamethod::NewIndex);
  if (!handler->is_function()) return false;
  ValidityCell* cell = cache.state != CacheState::Megamorphic ? validity_cell(vm, t->metatable) : nullptr;
  CacheHit* hit = cell != nullptr ? add_hit(vm, cache, kHandlerHit, t->shape) : nullptr;
  if (hit == nullptr) return true;
  hit->cell = cell;
  hit->value = *handler;
  hit->through = t->metatable;
  return true;
}

}  // namespace

bool lookup_field(VM& vm, Value object, InlineCache& cache, Value* out, Value* handler, Value* receiver) {
  bool is_cached = cache.key->is_short() && cache.state != CacheState::Off;
  if (is_cached && object.is_string()) return lookup_in_string(vm, object, cache, out, handler, receiver);
  if (!is_cached || !object.is_table()) {
    return get_through(vm, object, Value::of(cache.key), out, handler, receiver);
  }
  Table* t = object.as_table();
  if (cache.state == CacheState::Hits) {
    const CacheHit* hit = find_hit(cache, t);
    if (hit != nullptr && hit->flags != kOwnHit) {
      return conclude(object, hit->flags == kHandlerHit, hit->value, hit->receiver, out, handler, receiver);
    }
    if (hit != nullptr && !(*out = *cached_slot(t, hit->slot)).is_nil()) return true;
  }
  bool in_shape = t->shape == cache.shape;
  *out = in_shape ? Value::nil() : own_field(vm, t, cache, &in_shape);
  if (!out->is_nil()) return true;
  if (!in_shape && !t->shape->is_dictionary()) {
    ChainEnd end;
    if (remember_chain(vm, cache, t->shape, t->metatable, &end)) {
      return conclude(object, end.is_handler, end.value, end.receiver, out, handler, receiver);
    }
  }
  if (t->metatable == nullptr) return *out = Value::nil(), true;
  return get_through(vm, object, Value::of(cache.key), out, handler, receiver);
}

bool store_cached(VM& vm, Table* t, const InlineCache& cache, Value v) {
  StoreResult store = StoreResult::Ok;
  if (cache.state == CacheState::Hits) {
    const CacheHit* hit = find_hit(cache, t);
    return hit != nullptr && store_by_hit(vm, t, hit, v, &store) && store == StoreResult::Ok;
  }
  if (cache.state != CacheState::Add) return store_in_cached_node(vm, t, cache, v);
  return t->shape == cache.shape && lacks_new_index(vm, t) && append_or_drop(vm, t, cache.next_shape, v) == StoreResult::Ok;
}

bool store_field(VM& vm, Value object, InlineCache& cache, Value v, Value* handler, Value* receiver,
                 StoreResult* store) {
  if (!object.is_table() || cache.state == CacheState::Off) {
    return set_through(vm, object, Value::of(cache.key), v, handler, receiver, store);
  }
  Table* t = object.as_table();
  if (t->shape == cache.shape && cache.state == CacheState::Add && lacks_new_index(vm, t)) {
    *store = append_or_drop(vm, t, cache.next_shape, v);
    return true;
  }
  if (cache.state == CacheState::Hits) {
    const CacheHit* hit = find_hit(cache, t);
    if (hit != nullptr && hit->flags == kHandlerHit) return *handler = hit->value, *receiver = object, false;
    if (hit != nullptr && store_by_hit(vm, t, hit, v, store)) return true;
  }
  if (store_in_cached_node(vm, t, cache, v)) return *store = StoreResult::Ok, true;
  if (!cache.key->is_short() || !lacks_new_index(vm, t)) {
    if (cache.key->is_short() && remember_new_index(vm, cache, t, handler)) return *receiver = object, false;
    return set_through(vm, object, Value::of(cache.key), v, handler, receiver, store);
  }
  if (t->shape->is_dictionary() && !t->shape->is_prototype()) {
    HashNode* node = find_string_node(t, cache.key);
    if (node != nullptr) remember_node(t, cache, node);
  }
  *store = store_own(vm, t, cache, v);
  return true;
}

}  // namespace strata::runtime
