#include <doctest/doctest.h>

#include <algorithm>

#include "gc/poison.h"
#include "gc/toy_client.h"

using namespace strata::gc;
using namespace strata::gc::toy;

TEST_CASE("packed objects of all sizes lie in one block, behind each other, and are accounted for") {
  if (kOneCellRuns) return;
  ToyClient vm;
  vm.heap.start_packing();
  Object* first = vm.leaf(0);
  size_t bytes = Heap::usable_bytes(sizeof(Leaf));
  char* end = reinterpret_cast<char*>(first);
  for (uint32_t references : {1, 5, 9, 20, 2, 60, 1}) {
    Node* node = vm.node(references, references);
    CHECK(block_of(node) == block_of(first));
    size_t size = Heap::usable_bytes(sizeof(Node) + references * sizeof(Object*));
    bytes += size;
    end = std::max(end, reinterpret_cast<char*>(node) + size);
  }
  CHECK(vm.heap.bytes_in_use() == bytes);
  CHECK(end - reinterpret_cast<char*>(first) < 4096);
  CHECK(vm.heap.check_invariants() == nullptr);
}

TEST_CASE("where packing stops each small size has a short run left, then blocks are taken as ever") {
  if (kOneCellRuns) return;
  ToyClient vm;
  vm.heap.start_packing();
  Object* packed = vm.leaf(0);
  vm.heap.stop_packing();
  size_t before = vm.heap.bytes_in_use();
  CHECK(before == Heap::usable_bytes(sizeof(Leaf)));
  CHECK(block_of(vm.leaf(1)) == block_of(packed));
  for (uint32_t references : {2, 9, 20, 60}) CHECK(block_of(vm.node(2, references)) == block_of(packed));
  CHECK(block_of(vm.node(2, 200)) != block_of(packed));
  Object* last = nullptr;
  for (uint64_t i = 0; i < 1000; ++i) last = vm.leaf(i);
  CHECK(block_of(last) != block_of(packed));
  CHECK(vm.heap.check_invariants() == nullptr);
}

TEST_CASE("a full packed block ends packing by itself") {
  ToyClient vm;
  vm.heap.start_packing();
  for (uint64_t i = 0; i < 10000; ++i) vm.roots.push_back(vm.leaf(i));
  CHECK(vm.heap.check_invariants() == nullptr);
  for (uint64_t i = 0; i < 10000; ++i) REQUIRE(static_cast<Leaf*>(vm.roots[i])->number == i);
}

TEST_CASE("dead packed objects are told from live ones in every cycle, but keep their place") {
  for (Mode mode : {Mode::Incremental, Mode::Generational}) {
    ToyClient vm;
    vm.heap.start_packing();
    Node* root = vm.node(1, 3);
    vm.roots.push_back(root);
    vm.set(root, 0, vm.leaf(2));
    vm.set(root, 1, vm.leaf(3));
    vm.intern(4);
    for (uint64_t number : {5, 6}) {
      Leaf* resource = vm.leaf(number, kResource);
      REQUIRE(vm.heap.add_destructor(resource));
      if (number == 6) vm.set(root, 2, resource);
    }
    size_t before = vm.heap.bytes_in_use();
    vm.heap.set_mode(mode);
    for (int cycle = 0; cycle < 4; ++cycle) {
      vm.heap.collect();
      CHECK(vm.heap.check_invariants() == nullptr);
      CHECK(static_cast<Leaf*>(root->references[0])->number == 2);
      if (cycle == 1) vm.set(root, 1, nullptr);
    }
    CHECK(vm.interned.empty());
    CHECK(vm.destroyed == std::vector<uint64_t>{5});
    if (!kOneCellRuns) CHECK(vm.heap.bytes_in_use() == before);
    vm.set(root, 2, nullptr);
    vm.heap.collect();
    CHECK(vm.destroyed == std::vector<uint64_t>{5, 6});
  }
}
