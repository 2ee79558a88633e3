// Executable memory: code runs, no page is ever writable and executable, limits and refusals are answers.
#include "baseline_jit/code_memory.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstring>
#include <random>
#include <vector>

using strata::baseline_jit::CodeMemory;
using strata::baseline_jit::kSystemPages;
using strata::baseline_jit::PageCalls;

namespace {

// mov eax, result; ret; then nops.
std::vector<uint8_t> returning(uint32_t result, size_t size_bytes = 6) {
  std::vector<uint8_t> code(size_bytes, 0x90);
  code[0] = 0xB8;
  std::memcpy(&code[1], &result, sizeof result);
  code[5] = 0xC3;
  return code;
}

uint32_t call(const uint8_t* code) { return reinterpret_cast<uint32_t (*)()>(reinterpret_cast<uintptr_t>(code))(); }

// The permissions of the page at `address`, such as "r-xp"; `any_both`: some page of the process may
// be written and executed.
std::string permissions(const void* address, bool* any_both) {
  std::string found;
  std::FILE* maps = std::fopen("/proc/self/maps", "r");
  REQUIRE(maps);
  char line[512];
  while (std::fgets(line, sizeof line, maps)) {
    unsigned long start, end;
    char flags[5];
    if (std::sscanf(line, "%lx-%lx %4s", &start, &end, flags) != 3) continue;
    if (flags[1] == 'w' && flags[2] == 'x') *any_both = true;
    auto at = reinterpret_cast<unsigned long>(address);
    if (start <= at && at < end) found = flags;
  }
  std::fclose(maps);
  return found;
}

void check_sealed(const uint8_t* code) {
  bool any_both = false;
  CHECK(permissions(code, &any_both) == "r-xp");
  CHECK_FALSE(any_both);
}

int refuse_from = 0;  // calls of the kind that are still granted
void* map_some(size_t size_bytes) { return refuse_from-- > 0 ? kSystemPages.map(size_bytes) : nullptr; }
bool seal_some(void* pages, size_t size_bytes) { return refuse_from-- > 0 && kSystemPages.seal(pages, size_bytes); }

}  // namespace

TEST_CASE("code memory: what was added runs, is sealed and never writable again") {
  CodeMemory memory(1 << 20);
  std::vector<const uint8_t*> all;
  for (uint32_t i = 0; i < 40; ++i) {
    const uint8_t* code = memory.add(returning(i, 6 + i * 31));
    REQUIRE(code);
    CHECK(reinterpret_cast<uintptr_t>(code) % CodeMemory::kAlignment == 0);
    all.push_back(code);
    for (const uint8_t* sealed : all) check_sealed(sealed);
  }
  for (uint32_t i = 0; i < 40; ++i) CHECK(call(all[i]) == i);
  CHECK(memory.mapped_bytes() == 3 * CodeMemory::kChunkBytes);
}

TEST_CASE("code memory: functions of a batch share pages") {
  CodeMemory memory(1 << 20);
  std::vector<std::vector<uint8_t>> functions;
  for (uint32_t i = 0; i < 100; ++i) functions.push_back(returning(1000 + i, 6 + i));
  std::vector<const uint8_t*> addresses;
  for (const auto& function : functions) addresses.push_back(memory.write(function));
  REQUIRE(addresses[99]);
  bool any_both = false;
  CHECK(permissions(addresses[0], &any_both) == "rw-p");
  CHECK_FALSE(any_both);
  CHECK(memory.waiting_bytes() > 0);
  REQUIRE(memory.seal());
  CHECK(memory.waiting_bytes() == 0);
  for (uint32_t i = 0; i < 100; ++i) {
    CHECK(call(addresses[i]) == 1000 + i);
    CHECK(reinterpret_cast<uintptr_t>(addresses[i]) % CodeMemory::kAlignment == 0);
  }
  check_sealed(addresses[99]);
  CHECK(addresses[99] - addresses[0] < 8192);
  CHECK(memory.mapped_bytes() == CodeMemory::kChunkBytes);
}

TEST_CASE("code memory: what fits no more into a chunk seals it and goes to the next one") {
  CodeMemory memory(1 << 20);
  const uint8_t* first = memory.write(returning(1, 40000));
  const uint8_t* second = memory.write(returning(2, 40000));
  REQUIRE(first);
  REQUIRE(second);
  check_sealed(first);
  CHECK(call(first) == 1);
  memory.remove(second, 40000);  // before it was sealed
  CHECK(memory.mapped_bytes() == CodeMemory::kChunkBytes);
  CHECK(memory.seal());
  CHECK(call(memory.add(returning(3))) == 3);
}

