// Slow paths of arithmetic, comparison, access and loops: see interpreter/slow_paths.h.
#include "interpreter/slow_paths.h"

#include "isa/arith.h"
#include "runtime/concat.h"
#include "runtime/native.h"
#include "runtime/operations.h"

namespace strata::interpreter {

using runtime::StoreResult;

namespace {

Value* frame_base(VM& vm) { return vm.running->base(); }
Value& frame_slot(VM& vm, uint16_t offset) { return frame_base(vm)[offset / sizeof(Value)]; }

// A call of a metamethod above the running frame, which is a Lua function's.
struct HandlerCall {
  const Value &handler, &a, &b, &c;  // may lie on the guest's stack, which may move
  uint32_t count;                    // of arguments, 2 or 3
};

constexpr uint32_t kAtCallee = UINT32_MAX;  // a result slot: where the handler is

STRATA_INLINE void write_call(Value* to, const HandlerCall& call) {
  copy(to[0], call.handler);
  copy(to[1], call.a);
  copy(to[2], call.b);
  if (call.count == 3) copy(to[3], call.c);
}

STRATA_NOINLINE Control call_handler_slowly(VM& vm, const HandlerCall& call, uint32_t result_slot, int32_t expected,
                                            uint16_t flags) {
  Coroutine& co = *vm.running;
  uint32_t callee = runtime::live_top(co);
  Value values[4];
  write_call(values, call);
  if (result_slot == kAtCallee) result_slot = callee;
  if (runtime::ensure_stack(co, callee + 4 + runtime::kNativeSlots).failed()) return Control::Error;
  for (uint32_t n = 0; n <= call.count; ++n) copy(co.stack[callee + n], values[n]);
  return runtime::call_value(vm, callee, call.count, result_slot, expected, flags);
}

// A handler that is a plain Lua function is entered as by a call instruction.
STRATA_INLINE Control call_handler(VM& vm, const HandlerCall& call, uint32_t result_slot, int32_t expected,
                                   uint16_t flags) {
  Coroutine& co = *vm.running;
  Frame& frame = co.frame();
  uint32_t callee = frame.base + frame.lua_function()->proto->frame_slots;
  if (STRATA_LIKELY(call.handler.tag == runtime::kLuaFunction && frame.state <= callee)) {
    LuaFunction* function = call.handler.as_lua_function();
    FunctionProto& proto = *function->proto;
    Value* to = co.stack + callee;
    if (STRATA_LIKELY(runtime::can_enter_directly(co, proto, to + 1) && to + 4 <= co.stack_end)) {
      write_call(to, call);
      if (result_slot == kAtCallee) result_slot = callee;
      runtime::enter_directly(co, &frame, function, to + 1, call.count, result_slot, expected, flags)->pc = proto.code + 1;
      return STRATA_UNLIKELY(vm.context.requested() != 0) ? Control::Poll : Control::Reload;
    }
  }
  return call_handler_slowly(vm, call, result_slot, expected, flags);
}

// For a result in slot `dest`, for none, and for what finish_operation makes of it.
Control call_for_result(VM& vm, const Value& handler, const Value& a, const Value& b, uint16_t dest) {
  uint32_t result_slot = vm.running->frame().base + dest / static_cast<uint32_t>(sizeof(Value));
  return call_handler(vm, {handler, a, b, b, 2}, result_slot, 1, 0);
}
Control call_for_effect(VM& vm, const Value& handler, const Value& a, const Value& b, const Value& c) {
  return call_handler(vm, {handler, a, b, c, 3}, kAtCallee, 0, 0);
}
Control call_to_finish(VM& vm, const Value& handler, const Value& a, const Value& b) {
  return call_handler(vm, {handler, a, b, b, 2}, kAtCallee, 1, runtime::kFinishOperation);
}

Control failed(runtime::Status status) {
  STRATA_DCHECK(status.failed());
  (void)status;
  return Control::Error;
}

Value binary_handler(VM& vm, Metamethod op, const Value& a, const Value& b) {
  Value handler = find_metamethod_of(vm, a, op);
  return handler.is_nil() ? find_metamethod_of(vm, b, op) : handler;
}

Control index_failed(VM& vm, const Value& object, Value handler, Value receiver, const char* event) {
  Coroutine& co = *vm.running;
  if (handler.tag == runtime::kFalse) return failed(vm.raise(co, "'%s' chain too long; possible loop", event));
  bool is_object = receiver.tag == object.tag && receiver.bits_ == object.bits_;
  return failed(runtime::index_error(co, receiver, is_object));
}

}  // namespace

Control slow_arithmetic(VM& vm, const Insn*, Metamethod op, const Value& a, const Value& b, uint16_t dest) {
  Value result;
  const char* error;
  if (runtime::arithmetic_raw(op, a, b, &result, &error)) {
    frame_slot(vm, dest) = result;
    return Control::Next;
  }
  if (error != nullptr) return failed(vm.raise(*vm.running, error, 0));
  Value handler = binary_handler(vm, op, a, b);
  if (handler.is_nil()) return failed(runtime::arithmetic_error(*vm.running, op, a, b));
  return call_for_result(vm, handler, a, b, dest);
}

Control slow_equal(VM& vm, Value a, Value b, bool* result) {
  *result = runtime::raw_equals(a, b);
  bool may_differ = !*result && a.tag == b.tag && (a.tag == runtime::kTable || a.tag == runtime::kUserdata);
  if (!may_differ) return Control::Next;
  Value handler = binary_handler(vm, Metamethod::Eq, a, b);
  return handler.is_nil() ? Control::Next : call_to_finish(vm, handler, a, b);
}

Control slow_less(VM& vm, Value a, Value b, bool or_equal, bool* result) {
  if (or_equal ? runtime::less_equal_raw(a, b, result) : runtime::less_than_raw(a, b, result)) return Control::Next;
  Value handler = binary_handler(vm, or_equal ? Metamethod::Le : Metamethod::Lt, a, b);
  if (handler.is_nil()) return failed(runtime::compare_error(*vm.running, a, b));
  return call_to_finish(vm, handler, a, b);
}

Control slow_length(VM& vm, Value v, uint16_t dest) {
  if (v.is_string()) {
    frame_slot(vm, dest) = Value::integer(static_cast<int64_t>(v.as_string()->length));
    return Control::Next;
  }
  Value handler = find_metamethod_of(vm, v, Metamethod::Len);
  if (!handler.is_nil()) return call_for_result(vm, handler, v, v, dest);
  if (!v.is_table()) return failed(runtime::length_error(*vm.running, v));
  frame_slot(vm, dest) = Value::integer(runtime::border(v.as_table()));
  return Control::Next;
}

namespace {

// Joins the values in slots [first, first + count) from the right until one needs a metamethod.
// frame.state holds how many are left while a handler runs.
Control concat_values(VM& vm, const Insn* i, uint32_t first, uint32_t count) {
  Coroutine& co = *vm.running;
  if (count > 1) {
    if (runtime::String* joined = runtime::concat_short(vm, co.stack + first, count)) {
      frame_slot(vm, i->a) = Value::of(joined);
      return Control::Next;
    }
  }
  while (count > 1) {
    uint32_t n = 0;
    while (n < count && runtime::is_concatenable(co.stack[first + count - 1 - n])) ++n;
    if (n < 2) {
      Value a = co.stack[first + count - 2], b = co.stack[first + count - 1];
      Value handler = binary_handler(vm, Metamethod::Concat, a, b);
      if (handler.is_nil()) return failed(runtime::concat_error(co, a, b, count - 2));
      co.frame().state = count - 1;
      return call_to_finish(vm, handler, a, b);
    }
    Value joined;
    if (runtime::concat_slots(co, first + count - n, n, &joined).failed()) return Control::Error;
    count -= n - 1;
    co.stack[first + count - 1] = joined;
  }
  frame_slot(vm, i->a) = co.stack[first];
  return Control::Next;
}

}  // namespace

Control slow_concat(VM& vm, const Insn* i) {
  uint32_t first = vm.running->frame().base + i->b / static_cast<uint32_t>(sizeof(Value));
  return concat_values(vm, i, first, i->c);
}

Control slow_get(VM& vm, const Value& object, const Value& key, uint16_t dest) {
  Value result, handler, receiver;
  Value from = object;
  if (STRATA_LIKELY(object.is_table())) {
    Value found = runtime::find_indexed(object.as_table(), key);
    if (STRATA_LIKELY(found.tag != runtime::kNotFoundOut)) return copy(frame_slot(vm, dest), found), Control::Next;
    handler = find_metamethod(vm, object.as_table()->metatable, Metamethod::Index);
    if (handler.tag == runtime::kLuaFunction) return call_for_result(vm, handler, object, key, dest);
    if (handler.is_table()) from = handler;
  }
  if (runtime::get_through(vm, from, key, &result, &handler, &receiver)) {
    copy(frame_slot(vm, dest), result);
    return Control::Next;
  }
  if (!handler.is_function()) return index_failed(vm, object, handler, receiver, "__index");
  return call_for_result(vm, handler, receiver, key, dest);
}

Control call_index_handler(VM& vm, const runtime::CacheHit* hit, const Value& object, runtime::String* key,
                           uint16_t dest) {
  if (hit->receiver == nullptr) return call_for_result(vm, hit->value, object, Value::of(key), dest);
  return call_for_result(vm, hit->value, Value::of(hit->receiver), Value::of(key), dest);
}

Control slow_set(VM& vm, const Value& object, const Value& key, const Value& v) {
  Value handler, receiver;
  StoreResult store = StoreResult::Ok;
  if (runtime::set_through(vm, object, key, v, &handler, &receiver, &store)) {
    return store == StoreResult::Ok ? Control::Next : failed(runtime::store_error(*vm.running, store));
  }
  if (!handler.is_function()) return index_failed(vm, object, handler, receiver, "__newindex");
  return call_for_effect(vm, handler, receiver, key, v);
}

Control slow_get_field(VM& vm, const Value& object, InlineCache& cache, uint16_t dest) {
  Value result, handler, receiver;
  if (runtime::lookup_field(vm, object, cache, &result, &handler, &receiver)) {
    frame_slot(vm, dest) = result;
    return Control::Next;
  }
  Value key = Value::of(cache.key);
  if (!handler.is_function()) return index_failed(vm, object, handler, receiver, "__index");
  return call_for_result(vm, handler, receiver, key, dest);
}

Control slow_set_field(VM& vm, const Value& object, InlineCache& cache, const Value& v) {
  Value handler, receiver;
  StoreResult store = StoreResult::Ok;
  if (runtime::store_field(vm, object, cache, v, &handler, &receiver, &store)) {
    return store == StoreResult::Ok ? Control::Next : failed(runtime::store_error(*vm.running, store));
  }
  Value key = Value::of(cache.key);
  if (!handler.is_function()) return index_failed(vm, object, handler, receiver, "__newindex");
  return call_for_effect(vm, handler, receiver, key, v);
}

Control slow_new_table(VM& vm, const Insn* i, uint32_t fields) {
  const runtime::FunctionProto& proto = *vm.running->frame().lua_function()->proto;
  InlineCache& site = runtime::inline_cache(proto.constants, i->c);
  if (site.shape == nullptr && site.state == runtime::CacheState::Site) {
    site.shape = runtime::root_shape(vm, fields);
    vm.sites.enter(site);
  }
  Table* table = runtime::new_table(vm, i->b, fields);
  if (table == nullptr) return failed(vm.raise_memory());
  // Most places make one table, and learning costs; but an image says what became of it in a large main function.
  bool is_kept = proto.is_code_mapped || (proto.pc_map != nullptr && !proto.pc_map->cache_keys.empty());
  if (is_kept && site.state == runtime::CacheState::Site) table->site = site.slot;
  frame_slot(vm, i->a) = Value::of(table);
  return Control::Next;
}

Control slow_put_list(VM& vm, const Insn* i, uint32_t first, uint32_t count) {
  Value* slots = &frame_slot(vm, i->a);
  Table* table = slots[0].as_table();
  StoreResult result = runtime::set_elements(vm, table, first, slots + 1, count);
  return result == StoreResult::Ok ? Control::Next : failed(runtime::store_error(*vm.running, result));
}

Control slow_closure(VM& vm, const Insn* i) {
  Coroutine& co = *vm.running;
  LuaFunction* parent = co.frame().lua_function();
  runtime::Program* program = parent->proto->program;
  uint32_t index = parent->proto->children[static_cast<uint32_t>(i->wide())];
  LuaFunction* function = runtime::new_lua_function(vm, program, index);
  if (function == nullptr) return failed(vm.raise_memory());
  const isa::UpvalueDescriptor* descriptors = program->module->upvalues.data() + program->module->functions[index].upvalues_offset;
  for (uint32_t n = 0; n < function->upvalue_count(); ++n) {
    const isa::UpvalueDescriptor& u = descriptors[n];
    function->upvalues[n] = u.from_parent_local ? runtime::capture(co, co.frame().base + u.index) : parent->upvalues[u.index];
    if (function->upvalues[n] == nullptr) return failed(vm.raise_memory());
  }
  frame_slot(vm, i->a) = Value::of(function);
  return Control::Next;
}

namespace {

Control float_loop(VM& vm, Value* state, bool* runs) {
  double start, limit, step;  // numerals in strings will do, as in the reference
  if (!runtime::to_number(state[1], &limit)) return failed(runtime::for_error(*vm.running, "limit", state[1]));
  if (!runtime::to_number(state[2], &step)) return failed(runtime::for_error(*vm.running, "step", state[2]));
  if (!runtime::to_number(state[0], &start)) return failed(runtime::for_error(*vm.running, "initial", state[0]));
  if (step == 0) return failed(vm.raise(*vm.running, "'for' step is zero"));
  *runs = isa::float_loop_starts(start, limit, step);
  state[0] = Value::real(start);
  state[1] = Value::real(limit);
  state[2] = Value::real(step);
  state[3] = state[0];
  return Control::Next;
}

}  // namespace

Control slow_for_prep(VM& vm, const Insn* i, bool* runs) {
  Value* state = &frame_slot(vm, i->a);
  if (!state[0].is_integer() || !state[2].is_integer()) return float_loop(vm, state, runs);
  int64_t start = state[0].as_integer(), step = state[2].as_integer(), limit;
  if (step == 0) return failed(vm.raise(*vm.running, "'for' step is zero"));
  *runs = true;
  Value bound = state[1].is_string() ? runtime::number_from_string(state[1].as_string()) : state[1];
  if (bound.is_integer()) limit = bound.as_integer();
  else if (bound.is_float()) *runs = isa::clip_loop_limit(bound.as_float(), step, &limit);
  else return failed(runtime::for_error(*vm.running, "limit", state[1]));
  uint64_t more_rounds = 0;
  *runs = *runs && isa::prepare_int_loop(start, limit, step, &more_rounds);
  state[1] = Value::integer(static_cast<int64_t>(more_rounds));
  state[3] = state[0];
  return Control::Next;
}

Control slow_vararg(VM& vm, const Insn* i) {
  Coroutine& co = *vm.running;
  Frame& frame = co.frame();
  uint32_t available = frame.vararg_count;
  uint32_t wanted = i->b == 0 ? available : i->b - 1u;
  uint32_t to = frame.base + i->a / static_cast<uint32_t>(sizeof(Value));
  const Value* stack = co.stack;
  if (runtime::ensure_stack(co, to + wanted + 1).failed()) return Control::Error;
  uint32_t from = frame.base - available;
  for (uint32_t n = 0; n < wanted; ++n) co.stack[to + n] = n < available ? co.stack[from + n] : Value::nil();
  if (i->b == 0) co.top = to + wanted;
  return co.stack == stack ? Control::Next : Control::Reload;
}

Control slow_mark_close(VM& vm, const Insn* i) {
  Coroutine& co = *vm.running;
  Value v = frame_slot(vm, i->a);
  uint32_t slot = co.frame().base + i->a / static_cast<uint32_t>(sizeof(Value));
  if (find_metamethod_of(vm, v, Metamethod::Close).is_nil()) return failed(runtime::close_error(co, slot));
  return runtime::mark_close_slot(co, slot).ok() ? Control::Next : Control::Error;
}

Control slow_poll(VM& vm) {
  if (runtime::handle_interrupt(*vm.running).failed()) return Control::Error;
  return Control::Reload;
}

Control slow_hot_loop(VM& vm) {
  vm.upward.tier_up(vm, *vm.running->frame().lua_function()->proto);
  return vm.context.requested() != 0 ? slow_poll(vm) : Control::Reload;
}

Control slow_return_close(VM& vm, const Insn*, bool open) {
  Coroutine& co = *vm.running;
  if (open) co.frame().state = co.top;
  return runtime::close_scope(vm, co.frame().base);
}

Control finish_operation(VM& vm) {
  Coroutine& co = *vm.running;
  Frame& frame = co.frame();
  const Insn* i = static_cast<const Insn*>(frame.pc) - 1;
  Value result = co.stack[vm.result_slot];
  Value& a = frame_slot(vm, i->a);
  switch (row(i->opcode()).finish) {
    case Finish::Nothing: break;
    case Finish::Store: a = result; break;
    case Finish::StoreBool: a = Value::boolean(result.is_truthy()); break;
    case Finish::StoreNot: a = Value::boolean(result.is_falsy()); break;
    case Finish::JumpTrue:
      if (result.is_truthy()) frame.pc = i + 1 + i->sc;
      break;
    case Finish::JumpFalse:
      if (result.is_falsy()) frame.pc = i + 1 + i->sc;
      break;
    case Finish::Again:
      frame.pc = i;
      if (i->opcode() == Op::ReturnOpenClose) co.top = static_cast<uint32_t>(frame.state);
      break;
    case Finish::Concat: {
      uint32_t first = frame.base + i->b / static_cast<uint32_t>(sizeof(Value));
      uint32_t count = static_cast<uint32_t>(frame.state);
      frame.state = 0;
      co.stack[first + count - 1] = result;
      Control control = concat_values(vm, i, first, count);
      return control == Control::Next ? Control::Reload : control;
    }
  }
  return Control::Reload;
}

}  // namespace strata::interpreter
