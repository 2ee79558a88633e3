// Changing the metatable of any value (debug.setmetatable, userdata of the libraries).
#include "runtime/collector.h"
#include "runtime/metamethods.h"
#include "runtime/vm.h"

namespace strata::runtime {

bool set_metatable_of(VM& vm, Value v, Table* metatable) {
  if (v.is_table()) {
    set_metatable_raw(vm, v.as_table(), metatable);
    return true;
  }
  if (metatable && !make_prototype(vm, metatable)) return false;
  if (v.tag == kUserdata) {
    Userdata* userdata = v.as_userdata();
    userdata->metatable = metatable;
    if (!metatable) return true;
    barrier(vm, userdata, Value::of(metatable));
    if (!find_metamethod(vm, metatable, Metamethod::Gc).is_nil()) register_finalizer(vm, userdata);
    return true;
  }
  uint64_t tag = v.tag;
  if (v.is_boolean()) tag = kTrue;
  if (v.is_function()) tag = kLuaFunction;
  vm.basic_metatables[tag] = metatable;
  return true;
}

}  // namespace strata::runtime
