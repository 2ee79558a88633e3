// Access of constant fields through inline caches: what all tiers do when the inlined check of the
// cache's shape failed. Fills the cache for next time.
#pragma once

#include "runtime/inline_cache.h"
#include "runtime/metamethods.h"
#include "runtime/table.h"
#include "runtime/value.h"

namespace strata::runtime {

class VM;

// Slot word of an Own or Add cache: byte offset into the table for an inline slot, else kOverflowSlot
// plus the byte offset into the overflow storage's values.
inline constexpr uint32_t kOverflowSlot = 0x80000000u;

inline Value* cached_slot(Table* t, uint32_t slot) {
  if (STRATA_LIKELY(!(slot & kOverflowSlot))) return reinterpret_cast<Value*>(reinterpret_cast<char*>(t) + slot);
  return reinterpret_cast<Value*>(reinterpret_cast<char*>(t->overflow->values()) + (slot & ~kOverflowSlot));
}

// A store with an Add cache of t's shape that needs nothing but the new shape and the slot.
inline bool may_add_inline(const Table* t, const InlineCache& cache, const Value& v) {
  constexpr uint32_t kLacksNewIndex = uint32_t{1} << static_cast<unsigned>(Metamethod::NewIndex);
  if (cache.slot & kOverflowSlot || v.tag == kNil) return false;
  return t->metatable == nullptr || t->metatable->word & kLacksNewIndex;
}

// The node of the key of a Dictionary cache, if it is still where it was; its value may be nil.
inline HashNode* cached_node(Table* t, const InlineCache& cache) {
  if (!t->hash || cache.slot >= t->hash->node_count) return nullptr;
  HashNode* node = t->hash->nodes() + cache.slot;
  return node->key_bits == reinterpret_cast<uint64_t>(cache.key) && node->key_tag == kString ? node : nullptr;
}

// t[cache.key] = v as far as the cache knows how. False: nothing has happened.
bool store_cached(VM& vm, Table* t, const InlineCache& cache, Value v);

// object[cache.key]. True: *out. False: *handler is to be called with (*receiver, key); nil or false as
// get_through says.
bool lookup_field(VM& vm, Value object, InlineCache& cache, Value* out, Value* handler, Value* receiver);
// object[cache.key] = v. True: stored, *store says what went wrong, if anything.
bool store_field(VM& vm, Value object, InlineCache& cache, Value v, Value* handler, Value* receiver,
                 StoreResult* store);

}  // namespace strata::runtime
