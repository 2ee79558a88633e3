#include "runtime/collector.h"

#include <map>
#include <string>
#include <vector>

#include "runtime/calls.h"
#include "runtime/function.h"
#include "runtime/native.h"
#include "runtime/operations.h"
#include "runtime/test_vm.h"

using namespace strata;
using namespace strata::runtime;

namespace {

struct CollectorVm : TestVm {
  CollectorVm() {
    vm.heap.stop();
    vm.upward.run = [](VM& running, Control control) {  // natives only
      while (control == Control::Error) control = unwind(running);
      return running.leave_status;
    };
  }

  // A table that is reachable under this name.
  Table* global_table(const char* name) {
    Table* t = new_table(vm);
    put(vm.globals, name, Value::of(t));
    return t;
  }
  Table* with_mode(const char* name, const char* mode) {
    Table* t = global_table(name);
    Table* metatable = new_table(vm);
    put(metatable, "__mode", text(mode));
    REQUIRE(set_metatable_raw(vm, t, metatable));
    return t;
  }
  Value fresh() { return Value::of(new_table(vm)); }
  size_t count(Table* t) {
    size_t n = 0;
    uint64_t position = 0;
    for (Value key, value; next_at(t, &position, &key, &value);) ++n;
    return n;
  }
  void collect() {
    vm.heap.collect();
    REQUIRE(vm.heap.check_invariants() == nullptr);
  }
  // An object whose __gc calls `entry` with it. The object is reachable from nowhere.
  Table* finalizable(NativeEntry entry) {
    Table* object = new_table(vm);
    Table* metatable = new_table(vm);
    put(metatable, "__gc", Value::of(new_native_function(vm, entry, "gc")));
    REQUIRE(set_metatable_raw(vm, object, metatable));
    return object;
  }
  // Makes `upvalue` reachable, as a function would.
  void hold(Upvalue* upvalue) {
    NativeFunction* holder = new_native_function(vm, nullptr, "holder", 1);
    holder->upvalues[0] = Value::make(kUserdata, reinterpret_cast<uint64_t>(upvalue));
    put(vm.globals, "holder", Value::of(holder));
  }
  void finish() {
    collect();
    REQUIRE(run_finalizers(vm).ok());
  }
};

// Appends the object's field "number" to the global table "log".
Status log_finalizer(Call& call) {
  Table* log = get_field(call.vm.globals, new_string(call.vm, "log")).as_table();
  Value number = get_field(call.arg(1).as_table(), new_string(call.vm, "number"));
  if (set_int(call.vm, log, border(log) + 1, number) != StoreResult::Ok) return call.vm.raise_memory();
  return call.none();
}

Status resurrect(Call& call) {
  if (set_field(call.vm, call.vm.globals, new_string(call.vm, "saved"), call.arg(1)) != StoreResult::Ok)
    return call.vm.raise_memory();
  return call.none();
}

Status fail(Call& call) { return call.vm.raise_text("on purpose"); }

}  // namespace

TEST_CASE("collector: what globals reach stays, with all its storages") {
  CollectorVm f;
  Table* root = f.global_table("root");
  for (int64_t i = 1; i <= 5000; ++i) {
    Table* child = new_table(f.vm);
    f.put(child, "name", f.text("child " + std::to_string(i)));
    f.put(child, Value::real(static_cast<double>(i) + 0.5), f.fresh());
    f.put(root, i, Value::of(child));
  }
  for (int round = 0; round < 3; ++round) {
    f.collect();
    for (int64_t i = 1; i <= 5000; ++i) {
      Table* child = get_int(root, i).as_table();
      REQUIRE(get_field(child, f.str("name")).as_string()->view() == "child " + std::to_string(i));
      REQUIRE(get(child, Value::real(static_cast<double>(i) + 0.5)).is_table());
    }
  }
}

TEST_CASE("collector: dead strings leave the intern table") {
  CollectorVm f;
  f.collect();
  size_t before = f.vm.strings.size();
  for (int i = 0; i < 20000; ++i) f.str("unheard of " + std::to_string(i));
  CHECK(f.vm.strings.size() == before + 20000);
  f.collect();
  CHECK(f.vm.strings.size() == before);
}

