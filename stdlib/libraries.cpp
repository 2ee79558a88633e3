// Opens every standard library. A host that wants fewer calls the ones that it wants.
#include "stdlib/libraries.h"

#include "runtime/native.h"

namespace strata::stdlib {

// What the libraries will store into these two tables, known beforehand (runtime::declare_fields).
static bool declare_all(runtime::VM& vm) {
  constexpr const char* kGlobals[] = {
      "assert", "error", "getmetatable", "next", "pcall", "print", "warn", "rawequal", "rawlen", "rawget", "rawset",
      "select", "setmetatable", "tonumber", "tostring", "xpcall", "collectgarbage", "dofile", "load", "loadfile",
      "pairs", "ipairs", "type", "_G", "_VERSION", "package", "require", "coroutine", "table", "io", "os", "string",
      "math", "utf8", "debug"};
  constexpr const char* kLoaded[] = {"_G", "package", "coroutine", "table", "io", "os", "string", "math", "utf8", "debug"};
  return runtime::declare_fields(vm, vm.globals, kGlobals, std::size(kGlobals)) &&
         runtime::declare_fields(vm, vm.loaded, kLoaded, std::size(kLoaded));
}

bool open_all(runtime::VM& vm) {
  return declare_all(vm) && open_basic(vm) && open_package(vm) && open_coroutine(vm) && open_table(vm) && open_io(vm) &&
         open_os(vm) && open_string(vm) && open_math(vm) && open_utf8(vm) && open_debug(vm);
}

}  // namespace strata::stdlib
