// Shapes, fields, dictionary mode, prototypes and validity cells.
#include "runtime/inline_cache.h"
#include "runtime/native.h"
#include "runtime/test_vm.h"

using namespace strata;
using namespace strata::runtime;

TEST_CASE("shape: tables with the same fields in the same order share a shape") {
  TestVm f;
  Table *a = new_table(f.vm, 0, 2), *b = new_table(f.vm, 0, 2);
  for (const char* name : {"x", "y", "z"}) {
    f.put_constant(a, name, f.number(1));
    f.put_constant(b, name, f.number(2));
  }
  CHECK(a->shape == b->shape);
  CHECK(find_field(a->shape, f.str("y")) == 1);
  CHECK(field_key(a->shape, 2) == f.str("z"));
  CHECK(a->overflow != nullptr);
  CHECK(get_field(b, f.str("z")).as_integer() == 2);
  Table* c = new_table(f.vm, 0, 2);
  f.put_constant(c, "y", f.number(1));
  CHECK(c->shape != a->shape);
  CHECK(find_field(c->shape, f.str("x")) == kNoField);
}

TEST_CASE("shape: branches of the tree do not see each other's fields") {
  TestVm f;
  Table* tables[20];
  for (int i = 0; i < 20; ++i) {
    tables[i] = new_table(f.vm);
    for (int k = 0; k < 20; ++k) f.put_constant(tables[i], k < 10 ? "k" + std::to_string(k) : std::to_string(i * 100 + k), f.number(k));
  }
  for (int i = 0; i < 20; ++i)
    for (int k = 0; k < 20; ++k) {
      CHECK(get_field(tables[i], k < 10 ? f.str("k" + std::to_string(k)) : f.str(std::to_string(i * 100 + k))).as_integer() == k);
      if (k >= 10) CHECK(get_field(tables[i], f.str(std::to_string((i + 1) % 20 * 100 + k))).is_nil());
    }
}

TEST_CASE("shape: many constant fields lead to dictionary mode") {
  TestVm f;
  Table* t = new_table(f.vm, 0, 4);
  for (uint32_t i = 0; i < kMaxShapeFields; ++i) f.put_constant(t, "f" + std::to_string(i), f.number(i));
  CHECK_FALSE(t->shape->is_dictionary());
  f.put_constant(t, "one more", f.number(-1));
  CHECK(t->shape->is_dictionary());
  for (uint32_t i = 0; i < kMaxShapeFields; ++i) CHECK(get_field(t, f.str("f" + std::to_string(i))).as_integer() == i);
  CHECK(get_field(t, f.str("one more")).as_integer() == -1);
}

TEST_CASE("shape: a map of strings becomes a dictionary soon and makes few shapes") {
  TestVm f;
  for (int k = 0; k < 2000; ++k) {
    Table* t = new_table(f.vm);
    for (int i = 0; i < 20; ++i) f.put(t, std::to_string(k * 100 + i), f.number(i));
    CHECK(t->shape->is_dictionary());
  }
  CHECK(f.vm.shape_registry.shape_count < 3000);
}

TEST_CASE("shape: records made under computed names share shapes") {
  TestVm f;
  Shape* shape = nullptr;
  for (int k = 0; k < 100; ++k) {
    Table* t = new_table(f.vm);
    for (const char* name : {"id", "name", "type"}) f.put(t, name, f.number(k));
    CHECK((shape == nullptr || shape == t->shape));
    shape = t->shape;
  }
}