TEST_CASE("code memory: a function larger than a chunk has one of its own") {
  CodeMemory memory(1 << 20);
  size_t size = CodeMemory::kChunkBytes * 2 + 1;
  const uint8_t* code = memory.add(returning(7, size));
  REQUIRE(code);
  CHECK(call(code) == 7);
  check_sealed(code + size - 1);
  CHECK(memory.mapped_bytes() == CodeMemory::kChunkBytes * 2 + CodeMemory::kPageBytes);
  memory.remove(code, size);
  CHECK(memory.mapped_bytes() == 0);
}

TEST_CASE("code memory: a chunk goes back when nothing of it is used") {
  CodeMemory memory(1 << 20);
  std::vector<uint8_t> function = returning(3, 3000);
  std::vector<const uint8_t*> all;
  for (int i = 0; i < 40; ++i) all.push_back(memory.add(function));
  CHECK(memory.used_bytes() == 40 * 3008);
  CHECK(memory.mapped_bytes() == 3 * CodeMemory::kChunkBytes);
  for (int i = 1; i < 16; ++i) memory.remove(all[i], function.size());
  CHECK(memory.mapped_bytes() == 3 * CodeMemory::kChunkBytes);
  CHECK(call(all[0]) == 3);
  memory.remove(all[0], function.size());
  CHECK(memory.mapped_bytes() == 2 * CodeMemory::kChunkBytes);
  for (int i = 16; i < 40; ++i) memory.remove(all[i], function.size());
  CHECK(memory.mapped_bytes() == 0);
  CHECK(memory.used_bytes() == 0);
}

TEST_CASE("code memory: at its limit it answers nullptr, and has room again after a removal") {
  CodeMemory memory(2 * CodeMemory::kChunkBytes);
  std::vector<uint8_t> function = returning(5, CodeMemory::kChunkBytes);
  const uint8_t* first = memory.add(function);
  const uint8_t* second = memory.add(function);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(memory.add(returning(1)) == nullptr);
  CHECK(memory.add(returning(1, 10 << 20)) == nullptr);
  CHECK_FALSE(memory.refused());
  CHECK(call(second) == 5);
  memory.remove(first, function.size());
  const uint8_t* small = memory.add(returning(1));
  REQUIRE(small);
  CHECK(call(small) == 1);
  CodeMemory none(0);
  CHECK(none.add(function) == nullptr);
  CHECK_FALSE(none.refused());
}

TEST_CASE("code memory: a system that refuses pages is an answer, and is not asked again") {
  PageCalls calls = kSystemPages;
  SUBCASE("no mapping") {
    calls.map = map_some;
    refuse_from = 1;
  }
  SUBCASE("no executable pages") {
    calls.seal = seal_some;
    refuse_from = 16;
  }
  SUBCASE("no executable pages in a fresh chunk") {
    calls.seal = seal_some;
    refuse_from = 17;
  }
  CodeMemory memory(1 << 20, calls);
  std::vector<uint8_t> function = returning(9, 4096);
  std::vector<const uint8_t*> all;
  while (const uint8_t* code = memory.add(function)) all.push_back(code);
  CHECK(memory.refused());
  CHECK(all.size() >= 16);
  for (const uint8_t* code : all) CHECK(call(code) == 9);
  refuse_from = 100;
  CHECK(memory.add(function) == nullptr);
  CHECK(refuse_from == 100);
  for (const uint8_t* code : all) memory.remove(code, function.size());
  CHECK(memory.mapped_bytes() == 0);
}

TEST_CASE("code memory: random adding and removing keeps every function and counts right") {
  CodeMemory memory(8 << 20);
  struct Function {
    const uint8_t* code;
    uint32_t result;
    size_t size;
  };
  std::vector<Function> live;
  std::mt19937 random(1);
  size_t used = 0;
  for (uint32_t i = 0; i < 3000; ++i) {
    if (live.size() > 200 || (!live.empty() && random() % 3 == 0)) {
      size_t victim = random() % live.size();
      REQUIRE(call(live[victim].code) == live[victim].result);
      memory.remove(live[victim].code, live[victim].size);
      used -= (live[victim].size + 15) / 16 * 16;
      live[victim] = live.back();
      live.pop_back();
    } else {
      size_t size = 6 + random() % (random() % 10 == 0 ? 100000 : 3000);
      const uint8_t* code = memory.add(returning(i, size));
      REQUIRE(code);
      used += (size + 15) / 16 * 16;
      live.push_back({code, i, size});
    }
    REQUIRE(memory.used_bytes() == used);
    REQUIRE(memory.mapped_bytes() >= used);
  }
  for (const Function& f : live) CHECK(call(f.code) == f.result);
  check_sealed(live[0].code);
}
