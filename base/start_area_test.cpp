// The area that the first blocks come from.
#include "base/start_area.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

using strata::base::StartArea;

TEST_CASE("start area: blocks are aligned, apart from each other, and its own") {
  auto area = std::make_unique<StartArea>();
  char *a = static_cast<char*>(area->allocate(1)), *b = static_cast<char*>(area->allocate(40));
  REQUIRE(a != nullptr);
  REQUIRE(b != nullptr);
  CHECK(reinterpret_cast<uintptr_t>(a) % 16 == 0);
  CHECK(reinterpret_cast<uintptr_t>(b) % 16 == 0);
  CHECK(b >= a + 16);
  CHECK(StartArea::size_of(b) == 48);
  CHECK(area->owns(a));
  CHECK(area->owns(b + 47));
  int elsewhere;
  CHECK_FALSE(area->owns(&elsewhere));
  CHECK_FALSE(area->owns(nullptr));
}

TEST_CASE("start area: the last block is given back at once, all of them with the last one left") {
  auto area = std::make_unique<StartArea>();
  void *a = area->allocate(100), *b = area->allocate(100), *c = area->allocate(100);
  area->free(c);
  CHECK(area->allocate(10) == c);
  area->free(b);
  CHECK(area->allocate(10) != b);
  area->free(a);
  void* rest[] = {c, static_cast<char*>(c) + 32};
  for (void* block : rest) area->free(block);
  CHECK(area->allocate(10) == a);
}

TEST_CASE("start area: a block changes its size in place where that is possible") {
  auto area = std::make_unique<StartArea>();
  void* a = area->allocate(100);
  CHECK(area->resize(a, 5000));
  CHECK(StartArea::size_of(a) >= 5000);
  void* b = area->allocate(16);
  CHECK(b >= static_cast<char*>(a) + 5000);
  CHECK(area->resize(a, 4999));
  CHECK_FALSE(area->resize(a, 6000));
  CHECK_FALSE(area->resize(a, 100));
  CHECK_FALSE(area->resize(b, StartArea::kMaxBlockBytes + 1));
  CHECK_FALSE(area->resize(b, SIZE_MAX));
  CHECK(StartArea::size_of(b) == 16);
}

TEST_CASE("start area: what it has no room for comes from elsewhere") {
  auto area = std::make_unique<StartArea>();
  CHECK(area->allocate(StartArea::kMaxBlockBytes + 1) == nullptr);
  CHECK(area->allocate(SIZE_MAX) == nullptr);
  std::vector<char*> blocks;
  while (void* block = area->allocate(1000)) blocks.push_back(static_cast<char*>(block));
  CHECK(blocks.size() == StartArea::kBytes / 1024);
  CHECK(area->owns(blocks.back() + 999));
  CHECK_FALSE(area->resize(blocks.back(), 2000));
  area->free(blocks.back());
  CHECK(area->allocate(1000) == blocks.back());
}

TEST_CASE("start area: threads share it without seeing each other's bytes") {
  auto area = std::make_unique<StartArea>();
  void* before = area->allocate(64);
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int id = 1; id <= 4; ++id) {
    threads.emplace_back([&area, &wrong, id] {
      for (int round = 0; round < 5000; ++round) {
        size_t size = static_cast<size_t>(round * id % 200 + 1);
        auto* block = static_cast<unsigned char*>(area->allocate(size));
        if (!block) continue;
        std::memset(block, id, size);
        size_t kept = area->resize(block, size + 50) ? size + 50 : size;
        std::memset(block + size, id, kept - size);
        for (size_t i = 0; i < kept; ++i) wrong += block[i] != id;
        area->free(block);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  area->free(before);
  while (area->allocate(StartArea::kMaxBlockBytes - 16)) ++wrong;
  CHECK(wrong == StartArea::kBytes / StartArea::kMaxBlockBytes);  // all of it is free again
}
