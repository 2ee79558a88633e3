// Registering native functions as fields of library tables.
#include "runtime/native.h"

namespace strata::runtime {

bool set_named(VM& vm, Table* table, const char* name, Value v) {
  String* key = new_string(vm, name);
  return key && set_constant_field(vm, table, key, v) == StoreResult::Ok;
}

static bool register_row(VM& vm, Table* table, const NativeRow& row, const Value* captured) {
  Value v = Value::boolean(false);
  if (row.entry) {
    NativeFunction* function = new_native_function(vm, row.entry, row.name, captured ? 1 : 0);
    if (!function) return false;
    if (captured) function->upvalues[0] = *captured;
    v = Value::of(function);
  }
  return set_named(vm, table, row.name, v);
}

bool register_natives(VM& vm, Table* table, const NativeRow* rows) {
  for (; rows->name; rows++) {
    if (!register_row(vm, table, *rows, nullptr)) return false;
  }
  return true;
}

bool register_natives(VM& vm, Table* table, const NativeRow* rows, Value captured) {
  for (; rows->name; rows++) {
    if (!register_row(vm, table, *rows, &captured)) return false;
  }
  return true;
}

Table* new_library(VM& vm, const char* name, const NativeRow* rows) {
  uint32_t count = 0;
  while (rows[count].name) count++;
  Table* table = new_table(vm, 0, count);
  bool ok = table && register_natives(vm, table, rows) && set_named(vm, vm.loaded, name, Value::of(table)) &&
            set_named(vm, vm.globals, name, Value::of(table));
  return ok ? table : nullptr;
}

}  // namespace strata::runtime
