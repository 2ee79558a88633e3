// Strings: interning, hashing, concatenation, order.
#include <string>

#include "base/memory.h"
#include "runtime/test_vm.h"

using namespace strata;
using namespace strata::runtime;

TEST_CASE("string: short strings are interned, long ones are not") {
  TestVm f;
  CHECK(f.str("abc") == f.str("abc"));
  CHECK(f.str("") == f.str(std::string_view()));
  std::string at_limit(kMaxShortLength, 'x'), beyond(kMaxShortLength + 1, 'x');
  CHECK(f.str(at_limit) == f.str(at_limit));
  CHECK(f.str(beyond) != f.str(beyond));
  CHECK(equal_strings(f.str(beyond), f.str(beyond)));
  CHECK(f.str(std::string("a\0b", 3)) != f.str(std::string("a\0c", 3)));
}

TEST_CASE("string: strings of one byte die, and are found again, while the collector works") {
  TestVm f;
  f.vm.heap.stop();
  Table* kept = new_table(f.vm);
  f.put(f.vm.globals, "kept", Value::of(kept));
  TestRandom random(1);
  for (int round = 0; round < 3000; ++round) {
    char c = static_cast<char>(random.below(256));
    f.put(kept, Value::of(f.str({&c, 1})), random.below(3) ? Value::nil() : Value::integer(round));
    for (int i = 0; i < 20; ++i) f.str("some other string " + std::to_string(random.next()));
    f.vm.heap.step_kib(1);
    if (round % 50 == 0) REQUIRE(f.vm.heap.check_invariants() == nullptr);
    String* s = f.str({&c, 1});
    REQUIRE((s->length == 1 && s->data()[0] == c && s == f.str({&c, 1})));
    uint64_t position = 0;
    for (Value key, value; next_at(kept, &position, &key, &value);)
      REQUIRE(f.str(key.as_string()->view()) == key.as_string());
  }
}

