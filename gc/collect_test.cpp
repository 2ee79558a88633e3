#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "gc/poison.h"
#include "gc/toy_client.h"

using namespace strata::gc;
using namespace strata::gc::toy;

TEST_CASE("a full collection keeps what roots reach and frees the rest") {
  ToyClient vm;
  Node* root = vm.node(1, 2);
  vm.roots.push_back(root);
  vm.set(root, 0, vm.leaf(2));
  size_t live = vm.heap.bytes_in_use();
  for (uint64_t i = 0; i < 100000; ++i) vm.leaf(i);
  vm.heap.allocate(kLeaf, 1000000);
  vm.heap.collect();
  CHECK(vm.heap.bytes_in_use() == live);
  CHECK(static_cast<Leaf*>(root->references[0])->number == 2);
  CHECK(vm.heap.check_invariants() == nullptr);
  vm.roots.clear();
  vm.heap.collect();
  CHECK(vm.heap.bytes_in_use() == 0);
}

TEST_CASE("cycles of references are garbage like anything else") {
  ToyClient vm;
  Node* a = vm.node(1, 1);
  Node* b = vm.node(2, 1);
  vm.set(a, 0, b);
  vm.set(b, 0, a);
  vm.heap.collect();
  CHECK(vm.heap.bytes_in_use() == 0);
}

TEST_CASE("steps keep a loop that makes garbage within a few megabytes") {
  ToyClient vm;
  for (uint64_t i = 0; i < 3000000; ++i) {
    vm.leaf(i);
    vm.safepoint();
  }
  CHECK(vm.heap.stats().cycles > 5);
  CHECK(vm.heap.stats().peak_bytes < 4 * 1024 * 1024);
}

TEST_CASE("large garbage is returned by steps as well") {
  ToyClient vm;
  for (int i = 0; i < 2000; ++i) {
    vm.heap.allocate(kLeaf, 200000);
    vm.safepoint();
  }
  CHECK(vm.heap.stats().peak_bytes < 20 * 1024 * 1024);
}

TEST_CASE("a stopped collector does nothing until restarted, explicit steps excepted") {
  ToyClient vm;
  vm.heap.stop();
  for (uint64_t i = 0; i < 300000; ++i) {
    vm.leaf(i);
    vm.safepoint();
  }
  CHECK(vm.heap.stats().cycles == 0);
  CHECK(vm.heap.step_kib(20000));
  CHECK(vm.heap.stats().cycles == 1);
  CHECK(vm.heap.bytes_in_use() == 0);
  vm.heap.restart();
  CHECK(vm.heap.is_running());
}

TEST_CASE("small explicit steps need many calls for a cycle, larger ones fewer") {
  ToyClient vm;
  vm.heap.stop();
  Node* root = vm.node(0, 50000);
  vm.roots.push_back(root);
  for (uint32_t i = 0; i < 50000; ++i) vm.set(root, i, vm.leaf(i));
  auto steps = [&](size_t kib) {
    vm.heap.collect();
    int count = 1;
    while (!vm.heap.step_kib(kib)) ++count;
    return count;
  };
  CHECK(steps(5) > steps(50));
  CHECK(steps(20000) == 1);
}

TEST_CASE("collect in the middle of a cycle frees all that is unreachable now") {
  ToyClient vm;
  Node* root = vm.node(0, 20000);
  vm.roots.push_back(root);
  for (uint32_t i = 0; i < root->word; ++i) vm.set(root, i, vm.leaf(i));
  for (int steps = 0; steps < 40; ++steps) {
    vm.heap.collect();
    for (int i = 0; i < steps; ++i) vm.heap.step_kib(1);
    for (uint32_t i = 0; i < 100; ++i) vm.set(root, i, vm.leaf(i));
    vm.heap.collect();
    size_t expected = Heap::usable_bytes(sizeof(Leaf)) * root->word + sizeof(Node) + 8 * root->word + 32;
    REQUIRE(vm.heap.bytes_in_use() == expected);
    REQUIRE(vm.heap.check_invariants() == nullptr);
  }
}

