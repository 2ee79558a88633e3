// Registering native functions as fields of library tables.
#include "runtime/native.h"

namespace strata::runtime {

bool set_named(VM& vm, Table* table, const char* name, Value v) {
  String* key = new_string(vm, name);
  return key && set_constant_field(vm, table, key, v) == StoreResult::Ok;
}

// Those of the keys that the table has no field for become fields in one step.
static bool declare_keys(VM& vm, Table* table, String* const* keys, uint32_t count) {
  String* fresh[kMaxDeclared];
  uint32_t fresh_count = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (find_field(table->shape, keys[i]) == kNoField) fresh[fresh_count++] = keys[i];
  }
  Shape* shape = table->shape;
  bool has_room = shape->word + fresh_count <= shape->inline_capacity;
  if (fresh_count == 0 || shape->is_dictionary() || shape->is_prototype() || !has_room) return true;
  shape = add_fields(vm, shape, fresh, fresh_count);
  if (!shape) return false;
  table->shape = shape;
  if (table->black) shape_changed(vm, table, Value::nil());
  return true;
}

bool declare_fields(VM& vm, Table* table, const char* const* names, uint32_t count) {
  String* keys[kMaxDeclared];
  if (count > kMaxDeclared) count = kMaxDeclared;
  for (uint32_t i = 0; i < count; i++) {
    keys[i] = new_string(vm, names[i]);
    if (!keys[i]) return false;
  }
  return declare_keys(vm, table, keys, count);
}

static bool register_row(VM& vm, Table* table, const NativeRow& row, String* key, const Value* captured) {
  Value v = Value::boolean(false);
  if (row.entry) {
    NativeFunction* function = new_native_function(vm, row.entry, row.name, captured ? 1 : 0);
    if (!function) return false;
    function->leaf = row.leaf;
    function->flags = static_cast<uint8_t>(row.flags | static_cast<unsigned>(row.intrinsic) << kIntrinsicShift);
    if (captured) function->upvalues[0] = *captured;
    v = Value::of(function);
  }
  return set_constant_field(vm, table, key, v) == StoreResult::Ok;
}

static bool register_rows(VM& vm, Table* table, const NativeRow* rows, const Value* captured) {
  while (rows->name) {
    String* keys[kMaxDeclared];
    uint32_t count = 0;
    for (; count < kMaxDeclared && rows[count].name; count++) {
      keys[count] = new_string(vm, rows[count].name);
      if (!keys[count]) return false;
    }
    if (!declare_keys(vm, table, keys, count)) return false;
    for (uint32_t i = 0; i < count; i++) {
      if (!register_row(vm, table, *rows++, keys[i], captured)) return false;
    }
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
  String* key = new_string(vm, name);
  Table* table = key ? new_table(vm, 0, count) : nullptr;
  if (!table || !register_rows(vm, table, rows, captured)) return nullptr;
  for (Table* to : {vm.loaded, vm.globals}) {
    if (set_constant_field(vm, to, key, Value::of(table)) != StoreResult::Ok) return nullptr;
  }
  return table;
}

}  // namespace strata::runtime
