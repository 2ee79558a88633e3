// A small runtime for the tests of the heap: nodes with references, owners with a separate storage,
// leaves, interned leaves; roots are a vector. Every object carries a number, so that a test can tell
// whether it still is what it was.
#pragma once

#include <unordered_map>
#include <vector>

#include "gc/heap.h"

namespace strata::gc::toy {

enum ToyKind : uint8_t { kLeaf = 1, kNode, kOwner, kStorage, kResource };

struct Leaf : Object {      // also Resource: has a destructor
  uint64_t number;
};

struct Node : Object {      // header word: number of references; Storage has the same shape
  uint64_t number;
  Object* references[];
};

struct Owner : Object {
  uint64_t number;
  Node* storage;
};

class ToyClient {
 public:
  ToyClient() {
    Client client;
    client.vm = this;
    client.trace[kNode] = client.trace[kStorage] = trace_node;
    client.trace[kOwner] = trace_owner;
    client.part_kinds = 1u << kStorage;
    client.trace_roots = [](void* vm, Marker& marker) {
      for (Object* root : static_cast<ToyClient*>(vm)->roots)
        if (root) marker.mark(root);
      ++static_cast<ToyClient*>(vm)->root_traces;
    };
    client.sweep_strings = sweep_interned;
    client.destroy = [](void* vm, Object* object) {
      static_cast<ToyClient*>(vm)->destroyed.push_back(static_cast<Leaf*>(object)->number);
    };
    heap.set_client(client);
    heap.set_interrupt(&interrupt, 1);
  }
  ~ToyClient() { heap.set_client({}); }

  void safepoint() {
    if (interrupt) heap.step();
  }
  Leaf* leaf(uint64_t number, uint8_t kind = kLeaf) {
    auto* object = static_cast<Leaf*>(heap.allocate(kind, sizeof(Leaf)));
    if (object) object->number = number;
    return object;
  }
  Node* node(uint64_t number, uint32_t references, uint8_t kind = kNode) {
    auto* object = static_cast<Node*>(heap.allocate(kind, sizeof(Node) + references * sizeof(Object*)));
    if (!object) return nullptr;
    object->number = number;
    object->word = references;
    for (uint32_t i = 0; i < references; ++i) object->references[i] = nullptr;
    return object;
  }
  Owner* owner(uint64_t number, uint32_t references) {
    Node* storage = node(number, references, kStorage);
    auto* object = static_cast<Owner*>(heap.allocate(kOwner, sizeof(Owner)));
    object->number = number;
    object->storage = storage;
    return object;
  }
  void set(Node* parent, uint32_t i, Object* child) {
    parent->references[i] = child;
    if (parent->black && child) heap.barrier(parent, child);
  }
  void set(Owner* parent, uint32_t i, Object* child) {
    parent->storage->references[i] = child;
    if (parent->black && child) heap.barrier(parent, child);
  }
  // Gives the owner a larger storage, as a table that grows.
  void grow(Owner* parent, uint32_t references) {
    Node* storage = node(parent->number, references, kStorage);
    for (uint32_t i = 0; i < references && i < parent->storage->word; ++i)
      storage->references[i] = parent->storage->references[i];
    parent->storage = storage;
    if (parent->black) heap.barrier(parent, storage);
  }
  Leaf* intern(uint64_t number) {
    auto found = interned.find(number);
    if (found != interned.end()) {
      heap.shade(found->second);
      return found->second;
    }
    return interned[number] = leaf(number);
  }

  Heap heap;
  uint32_t interrupt = 0;
  std::vector<Object*> roots;
  std::vector<uint64_t> destroyed;
  std::unordered_map<uint64_t, Leaf*> interned;
  uint64_t root_traces = 0;

 private:
  static size_t trace_node(Object* object, Marker& marker, size_t from) {
    auto* node = static_cast<Node*>(object);
    size_t end = node->word - from > 1000 ? from + 1000 : node->word;
    for (size_t i = from; i < end; ++i)
      if (node->references[i]) marker.mark(node->references[i]);
    return end == node->word ? kTraced : end;
  }
  static size_t trace_owner(Object* object, Marker& marker, size_t) {
    marker.mark_part(static_cast<Owner*>(object)->storage);
    return kTraced;
  }
  static bool sweep_interned(void* vm, Heap& heap, size_t budget) {
    auto& table = static_cast<ToyClient*>(vm)->interned;
    for (auto i = table.begin(); i != table.end();) {
      if (heap.is_marked(i->second)) {
        ++i;
        continue;
      }
      i = table.erase(i);
      if (--budget == 0) return false;
    }
    return true;
  }
};

}  // namespace strata::gc::toy