TEST_CASE("a store without barrier turns the debug walk red") {
  ToyClient vm;
  Node* root = vm.node(0, 5000);
  vm.roots.push_back(root);
  for (uint32_t i = 0; i < root->word; ++i) vm.set(root, i, vm.node(i, 1));
  vm.heap.collect();
  while (!vm.heap.is_marking() || !static_cast<Node*>(root->references[4999])->black) vm.heap.step_kib(1);
  vm.heap.step_kib(1);  // all nodes were grey, now some have been traced
  REQUIRE(vm.heap.is_marking());
  CHECK(vm.heap.check_invariants() == nullptr);
  bool went_red = false;
  for (uint32_t i = 0; i < root->word && !went_red; ++i) {
    Node* parent = static_cast<Node*>(root->references[i]);
    parent->references[0] = vm.leaf(1);
    went_red = vm.heap.check_invariants() != nullptr;
    parent->references[0] = nullptr;
  }
  CHECK(went_red);
  CHECK(vm.heap.check_invariants() == nullptr);
}

TEST_CASE("a reference to a freed cell turns the debug walk red") {
  ToyClient vm;
  Node* root = vm.node(0, 1);
  vm.roots.push_back(root);
  vm.heap.collect();
  root->references[0] = reinterpret_cast<Object*>(&vm);
  CHECK(vm.heap.check_invariants() != nullptr);
  root->references[0] = nullptr;
  CHECK(vm.heap.check_invariants() == nullptr);
}

TEST_CASE("objects with destructors are destroyed once, when dead, at the latest with the heap") {
  std::vector<uint64_t> destroyed;
  {
    ToyClient vm;
    for (uint64_t i = 0; i < 1000; ++i) {
      Leaf* resource = vm.leaf(i, kResource);
      REQUIRE(vm.heap.add_destructor(resource));
      if (i % 2) vm.roots.push_back(resource);
    }
    vm.heap.collect();
    CHECK(vm.destroyed.size() == 500);
    CHECK(std::all_of(vm.destroyed.begin(), vm.destroyed.end(), [](uint64_t n) { return n % 2 == 0; }));
    vm.roots.resize(200);
    while (!vm.heap.step_kib(10)) {
    }
    CHECK(vm.destroyed.size() == 800);
    std::sort(vm.destroyed.begin(), vm.destroyed.end());
    CHECK(std::unique(vm.destroyed.begin(), vm.destroyed.end()) == vm.destroyed.end());
  }
}

TEST_CASE("without memory for the grey stack marking still finds everything") {
  ToyClient vm;
  vm.heap.limit_grey_segments(1);
  Node* root = vm.node(0, 30000);
  vm.roots.push_back(root);
  for (uint32_t i = 0; i < root->word; ++i) {
    Node* list = vm.node(i, 1);
    vm.set(list, 0, vm.node(i, 1));
    vm.set(static_cast<Node*>(list->references[0]), 0, vm.leaf(i));
    vm.set(root, i, list);
  }
  Owner* owner = vm.owner(7, 3000);
  vm.roots.push_back(owner);
  for (uint32_t i = 0; i < 3000; ++i) vm.set(owner, i, vm.node(i, 100));
  size_t live = vm.heap.bytes_in_use();
  for (int i = 0; i < 2; ++i) {
    vm.heap.collect();
    CHECK(vm.heap.bytes_in_use() == live);
  }
  while (!vm.heap.step_kib(100)) REQUIRE(vm.heap.check_invariants() == nullptr);
  CHECK(vm.heap.bytes_in_use() == live);
}

TEST_CASE("a sweep that is due gives way to allocation at the limit") {
  ToyClient vm;
  vm.heap.set_limit(10'000'000);
  while (vm.leaf(1)) {
  }
  CHECK(vm.heap.would_exceed(100));
  vm.heap.collect(false);
  for (int i = 0; i < 300000; ++i) REQUIRE(vm.leaf(1));
  vm.heap.collect(false);
  CHECK(vm.heap.allocate(kLeaf, 9'000'000) != nullptr);
  CHECK(vm.heap.stats().peak_bytes <= 10'000'000);
}