TEST_CASE("collector: weak values go when nothing else refers to them, strings and numbers stay") {
  CollectorVm f;
  Table* weak = f.with_mode("weak", "v");
  Table* strong = f.global_table("strong");
  for (int64_t i = 1; i <= 100; ++i) {
    Value v = f.fresh();
    f.put(weak, i, v);
    f.put(weak, "field" + std::to_string(i), v);
    f.put(weak, Value::of(new_table(f.vm)), v);
    if (i % 10 == 0) f.put(strong, i, v);
  }
  f.put(weak, 1000, f.text("a string"));
  f.put(weak, "long", f.text(std::string(1000, 'x')));
  f.put(weak, "number", f.number(7));
  f.collect();
  CHECK(f.count(weak) == 33);
  CHECK(get_int(weak, 50).is_table());
  CHECK(get_int(weak, 51).is_nil());
  CHECK(border(weak) == 100);
  CHECK(get_int(weak, 1000).as_string()->view() == "a string");
}

TEST_CASE("collector: weak keys go with what only they led to") {
  CollectorVm f;
  Table* weak = f.with_mode("weak", "k");
  Table* kept = new_table(f.vm);
  f.put(f.vm.globals, "kept", Value::of(kept));
  f.put(weak, Value::of(kept), f.fresh());
  // A chain that hangs on `kept`, and one that hangs on nothing; each value is the next key.
  Value link = get(weak, Value::of(kept));
  for (int i = 0; i < 1000; ++i) {
    Value next = f.fresh();
    f.put(weak, link, next);
    link = next;
  }
  link = f.fresh();
  for (int i = 0; i < 1000; ++i) {
    Value next = f.fresh();
    f.put(weak, link, next);
    link = next;
  }
  f.put(weak, link, link);  // its own value
  f.put(weak, "name", f.fresh());
  f.collect();
  CHECK(f.count(weak) == 1002);
  f.put(f.vm.globals, "kept", Value::nil());
  f.collect();
  CHECK(f.count(weak) == 1);
}

TEST_CASE("collector: entries of a table weak in both ways go with either") {
  CollectorVm f;
  Table* weak = f.with_mode("weak", "kv");
  Table* strong = f.global_table("strong");
  Value a = f.fresh(), b = f.fresh();
  f.put(strong, 1, a);
  f.put(strong, 2, b);
  f.put(weak, a, b);
  f.put(weak, b, f.fresh());
  f.put(weak, f.fresh(), a);
  f.collect();
  CHECK(f.count(weak) == 1);
  CHECK(identical(get(weak, a), b));
}

TEST_CASE("collector: a traversal may go on after its keys were collected") {
  CollectorVm f;
  Table* weak = f.with_mode("weak", "k");
  for (int i = 0; i < 50; ++i) f.put(weak, f.fresh(), f.number(i));
  Value key = Value::nil(), value;
  REQUIRE(next(weak, key, &key, &value) == 1);
  f.collect();
  CHECK(next(weak, key, &key, &value) == 0);
}

TEST_CASE("collector: finalizers run in reverse order of registration, once") {
  CollectorVm f;
  Table* log = f.global_table("log");
  for (int64_t i = 1; i <= 10; ++i) f.put(f.finalizable(log_finalizer), "number", f.number(i));
  f.collect();
  CHECK((f.vm.context.interrupt & kInterruptFinalizers) != 0);
  REQUIRE(run_finalizers(f.vm).ok());
  REQUIRE(border(log) == 10);
  for (int64_t i = 1; i <= 10; ++i) CHECK(get_int(log, i).as_integer() == 11 - i);
  f.finish();
  CHECK(border(log) == 10);
}

