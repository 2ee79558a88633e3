// Hostile files, tried out in full where the fuzz target of the verifier (fuzz_verifier.cpp) only
// samples: random bytes, one small file cut off at every length and with every byte changed, as it is
// and with its checksums made good. Each is refused with a reason or runs, confined: tests/hostile.h.
#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>

#include "lua/compile.h"
#include "tests/hostile.h"
#include "tests/random_bytecode.h"

namespace strata::tests {
namespace {

// Small programs, together with every section, all kinds of constants, loops of every kind, claims of
// types, captures, variables to be closed, methods, open lists and a variable number of arguments.
constexpr std::string_view kPrograms[] = {
    "local n, t = 0, {1.5, k = ...}\n"
    "for i = 1, 3 do n = n + i * 100000 end\n"
    "local function f(x) n = n + #x; return f, x .. n end\n"
    "repeat local s = t.k; n = n + 1 until n > 5 or s\n"
    "return f('a')\n",

    "local t = setmetatable({2, ...}, {__close = print})\n"
    "for k, v in next, t, nil, nil do local c <close> = t; t[1] = k and v end\n"
    "for x = 2.5, 0, -1 do t[2] = x // 1 end\n"
    "function t:m(...) return ..., self == t end\n"
    "return t:m(t, select('#', ...)), {t:m()}\n",

    "local a, b = true, 1 < 2\n"
    "while a do if not b then goto out end; a, b = b, a == 1; local c = function() a = a; return b end; c() end\n"
    "::out:: return function() return a, -b, ~1 end\n",
};

Bytes small_file(std::string_view program = kPrograms[0]) {
  auto module = lua::compile(program, "=small", {.keep_source = true});
  REQUIRE(module.ok());
  return isa::write_mlb(*module.value());
}

// Sealed: with its checksums made good.
Bytes sealed(Bytes bytes) {
  (void)isa::reseal_mlb(bytes);
  return bytes;
}

bool is_soak() { return std::getenv("STRATA_SOAK_MINUTES") != nullptr; }

// What a byte is changed to: each of its bits, the ends of its range, its neighbours; under soak all.
std::vector<uint8_t> other_values(uint8_t byte) {
  std::vector<uint8_t> values;
  if (is_soak()) {
    for (int value = 0; value < 256; value++) values.push_back(static_cast<uint8_t>(value));
  } else {
    for (int bit = 0; bit < 8; bit++) values.push_back(static_cast<uint8_t>(byte ^ (1 << bit)));
    for (int value : {0, 1, 0x7f, 0x80, 0xff, byte + 1, byte - 1}) values.push_back(static_cast<uint8_t>(value));
  }
  std::erase(values, byte);
  return values;
}

TEST_CASE("hostile files: the small files are sound") {
  for (std::string_view program : kPrograms) {
    CHECK(try_file(small_file(program), false));
    CHECK(try_file(sealed(small_file(program)), true));
  }
}

TEST_CASE("hostile files: random bytes are refused") {
  Random random(1);
  for (int round = 0; round < 2000; round++) {
    Bytes bytes(static_cast<size_t>(random.below(400)));
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.next());
    CHECK_FALSE(try_file(bytes, false));
    // The same behind the first bytes that every file has, and behind a whole header.
    Bytes file = small_file();
    for (size_t kept : {size_t{12}, size_t{32}}) {
      Bytes with_start(file.begin(), file.begin() + static_cast<ptrdiff_t>(kept));
      with_start.insert(with_start.end(), bytes.begin(), bytes.end());
      CHECK_FALSE(try_file(with_start, false));
      CHECK_FALSE(try_file(sealed(with_start), false));
    }
  }
}

TEST_CASE("hostile files: sections of random bytes are refused or run") {
  Random random(2);
  Bytes file = small_file();
  auto table = isa::read_section_table(file, "small");
  REQUIRE(table.ok());
  int refused = 0;
  for (int round = 0; round < 40; round++) {
    for (const isa::MlbSection& section : table.value()) {
      Bytes copy = file;
      for (uint64_t i = 0; i < section.size_bytes; i++) copy[section.offset + i] = static_cast<uint8_t>(random.next());
      CHECK_FALSE(try_file(copy, false));
      if (!try_file(sealed(copy), false)) refused++;
    }
  }
  CHECK(refused > 40 * 5);  // all but names, source and debug map
}

TEST_CASE("hostile files: a file cut off at any length is refused") {
  Bytes file = small_file();
  for (size_t size = 0; size < file.size(); size++) {
    Bytes cut(file.begin(), file.begin() + static_cast<ptrdiff_t>(size));
    CHECK_FALSE(try_file(cut, false));
    CHECK_FALSE(try_file(sealed(cut), false));
    // With the length that it has now, as far as that has a place.
    uint64_t now = size;
    if (size >= 24) std::memcpy(cut.data() + 16, &now, sizeof now);
    CHECK_FALSE(try_file(sealed(cut), false));
  }
}

TEST_CASE("hostile files: a file with any byte changed is refused, but for the gaps between sections") {
  Bytes file = small_file();
  auto table = isa::read_section_table(file, "small");
  REQUIRE(table.ok());
  size_t covered = 32 + table.value().size() * sizeof(isa::MlbSection);
  for (const isa::MlbSection& section : table.value()) covered += section.size_bytes;
  size_t refused = 0;
  for (size_t at = 0; at < file.size(); at++) {
    bool all = true;
    for (int value = 0; value < 256; value++) {
      Bytes copy = file;
      copy[at] = static_cast<uint8_t>(value);
      if (copy != file) all &= !isa::read_mlb(copy, nullptr, "small").ok();
    }
    refused += all;
  }
  CHECK(refused == covered);
}

TEST_CASE("hostile files: a file with any byte changed and its checksums made good is refused or runs") {
  for (std::string_view program : kPrograms) {
    Bytes file = small_file(program);
    size_t tried = 0, refused = 0;
    for (size_t at = 0; at < file.size(); at++) {
      for (uint8_t value : other_values(file[at])) {
        Bytes copy = file;
        copy[at] = value;
        tried++;
        if (!try_file(sealed(copy), false)) refused++;
      }
    }
    CHECK(refused > tried / 4);
    CHECK(refused < tried);
  }
}

}  // namespace
}  // namespace strata::tests
