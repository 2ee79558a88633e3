// Lua's standard libraries, one file (or a few) each. A library is a table of native functions written
// against runtime/native.h; whatever touches the outside world goes through VM::host.
// Each open_* adds its library to the VM's globals and to package.loaded; false: no memory.
#pragma once

namespace strata::runtime {
class VM;
}

namespace strata::stdlib {

bool open_basic(runtime::VM& vm);
bool open_coroutine(runtime::VM& vm);
bool open_package(runtime::VM& vm);
bool open_string(runtime::VM& vm);
bool open_utf8(runtime::VM& vm);
bool open_table(runtime::VM& vm);
bool open_math(runtime::VM& vm);
bool open_io(runtime::VM& vm);
bool open_os(runtime::VM& vm);
bool open_debug(runtime::VM& vm);

// All of the above, in the reference's order.
bool open_all(runtime::VM& vm);

}  // namespace strata::stdlib
