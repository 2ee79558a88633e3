// For unit tests of native functions: a VM with some libraries and nothing above the runtime, whose
// natives are called directly. Scripts are tested in tests/scripts.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "runtime/calls.h"
#include "runtime/native.h"
#include "runtime/operations.h"
#include "stdlib/libraries.h"

namespace strata::stdlib {

struct NativeWorld {
  std::unique_ptr<runtime::VM> vm;

  NativeWorld() {
    runtime::UpwardServices upward;
    upward.run = [](runtime::VM& vm, runtime::Control control) {
      while (control == runtime::Control::Error) control = runtime::unwind(vm);
      return vm.leave_status;
    };
    vm = runtime::VM::create(upward, runtime::HostServices());
    STRATA_CHECK(vm && open_string(*vm) && open_table(*vm) && open_math(*vm) && open_utf8(*vm));
  }

  runtime::Value string(std::string_view bytes) { return runtime::Value::of(runtime::new_string(*vm, bytes)); }
  runtime::Value native(runtime::NativeEntry entry) {
    return runtime::Value::of(runtime::new_native_function(*vm, entry, "test"));
  }
  runtime::Value field(std::string_view library, std::string_view name) {
    runtime::Value table = runtime::get_field(vm->globals, string(library).as_string());
    return runtime::get_field(table.as_table(), string(name).as_string());
  }

  // Calls a function; its results, or the error value alone with *failed set.
  std::vector<runtime::Value> call(runtime::Value function, const std::vector<runtime::Value>& arguments,
                                   bool* failed) {
    runtime::Coroutine& co = *vm->running;
    uint32_t slot = co.top;
    STRATA_CHECK(runtime::ensure_stack(co, slot + static_cast<uint32_t>(arguments.size()) + 20).ok());
    co.stack[co.top++] = function;
    for (runtime::Value v : arguments) co.stack[co.top++] = v;
    runtime::Status status = runtime::protected_call_nested(co, static_cast<uint32_t>(arguments.size()),
                                                            runtime::kOpenResults, failed);
    STRATA_CHECK(status.ok());
    std::vector<runtime::Value> results(co.stack + slot, co.stack + co.top);
    co.top = slot;
    return results;
  }

  // Results as text: "1 2.5 abc nil", or "error: <message>".
  std::string show(std::string_view library, std::string_view name, const std::vector<runtime::Value>& arguments) {
    bool failed;
    std::vector<runtime::Value> results = call(field(library, name), arguments, &failed);
    std::string text = failed ? "error:" : "";
    for (runtime::Value v : results) {
      if (!text.empty()) text += ' ';
      text += show(v);
    }
    return text;
  }
  std::string show(runtime::Value v) {
    if (v.is_string()) return std::string(v.as_string()->view());
    if (v.is_number()) return std::string(runtime::number_to_string(*vm, v)->view());
    if (v.is_boolean()) return v.is_truthy() ? "true" : "false";
    return runtime::type_name(v);
  }
};

}  // namespace strata::stdlib
