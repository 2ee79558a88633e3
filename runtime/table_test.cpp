// Tables against a model, and the array part's rules one by one.
#include <map>
#include <set>
#include <vector>

#include "runtime/table_parts.h"
#include "runtime/test_vm.h"

using namespace strata;
using namespace strata::runtime;

namespace {

// A key or value as something that the standard library can order.
using Plain = std::pair<uint64_t, uint64_t>;
Plain plain(Value v) { return {v.tag, v.bits_}; }

struct Model : TestVm {
  std::map<Plain, Value> entries;
  std::vector<Value> pool;
  TestRandom random;
  Table* t;

  explicit Model(uint64_t seed) : random(seed), t(new_table(vm, random.below(2) * 5, random.below(4))) { fill_pool(); }

  void fill_pool() {
    int64_t dense = 8 << random.below(6);
    for (int64_t i = 1; i <= dense; ++i) pool.push_back(number(i));
    for (int i = 0; i < 10; ++i) pool.push_back(number(static_cast<int64_t>(random.below(400)) - 50));
    for (int i = 0; i < 6; ++i) pool.push_back(number(static_cast<int64_t>(random.next())));
    for (int i = 0; i < 6; ++i) pool.push_back(Value::real(static_cast<double>(random.below(64)) / 4));
    for (uint64_t i = 0, n = 5 << random.below(6); i < n; ++i) pool.push_back(text("field" + std::to_string(i)));
    for (int i = 0; i < 5; ++i) pool.push_back(text(std::string(50, 'x') + std::to_string(i)));
    pool.push_back(Value::boolean(true));
    pool.push_back(Value::boolean(false));
    pool.push_back(Value::light(&pool));
    pool.push_back(Value::of(t));
    pool.push_back(Value::real(1e300));
    pool.push_back(Value::real(-0.0));
  }

  Value random_value() {
    switch (random.below(8)) {
      case 0: case 1: return Value::nil();
      case 2: return Value::real(static_cast<double>(random.below(100)) / 2);
      case 3: return text("value");
      default: return number(static_cast<int64_t>(random.below(1000)));
    }
  }

  static Value model_key(Value key) {
    if (key.is_float() && key.as_float() == static_cast<double>(static_cast<int64_t>(key.as_float())) && key.as_float() < 1e18)
      return number(static_cast<int64_t>(key.as_float()));
    return key;
  }

  void store(Value key, Value v) {
    put(t, key, v);
    if (v.is_nil()) entries.erase(plain(model_key(key)));
    else entries[plain(model_key(key))] = v;
  }

  void check_reads() {
    for (Value key : pool) {
      auto found = entries.find(plain(model_key(key)));
      Value expected = found == entries.end() ? Value::nil() : found->second;
      REQUIRE(identical(get(t, key), expected));
    }
  }

  void check_border() {
    int64_t n = border(t);
    REQUIRE((n == 0 || !get_int(t, n).is_nil()));
    REQUIRE(get_int(t, n + 1).is_nil());
  }

  // Every entry exactly once; next by key and next_at by place agree.
  void check_traversal() {
    std::set<Plain> seen;
    uint64_t place = 0;
    Value key = Value::nil(), v, placed_key, placed_value, hinted_key = Value::nil(), hinted_value;
    uint64_t hint = random.below(2) * random.next();
    while (next(t, key, &key, &v) == 1) {
      REQUIRE(next_hinted(t, hinted_key, &hint, &hinted_key, &hinted_value) == 1);
      REQUIRE(identical(key, hinted_key));
      REQUIRE(identical(v, hinted_value));
      REQUIRE(next_at(t, &place, &placed_key, &placed_value));
      REQUIRE(identical(key, placed_key));
      REQUIRE(identical(v, placed_value));
      REQUIRE(seen.insert(plain(key)).second);
      auto found = entries.find(plain(key));
      REQUIRE(found != entries.end());
      REQUIRE(identical(found->second, v));
    }
    REQUIRE_FALSE(next_at(t, &place, &placed_key, &placed_value));
    REQUIRE(seen.size() == entries.size());
  }

