// Local variables and upvalues for the debug library. A local lives in its home slot at every safepoint,
// so reading and writing it is reading and writing the frame.
#include <string>

#include "runtime/debug_info.h"
#include "stdlib/debug.h"

namespace strata::stdlib {

using namespace runtime;

namespace {

// ---- Locals

struct Variable {
  std::string name;  // empty: there is none
  uint32_t slot = 0;
};

// First slot that belongs to the frame above: its callee, or the end of what is live.
uint32_t end_of_frame(Coroutine& co, uint32_t frame_index) {
  if (frame_index + 1 >= co.frame_count) return live_top(co);
  const Frame& next = co.frames[frame_index + 1];
  uint32_t callee = next.base - 1;
  bool is_vararg = next.is_lua() && (next.lua_function()->proto->function_flags & isa::kVararg);
  return is_vararg ? callee - next.argument_count : callee;
}

Variable find_vararg(const Frame& frame, int64_t n) {
  if (n >= 0 || -n > frame.vararg_count) return {};
  return {"(vararg)", frame.base - frame.vararg_count + static_cast<uint32_t>(-n) - 1};
}

// The n-th variable of a frame as debug.getlocal counts: named ones, then whatever the frame holds.
Variable find_variable(Coroutine& co, uint32_t frame_index, int64_t n) {
  const Frame& frame = co.frames[frame_index];
  if (frame.is_lua()) {
    if (n < 0) return find_vararg(frame, n);
    uint32_t offset = co.vm->upward.current_offset(co, frame_index);
    const isa::DebugMap& map = debug_map(*frame.lua_function()->proto);
    const isa::LocalName* local = n > 0 && n <= UINT32_MAX ? map.nth_active(static_cast<uint32_t>(n), offset) : nullptr;
    if (local) return {std::string(local->name), frame.base + local->slot};
  }
  int64_t size = int64_t{end_of_frame(co, frame_index)} - frame.base;
  if (n <= 0 || n > size) return {};
  return {frame.is_lua() ? "(temporary)" : "(C temporary)", frame.base + static_cast<uint32_t>(n) - 1};
}

// Parameters are all that is known of a function that does not run.
Status parameter_name(Call& call, Value function, int64_t n) {
  if (function.tag != kLuaFunction || n < 1 || n > UINT32_MAX) return call.result(Value::nil());
  FunctionProto* proto = own_proto(call.vm, function.as_lua_function());
  if (!proto) return call.vm.raise_memory();
  const isa::DebugMap& map = debug_map(*proto);
  const isa::LocalName* local = map.nth_active(static_cast<uint32_t>(n), 0);
  return local ? call.result_string(local->name) : call.result(Value::nil());
}

}  // namespace

Status debug_getlocal(Call& call) {
  DebugTarget target = debug_target(call);
  int64_t n, level;
  STRATA_TRY(call.check_integer(target.skipped + 2, &n));
  Value subject = call.arg(target.skipped + 1);
  if (subject.is_function()) return parameter_name(call, subject, n);
  STRATA_TRY(call.check_integer(target.skipped + 1, &level));
  uint32_t frame_index;
  if (!frame_at_level(*target.co, static_cast<int>(level), &frame_index)) {
    return call.argument_error(target.skipped + 1, "level out of range");
  }
  Variable variable = find_variable(*target.co, frame_index, n);
  if (variable.name.empty()) return call.result(Value::nil());
  Value v = target.co->stack[variable.slot];
  STRATA_TRY(call.push_string(variable.name));
  call.push(v);
  return call.results(2);
}

Status debug_setlocal(Call& call) {
  DebugTarget target = debug_target(call);
  int64_t n, level;
  STRATA_TRY(call.check_integer(target.skipped + 1, &level));
  STRATA_TRY(call.check_integer(target.skipped + 2, &n));
  uint32_t frame_index;
  if (!frame_at_level(*target.co, static_cast<int>(level), &frame_index)) {
    return call.argument_error(target.skipped + 1, "level out of range");
  }
  STRATA_TRY(call.check_any(target.skipped + 3));
  Variable variable = find_variable(*target.co, frame_index, n);
  if (variable.name.empty()) return call.result(Value::nil());
  Value v = call.arg(target.skipped + 3);
  Frame& frame = target.co->frames[frame_index];
  if (frame.is_lua() && v.tag != target.co->stack[variable.slot].tag &&
      !call.vm.upward.use_generic_code(call.vm, frame)) {
    return call.vm.raise_memory();
  }
  target.co->stack[variable.slot] = v;
  barrier(call.vm, target.co, v);
  stack_changed(*target.co);
  return call.result_string(variable.name);
}

// ---- Upvalues

namespace {

// The captured variable n (from 1) of a function, or nullptr.
Value* find_upvalue(Value function, int64_t n) {
  if (function.tag == kLuaFunction) {
    LuaFunction* f = function.as_lua_function();
    return n >= 1 && n <= f->upvalue_count() ? f->upvalues[n - 1]->location : nullptr;
  }
  NativeFunction* f = function.as_native_function();
  return n >= 1 && n <= f->word ? &f->upvalues[n - 1] : nullptr;
}

Status push_upvalue_name(Call& call, Value function, int64_t n) {
  if (function.tag != kLuaFunction) return call.push_string("");
  FunctionProto* proto = own_proto(call.vm, function.as_lua_function());
  if (!proto) return call.vm.raise_memory();
  const auto& names = debug_map(*proto).upvalues;
  bool is_known = static_cast<size_t>(n) <= names.size();
  return call.push_string(is_known ? std::string_view(names[static_cast<size_t>(n) - 1]) : "(no name)");
}

// What a function of a cached program captures is believed when the function is known to be what was published, which
// is looked at before its first call: an instruction relies on what others may store in the variable.
Status confirm_captures(Call& call, Value function) {
  if (function.tag != kLuaFunction || function.as_lua_function()->proto->code != nullptr) return kOk;
  FunctionProto* proto = own_proto(call.vm, function.as_lua_function());
  if (!proto) return call.vm.raise_memory();
  return proto->levels != nullptr && proto->code == nullptr ? call.vm.upward.prepare(call.vm, *proto) : kOk;
}

// Arguments `function_at` and `index_at`: a function and the number of one of its captured variables.
Status check_upvalue(Call& call, uint32_t function_at, uint32_t index_at, int64_t* n, Value** out) {
  STRATA_TRY(call.check_integer(index_at, n));
  STRATA_TRY(call.check_function(function_at));
  STRATA_TRY(confirm_captures(call, call.arg(function_at)));
  *out = find_upvalue(call.arg(function_at), *n);
  return kOk;
}

}  // namespace

Status debug_getupvalue(Call& call) {
  int64_t n;
  Value* location;
  STRATA_TRY(check_upvalue(call, 1, 2, &n, &location));
  if (!location) return call.none();
  Value v = *location;
  STRATA_TRY(push_upvalue_name(call, call.arg(1), n));
  call.push(v);
  return call.results(2);
}

Status debug_setupvalue(Call& call) {
  int64_t n;
  Value* location;
  STRATA_TRY(call.check_any(3));
  STRATA_TRY(check_upvalue(call, 1, 2, &n, &location));
  if (!location) return call.none();
  Value function = call.arg(1), v = call.arg(3);
  *location = v;
  bool is_lua = function.tag == kLuaFunction;
  gc::Object* holder = is_lua ? function.as_lua_function()->upvalues[n - 1] : function.as_object();
  barrier(call.vm, holder, v);
  STRATA_TRY(push_upvalue_name(call, function, n));
  return call.results(1);
}

Status debug_upvalueid(Call& call) {
  int64_t n;
  Value* location;
  STRATA_TRY(check_upvalue(call, 1, 2, &n, &location));
  if (!location) return call.result(Value::nil());
  Value function = call.arg(1);
  bool is_lua = function.tag == kLuaFunction;
  return call.result(Value::light(is_lua ? static_cast<void*>(function.as_lua_function()->upvalues[n - 1]) : location));
}

Status debug_upvaluejoin(Call& call) {
  int64_t n1, n2;
  Value* location;
  STRATA_TRY(check_upvalue(call, 1, 2, &n1, &location));
  if (!location) return call.argument_error(2, "invalid upvalue index");
  STRATA_TRY(check_upvalue(call, 3, 4, &n2, &location));
  if (!location) return call.argument_error(4, "invalid upvalue index");
  if (call.arg(1).tag != kLuaFunction) return call.argument_error(1, "Lua function expected");
  if (call.arg(3).tag != kLuaFunction) return call.argument_error(3, "Lua function expected");
  LuaFunction* function = call.arg(1).as_lua_function();
  Upvalue* shared = call.arg(3).as_lua_function()->upvalues[n2 - 1];
  function->upvalues[n1 - 1] = shared;
  if (function->black) barrier_slow(call.vm, function, shared);
  return call.none();
}

}  // namespace strata::stdlib
