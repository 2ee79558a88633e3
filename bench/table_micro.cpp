// Tables and strings alone, without interpreter and collector steps: nanoseconds per operation. Prints
// one line per figure. Compare with a loop in another Lua, its empty loop subtracted.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "runtime/vm.h"

using namespace strata::runtime;

namespace {

uint64_t cpu_ns() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<uint64_t>(t.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(t.tv_nsec);
}

struct Random {
  uint64_t state = 88172645463325252;
  uint64_t next() {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
  }
};

// Runs body() `rounds` times, each of `operations`; prints the best.
template <typename Body>
void measure(const char* name, size_t operations, int rounds, Body body) {
  uint64_t best = UINT64_MAX;
  for (int i = 0; i < rounds; ++i) {
    uint64_t start = cpu_ns();
    body();
    best = std::min(best, cpu_ns() - start);
  }
  std::printf("%-44s %7.2f ns\n", name, static_cast<double>(best) / static_cast<double>(operations));
}

void check(bool condition) {
  if (!condition) std::abort();
}

struct Bench {
  std::unique_ptr<VM> owner = VM::create({}, {});
  VM& vm = *owner;
  void put(Table* t, int64_t key, Value v) { check(set_int(vm, t, key, v) == StoreResult::Ok); }
  String* str(std::string_view s) { return new_string(vm, s); }
};

template <typename Element>
void append(const char* name, int64_t count, Element element) {
  measure(name, static_cast<size_t>(count), 3, [&] {
    Bench b;
    Table* t = new_table(b.vm);
    for (int64_t i = 1; i <= count; ++i) b.put(t, i, element(i));
    check(border(t) == count);
  });
}

void arrays() {
  append("append 1e6 integers", 1'000'000, [](int64_t i) { return Value::integer(i); });
  append("append 1e6 booleans (any)", 1'000'000, [](int64_t i) { return Value::boolean(i & 1); });
  measure("append 10 integers to a new table", 10 * 100'000, 3, [] {
    Bench b;
    for (int k = 0; k < 100'000; ++k) {
      Table* t = new_table(b.vm);
      for (int64_t i = 1; i <= 10; ++i) b.put(t, i, Value::integer(i));
    }
  });
  Bench b;
  Table* t = new_table(b.vm);
  for (int64_t i = 1; i <= 1000; ++i) b.put(t, i, Value::integer(i));
  measure("read integers, 1000 of them", 1000 * 1000, 5, [&] {
    int64_t sum = 0;
    for (int k = 0; k < 1000; ++k)
      for (int64_t i = 1; i <= 1000; ++i) sum += get_int(t, i).as_integer();
    check(sum == 500500 * 1000);
  });
  measure("write integers, 1000 of them", 1000 * 1000, 5, [&] {
    for (int k = 0; k < 1000; ++k)
      for (int64_t i = 1; i <= 1000; ++i) b.put(t, i, Value::integer(k));
  });
  measure("push and pop", 1000 * 1000, 5, [&] {
    for (int k = 0; k < 1000 * 1000; ++k) {
      b.put(t, 1001, Value::integer(k));
      b.put(t, 1001, Value::nil());
    }
  });
  measure("fill backwards, 1e6", 1'000'000, 3, [&] {
    Table* u = new_table(b.vm);
    for (int64_t i = 1'000'000; i >= 1; --i) b.put(u, i, Value::integer(i));
  });
}