  // Clears about one key in `share` while traversing; all must be seen.
  void clear_while_traversing(uint64_t share) {
    size_t before = entries.size(), seen = 0;
    Value key = Value::nil(), v;
    uint64_t hint = 0;
    for (int found; (found = share > 1 ? next(t, key, &key, &v) : next_hinted(t, key, &hint, &key, &v)) != 0; ++seen) {
      REQUIRE(found == 1);
      if (random.below(share) == 0) store(key, Value::nil());
      else if (random.below(4) == 0) store(key, number(7));
    }
    REQUIRE(seen == before);
  }
};

void run_model(uint64_t seed) {
  CAPTURE(seed);
  Model m(seed);
  for (int round = 0; round < 12; ++round) {
    int operations = 20 << m.random.below(5);
    for (int i = 0; i < operations; ++i) m.store(m.pool[m.random.below(m.pool.size())], m.random_value());
    if (m.random.below(3) == 0)
      for (int64_t i = 1; i <= 40; ++i) m.store(Value::integer(border(m.t) + 1), m.number(i));
    m.check_reads();
    m.check_border();
    m.check_traversal();
    if (m.random.below(2) == 0) m.clear_while_traversing(1 + m.random.below(3));
    m.check_reads();
    m.check_border();
    m.check_traversal();
  }
}

}  // namespace

TEST_CASE("table: behaves like a map under random stores and traversals") {
  for (uint64_t seed = 1; seed <= 300; ++seed) run_model(seed);
}

TEST_CASE("table: every failing allocation leaves it as it was") {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    Model m(seed);
    for (int i = 0; i < 1500; ++i) {
      Value key = m.pool[m.random.below(m.pool.size())], v = m.random_value();
      m.vm.heap.fail_allocation_after(1 + m.random.below(2));
      StoreResult result = set(m.vm, m.t, key, v);
      m.vm.heap.fail_allocation_after(0);
      if (result == StoreResult::Ok) m.store(key, v);
      else if (identical(get(m.t, key), v)) m.entries[plain(Model::model_key(key))] = v;  // stored, but nothing moved
      m.check_border();
    }
    m.check_reads();
    m.check_traversal();
  }
}

TEST_CASE("table: nil and NaN are no keys for stores, and absent for loads") {
  TestVm f;
  Table* t = new_table(f.vm);
  CHECK(set(f.vm, t, Value::nil(), f.number(1)) == StoreResult::NilKey);
  CHECK(set(f.vm, t, Value::real(0.0 / 0.0), f.number(1)) == StoreResult::NanKey);
  CHECK(get(t, Value::nil()).is_nil());
  CHECK(get(t, Value::real(0.0 / 0.0)).is_nil());
}

TEST_CASE("table: floats with an integer value are integer keys") {
  TestVm f;
  Table* t = new_table(f.vm);
  f.put(t, Value::real(-0.0), f.number(1));
  CHECK(get_int(t, 0).as_integer() == 1);
  f.put(t, Value::real(0x1p53), f.number(2));
  CHECK(get_int(t, int64_t{1} << 53).as_integer() == 2);
  f.put(t, Value::real(0x1p63), f.number(3));
  CHECK(get(t, Value::real(0x1p63)).as_integer() == 3);
  CHECK(get_int(t, INT64_MIN).is_nil());
  f.put(t, Value::real(-0x1p63), f.number(4));
  CHECK(get_int(t, INT64_MIN).as_integer() == 4);
}

