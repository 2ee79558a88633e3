// The collector alone, without a VM: nanoseconds per object, and pauses. Prints one line per figure.
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "gc/clock.h"
#include "gc/toy_client.h"

using namespace strata::gc;
using namespace strata::gc::toy;

namespace {

constexpr uint32_t kReferences = 4;  // 16 + 32 = 48 bytes
static_assert(sizeof(Node) + kReferences * sizeof(Object*) == 48);

class Clock {
 public:
  double ns_per(size_t count) const { return static_cast<double>(now_ns() - start_) / static_cast<double>(count); }

 private:
  uint64_t start_ = now_ns();
};

Node* new_cell(ToyClient& vm) {
  auto* node = static_cast<Node*>(vm.heap.allocate(kNode, 48));
  node->word = kReferences;
  for (uint32_t i = 0; i < kReferences; ++i) node->references[i] = nullptr;
  return node;
}

void garbage(size_t count) {
  ToyClient vm;
  Clock clock;
  for (size_t i = 0; i < count; ++i) {
    new_cell(vm);
    vm.safepoint();
  }
  std::printf("garbage, 48 bytes                 %6.2f ns per object, peak %zu kB, %llu cycles\n", clock.ns_per(count),
              vm.heap.stats().peak_bytes / 1024, static_cast<unsigned long long>(vm.heap.stats().cycles));
}

// A ring of survivors: each object lives for `window` allocations.
void window(size_t count, size_t window, Mode mode) {
  ToyClient vm;
  vm.heap.set_mode(mode);
  Node* ring = vm.node(0, static_cast<uint32_t>(window));
  vm.roots.push_back(ring);
  Clock clock;
  size_t at = 0;
  for (size_t i = 0; i < count; ++i) {
    vm.set(ring, static_cast<uint32_t>(at), new_cell(vm));
    if (++at == window) at = 0;
    vm.safepoint();
  }
  std::printf("each lives for %8zu, %s  %6.2f ns per object, pause %.3f ms\n", window,
              mode == Mode::Generational ? "gen." : "incr.", clock.ns_per(count),
              static_cast<double>(vm.heap.stats().longest_pause_ns) / 1e6);
}

void list(size_t count) {
  ToyClient vm;
  vm.roots.push_back(nullptr);
  Clock building;
  for (size_t i = 0; i < count; ++i) {
    Node* node = new_cell(vm);
    node->references[0] = vm.roots[0];
    vm.roots[0] = node;
    vm.safepoint();
  }
  double ns = building.ns_per(count);
  std::printf("a list that grows to %8zu     %6.2f ns per object, pause %.3f ms, atomic %.3f ms\n", count, ns,
              static_cast<double>(vm.heap.stats().longest_pause_ns) / 1e6,
              static_cast<double>(vm.heap.stats().longest_atomic_ns) / 1e6);
  Clock full;
  vm.heap.collect();
  std::printf("  full collection, all live       %6.2f ns per object\n", full.ns_per(count));
  vm.roots[0] = nullptr;
  Clock dead;
  vm.heap.collect();
  std::printf("  full collection, all dead       %6.2f ns per object\n", dead.ns_per(count));
}

// 200 MB of live objects with random references, half of them replaced over time.
void pauses(Mode mode) {
  ToyClient vm;
  vm.heap.set_mode(mode);
  constexpr uint32_t kWidth = 1000;
  const uint32_t rows = 4200;
  Node* root = vm.node(0, rows);
  vm.roots.push_back(root);
  for (uint32_t i = 0; i < rows; ++i) {
    Node* row = vm.node(i, kWidth);
    vm.set(root, i, row);
    for (uint32_t k = 0; k < kWidth; ++k) vm.set(row, k, new_cell(vm));
    vm.safepoint();
  }
  vm.heap.collect();
  size_t live = vm.heap.bytes_in_use();
  std::mt19937 random(1);
  auto any = [&] { return static_cast<Node*>(static_cast<Node*>(root->references[random() % rows])->references[random() % kWidth]); };
  HeapStats before = vm.heap.stats();
  constexpr size_t kCount = 20'000'000;
  Clock clock;
  for (size_t i = 0; i < kCount; ++i) {
    Node* node = new_cell(vm);
    if (i % 4 == 0) vm.set(any(), i / 4 % kReferences, any());
    if (i % 16 == 0) {
      vm.set(node, 0, any());
      uint32_t k = random() % kWidth;
      vm.set(static_cast<Node*>(root->references[random() % rows]), k, node);
      vm.set(node, 0, nullptr);
    }
    vm.safepoint();
  }
  const HeapStats& stats = vm.heap.stats();
  std::printf("%zu MB live, %s %6.2f ns per object, %llu + %llu minor cycles, %llu steps, longest %.3f ms, atomic %.3f ms, mean %.3f ms, peak %zu MB\n",
              live >> 20, mode == Mode::Generational ? "gen.:" : "incr.:", clock.ns_per(kCount),
              static_cast<unsigned long long>(stats.cycles - before.cycles),
              static_cast<unsigned long long>(stats.minor_cycles), static_cast<unsigned long long>(stats.steps - before.steps),
              static_cast<double>(stats.longest_pause_ns) / 1e6, static_cast<double>(stats.longest_atomic_ns) / 1e6,
              static_cast<double>(stats.total_pause_ns - before.total_pause_ns) / 1e6 / static_cast<double>(stats.steps - before.steps),
              static_cast<size_t>(stats.peak_bytes >> 20));
}

}  // namespace

int main() {
  garbage(50'000'000);
  window(20'000'000, 10'000, Mode::Incremental);
  window(20'000'000, 10'000, Mode::Generational);
  window(20'000'000, 1'000'000, Mode::Incremental);
  window(20'000'000, 1'000'000, Mode::Generational);
  list(10'000'000);
  pauses(Mode::Incremental);
  pauses(Mode::Generational);
}
