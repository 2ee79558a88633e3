// Changing the metatable of any value (debug.setmetatable, userdata of the libraries).
#include "runtime/collector.h"
#include "runtime/metamethods.h"
#include "runtime/vm.h"

namespace strata::runtime {

bool set_metatable_of(VM& vm, Value v, Table* metatable) {
  if (v.is_table()) return set_metatable_raw(vm, v.as_table(), metatable);
  if (metatable && !make_prototype(vm, metatable)) return false;
  if (v.tag == kUserdata) {
    Userdata* userdata = v.as_userdata();
    userdata->metatable = metatable;
    if (!metatable) return true;
    barrier(vm, userdata, Value::of(metatable));
    if (!find_metamethod(vm, metatable, Metamethod::Gc).is_nil()) register_finalizer(vm, userdata);
    return true;
  }
  // Tags of one Lua type share their metatable.
  auto set = [&](Tag a, Tag b) { vm.basic_metatables[a] = vm.basic_metatables[b] = metatable; };
  if (v.is_boolean()) set(kFalse, kTrue);
  else if (v.is_number()) set(kInt, kFloat);
  else if (v.is_function()) set(kLuaFunction, kNativeFunction);
  else vm.basic_metatables[v.tag] = metatable;
  return true;
}

}  // namespace strata::runtime
