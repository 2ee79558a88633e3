// For unit tests: a VM without host and tiers, and small words for values.
#pragma once

#include <doctest/doctest.h>

#include "runtime/vm.h"

namespace strata::runtime {

struct TestVm {
  std::unique_ptr<VM> owner = VM::create({}, {});
  VM& vm = *owner;

  String* str(std::string_view s) { return new_string(vm, s); }
  Value text(std::string_view s) { return Value::of(str(s)); }
  static Value number(int64_t i) { return Value::integer(i); }
  // Stores that must succeed.
  void put(Table* t, Value key, Value v) { REQUIRE(set(vm, t, key, v) == StoreResult::Ok); }
  void put(Table* t, int64_t key, Value v) { REQUIRE(set_int(vm, t, key, v) == StoreResult::Ok); }
  void put(Table* t, std::string_view key, Value v) { put(t, text(key), v); }
  // As a constant-name store of the interpreter does it when its cache misses.
  void put_constant(Table* t, std::string_view name, Value v) {
    String* key = str(name);
    Shape* target = find_field(t->shape, key) == kNoField ? add_field(vm, t->shape, key) : nullptr;
    if (target) REQUIRE(append_field(vm, t, target, v) == StoreResult::Ok);
    else put(t, Value::of(key), v);
  }
};

// A small random generator, the same everywhere (xorshift).
struct TestRandom {
  uint64_t state;
  explicit TestRandom(uint64_t seed) : state(seed * 0x9e3779b97f4a7c15 + 1) {}
  uint64_t next() {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
  }
  uint64_t below(uint64_t n) { return next() % n; }
};

}  // namespace strata::runtime