TEST_CASE("stress collects at every allocation") {
  ToyClient vm;
  vm.heap.set_stress(true);
  for (uint64_t i = 0; i < 100; ++i) {
    vm.leaf(i);
    CHECK(vm.interrupt == 1);
    vm.safepoint();
    CHECK(vm.heap.bytes_in_use() == 0);
  }
  CHECK(vm.heap.stats().cycles == 100);
}

TEST_CASE("a coroutine-like object is traced again after barrier_back") {
  ToyClient vm;
  for (Mode mode : {Mode::Incremental, Mode::Generational}) {
    vm.heap.set_mode(mode);
    Node* stack = vm.node(0, 10);
    vm.roots.assign({stack});
    vm.heap.collect();
    for (int round = 0; round < 3; ++round) {
      for (uint64_t step = 0; step < 10; ++step) {
        if (stack->black) vm.heap.barrier_back(stack);
        stack->references[step] = vm.leaf(1000 + step);
        vm.heap.step_kib(1);
        for (uint64_t i = 0; i <= step; ++i)
          REQUIRE(static_cast<Leaf*>(stack->references[i])->number == 1000 + i);
      }
      CHECK(vm.heap.check_invariants() == nullptr);
    }
  }
}

TEST_CASE("a large storage is given back, or resized, while marking holds it") {
  ToyClient vm;
  Owner* owner = vm.owner(1, 20000);
  vm.roots.push_back(owner);
  for (uint32_t i = 0; i < 20000; ++i) vm.set(owner, i, vm.leaf(i));
  for (int steps = 1; steps < 40; ++steps) {
    vm.heap.collect();
    for (int i = 0; i < steps; ++i) vm.heap.step_kib(1);
    Node* before = owner->storage;
    size_t bytes = sizeof(Node) + before->word * sizeof(Object*), in_use = vm.heap.bytes_in_use();
    vm.grow(owner, before->word + 1);
    vm.heap.release(before, bytes);
    REQUIRE(vm.heap.bytes_in_use() <= in_use + 64);
    REQUIRE(vm.heap.check_invariants() == nullptr);
    while (!vm.heap.step_kib(100)) {
    }
  }
  vm.heap.collect();
  for (uint32_t i = 0; i < 20000; ++i)
    REQUIRE(static_cast<Leaf*>(owner->storage->references[i])->number == i);
}

TEST_CASE("a storage that is resized while it is traced keeps what it refers to") {
  ToyClient vm;
  Owner* owner = vm.owner(1, 600000);
  vm.roots.push_back(owner);
  for (uint32_t i = 0; i < 600000; ++i) vm.set(owner, i, vm.leaf(i));
  for (int steps = 1; steps < 12; ++steps) {
    vm.heap.collect();
    for (int i = 0; i < steps * 10; ++i) vm.heap.step_kib(4);
    uint32_t count = owner->storage->word;
    size_t bytes = sizeof(Node) + count * sizeof(Object*);
    Object* moved = vm.heap.resize(owner->storage, bytes, bytes + 100000 * sizeof(Object*));
    REQUIRE(moved != nullptr);
    owner->storage = static_cast<Node*>(moved);
    CHECK(owner->storage->references[count] == nullptr);
    owner->storage->word = count + 100000;
    vm.set(owner, count + 99999, vm.leaf(7));
    REQUIRE(vm.heap.check_invariants() == nullptr);
    while (!vm.heap.step_kib(100)) {
    }
    REQUIRE(static_cast<Leaf*>(owner->storage->references[count + 99999])->number == 7);
    REQUIRE(static_cast<Leaf*>(owner->storage->references[count - 1])->number == (steps == 1 ? count - 1 : 7));
  }
}

#ifdef STRATA_ASAN
TEST_CASE("a swept object is poisoned") {
  ToyClient vm;
  Leaf* kept = vm.leaf(1);
  Leaf* dead = vm.leaf(2);
  vm.roots.push_back(kept);
  CHECK(!__asan_address_is_poisoned(dead));
  vm.heap.collect();
  CHECK(__asan_address_is_poisoned(&dead->number));
  CHECK(!__asan_address_is_poisoned(&kept->number));
  Leaf* fresh = vm.leaf(3);
  CHECK(!__asan_address_is_poisoned(fresh));
  CHECK(__asan_address_is_poisoned(fresh + 2));
}
#endif
