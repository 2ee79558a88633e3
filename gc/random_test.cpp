// Random graphs, mutated and collected at random, against a model that knows what is reachable. After
// each full collection the heap must hold exactly the model's reachable objects.
#include <doctest/doctest.h>

#include <random>
#include <unordered_set>

#include "gc/toy_client.h"

using namespace strata::gc;
using namespace strata::gc::toy;

namespace {

class RandomWorld {
 public:
  RandomWorld(uint64_t seed, bool packed) : random_(seed), packed_(packed) {
    if (packed) vm_.heap.start_packing();
    vm_.roots.assign(kRoots, nullptr);
    set_roots();
  }

  void run(int operations) {
    for (int i = 0; i < operations; ++i) {
      mutate();
      if (one_in(8)) vm_.heap.step_kib(pick(2));
      if (one_in(300)) collect_and_compare();
      if (one_in(100)) check_heap();
      if (one_in(500)) vm_.heap.set_mode(one_in(2) ? Mode::Generational : Mode::Incremental);
      vm_.safepoint();
    }
    collect_and_compare();
  }

 private:
  static constexpr size_t kRoots = 16;

  uint32_t pick(uint32_t n) { return static_cast<uint32_t>(random_() % n); }
  bool one_in(uint32_t n) { return pick(n) == 0; }

  void set_roots() {
    for (Object*& root : vm_.roots) root = vm_.node(next_number_++, 4);
  }

  uint32_t random_count() {
    if (one_in(60)) return 600 + pick(4000);
    return 1 + pick(one_in(10) ? 200 : 8);
  }

  Object* fresh() {
    switch (pick(5)) {
      case 0: return vm_.leaf(next_number_++);
      case 1: return vm_.intern(pick(300));
      case 2: return vm_.owner(next_number_++, random_count());
      default: return vm_.node(next_number_++, random_count());
    }
  }

  // A random object reached by a walk from a random root.
  Object* walk() {
    Object* at = vm_.roots[pick(kRoots)];
    for (uint32_t left = pick(12); left > 0; --left) {
      Node* node = references_of(at);
      if (!node) break;
      Object* next = node->references[pick(node->word)];
      if (!next) break;
      at = next;
    }
    return at;
  }

  static Node* references_of(Object* object) {
    if (object->kind == kNode) return static_cast<Node*>(object);
    if (object->kind == kOwner) return static_cast<Owner*>(object)->storage;
    return nullptr;
  }

  void mutate() {
    Object* parent = walk();
    if (one_in(40)) vm_.roots[pick(kRoots)] = one_in(2) ? vm_.node(next_number_++, 4) : walk();
    if (parent->kind == kOwner && one_in(6)) vm_.grow(static_cast<Owner*>(parent), random_count());
    Node* references = references_of(parent);
    if (!references) return;
    uint32_t i = pick(references->word);
    Object* child = one_in(3) ? walk() : one_in(4) ? nullptr : fresh();
    if (parent->kind == kNode) vm_.set(static_cast<Node*>(parent), i, child);
    else vm_.set(static_cast<Owner*>(parent), i, child);
  }

  void check_heap() {
    const char* violation = vm_.heap.check_invariants();
    REQUIRE_MESSAGE(!violation, violation);
  }

  static size_t bytes_of(const Object* object, size_t size) {
    return Heap::usable_bytes(size) + (object->size_class == kLargeObject ? sizeof(LargeHeader) : 0);
  }

  size_t reachable_bytes() {
    std::unordered_set<Object*> seen;
    std::vector<Object*> left = vm_.roots;
    size_t bytes = 0;
    while (!left.empty()) {
      Object* object = left.back();
      left.pop_back();
      if (!seen.insert(object).second) continue;
      REQUIRE(object->kind >= kLeaf);
      REQUIRE(object->kind <= kOwner);
      if (object->kind == kOwner) bytes += bytes_of(object, sizeof(Owner));
      if (object->kind == kLeaf) bytes += bytes_of(object, sizeof(Leaf));
      Node* node = references_of(object);
      if (!node) continue;
      bytes += bytes_of(node, sizeof(Node) + node->word * sizeof(Object*));
      for (uint32_t i = 0; i < node->word; ++i)
        if (node->references[i]) left.push_back(node->references[i]);
    }
    return bytes;
  }

  void collect_and_compare() {
    vm_.heap.collect();
    size_t in_use = vm_.heap.bytes_in_use(), reachable = reachable_bytes();
    REQUIRE(in_use >= reachable);
    REQUIRE(in_use <= reachable + (packed_ ? kBlockBytes : 0));  // what is dead in the packed block
    check_heap();
    for (auto& [number, leaf] : vm_.interned) REQUIRE(leaf->number == number);
  }

  std::mt19937_64 random_;
  bool packed_;
  ToyClient vm_;
  uint64_t next_number_ = 1000;
};

}  // namespace

TEST_CASE("random graphs: after every full collection exactly the reachable objects are left") {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    RandomWorld(seed, seed % 3 == 0).run(4000);
  }
}
