// Opens the string library: the table `string` and the metatable that all strings share.
#include "stdlib/leaf_functions.h"
#include "stdlib/libraries.h"
#include "stdlib/pattern.h"
#include "stdlib/string_natives.h"

namespace strata::stdlib {

using runtime::Table;
using runtime::Value;
using runtime::VM;

namespace {

constexpr runtime::NativeRow kString[] = {
    {"byte", string_byte, leaf_byte, 0, runtime::Intrinsic::Byte},       {"char", string_char, leaf_char},     {"dump", string_dump},
    {"format", string_format},   {"len", string_len, leaf_len},       {"lower", string_lower, leaf_lower},
    {"pack", string_pack},       {"packsize", string_packsize}, {"rep", string_rep, leaf_rep},
    {"reverse", string_reverse}, {"sub", string_sub, leaf_sub},       {"unpack", string_unpack},
    {"upper", string_upper, leaf_upper},     {"find", nullptr},         {"gmatch", nullptr},
    {"gsub", nullptr},           {"match", nullptr},        {nullptr, nullptr},
};

constexpr runtime::NativeRow kPatternFunctions[] = {
    {"find", string_find, leaf_find, runtime::kLeafForOneResult},
    {"gmatch", string_gmatch},
    {"gsub", string_gsub, leaf_gsub, runtime::kLeafForOneResult},
    {"match", string_match, leaf_match, runtime::kLeafForOneResult},
};

bool add_pattern_functions(VM& vm, Table* string) {
  runtime::Userdata* cache = new_pattern_cache(vm);
  if (!cache) return false;
  for (const runtime::NativeRow& row : kPatternFunctions) {
    runtime::NativeFunction* function = runtime::new_native_function(vm, row.entry, row.name, 1);
    if (!function) return false;
    function->upvalues[0] = Value::of(cache);
    function->leaf = row.leaf;
    function->flags = row.flags;
    if (!runtime::set_named(vm, string, row.name, Value::of(function))) return false;
  }
  return true;
}

constexpr uint32_t kStringMetamethods = 9;  // kStringArithmetic and __index

bool set_string_metatable(VM& vm, Table* string) {
  Table* metatable = runtime::new_table(vm, 0, kStringMetamethods);
  if (!metatable || !runtime::register_natives(vm, metatable, kStringArithmetic)) return false;
  if (!runtime::set_named(vm, metatable, "__index", Value::of(string))) return false;
  if (!runtime::make_prototype(vm, metatable)) return false;
  vm.basic_metatables[runtime::kString] = metatable;
  return true;
}

}  // namespace

bool open_string(VM& vm) {
  Table* string = runtime::new_library(vm, "string", kString);
  return string && add_pattern_functions(vm, string) && set_string_metatable(vm, string);
}

}  // namespace strata::stdlib