TEST_CASE("collector: a finalized object may come back, and is finalized again only when registered again") {
  CollectorVm f;
  Table* weak_values = f.with_mode("values", "v");
  Table* weak_keys = f.with_mode("keys", "k");
  Table* object = f.finalizable(resurrect);
  f.put(object, "inner", f.fresh());
  f.put(weak_values, 1, Value::of(object));
  f.put(weak_keys, Value::of(object), f.number(1));
  f.finish();
  Value saved = get_field(f.vm.globals, f.str("saved"));
  REQUIRE(saved.is_table());
  CHECK(get_field(saved.as_table(), f.str("inner")).is_table());
  CHECK(get_int(weak_values, 1).is_nil());          // removed before the finalizer ran
  CHECK(get(weak_keys, saved).as_integer() == 1);   // kept while the object lives
  Table* metatable = saved.as_table()->metatable;
  f.put(f.vm.globals, "saved", Value::nil());
  f.finish();
  CHECK(get_field(f.vm.globals, f.str("saved")).is_nil());
  CHECK(f.count(weak_keys) == 0);
  object = f.finalizable(resurrect);
  metatable = object->metatable;
  f.finish();
  saved = get_field(f.vm.globals, f.str("saved"));
  REQUIRE(set_metatable_raw(f.vm, saved.as_table(), metatable));
  f.put(f.vm.globals, "saved", Value::nil());
  f.finish();
  CHECK(get_field(f.vm.globals, f.str("saved")).is_table());
}

TEST_CASE("collector: an error in a finalizer stops neither the others nor the program") {
  CollectorVm f;
  Table* log = f.global_table("log");
  f.put(f.finalizable(log_finalizer), "number", f.number(1));
  f.finalizable(fail);
  f.put(f.finalizable(log_finalizer), "number", f.number(2));
  f.vm.error_value = f.number(77);
  f.finish();
  CHECK(border(log) == 2);
  CHECK(f.vm.error_value.as_integer() == 77);
}

TEST_CASE("collector: stacks of coroutines are roots of theirs, slots above the top are not") {
  CollectorVm f;
  Coroutine* co = new_coroutine(f.vm);
  f.put(f.vm.globals, "co", Value::of(co));
  Table* weak = f.with_mode("weak", "v");
  for (uint32_t i = 0; i < 10; ++i) {
    co->stack[i] = f.fresh();
    f.put(weak, i + 1, co->stack[i]);
  }
  co->top = 5;
  f.collect();
  CHECK(f.count(weak) == 5);
  CHECK(co->stack[5].is_nil());
  // Old by now: in generational mode it is looked at again when told.
  f.vm.heap.set_mode(gc::Mode::Generational);
  for (int round = 0; round < 3; ++round) {
    co->stack[0] = f.fresh();
    stack_changed(*co);
    f.put(co->stack[0].as_table(), "round", f.number(round));
    f.vm.heap.step_kib(0);
    CHECK(get_field(co->stack[0].as_table(), f.str("round")).as_integer() == round);
    CHECK(f.vm.heap.check_invariants() == nullptr);
  }
}

TEST_CASE("collector: captured variables outlive the coroutine that they belong to") {
  CollectorVm f;
  Coroutine* co = new_coroutine(f.vm);
  co->top = 3;
  for (uint32_t i = 0; i < 3; ++i) co->stack[i] = f.fresh();
  f.put(co->stack[1].as_table(), "number", f.number(42));
  Upvalue* upvalue = capture(*co, 1);
  f.hold(upvalue);
  f.collect();
  CHECK(!upvalue->is_open());
  CHECK(get_field(upvalue->location->as_table(), f.str("number")).as_integer() == 42);
}

// The variable was traced; then the coroutine ran and changed it, and died without having been traced.
TEST_CASE("collector: what a coroutine stores into a captured variable before it dies is kept") {
  CollectorVm f;
  Table* list = f.global_table("list");
  for (int i = 0; i < 100000; ++i) {
    Table* head = new_table(f.vm);
    f.put(head, 1, Value::of(list));
    list = head;
  }
  f.put(f.vm.globals, "list", Value::of(list));
  Coroutine* co = new_coroutine(f.vm);
  co->top = 2;
  Upvalue* upvalue = capture(*co, 1);
  f.vm.heap.step_kib(0);
  REQUIRE(f.vm.heap.is_marking());
  REQUIRE(f.vm.globals->black);
  f.hold(upvalue);
  while (!f.vm.heap.is_marked(upvalue)) REQUIRE(!f.vm.heap.step_kib(0));
  f.vm.heap.step_kib(0);
  REQUIRE(f.vm.heap.is_marking());
  REQUIRE(!f.vm.heap.is_marked(co));
  co->stack[1] = f.fresh();
  f.put(co->stack[1].as_table(), "number", f.number(42));
  stack_changed(*co);
  while (!f.vm.heap.step_kib(100)) {
  }
  f.collect();
  CHECK(!upvalue->is_open());
  CHECK(get_field(upvalue->location->as_table(), f.str("number")).as_integer() == 42);
}

