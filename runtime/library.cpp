// Registering native functions as fields of library tables.
#include "runtime/native.h"

namespace strata::runtime {

bool set_named(VM& vm, Table* table, const char* name, Value v) {
  String* key = new_string(vm, name);
  return key && set_constant_field(vm, table, key, v) == StoreResult::Ok;
}

bool declare_fields(VM& vm, Table* table, const char* const* names, uint32_t count) {
  String* keys[kMaxDeclared];
  uint32_t fresh = 0;
  for (uint32_t i = 0; i < count; i++) {
    String* key = new_string(vm, names[i]);
    if (!key) return false;
    if (fresh < kMaxDeclared && find_field(table->shape, key) == kNoField) keys[fresh++] = key;
  }
  Shape* shape = table->shape;
  if (fresh == 0 || shape->is_dictionary() || shape->is_prototype() || shape->word + fresh > shape->inline_capacity) return true;
  shape = add_fields(vm, shape, keys, fresh);
  if (!shape) return false;
  table->shape = shape;
  if (table->black) shape_changed(vm, table, Value::nil());
  return true;
}

static bool declare_rows(VM& vm, Table* table, const NativeRow* rows) {
  const char* names[kMaxDeclared];
  uint32_t count = 0;
  while (count < kMaxDeclared && rows[count].name) {
    names[count] = rows[count].name;
    count++;
  }
  return declare_fields(vm, table, names, count);
}

static bool register_row(VM& vm, Table* table, const NativeRow& row, const Value* captured) {
  Value v = Value::boolean(false);
  if (row.entry) {
    NativeFunction* function = new_native_function(vm, row.entry, row.name, captured ? 1 : 0);
    if (!function) return false;
    function->leaf = row.leaf;
    if (captured) function->upvalues[0] = *captured;
    v = Value::of(function);
  }
  return set_named(vm, table, row.name, v);
}

static bool register_rows(VM& vm, Table* table, const NativeRow* rows, const Value* captured) {
  if (!declare_rows(vm, table, rows)) return false;
  for (; rows->name; rows++) {
    if (!register_row(vm, table, *rows, captured)) return false;
  }
  return true;
}

bool register_natives(VM& vm, Table* table, const NativeRow* rows) {
  return register_rows(vm, table, rows, nullptr);
}

bool register_natives(VM& vm, Table* table, const NativeRow* rows, Value captured) {
  return register_rows(vm, table, rows, &captured);
}

Table* new_library(VM& vm, const char* name, const NativeRow* rows, const Value* captured) {
  uint32_t count = 0;
  while (rows[count].name) count++;
  Table* table = new_table(vm, 0, count);
  bool ok = table && register_rows(vm, table, rows, captured) && set_named(vm, vm.loaded, name, Value::of(table)) &&
            set_named(vm, vm.globals, name, Value::of(table));
  return ok ? table : nullptr;
}

}  // namespace strata::runtime
