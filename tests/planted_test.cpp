// Planted faults, one for each thing that a sanitizer is here to see. They run only when asked for by name:
// check_planted.py starts each alone and wants it to die of the report.
#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <thread>

#include "base/memory.h"
#include "runtime/buffer.h"
#include "runtime/test_vm.h"

using namespace strata;
using namespace strata::runtime;

namespace {

// What the compiler must not see through.
template <typename T>
T hidden(T value) {
  asm volatile("" : "+r"(value));
  return value;
}

}  // namespace

TEST_CASE("planted: use-after-sweep of a table" * doctest::skip()) {
  TestVm f;
  Table* dead = hidden(new_table(f.vm, 4, 4));
  f.vm.heap.collect();
  MESSAGE(static_cast<int>(dead->flags));
}

TEST_CASE("planted: use-after-sweep of a string in a block that lives on" * doctest::skip()) {
  TestVm f;
  String* dead = hidden(f.str("a string that nobody holds"));
  f.put(f.vm.globals, "kept", f.text("a string that somebody holds"));
  while (!f.vm.heap.step_kib(1024)) {
  }
  f.vm.heap.collect();
  MESSAGE(dead->length);
}

TEST_CASE("planted: use-after-sweep of a large object" * doctest::skip()) {
  TestVm f;
  String* dead = hidden(new_long_string(f.vm, 8 << 20));
  f.vm.heap.collect();
  MESSAGE(static_cast<int>(dead->inline_bytes()[5 << 20]));
}

TEST_CASE("planted: write behind a cell into the tail of its run" * doctest::skip()) {
  gc::Heap heap;
  gc::Object* object = hidden(heap.allocate(0, 48));
  reinterpret_cast<char*>(object)[hidden(gc::Heap::usable_bytes(48))] = 1;
}

TEST_CASE("planted: write behind a large object" * doctest::skip()) {
  TestVm f;
  String* s = hidden(new_long_string(f.vm, 8 << 20));
  s->inline_bytes()[hidden(size_t{(8 << 20) + 64})] = 1;
}

TEST_CASE("planted: write behind a long buffer" * doctest::skip()) {
  TestVm f;
  Buffer buffer(f.vm);
  for (int i = 0; i < 3; i++) REQUIRE(buffer.reserve(6 << 20));
  REQUIRE(buffer.reserve(20 << 20));
  buffer.data()[hidden(size_t{(20 << 20) + 8})] = 1;
}

TEST_CASE("planted: a leak" * doctest::skip()) {
  void* volatile lost = base::allocate(100);
  lost = nullptr;
}

TEST_CASE("planted: signed overflow" * doctest::skip()) {
  int n = hidden(INT32_MAX);
  int sum = n + 1;
  MESSAGE(sum);
}

TEST_CASE("planted: nullptr where it must not be" * doctest::skip()) {
  char to[8];
  std::memcpy(to, hidden(static_cast<const char*>(nullptr)), hidden(size_t{0}));
}

TEST_CASE("planted: a race" * doctest::skip()) {
  TestVm f;
  auto count = [&] {
    for (int i = 0; i < 1000; i++) f.vm.steps++;
  };
  std::thread other(count);
  count();
  other.join();
}
