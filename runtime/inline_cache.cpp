// The lists of hits of caches that have met more than one shape: see runtime/inline_cache.h.
#include "runtime/inline_cache.h"

#include "runtime/vm.h"

namespace strata::runtime {

namespace {

constexpr unsigned kMaxHits = 8;        // more receivers than that are looked up
constexpr uint32_t kMaxHitsACycle = 64; // a cache that is refilled so often had better not be

void fill(CacheHit* hit, HitKind kind, Shape* shape) {
  hit->flags = kind;
  hit->shape = shape;
  hit->metatable = kNoMetatable;
  hit->cell = nullptr;
  hit->value = Value::nil();
  hit->next = nullptr;
  hit->through = nullptr;
  hit->receiver = nullptr;
  hit->slot = 0;
}

CacheHit* new_hit(VM& vm) {
  return static_cast<CacheHit*>(vm.heap.allocate(static_cast<uint8_t>(Kind::CacheHit), sizeof(CacheHit)));
}

// What the cache knew in another state, as its list.
bool enter_hits_state(VM& vm, InlineCache& cache) {
  if (cache.state == CacheState::Hits) return true;
  CacheHit* first = nullptr;
  if (cache.state == CacheState::Add) {
    first = new_hit(vm);
    if (first == nullptr) return false;
    fill(first, kAddHit, cache.shape);
    first->next_shape = cache.next_shape;
    first->slot = cache.slot;
  }
  if (cache.state != CacheState::Own) cache.shape = nullptr;
  cache.hits = first;
  cache.state = CacheState::Hits;
  return true;
}

}  // namespace

const CacheHit* find_hit(const InlineCache& cache, const Table* t) {
  for (const CacheHit* hit = cache.hits; hit != nullptr; hit = hit->next) {
    if (hit->shape != t->shape) continue;
    if (hit->flags == kOwnHit || hit->flags == kAddHit) return hit;
    const Table* metatable = hit->flags == kValueHit ? hit->metatable : hit->through;
    if (metatable == t->metatable && is_valid(hit)) return hit;
  }
  return nullptr;
}

const CacheHit* find_string_hit(const InlineCache& cache, const Table* string_metatable) {
  for (const CacheHit* hit = cache.hits; hit != nullptr; hit = hit->next) {
    if (hit->shape == nullptr && hit->metatable == string_metatable && is_valid(hit)) return hit;
  }
  return nullptr;
}

CacheHit* add_hit(VM& vm, InlineCache& cache, HitKind kind, Shape* shape) {
  if (cache.state == CacheState::Megamorphic) return nullptr;
  CacheHit* hit = new_hit(vm);
  if (hit == nullptr || !enter_hits_state(vm, cache)) return nullptr;
  uint32_t hits = cache.hits != nullptr ? cache.hits->word + 1 : 1;
  if (hits > kMaxHitsACycle) return make_megamorphic(cache), nullptr;
  fill(hit, kind, shape);
  hit->word = hits;
  hit->next = cache.hits;
  cache.hits = hit;
  CacheHit* last = hit;
  for (unsigned i = 1; i < kMaxHits && last->next != nullptr; ++i) last = last->next;
  last->next = nullptr;
  return hit;
}

void make_megamorphic(InlineCache& cache) {
  cache.shape = nullptr;
  cache.hits = nullptr;
  cache.state = CacheState::Megamorphic;
}

void forget_adds(InlineCache& cache) {
  if (cache.state != CacheState::Hits && cache.state != CacheState::Add) return;
  const CacheHit* hit = cache.state == CacheState::Hits ? cache.hits : nullptr;
  for (; hit != nullptr; hit = hit->next)
    if (hit->flags != kAddHit) return;
  cache.shape = nullptr;
  cache.hits = nullptr;
  cache.state = CacheState::Empty;
}

}  // namespace strata::runtime