TEST_CASE("string: interning many strings keeps each of them unique") {
  TestVm f;
  std::vector<String*> strings;
  for (int i = 0; i < 50'000; ++i) strings.push_back(f.str("key" + std::to_string(i)));
  bool same = true;
  for (int i = 0; i < 50'000; ++i) same &= strings[static_cast<size_t>(i)] == f.str("key" + std::to_string(i));
  CHECK(same);
}

TEST_CASE("string: the hash depends on every byte, the length and the seed") {
  for (size_t length = 1; length <= 80; ++length) {
    std::string s(length, 'a');
    uint32_t hash = hash_bytes(s.data(), length, 1);
    CHECK(hash != hash_bytes(s.data(), length, 2));
    CHECK(hash != hash_bytes(s.data(), length - 1, 1));
    for (size_t i = 0; i < length; ++i) {
      s[i] = 'b';
      CHECK(hash != hash_bytes(s.data(), length, 1));
      s[i] = 'a';
    }
  }
}

TEST_CASE("string: the hash spreads small texts over small tables") {
  std::vector<int> hits(1 << 12);
  for (int i = 0; i < 1 << 12; ++i) {
    std::string s = std::to_string(i);
    ++hits[hash_bytes(s.data(), s.size(), 7) & 0xfff];
  }
  int most = 0;
  for (int n : hits) most = std::max(most, n);
  CHECK(most <= 9);
}

TEST_CASE("string: concat gives the joined bytes, and prefixes stay what they were") {
  TestVm f;
  std::string expected;
  String* s = f.str("");
  std::vector<std::pair<String*, size_t>> prefixes;
  TestRandom random(3);
  for (int i = 0; i < 3000; ++i) {
    std::string piece(random.below(20), static_cast<char>('a' + i % 26));
    String* base = s;
    s = concat(f.vm, s, f.str(piece));
    expected += piece;
    REQUIRE(s->view() == expected);
    if (i % 97 == 0) {
      prefixes.push_back({s, expected.size()});
      String* other = concat(f.vm, base, f.str("other"));  // shares the buffer, but not its end
      REQUIRE(other->view().ends_with("other"));
      REQUIRE(s->view() == expected);
    }
  }
  for (auto [prefix, length] : prefixes) CHECK(prefix->view() == std::string_view(expected).substr(0, length));
}

TEST_CASE("string: repeated concatenation copies each byte a few times only") {
  TestVm f;
  String* s = f.str("");
  String* piece = f.str("0123456789");
  for (int i = 0; i < 200'000; ++i) s = concat(f.vm, s, piece);
  CHECK(s->length == 2'000'000);
  CHECK(f.vm.heap.bytes_in_use() < 50'000'000);  // 10^11 if each result were a copy
}

TEST_CASE("string: concat of a string with itself and with nothing") {
  TestVm f;
  String* s = f.str(std::string(300, 'q'));
  for (int i = 0; i < 6; ++i) s = concat(f.vm, s, s);
  CHECK(s->view() == std::string(300 << 6, 'q'));
  CHECK(concat(f.vm, s, f.str("")) == s);
  CHECK(concat(f.vm, f.str(""), s) == s);
  const String* parts[] = {f.str("a"), f.str("b"), f.str("c")};
  CHECK(concat(f.vm, parts, 3) == f.str("abc"));
}

TEST_CASE("string: impossible lengths give no string") {
  TestVm f;
  CHECK(new_long_string(f.vm, SIZE_MAX) == nullptr);
  CHECK(new_long_string(f.vm, kMaxStringLength + 1) == nullptr);
}

TEST_CASE("string: order is that of unsigned bytes, a prefix first") {
  TestVm f;
  auto compare = [&](std::string_view a, std::string_view b) { return compare_strings(f.str(a), f.str(b)); };
  CHECK(compare("a", "b") < 0);
  CHECK(compare("b", "a") > 0);
  CHECK(compare("a", "ab") < 0);
  CHECK(compare("\xff", "a") > 0);
  CHECK(compare(std::string("a\0b", 3), std::string("a\0c", 3)) < 0);
  CHECK(compare("same", "same") == 0);
}

TEST_CASE("string: interned strings stay unique while the intern table is swept") {
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    TestVm f;
    f.vm.heap.stop();
    TestRandom random(seed);
    Table* kept = new_table(f.vm);
    f.put(f.vm.globals, "kept", Value::of(kept));
    std::vector<std::string> texts(64);
    for (int step = 0; step < 60'000; ++step) {
      std::string text = "s" + std::to_string(random.below(20'000));
      String* s = f.str(text);
      REQUIRE(s->view() == text);
      REQUIRE(s == f.str(text));
      size_t place = random.below(texts.size());
      if (random.below(4) == 0) {
        f.put(kept, static_cast<int64_t>(place) + 1, Value::of(s));
        texts[place] = text;
      } else if (!texts[place].empty()) {
        REQUIRE(get_int(kept, static_cast<int64_t>(place) + 1).as_string() == f.str(texts[place]));
      }
      if (random.below(20) == 0) f.vm.heap.step_kib(1 + random.below(4));
      if (random.below(5000) == 0) f.vm.heap.collect(random.below(2) == 0);
    }
    f.vm.heap.collect();
    CHECK(f.vm.strings.size() < 2000);
  }
}

TEST_CASE("string: the intern table shrinks when most strings have died, even where memory is short") {
  TestVm f;
  f.vm.heap.stop();
  f.vm.heap.collect();
  size_t before = f.vm.heap.bytes_in_use();
  for (bool refused : {true, false}) {
    for (int i = 0; i < 200'000; ++i) REQUIRE(f.str(std::to_string(i)) != nullptr);
    f.vm.heap.collect();
    if (refused) base::refuse_block_after(1);
    String* s = f.str("one more");
    if (refused) CHECK(base::blocks_until_refusal() == 0);
    CHECK(s != nullptr);
    CHECK((f.vm.heap.bytes_in_use() < before + 100'000) == !refused);
    CHECK(f.str("one more") == s);
    CHECK(f.str("__index") == f.vm.metamethod_string(Metamethod::Index));
  }
}