void integer_maps() {
  for (size_t distinct : {1000, 100'000, 1'000'000}) {
    std::string title = "count " + std::to_string(distinct) + " distinct random integers";
    measure(title.c_str(), 2'000'000, 3, [&] {
      Bench b;
      Random random;
      Table* t = new_table(b.vm);
      for (int i = 0; i < 2'000'000; ++i) {
        int64_t key = static_cast<int64_t>(random.next() % distinct * 1'000'003);
        Value count = get_int(t, key);
        b.put(t, key, Value::integer(count.is_nil() ? 1 : count.as_integer() + 1));
      }
    });
  }
}

void string_maps() {
  for (size_t distinct : {500, 50'000, 1'000'000}) {
    std::vector<std::string> words(2'000'000);
    Random random;
    for (std::string& w : words) w = "w" + std::to_string(random.next() % distinct * 7919);
    Bench b;
    Table* t = nullptr;
    std::string title = "count words, " + std::to_string(distinct) + " distinct, interning";
    measure(title.c_str(), words.size(), 3, [&] {
      t = new_table(b.vm);
      for (const std::string& w : words) {
        String* key = b.str(w);
        Value count = get_field(t, key);
        check(set_field(b.vm, t, key, Value::integer(count.is_nil() ? 1 : count.as_integer() + 1)) == StoreResult::Ok);
      }
    });
    title = "traverse them with next";
    Value key, v;
    size_t entries = 0;
    measure(title.c_str(), distinct, 3, [&] {
      entries = 0;
      for (key = Value::nil(); next(t, key, &key, &v) == 1;) ++entries;
    });
    measure("traverse them by place", distinct, 3, [&] {
      uint64_t place = 0;
      for (entries = 0; next_at(t, &place, &key, &v);) ++entries;
    });
    std::printf("  %zu entries, %zu bytes in the table\n", entries, storage_bytes(t));
  }
}

void objects() {
  Bench b;
  String* names[] = {b.str("x"), b.str("y"), b.str("z")};
  Shape* shapes[4] = {root_shape(b.vm, 3)};
  for (int i = 0; i < 3; ++i) shapes[i + 1] = add_field(b.vm, shapes[i], names[i]);
  Table* t = nullptr;
  measure("new object with 3 fields, known shapes", 300'000, 3, [&] {
    for (int k = 0; k < 300'000; ++k) {
      t = new_table(b.vm, 0, 3);
      for (int i = 0; i < 3; ++i) check(append_field(b.vm, t, shapes[i + 1], Value::integer(k)) == StoreResult::Ok);
    }
  });
  measure("new object with 3 fields, computed names", 300'000, 3, [&] {
    for (int k = 0; k < 300'000; ++k) {
      t = new_table(b.vm, 0, 3);
      for (String* name : names) check(set_field(b.vm, t, name, Value::integer(k)) == StoreResult::Ok);
    }
  });
  measure("get_field, 3 fields", 3'000'000, 3, [&] {
    for (int k = 0; k < 1'000'000; ++k)
      for (String* name : names) check(!get_field(t, name).is_nil());
  });
  std::vector<String*> many;
  Table* u = new_table(b.vm);
  for (int i = 0; i < 14; ++i) {
    many.push_back(b.str("field" + std::to_string(i)));
    check(set_field(b.vm, u, many.back(), Value::integer(i)) == StoreResult::Ok);
  }
  measure("get_field, 14 fields", 1'400'000, 3, [&] {
    for (int k = 0; k < 100'000; ++k)
      for (String* name : many) check(!get_field(u, name).is_nil());
  });
}

void strings() {
  Bench b;
  std::vector<std::string> words;
  for (int i = 0; i < 1000; ++i) words.push_back("identifier" + std::to_string(i));
  measure("intern known strings, 1000 of them", 1'000'000, 3, [&] {
    for (int k = 0; k < 1000; ++k)
      for (const std::string& w : words) check(b.str(w) != nullptr);
  });
  measure("intern fresh strings", 1'000'000, 1, [&] {
    char text[32];
    for (int64_t i = 0; i < 1'000'000; ++i) {
      std::memcpy(text, "fresh", 5);
      std::memcpy(text + 5, &i, 8);
      check(b.str({text, 13}) != nullptr);
    }
  });
  measure("append 10 bytes to a growing string", 1'000'000, 1, [&] {
    String *s = b.str(""), *piece = b.str("0123456789");
    for (int i = 0; i < 1'000'000; ++i) s = concat(b.vm, s, piece);
    check(s->length == 10'000'000);
  });
  measure("join two short strings", 1'000'000, 3, [&] {
    String *x = b.str("prefix."), *y = b.str("suffix");
    for (int i = 0; i < 1'000'000; ++i) check(concat(b.vm, x, y) != nullptr);
  });
}

}  // namespace

int main() {
  arrays();
  integer_maps();
  string_maps();
  objects();
  strings();
}
