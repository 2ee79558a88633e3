// See runtime/handler_search.h.
#include "runtime/handler_search.h"

#include "runtime/coroutine.h"
#include "runtime/field_access.h"
#include "runtime/function.h"
#include "runtime/metamethods.h"
#include "runtime/vm.h"

namespace strata::runtime {
namespace {

struct Search {
  VM& vm;
  const Value& object;
  Value* call;
  Value* value;
};

uint64_t lay_out(Value* call, const Value& handler, const Value& receiver, const Value& key) {
  if (handler.tag != kLuaFunction) return kAccessUnknown;
  call[1] = receiver;
  call[2] = key;
  call[0] = handler;
  return handler.bits_;
}

uint64_t get_element(const Search& s, const Value& key) {
  constexpr int kChain = 4;  // a longer one is the general way's
  Value receiver = s.object;
  for (int i = 0; i < kChain; ++i) {
    if (!receiver.is_table()) return kAccessUnknown;
    Value found = find_indexed(receiver.as_table(), key);
    if (found.tag != kNotFoundOut) return *s.value = found, kAccessDone;
    Value next = find_metamethod(s.vm, receiver.as_table()->metatable, Metamethod::Index);
    if (next.is_nil()) return *s.value = next, kAccessDone;
    if (!next.is_table()) return lay_out(s.call, next, receiver, key);
    receiver = next;
  }
  return kAccessUnknown;
}

uint64_t get_field(const Search& s, const InlineCache& cache) {
  if (!s.object.is_table()) return kAccessUnknown;
  Table* t = s.object.as_table();
  Value key = Value::of(cache.key);
  if (cache.state != CacheState::Hits) return get_element(s, key);
  const CacheHit* hit = find_hit(cache, t);
  if (hit == nullptr) return kAccessUnknown;  // that it is found next time is the general way's business
  if (hit->flags == kHandlerHit) {
    return lay_out(s.call, hit->value, hit->receiver != nullptr ? Value::of(hit->receiver) : s.object, key);
  }
  Value found = hit->flags == kOwnHit ? *cached_slot(t, hit->slot) : hit->value;
  if (found.is_nil() && hit->flags == kOwnHit) return kAccessUnknown;
  return *s.value = found, kAccessDone;
}

uint64_t set_element(const Search& s, const Value& key) {
  if (!s.object.is_table()) return kAccessUnknown;
  Table* t = s.object.as_table();
  if (t->metatable == nullptr || find_indexed(t, key).tag != kNotFoundOut) {
    return store_indexed(s.vm, t, key, *s.value) ? kAccessDone : kAccessUnknown;
  }
  Value handler = find_metamethod(s.vm, t->metatable, Metamethod::NewIndex);
  if (handler.tag != kLuaFunction) return kAccessUnknown;
  s.call[3] = *s.value;
  return lay_out(s.call, handler, s.object, key);
}

uint64_t set_field(const Search& s, const InlineCache& cache) {
  if (!s.object.is_table()) return kAccessUnknown;
  Value key = Value::of(cache.key);
  if (cache.state != CacheState::Hits) return set_element(s, key);
  const CacheHit* hit = find_hit(cache, s.object.as_table());
  if (hit == nullptr || hit->flags != kHandlerHit || hit->value.tag != kLuaFunction) return kAccessUnknown;
  s.call[3] = *s.value;
  return lay_out(s.call, hit->value, s.object, key);
}

// The object becomes the first argument.
uint64_t call_object(const Search& s, uint64_t arguments) {
  if (s.object.tag == kLuaFunction || s.object.tag == kNativeFunction) return kAccessUnknown;
  Value handler = find_metamethod_of(s.vm, s.object, Metamethod::Call);
  if (handler.tag != kLuaFunction) return kAccessUnknown;
  for (uint64_t n = arguments + 1; n > 0; --n) s.call[n] = s.call[n - 1];
  s.call[0] = handler;
  return handler.bits_;
}

extern "C" uint64_t strata_find_access(VM* vm, Access which, const Value* object, const void* key, Value* call,
                                       Value* value) {
  uint64_t arguments = which == Access::Call ? reinterpret_cast<uint64_t>(key) : 3;
  if (call + 2 + arguments + kNativeSlots > vm->running->stack_end) return kAccessUnknown;
  Search search{*vm, *object, call, value};
  switch (which) {
    case Access::Get: return get_element(search, *static_cast<const Value*>(key));
    case Access::GetField: return get_field(search, *static_cast<const InlineCache*>(key));
    case Access::Set: return set_element(search, *static_cast<const Value*>(key));
    case Access::SetField: return set_field(search, *static_cast<const InlineCache*>(key));
    case Access::Call: return call_object(search, arguments);
  }
  return kAccessUnknown;
}

}  // namespace

const void* find_access_address() { return reinterpret_cast<const void*>(&strata_find_access); }

}  // namespace strata::runtime