TEST_CASE("table: the first append decides the element kind") {
  TestVm f;
  Table* t = new_table(f.vm);
  CHECK(t->element_kind() == ElementKind::None);
  f.put(t, 1, f.number(1));
  CHECK(t->element_kind() == ElementKind::Int);
  Table* u = new_table(f.vm, 10);
  f.put(u, 1, Value::real(1));
  CHECK(u->element_kind() == ElementKind::Float);
  CHECK(u->array_capacity >= 10);
  f.put(u, 2, f.number(2));
  CHECK(u->element_kind() == ElementKind::Any);
  CHECK(get_int(u, 1).is_float());
  CHECK(get_int(u, 2).is_integer());
}

TEST_CASE("table: without typed arrays every array part holds values") {
  TestVm f;
  f.vm.typed_arrays = false;
  Table* t = new_table(f.vm);
  for (int64_t i = 1; i <= 10; ++i) f.put(t, i, f.number(i));
  CHECK(t->element_kind() == ElementKind::Any);
  Table* u = new_table(f.vm);  // from the hash part into the array part
  for (int64_t i = 10; i >= 1; --i) f.put(u, i, Value::real(0.5));
  CHECK(u->element_kind() == ElementKind::Any);
  CHECK(u->array_length == 10);
}

TEST_CASE("table: nil in the middle makes a hole, at the end it shortens past all holes") {
  TestVm f;
  Table* t = new_table(f.vm);
  for (int64_t i = 1; i <= 10; ++i) f.put(t, i, f.number(i));
  f.put(t, 10, Value::nil());
  CHECK(t->element_kind() == ElementKind::Int);
  CHECK(t->array_length == 9);
  for (int64_t i = 5; i < 9; ++i) f.put(t, i, Value::nil());
  CHECK(t->element_kind() == ElementKind::Any);
  CHECK(t->array_length == 9);
  f.put(t, 9, Value::nil());
  CHECK(border(t) == 4);
}

TEST_CASE("table: appending takes following keys over and drops an empty hash part") {
  TestVm f;
  Table* t = new_table(f.vm);
  f.put(t, 3, f.number(3));
  CHECK(t->array_length == 0);
  f.put(t, 1, f.number(1));
  f.put(t, 2, f.number(2));
  CHECK(t->array_length == 3);
  CHECK(t->element_kind() == ElementKind::Int);
  CHECK(t->hash == nullptr);
}

TEST_CASE("table: arrays filled in odd orders end up in the array part") {
  TestVm f;
  SUBCASE("from 2") {
    Table* t = new_table(f.vm);
    for (int64_t i = 2; i <= 1000; ++i) f.put(t, i, Value::boolean(true));
    CHECK(t->array_length == 1000);
    f.put(t, 1, Value::boolean(false));
    CHECK(t->hash == nullptr);
  }
  SUBCASE("backwards") {
    Table* t = new_table(f.vm);
    for (int64_t i = 1000; i >= 1; --i) f.put(t, i, f.number(i));
    CHECK(t->array_length == 1000);
    CHECK(get_int(t, 17).as_integer() == 17);
    CHECK(t->hash == nullptr);
  }
  SUBCASE("from 0") {
    Table* t = new_table(f.vm);
    for (int64_t i = 0; i <= 1000; ++i) f.put(t, i, f.number(i));
    CHECK(t->array_length == 1000);
    CHECK(t->element_kind() == ElementKind::Int);
    CHECK(t->hash->node_count == 1);
  }
  SUBCASE("every second, then the others") {
    Table* t = new_table(f.vm);
    for (int64_t i = 2; i <= 1000; i += 2) f.put(t, i, f.number(i));
    for (int64_t i = 1; i <= 1000; i += 2) f.put(t, i, f.number(i));
    CHECK(border(t) == 1000);
    CHECK(t->array_length == 1000);
  }
}

