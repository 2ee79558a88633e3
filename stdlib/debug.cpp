// The debug library (Lua 5.4 manual 6.10): metatables, user values, hooks, tracebacks. What looks into
// functions and their variables is in debug_getinfo.cpp and debug_variables.cpp.
#include "stdlib/debug.h"

#include <cstring>
#include <string>

#include "runtime/debug_info.h"
#include "stdlib/chunk.h"
#include "stdlib/host_results.h"
#include "stdlib/io.h"
#include "stdlib/libraries.h"

namespace strata::stdlib {

using namespace runtime;

DebugTarget debug_target(Call& call) {
  if (call.arg(1).tag == kCoroutine) return {call.arg(1).as_coroutine(), 1};
  return {&call.co, 0};
}

bool frame_at_level(Coroutine& co, int64_t level, uint32_t* frame_index) {
  if (level < 0 || level >= co.frame_count) return false;
  *frame_index = co.frame_count - 1 - static_cast<uint32_t>(level);
  return true;
}

namespace {

// ---- Metatables, user values

Status debug_getregistry(Call& call) { return call.result(Value::of(call.vm.registry)); }

Status debug_getmetatable(Call& call) {
  STRATA_TRY(call.check_any(1));
  Table* metatable = metatable_of(call.vm, call.arg(1));
  return call.result(metatable ? Value::of(metatable) : Value::nil());
}

Status debug_setmetatable(Call& call) {
  Value metatable = call.arg(2);
  if (!call.has(2) || !(metatable.is_nil() || metatable.is_table())) return call.type_error(2, "nil or table");
  Table* table = metatable.is_nil() ? nullptr : metatable.as_table();
  if (!set_metatable_of(call.vm, call.arg(1), table)) return call.vm.raise_memory();
  return call.result(call.arg(1));
}

Status debug_getuservalue(Call& call) {
  int64_t n;
  STRATA_TRY(call.opt_integer(2, 1, &n));
  if (call.arg(1).tag != kUserdata) return call.result(Value::nil());
  Userdata* userdata = call.arg(1).as_userdata();
  if (n < 1 || n > userdata->word) return call.result(Value::nil());
  call.push(userdata->user_values()[n - 1]);
  call.push(Value::boolean(true));
  return call.results(2);
}

Status debug_setuservalue(Call& call) {
  int64_t n;
  STRATA_TRY(call.opt_integer(3, 1, &n));
  STRATA_TRY(call.check_type(1, kUserdata, "userdata"));
  STRATA_TRY(call.check_any(2));
  Userdata* userdata = call.arg(1).as_userdata();
  if (n < 1 || n > userdata->word) return call.result(Value::nil());
  userdata->user_values()[n - 1] = call.arg(2);
  barrier(call.vm, userdata, call.arg(2));
  return call.result(call.arg(1));
}

// ---- Hooks

// registry._HOOKKEY: which coroutine has which hook, for scripts that look there as the reference lets
// them. Its keys are weak; it is its own metatable. nullptr: no memory.
Table* hook_table(VM& vm) {
  String* name = new_string(vm, "_HOOKKEY");
  if (!name) return nullptr;
  Value known = get_field(vm.registry, name);
  if (known.is_table()) return known.as_table();
  Table* table = new_table(vm);
  String* weak = new_string(vm, "k");
  bool ok = table && weak && set_named(vm, table, "__mode", Value::of(weak)) && set_metatable_raw(vm, table, table) &&
            set_field(vm, vm.registry, name, Value::of(table)) == StoreResult::Ok;
  return ok ? table : nullptr;
}

Status debug_sethook(Call& call) {
  DebugTarget target = debug_target(call);
  Coroutine& co = *target.co;
  Value hook = call.arg(target.skipped + 1);
  uint32_t mask = 0;
  int64_t count = 0;
  if (!hook.is_nil()) {
    String* events;
    STRATA_TRY(call.check_string(target.skipped + 2, &events));
    STRATA_TRY(call.check_function(target.skipped + 1));
    STRATA_TRY(call.opt_integer(target.skipped + 3, 0, &count));
    std::string letters = c_text(events);
    if (letters.find('c') != std::string::npos) mask |= kHookCall;
    if (letters.find('r') != std::string::npos) mask |= kHookReturn;
    if (letters.find('l') != std::string::npos) mask |= kHookLine;
    count = static_cast<int>(count);
    if (count > 0) mask |= kHookCount;
  }
  Table* hooks = hook_table(call.vm);
  if (!hooks || set(call.vm, hooks, Value::of(&co), mask ? hook : Value::nil()) != StoreResult::Ok) {
    return call.vm.raise_memory();
  }
  co.hook = mask ? hook : Value::nil();
  barrier(call.vm, &co, co.hook);
  co.hook_mask = mask;
  co.hook_count = co.hook_countdown = static_cast<uint32_t>(count);
  STRATA_TRY(call.vm.upward.hooks_changed(co));
  return call.none();
}

Status debug_gethook(Call& call) {
  Coroutine& co = *debug_target(call).co;
  if (co.hook.is_nil()) return call.result(Value::nil());
  std::string events;
  if (co.hook_mask & kHookCall) events += 'c';
  if (co.hook_mask & kHookReturn) events += 'r';
  if (co.hook_mask & kHookLine) events += 'l';
  call.push(co.hook);
  STRATA_TRY(call.push_string(events));
  call.push(Value::integer(co.hook_count));
  return call.results(3);
}

// ---- Tracebacks and the prompt

Status debug_traceback(Call& call) {
  DebugTarget target = debug_target(call);
  Value message = call.arg(target.skipped + 1);
  if (!message.is_nil() && !message.is_string() && !message.is_number()) return call.result(message);
  String* text;
  int64_t level;
  STRATA_TRY(call.opt_string(target.skipped + 1, &text));
  STRATA_TRY(call.opt_integer(target.skipped + 2, target.co == &call.co ? 1 : 0, &level));
  std::string first_line = text ? c_text(text) : "";
  if (level < 0 || level > UINT32_MAX) level = UINT32_MAX;
  return call.result_string(
      traceback(*target.co, text ? first_line.c_str() : nullptr, static_cast<uint32_t>(level)));
}

Status run_debug_command(Call& call, const char* command, std::FILE* out) {
  bool loaded, failed = true;
  STRATA_TRY(load_chunk(call, command, "=(debug command)", "t", &loaded));
  if (loaded) STRATA_TRY(call.protected_call(0, 0, &failed));
  if (!failed) return kOk;
  STRATA_TRY(call.push_tostring(call.from_top(1)));
  std::string text = c_text(call.from_top(1).as_string()) + "\n";
  std::fputs(text.c_str(), out);
  std::fflush(out);
  return kOk;
}

Status debug_debug(Call& call) {
  HostServices& host = call.vm.host;
  std::FILE* in = host.standard_stream ? host.standard_stream(host.self, 0) : nullptr;
  std::FILE* out = host.standard_stream ? host.standard_stream(host.self, 2) : nullptr;
  if (!in || !out) return refuse(call, "debug.debug");
  char line[250];
  while (true) {
    std::fputs("lua_debug> ", out);
    std::fflush(out);
    if (!std::fgets(line, sizeof line, in) || std::strcmp(line, "cont\n") == 0) return call.none();
    STRATA_TRY(run_debug_command(call, line, out));
    call.set_size(0);
  }
}

// The depth of nested natives is fixed: answers the limit, as the reference does since 5.4.3.
Status debug_setcstacklimit(Call& call) {
  int64_t ignored;
  STRATA_TRY(call.check_integer(1, &ignored));
  return call.result(Value::integer(kMaxNativeDepth));
}

constexpr NativeRow kFunctions[] = {
    {"debug", debug_debug},
    {"gethook", debug_gethook},
    {"getinfo", debug_getinfo},
    {"getlocal", debug_getlocal},
    {"getmetatable", debug_getmetatable},
    {"getregistry", debug_getregistry},
    {"getupvalue", debug_getupvalue},
    {"getuservalue", debug_getuservalue},
    {"sethook", debug_sethook},
    {"setlocal", debug_setlocal},
    {"setmetatable", debug_setmetatable},
    {"setupvalue", debug_setupvalue},
    {"setuservalue", debug_setuservalue},
    {"setcstacklimit", debug_setcstacklimit},
    {"traceback", debug_traceback},
    {"upvalueid", debug_upvalueid},
    {"upvaluejoin", debug_upvaluejoin},
    {nullptr, nullptr},
};

}  // namespace

bool open_debug(VM& vm) { return new_library(vm, "debug", kFunctions) != nullptr; }

}  // namespace strata::stdlib
