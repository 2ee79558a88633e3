#include "gc/heap.h"

#include <doctest/doctest.h>

#include <cstring>
#include <vector>

using namespace strata::gc;

TEST_CASE("every size up to the largest small one fits its cell, and the next smaller cell is too small") {
  for (size_t bytes = 1; bytes <= kMaxSmallBytes; ++bytes) {
    unsigned size_class = size_class_of(bytes);
    REQUIRE(size_class < kSizeClassCount);
    REQUIRE(cell_bytes_of(size_class) >= bytes);
    REQUIRE(cell_bytes_of(size_class) % kCellUnit == 0);
    if (size_class > 0) REQUIRE(cell_bytes_of(size_class - 1) < bytes);
  }
}

TEST_CASE("fresh objects have their header set, do not overlap and are counted") {
  Heap heap;
  CHECK(heap.bytes_in_use() == 0);
  std::vector<std::pair<Object*, size_t>> objects;
  size_t expected = 0;
  for (size_t i = 0; i < 20000; ++i) {
    size_t bytes = 8 + i * 37 % 5000;
    Object* object = heap.allocate(3, bytes);
    REQUIRE(object);
    CHECK(object->kind == 3);
    CHECK(object->black == 0);
    CHECK(object->flags == 0);
    CHECK(object->word == 0);
    CHECK(reinterpret_cast<uintptr_t>(object) % 16 == 0);
    std::memset(object + 1, static_cast<int>(i), bytes - sizeof(Object));
    expected += Heap::usable_bytes(bytes);
    if (object->size_class == kLargeObject) expected += 32;
    objects.emplace_back(object, bytes);
  }
  CHECK(heap.bytes_in_use() == expected);
  for (size_t i = 0; i < objects.size(); ++i) {
    auto [object, bytes] = objects[i];
    const auto* payload = reinterpret_cast<const unsigned char*>(object + 1);
    bool intact = true;
    for (size_t k = 0; k < bytes - sizeof(Object); ++k) intact &= payload[k] == static_cast<unsigned char>(i);
    REQUIRE(intact);
  }
}

TEST_CASE("a large object is given back at once by release") {
  Heap heap;
  Object* object = heap.allocate(1, 1000000);
  REQUIRE(object);
  CHECK(heap.bytes_in_use() >= 1000000);
  heap.release(object, 1000000);
  CHECK(heap.bytes_in_use() == 0);
}

TEST_CASE("a limit is exact to one cell, for small and large objects") {
  Heap heap;
  heap.set_limit(300000);
  size_t count = 0;
  while (heap.allocate(1, 48)) ++count;
  CHECK(count == 300000 / 48);
  CHECK(heap.bytes_in_use() <= 300000);
  CHECK(heap.allocate(1, 100000) == nullptr);
  CHECK(heap.would_exceed(48));
  heap.set_limit(600000);
  CHECK(heap.allocate(1, 100000) != nullptr);
  CHECK(!heap.would_exceed(48));
  CHECK(heap.would_exceed(300000));
}

TEST_CASE("the n-th allocation fails when asked for, and only that one") {
  Heap heap;
  for (int i = 0; i < 10; ++i) REQUIRE(heap.allocate(1, 32));
  heap.fail_allocation_after(3);
  CHECK(heap.allocate(1, 32));
  CHECK(heap.allocate(1, 100000));
  CHECK(heap.allocate(1, 64) == nullptr);
  CHECK(heap.allocate(1, 64));
}

TEST_CASE("allocation sets the interrupt bit when a step is due") {
  Heap heap;
  uint32_t word = 0;
  heap.set_interrupt(&word, 4);
  size_t bytes = 0;
  while (word == 0 && bytes < 100000000) {
    heap.allocate(1, 64);
    bytes += 64;
  }
  CHECK(word == 4);
}