TEST_CASE("table: a queue does not keep what has left it") {
  TestVm f;
  Table* t = new_table(f.vm);
  for (int64_t i = 1; i <= 200'000; ++i) {
    f.put(t, i, f.number(i));
    if (i > 10) f.put(t, i - 10, Value::nil());
  }
  CHECK(storage_bytes(t) < 10'000);
  CHECK(get_int(t, 199'999).as_integer() == 199'999);
}

TEST_CASE("table: a hash part of steady size is not rehashed for every exchange") {
  TestVm f;
  Table* t = new_table(f.vm);
  auto key = [&](int i) { return Value::light(reinterpret_cast<void*>(uintptr_t{16} * static_cast<unsigned>(i + 1))); };
  for (int i = 0; i < 1024; ++i) f.put(t, key(i), f.number(i));
  size_t rehashes = 0;
  HashStorage* before = t->hash;
  for (int i = 0; i < 10'000; ++i) {
    f.put(t, key(i), Value::nil());
    f.put(t, key(i + 1024), f.number(i));
    rehashes += t->hash != before;
    before = t->hash;
  }
  CHECK(rehashes < 50);
  CHECK(t->hash->node_count <= 2048);
}

TEST_CASE("table: key and value survive in a hash part beyond 65536 nodes") {
  TestVm f;
  Table* t = new_table(f.vm);
  for (int64_t i = 0; i < 300'000; ++i) f.put(t, (i * 7919) << 7, f.number(i));
  bool all = true;
  for (int64_t i = 0; i < 300'000; ++i) all &= get_int(t, (i * 7919) << 7).as_integer() == i;
  CHECK(all);
}

TEST_CASE("table: next finds the place of a key whose element was cut off") {
  TestVm f;
  Table* t = new_table(f.vm);
  f.put(t, "a", f.number(1));
  for (int64_t i = 1; i <= 5; ++i) f.put(t, i, f.number(i));
  for (int64_t i = 1; i <= 5; ++i) f.put(t, i, Value::nil());
  CHECK(t->array_length == 0);
  Value key, v;
  CHECK(next(t, f.number(5), &key, &v) == 1);
  CHECK(key.is_string());
  CHECK(next(t, key, &key, &v) == 0);
  CHECK(next(t, f.number(77), &key, &v) == -1);
  CHECK(next(t, f.number(6), &key, &v) == -1);
  CHECK(next(t, f.text("b"), &key, &v) == -1);
}

namespace {

double steps_per_search(HashStorage* h) {
  size_t steps = 0, live = 0;
  for (uint32_t i = 0; i < h->node_count; ++i) {
    const HashNode& node = h->nodes()[i];
    if (node.value_tag == kNil) continue;
    ++live;
    ++steps;
    for (HashNode* at = h->nodes() + main_position(h, node.key_tag, node.key_bits); at != &node; at += at->next) ++steps;
  }
  return static_cast<double>(steps) / static_cast<double>(live);
}

}  // namespace

TEST_CASE("table: integer keys of many patterns are found in few steps") {
  struct Pattern {
    int64_t (*key)(int64_t i);
    double most;
  };
  const Pattern patterns[] = {
      {[](int64_t i) { return i + 1'000'000; }, 1.1},
      {[](int64_t i) { return -i; }, 1.1},
      {[](int64_t i) { return i * 1'000'003; }, 1.1},
      {[](int64_t i) { return i * 1024; }, 1.1},
      {[](int64_t i) { return i * 3; }, 1.6},
      {[](int64_t i) { return i % 100 + i / 100 * 65536; }, 1.6},
      {[](int64_t i) { return i % 100 + (i / 100 << 32); }, 1.6},
      {[](int64_t i) { return i << 48; }, 1.6},
      {[](int64_t i) { return i * i * i; }, 1.6},
  };
  for (const Pattern& pattern : patterns) {
    CAPTURE(&pattern - patterns);
    TestVm f;
    Table* t = new_table(f.vm);
    for (int64_t i = 100; i < 4000; ++i) f.put(t, pattern.key(i), f.number(i));
    CHECK(steps_per_search(t->hash) < pattern.most);
  }
}
