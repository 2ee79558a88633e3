// Opens every standard library. A host that wants fewer calls the ones that it wants.
#include "stdlib/libraries.h"

namespace strata::stdlib {

bool open_all(runtime::VM& vm) {
  return open_basic(vm) && open_package(vm) && open_coroutine(vm) && open_table(vm) && open_io(vm) &&
         open_os(vm) && open_string(vm) && open_math(vm) && open_utf8(vm) && open_debug(vm);
}

}  // namespace strata::stdlib
