// What a place that makes tables learns from those that it has made.
#include "runtime/allocation_sites.h"

#include "runtime/inline_cache.h"
#include "runtime/table_parts.h"
#include "runtime/test_vm.h"

using namespace strata;
using namespace strata::runtime;

namespace {

struct Site : TestVm {
  InlineCache place{nullptr, 0, CacheState::Site, nullptr, {}};

  Site() { vm.sites.enter(place); }
  ~Site() { vm.sites.leave(place); }

  // A table of this place with so many scattered keys: how often its hash part was made anew.
  int fill(int keys) {
    Table* t = new_table(vm);
    t->site = place.slot;
    int changes = 0;
    HashStorage* before = nullptr;
    for (int i = 0; i < keys; ++i) {
      put(t, Value::light(reinterpret_cast<void*>(uintptr_t{16} * static_cast<unsigned>(i + 1))), number(i));
      changes += t->hash != before;
      before = t->hash;
    }
    return changes;
  }
  uint32_t nodes_of_one_key() {
    Table* t = new_table(vm);
    t->site = place.slot;
    put(t, Value::light(&place), number(1));
    return t->hash->node_count;
  }
};

}  // namespace

TEST_CASE("allocation site: hash parts soon begin with half of what most of them come to") {
  Site site;
  CHECK(site.fill(200) > 6);
  for (int i = 0; i < 40; ++i) site.fill(200);
  CHECK(site.fill(200) == 2);
  CHECK(site.nodes_of_one_key() == 128);
}

TEST_CASE("allocation site: small tables after large ones are small again") {
  Site site;
  for (int i = 0; i < 40; ++i) site.fill(200);
  for (int i = 0; i < 40; ++i) site.fill(2);
  CHECK(site.nodes_of_one_key() <= 2);
}

TEST_CASE("allocation site: one large table among small ones changes nothing") {
  Site site;
  for (int i = 0; i < 40; ++i) site.fill(i % 4 == 0 ? 1000 : 3);
  CHECK(site.nodes_of_one_key() <= 2);
}

TEST_CASE("allocation site: what an earlier run's only table came to is expected of the next one, once") {
  Site site;
  CHECK(site.fill(200) > 6);
  CHECK(AllocationSites::only_hash_log2(site.place) == 8);
  CHECK(site.fill(200) > 6);
  CHECK(AllocationSites::only_hash_log2(site.place) == 0);
  Site expecting;
  AllocationSites::expect_hash(expecting.place, 8);
  CHECK(expecting.fill(200) == 1);
  CHECK(expecting.fill(200) > 6);
}

TEST_CASE("allocation site: nothing is expected to be tiny or huge") {
  for (unsigned log2 : {0u, 5u, 17u, 40u, 62u}) {
    Site site;
    AllocationSites::expect_hash(site.place, log2);
    CHECK(site.nodes_of_one_key() == 1);
  }
}

TEST_CASE("allocation site: a map of strings begins with what is expected") {
  Site site;
  AllocationSites::expect_hash(site.place, 10);
  Table* t = new_table(site.vm);
  t->site = site.place.slot;
  for (int i = 0; i < 200; ++i) site.put(t, Value::of(new_string(site.vm, "key" + std::to_string(i))), Value::integer(i));
  REQUIRE(t->hash != nullptr);
  CHECK(t->hash->node_count == 1024);
}

namespace {

struct Downwards : Site {
  Table* fill_down(int64_t last) {
    Table* t = new_table(vm);
    t->site = place.slot;
    for (int64_t i = last; i > 0; --i) put(t, number(i), number(i));
    return t;
  }
  Table* table_of_key(int64_t key) {
    Table* t = new_table(vm);
    t->site = place.slot;
    put(t, number(key), number(1));
    return t;
  }
  int taking_holes(int tables, int64_t key) {
    int taken = 0;
    for (int i = 0; i < tables; ++i) taken += table_of_key(key)->array_length == key;
    return taken;
  }
};

}  // namespace

TEST_CASE("allocation site: tables that are filled from the last key down soon get their array part at once") {
  Downwards site;
  CHECK(site.fill_down(100)->hash == nullptr);
  CHECK(site.table_of_key(100)->hash != nullptr);
  for (int i = 0; i < 7; ++i) site.fill_down(100);
  Table* t = site.table_of_key(100);
  CHECK(t->array_length == 100);
  CHECK(t->array_capacity == 100);
  CHECK(t->hash == nullptr);
  CHECK(border(t) == 100);
  CHECK(get_int(t, 99).is_nil());
  CHECK(get_int(t, 100).as_integer() == 1);
  for (int64_t i : {50, 120, 3, 128}) site.put(t, site.number(i), site.number(i));
  CHECK(t->hash == nullptr);
  CHECK(t->array_length == 128);
  CHECK(get_int(t, 120).as_integer() == 120);
  CHECK(get_int(t, 121).is_nil());
  site.put(t, site.number(1000), site.number(10));
  CHECK(t->hash != nullptr);
  CHECK(get_int(t, 1000).as_integer() == 10);
}

TEST_CASE("allocation site: small array parts in later tables take no keys far away") {
  Downwards site;
  for (int i = 0; i < 4; ++i) site.fill_down(1000);
  CHECK(site.table_of_key(900)->array_length == 900);
  for (int i = 0; i < 400; ++i) site.fill_down(10);
  CHECK(site.table_of_key(900)->array_length == 0);
  CHECK(site.taking_holes(8, 10) >= 6);
}

TEST_CASE("allocation site: tables whose keys come late no more keep them in the hash part") {
  Downwards site;
  for (int i = 0; i < 40; ++i) site.fill_down(100);
  CHECK(site.taking_holes(16, 100) >= 12);
  site.taking_holes(100, 100);
  CHECK(site.taking_holes(100, 100) == 0);
}

TEST_CASE("allocation site: a prototype's array part takes no holes") {
  Downwards site;
  for (int i = 0; i < 8; ++i) site.fill_down(100);
  Table* t = new_table(site.vm);
  t->site = site.place.slot;
  make_prototype(site.vm, t);
  site.put(t, site.number(100), site.number(1));
  CHECK(t->array_length == 0);
  CHECK(get_int(t, 100).as_integer() == 1);
}