// A new key may push an entry to another node, from where the collector has not been yet to where it was.
TEST_CASE("collector: entries that make way in a hash part traced in pieces are kept") {
  CollectorVm f;
  for (int round = 0; round < 20; ++round) {
    Table* t = f.global_table("t");
    auto add = [&](int i) { f.put(t, "a key, number " + std::to_string(i), f.fresh()); };
    for (int i = 0; i < 4100; ++i) add(i);
    f.collect();
    int count = 4100;
    while (count < 8192) {
      f.vm.heap.step_kib(1);
      for (int i = 0; i < 100 && count < 8192; ++i) add(count++);
      const char* violation = f.vm.heap.check_invariants();
      CAPTURE(violation);
      REQUIRE(violation == nullptr);
    }
    while (!f.vm.heap.step_kib(100)) {
    }
    const char* violation = f.vm.heap.check_invariants();
    CAPTURE(violation);
    REQUIRE(violation == nullptr);
  }
}

TEST_CASE("collector: a result of repeated concatenation keeps its buffer") {
  CollectorVm f;
  Value s = f.text(std::string(100, 'a'));
  for (int i = 0; i < 200; ++i) {
    s = Value::of(concat(f.vm, s.as_string(), f.str("piece " + std::to_string(i))));
    f.put(f.vm.globals, "s", s);
    if (i % 20 == 0) f.collect();
  }
  CHECK(s.as_string()->view().substr(0, 107) == std::string(100, 'a') + "piece 0");
}

// Random stores, reads and removals with all kinds of keys while the collector is at work, against a map.
TEST_CASE("collector: random tables stay what they are during steps, collections and changes of mode") {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    CollectorVm f;
    TestRandom random(seed);
    constexpr size_t kTables = 40;
    Table* all = f.global_table("all");
    std::vector<std::map<int64_t, int64_t>> model(kTables);
    for (size_t i = 0; i < kTables; ++i) f.put(all, static_cast<int64_t>(i) + 1, f.fresh());
    auto key_of = [&](int64_t k) {
      return k % 3 == 0 ? f.number(k) : k % 3 == 1 ? f.text("key" + std::to_string(k)) : Value::real(static_cast<double>(k) + 0.5);
    };
    for (int step = 0; step < 30000; ++step) {
      size_t i = random.below(kTables);
      Table* t = get_int(all, static_cast<int64_t>(i) + 1).as_table();
      int64_t k = static_cast<int64_t>(random.below(random.below(4) ? 40 : 2000)) + 1;
      switch (random.below(8)) {
        case 0:
          f.put(all, static_cast<int64_t>(i) + 1, f.fresh());
          model[i].clear();
          break;
        case 1:
          f.put(t, key_of(k), Value::nil());
          model[i].erase(k);
          break;
        case 2: case 3: case 4: {
          Table* boxed = new_table(f.vm);
          f.put(boxed, 1, f.number(step));
          f.put(t, key_of(k), Value::of(boxed));
          model[i][k] = step;
          break;
        }
        default: {
          Value v = get(t, key_of(k));
          auto found = model[i].find(k);
          REQUIRE(v.is_nil() == (found == model[i].end()));
          if (!v.is_nil()) REQUIRE(get_int(v.as_table(), 1).as_integer() == found->second);
        }
      }
      if (random.below(10) == 0) f.vm.heap.step_kib(random.below(3));
      if (random.below(500) == 0) f.collect();
      if (random.below(200) == 0) REQUIRE(f.vm.heap.check_invariants() == nullptr);
      if (random.below(1000) == 0)
        f.vm.heap.set_mode(random.below(2) ? gc::Mode::Generational : gc::Mode::Incremental);
    }
  }
}