TEST_CASE("shape: a table whose fields change for ever does not grow for ever") {
  TestVm f;
  Table* t = new_table(f.vm);
  for (int i = 0; i < 10'000; ++i) {
    f.put_constant(t, std::to_string(i), f.number(i));
    f.put(t, std::to_string(i), Value::nil());
  }
  CHECK(t->shape->is_dictionary());
  CHECK(storage_bytes(t) < 20'000);
}

TEST_CASE("validity: a change of a prototype clears its cell") {
  TestVm f;
  Table* p = new_table(f.vm);
  f.put_constant(p, "method", f.number(1));
  Shape* shared = p->shape;
  ValidityCell* cell = validity_cell(f.vm, p);
  REQUIRE(cell);
  CHECK(cell->valid);
  CHECK(validity_cell(f.vm, p) == cell);
  CHECK(p->shape != shared);
  CHECK(p->shape->is_prototype());
  SUBCASE("new value") { f.put(p, "method", f.number(2)); }
  SUBCASE("new field") { f.put(p, "other", f.number(2)); }
  SUBCASE("removed field") { f.put(p, "method", Value::nil()); }
  SUBCASE("metatable") { CHECK(set_metatable_raw(f.vm, p, new_table(f.vm))); }
  SUBCASE("dictionary") { CHECK(make_dictionary(f.vm, p)); }
  CHECK_FALSE(cell->valid);
  CHECK(validity_cell(f.vm, p) != cell);
  CHECK(p->shape->is_prototype());
}

TEST_CASE("validity: clearing passes on to all that depend on it, in cycles too") {
  TestVm f;
  Table *a = new_table(f.vm), *b = new_table(f.vm), *c = new_table(f.vm);
  auto connect = [&] { return depends_on(f.vm, a, b) && depends_on(f.vm, b, c) && depends_on(f.vm, c, a); };
  for (int round = 0; round < 5; ++round) {
    REQUIRE(connect());
    REQUIRE(connect());
    ValidityCell *ca = validity_cell(f.vm, a), *cb = validity_cell(f.vm, b), *cc = validity_cell(f.vm, c);
    CHECK((ca->valid && cb->valid && cc->valid));
    f.put(round % 2 ? a : c, "x", f.number(round));
    CHECK_FALSE((ca->valid || cb->valid || cc->valid));
  }
}

TEST_CASE("validity: many dependents of one prototype") {
  TestVm f;
  Table* base = new_table(f.vm);
  std::vector<ValidityCell*> cells;
  for (int i = 0; i < 100; ++i) {
    Table* derived = new_table(f.vm);
    REQUIRE(depends_on(f.vm, derived, base));
    f.put(derived, "own", f.number(i));  // a new cell
    REQUIRE(depends_on(f.vm, derived, base));
    cells.push_back(validity_cell(f.vm, derived));
  }
  f.put(base, "x", f.number(1));
  for (ValidityCell* cell : cells) CHECK_FALSE(cell->valid);
}

TEST_CASE("metamethods: absence is remembered until the metatable changes") {
  TestVm f;
  Table *t = new_table(f.vm), *meta = new_table(f.vm);
  CHECK(set_metatable_raw(f.vm, t, meta));
  CHECK(find_metamethod(f.vm, meta, Metamethod::Index).is_nil());
  CHECK(meta->word != 0);
  f.put(meta, "__index", f.number(5));
  CHECK(find_metamethod(f.vm, meta, Metamethod::Index).as_integer() == 5);
  CHECK(find_metamethod_of(f.vm, Value::of(t), Metamethod::Index).as_integer() == 5);
  CHECK(find_metamethod_of(f.vm, f.number(1), Metamethod::Index).is_nil());
}

TEST_CASE("shape: what no table has any more is forgotten, with its transitions") {
  TestVm f;
  f.vm.heap.stop();
  Table* kept = new_table(f.vm);
  f.put(f.vm.globals, "kept", Value::of(kept));
  f.put_constant(kept, "first", f.number(1));
  f.vm.heap.collect();
  uint32_t before = f.vm.shape_registry.shape_count;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 300; ++i) {
      Table* t = new_table(f.vm);
      for (int k = 0; k < 5; ++k) f.put_constant(t, "r" + std::to_string(round) + std::to_string(i % 100 * 10 + k), f.number(k));
      if (i % 50 == 0) f.vm.heap.step_kib(1);
    }
    CHECK(f.vm.shape_registry.shape_count > before + 400);
    f.vm.heap.collect();
    CHECK(f.vm.shape_registry.shape_count <= before + 5);
    CHECK(f.vm.heap.check_invariants() == nullptr);
  }
  Table* again = new_table(f.vm);
  f.put_constant(again, "first", f.number(2));
  CHECK(again->shape == kept->shape);
}

TEST_CASE("validity: cells of dead tables are forgotten, those of live ones are not") {
  TestVm f;
  f.vm.heap.stop();
  Table *base = new_table(f.vm), *derived = new_table(f.vm);
  f.put(f.vm.globals, "base", Value::of(base));
  f.put(f.vm.globals, "derived", Value::of(derived));
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 50; ++i) {
      Table* dying = new_table(f.vm);
      REQUIRE(depends_on(f.vm, dying, base));
      if (i == 25) REQUIRE(depends_on(f.vm, derived, base));
    }
    ValidityCell* cell = validity_cell(f.vm, base);
    CHECK(cell->word == 51);
    f.vm.heap.collect();
    CHECK(cell->word == 1);
    CHECK(f.vm.heap.check_invariants() == nullptr);
    ValidityCell* kept = validity_cell(f.vm, derived);
    CHECK(kept->valid);
    f.put(base, "x", f.number(round));
    CHECK_FALSE(kept->valid);
    f.vm.heap.collect();
  }
}

TEST_CASE("shape: declared fields are absent until something is stored, and keep their names") {
  TestVm f;
  Table* t = new_table(f.vm, 0, 24);
  f.put(f.vm.registry, "keep", Value::of(t));
  f.put_constant(t, "n0", f.number(-1));
  std::string names[22];
  const char* texts[22];
  for (int i = 0; i < 22; ++i) texts[i] = (names[i] = "n" + std::to_string(i)).c_str();
  uint32_t shapes = f.vm.shape_registry.shape_count;
  REQUIRE(declare_fields(f.vm, t, texts, 22));
  CHECK(f.vm.shape_registry.shape_count == shapes + 1);
  CHECK(t->shape->field_count() == 22);
  f.vm.heap.collect();
  f.vm.heap.collect();
  for (int i = 0; i < 200; ++i) f.str("other " + std::to_string(i));  // would lie where lost names were
  CHECK(get_field(t, f.str("n0")).as_integer() == -1);
  for (int i = 1; i < 22; ++i) {
    CHECK(field_key(t->shape, static_cast<uint32_t>(i))->view() == names[i]);
    CHECK(find_field(t->shape, f.str(names[i])) == static_cast<uint32_t>(i));
    CHECK(get_field(t, f.str(names[i])).is_nil());
    f.put_constant(t, names[i], f.number(i));
    CHECK(get_field(t, f.str(names[i])).as_integer() == i);
  }
  f.put_constant(t, "last", f.number(99));
  CHECK(get_field(t, f.str("last")).as_integer() == 99);
  CHECK(get_field(t, f.str("n21")).as_integer() == 21);
}

TEST_CASE("shape: what there is no room for is not declared, and may still be stored") {
  TestVm f;
  Table* t = new_table(f.vm, 0, 2);
  const char* names[] = {"a", "b", "c"};
  REQUIRE(declare_fields(f.vm, t, names, 3));
  CHECK(t->shape->field_count() == 0);
  for (const char* name : names) f.put_constant(t, name, f.number(1));
  CHECK(get_field(t, f.str("c")).as_integer() == 1);
}
