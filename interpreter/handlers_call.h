// Handlers: calls, returns, loops. A call of one Lua function by another and its return stay in here.
#pragma once

#include "interpreter/handlers_arith.h"
#include "interpreter/handlers_table.h"
#include "interpreter/slow_paths.h"
#include "isa/arith.h"
#include "runtime/native_code.h"

namespace strata::interpreter {

// A frame for a plain Lua function (code ready, not vararg, stack and frames have room, no hook).
// False: the general way.
static STRATA_INLINE bool push_fast_frame(Regs& r, const Value& callee, Value* arguments, uint32_t count,
                                          uint32_t result_slot, int32_t expected) {
  if (STRATA_UNLIKELY(callee.tag != runtime::kLuaFunction)) return false;
  LuaFunction* function = callee.as_lua_function();
  FunctionProto* proto = function->proto;
  if (STRATA_UNLIKELY(!runtime::can_enter_directly(*running(r), *proto, arguments))) return false;
  save(r);
  Frame* frame = runtime::enter_directly(*running(r), r.frame, function, arguments, count, result_slot, expected, 0);
  r.frame = frame;
  set_function(r, function, proto->constants);
  r.base = reinterpret_cast<char*>(arguments);
  r.pc = reinterpret_cast<const Insn*>(proto->code);  // Enter
  return true;
}

static STRATA_INLINE bool is_machine_code(Regs& r, const Value& callee) {
  return r.runs_loop && callee.tag == runtime::kLuaFunction &&
         callee.as_lua_function()->proto->tier == runtime::TierState::Compiled;
}

// Of a function that is machine code; the frame is saved.
static STRATA_INLINE Control call_compiled(Regs& r, Value* callee, uint32_t count, uint32_t result_slot, int32_t expected) {
  Coroutine* co = running(r);
  Control control = runtime::call_machine_code(*r.vm, callee->as_lua_function(), callee + 1, count, result_slot,
                                               static_cast<uint32_t>(expected));
  if (STRATA_UNLIKELY(control != Control::Next)) return control;
  r.frame = &co->frames[co->frame_count - 1];
  r.base = reinterpret_cast<char*>(co->stack + r.frame->base);
  return Control::Next;
}

static STRATA_INLINE Control call_at(Regs& r, Value* callee, uint32_t count, uint32_t result_slot, int32_t expected) {
  if (STRATA_LIKELY(push_fast_frame(r, *callee, callee + 1, count, result_slot, expected))) return poll(r);
  save(r);
  if (is_machine_code(r, *callee)) return call_compiled(r, callee, count, result_slot, expected);
  uint32_t callee_slot = static_cast<uint32_t>(callee - running(r)->stack);
  if (callee->tag == runtime::kNativeFunction && running(r)->frame_count < running(r)->direct_frame_limit) {
    Coroutine* co = running(r);
    if (callee->as_native_function()->flags & runtime::kSwitches) {
      Control control = runtime::switch_direct(*r.vm, callee->as_native_function(), callee_slot, count, result_slot, expected);
      if (STRATA_LIKELY(control != Control::Next)) return control;
    }
    runtime::NativeLeaf leaf = callee->as_native_function()->leaf;
    if (leaf != nullptr && static_cast<uint32_t>(expected) <= 1) {
      Value* result = expected == 1 ? co->stack + result_slot : callee;
      if (leaf(*r.vm, *callee->as_native_function(), callee + 1, count, result)) return Control::Next;
    }
    Control control = runtime::call_native_direct(*r.vm, callee->as_native_function(), callee_slot, count,
                                                  result_slot, expected, 0);
    if (STRATA_LIKELY(control == Control::Next)) {
      r.frame = &co->frames[co->frame_count - 1];
      r.base = reinterpret_cast<char*>(co->stack + r.frame->base);
    }
    return control;
  }
  return runtime::call_value(*r.vm, callee_slot, count, result_slot, expected, 0);
}
static STRATA_INLINE Control call(Regs& r, uint16_t callee_offset, uint32_t count, uint32_t result_slot,
                                  int32_t expected) {
  return call_at(r, &slot(r, callee_offset), count, result_slot, expected);
}
static STRATA_INLINE uint32_t slot_index(Regs& r, uint32_t offset) {
  return r.frame->base + offset / static_cast<uint32_t>(sizeof(Value));
}

HANDLER do_Call0(Regs& r, const Insn* i) { return call(r, i->a, i->b, slot_index(r, i->a), 0); }
HANDLER do_Call1(Regs& r, const Insn* i) { return call(r, i->a, i->b, slot_index(r, i->c), 1); }
HANDLER do_CallN(Regs& r, const Insn* i) {
  uint32_t to = static_cast<uint32_t>((++r.pc)->word());
  return call(r, i->a, i->b, slot_index(r, to), i->c);
}
HANDLER do_CallAll(Regs& r, const Insn* i) { return call(r, i->a, i->b, slot_index(r, i->a), runtime::kOpenResults); }
HANDLER do_CallOpen(Regs& r, const Insn* i) {
  uint32_t callee = slot_index(r, i->a);
  return call(r, i->a, running(r)->top - callee - 1, callee, static_cast<int32_t>(i->b) - 1);
}

static STRATA_INLINE bool has_captured_locals(Regs& r) {
  const runtime::Upvalue* open = running(r)->open_upvalues;
  return open != nullptr && reinterpret_cast<char*>(open->location) >= r.base;
}

// The caller is a Lua frame that waits for results in the ordinary way.
static STRATA_INLINE bool returns_plainly(Regs& r) { return (r.frame->flags & ~runtime::kTailCalled) == 0; }

// `count` results from `from` on (at most a few: a loop that the compiler does not unroll).
static STRATA_INLINE Control return_from(Regs& r, const Value* from, uint32_t count) {
  Coroutine* co = running(r);
  Frame* frame = r.frame;
  if (STRATA_UNLIKELY(!returns_plainly(r) || !(frame - 1)->is_lua())) {
    save(r);
    return runtime::deliver(*r.vm, static_cast<uint32_t>(from - co->stack), count);
  }
  Value* to = co->stack + frame->result_slot;
  int32_t expected = frame->expected_results;
  if (STRATA_LIKELY(expected == 1)) {
    if (count > 0) copy(*to, *from);
    else to->tag = runtime::kNil;
  } else if (expected != 0) {
    if (expected == runtime::kOpenResults) {
      if (STRATA_UNLIKELY(to + count > co->stack_end)) {
        save(r);
        return runtime::deliver(*r.vm, static_cast<uint32_t>(from - co->stack), count);
      }
      expected = static_cast<int32_t>(count);
      co->top = frame->result_slot + count;
    }
    uint32_t wanted = static_cast<uint32_t>(expected), n = 0;
    for (; n < wanted && n < count; ++n) copy(to[n], from[n]);
    for (; n < wanted; ++n) to[n].tag = runtime::kNil;
  }
  --co->frame_count;
  --frame;
  r.frame = frame;
  r.pc = static_cast<const Insn*>(frame->pc) - 1;
  r.base = reinterpret_cast<char*>(co->stack + frame->base);
  set_function(r, frame->lua_function(), frame->lua_function()->proto->constants);
  return Control::Next;
}

HANDLER do_Return0(Regs& r, const Insn*) { return return_from(r, reinterpret_cast<Value*>(r.base), 0); }
HANDLER do_Return1(Regs& r, const Insn* i) { return return_from(r, &slot(r, i->a), 1); }
HANDLER do_Return1K(Regs& r, const Insn* i) {
  // Through slot 0 of the frame that ends: delivery takes values from the stack.
  copy(*reinterpret_cast<Value*>(r.base), constant(r, i->a));
  return return_from(r, reinterpret_cast<Value*>(r.base), 1);
}
HANDLER do_Return(Regs& r, const Insn* i) { return return_from(r, &slot(r, i->a), i->b); }
HANDLER do_ReturnOpen(Regs& r, const Insn* i) {
  const Value* from = &slot(r, i->a);
  return return_from(r, from, static_cast<uint32_t>(running(r)->stack + running(r)->top - from));
}
// The frame becomes that of another plain Lua function. False: the general way.
static STRATA_INLINE bool replace_frame(Regs& r, const Value* callee, uint32_t count) {
  if (STRATA_UNLIKELY(callee->tag != runtime::kLuaFunction)) return false;
  LuaFunction* function = callee->as_lua_function();
  FunctionProto* proto = function->proto;
  Coroutine* co = running(r);
  Frame* frame = r.frame;
  if (STRATA_UNLIKELY(!proto->direct || !r.function->proto->direct || proto->heat <= 1)) return false;
  if (STRATA_UNLIKELY(co->direct_frame_limit == 0 || (frame->flags & runtime::kHookedFrame))) return false;
  if (STRATA_UNLIKELY(has_captured_locals(r))) return false;
  Value* to = reinterpret_cast<Value*>(r.base);
  if (STRATA_UNLIKELY(to + proto->frame_slots > co->stack_end)) return false;
  --proto->heat;
  for (uint32_t n = 0; n <= count; ++n) copy(to[static_cast<ptrdiff_t>(n) - 1], callee[n]);
  for (uint32_t n = count; n < proto->parameter_count; ++n) to[n].tag = runtime::kNil;
  frame->function = function;
  set_function(r, function, proto->constants);
  frame->flags |= runtime::kTailCalled;
  frame->argument_count = count;
  r.pc = reinterpret_cast<const Insn*>(proto->code);  // Enter
  return true;
}

// Machine code returns to the frame below the one that it replaces. Next: something hinders it, and nothing has happened.
static STRATA_INLINE Control tail_call_compiled(Regs& r, const Value* callee, uint32_t count) {
  Coroutine* co = running(r);
  Frame* frame = r.frame;
  bool is_plain = returns_plainly(r) && (frame - 1)->is_lua() && !has_captured_locals(r);
  if (!is_plain || co->direct_frame_limit == 0 || (r.function->proto->function_flags & isa::kVararg)) return Control::Next;
  Value* to = reinterpret_cast<Value*>(r.base);
  for (uint32_t n = 0; n <= count; ++n) copy(to[static_cast<ptrdiff_t>(n) - 1], callee[n]);
  --co->frame_count;
  uint64_t expected = static_cast<uint32_t>(frame->expected_results) | uint64_t{runtime::kTailCalled} << 48;
  Control control = runtime::call_machine_code(*r.vm, to[-1].as_lua_function(), to, count, frame->result_slot, expected);
  return control == Control::Next ? Control::Reload : control;
}

// A native in tail position does not replace the frame; what it returns is returned.
static STRATA_INLINE Control tail_call(Regs& r, uint16_t callee_offset, uint32_t count) {
  Value* callee = &slot(r, callee_offset);
  if (STRATA_LIKELY(replace_frame(r, callee, count))) return poll(r);
  save(r);
  if (is_machine_code(r, *callee)) {
    Control control = tail_call_compiled(r, callee, count);
    if (control != Control::Next) return control;
  }
  uint32_t callee_slot = slot_index(r, callee_offset);
  if (callee->tag == runtime::kNativeFunction && running(r)->frame_count < running(r)->direct_frame_limit &&
      !has_captured_locals(r)) {
    runtime::NativeFunction& native = *callee->as_native_function();
    if (native.leaf != nullptr && !(native.flags & runtime::kLeafForOneResult) &&
        native.leaf(*r.vm, native, callee + 1, count, callee)) {
      return return_from(r, callee, 1);
    }
    Control control = runtime::call_native_direct(*r.vm, callee->as_native_function(), callee_slot, count, callee_slot,
                                                  runtime::kOpenResults, runtime::kReturnsForCaller);
    if (STRATA_UNLIKELY(control != Control::Next)) return control;
    Coroutine* co = running(r);
    r.frame = &co->frames[co->frame_count - 1];
    r.base = reinterpret_cast<char*>(co->stack + r.frame->base);
    return return_from(r, co->stack + callee_slot, co->top - callee_slot);
  }
  return runtime::tail_call_value(*r.vm, callee_slot, count);
}
HANDLER do_TailCall(Regs& r, const Insn* i) { return tail_call(r, i->a, i->b); }
HANDLER do_TailCallOpen(Regs& r, const Insn* i) {
  return tail_call(r, i->a, running(r)->top - slot_index(r, i->a) - 1);
}

HANDLER do_ReturnClose(Regs& r, const Insn* i) {
  if (STRATA_UNLIKELY(has_captured_locals(r) || running(r)->close_count > 0)) {
    save(r);
    Control control = slow_return_close(*r.vm, i, false);
    if (control != Control::Next) return control;
  }
  return do_Return(r, i);
}
HANDLER do_ReturnOpenClose(Regs& r, const Insn* i) {
  save(r);
  Control control = slow_return_close(*r.vm, i, true);
  return control != Control::Next ? control : do_ReturnOpen(r, i);
}
HANDLER do_Vararg(Regs& r, const Insn* i) {
  save(r);
  return slow_vararg(*r.vm, i);
}

// Loops. State in slots a, a+1, a+2 (integers: counter, rounds left, step), the variable in a+3.
HANDLER do_ForPrep(Regs& r, const Insn* i) {
  Value* state = &slot(r, i->a);
  bool plain = state[0].tag == runtime::kInt && state[1].tag == runtime::kInt && state[2].tag == runtime::kInt;
  if (STRATA_LIKELY(plain && state[2].integer_ == 1)) {
    int64_t start = state[0].integer_, limit = state[1].integer_;
    if (start > limit) return r.pc += i->wide(), Control::Next;
    state[1].integer_ = static_cast<int64_t>(static_cast<uint64_t>(limit) - static_cast<uint64_t>(start));
    set_integer(state[3], start);
    return Control::Next;
  }
  save(r);
  bool runs = false;
  Control control = slow_for_prep(*r.vm, i, &runs);
  if (control == Control::Next && !runs) r.pc += i->wide();
  return control;
}
HANDLER do_ForLoop(Regs& r, const Insn* i) {
  // The verifier proves no types here, and debug.setlocal reaches the state.
  Value* state = &slot(r, i->a);
  uint64_t tag = state[0].tag;
  if (STRATA_UNLIKELY(state[1].tag != tag || state[2].tag != tag)) return Control::Next;
  if (STRATA_LIKELY(tag == runtime::kInt)) {
    uint64_t rounds = static_cast<uint64_t>(state[1].integer_);
    if (rounds == 0) return Control::Next;
    state[1].integer_ = static_cast<int64_t>(rounds - 1);
    int64_t next = isa::add_int(state[0].integer_, state[2].integer_);
    state[0].integer_ = next;
    set_integer(state[3], next);
  } else {
    if (tag != runtime::kFloat) return Control::Next;
    double next = state[0].real_ + state[2].real_;
    if (!isa::float_loop_continues(next, state[1].real_, state[2].real_)) return Control::Next;
    state[0].real_ = next;
    set_float(state[3], next);
  }
  r.pc += i->wide();
  return poll_loop(r);
}
HANDLER do_ForNext(Regs& r, const Insn* i) {
  Value* state = &slot(r, i->a);
  if (state[4].tag == runtime::kNil) return Control::Next;
  copy(state[2], state[4]);
  r.pc += i->wide();
  return poll_loop(r);
}
// After the call of a generic loop's function its ForNext, when that is next (a hook may come between).
static STRATA_INLINE Control go_on_to_next(Regs& r, const Insn* i, bool fused) {
  if (!fused) return Control::Next;
  if (STRATA_UNLIKELY(i[1].opcode() != Op::ForNext)) return Control::Next;
  ++r.pc;
  return do_ForNext(r, r.pc);
}
HANDLER for_call(Regs& r, const Insn* i, bool fused) {
  Value* state = &slot(r, i->a);
  if (STRATA_LIKELY(state[0].tag == runtime::kNativeFunction && state[1].tag == runtime::kTable)) {
    if (state[0].as_native_function() == r.vm->next_function) {
      // The closing value is nil: its payload remembers the place in the table.
      uint64_t lost = 0;
      uint64_t* hint = state[3].tag == runtime::kNil ? &state[3].bits_ : &lost;
      Value dropped;
      Value* value = i->b == 2 ? &state[5] : &dropped;
      int found = i->b <= 2 ? runtime::next_hinted(state[1].as_table(), state[2], hint, &state[4], value) : -1;
      if (STRATA_LIKELY(found > 0)) return go_on_to_next(r, i, fused);
      if (found == 0) return state[4].tag = runtime::kNil, Control::Next;
    } else if (state[0].as_native_function() == r.vm->ipairs_iterator && i->b == 2 && state[2].tag == runtime::kInt) {
      int64_t before = state[2].integer_;
      if (STRATA_LIKELY(load_element(state[1].as_table(), static_cast<uint64_t>(before), state[5]))) {
        return set_integer(state[4], before + 1), go_on_to_next(r, i, fused);
      }
    }
  }
  // Function and arguments above the frame's own slots; results to a+4 and on.
  Coroutine* co = running(r);
  Value* callee = reinterpret_cast<Value*>(r.base) + r.function->proto->frame_slots;
  if (STRATA_UNLIKELY(callee + 3 + runtime::kNativeSlots > co->stack_end)) {
    save(r);
    if (runtime::ensure_stack(*co, static_cast<uint32_t>(callee - co->stack) + 3 + runtime::kNativeSlots).failed()) {
      return Control::Error;
    }
    r.pc -= 1;
    save(r);
    return Control::Reload;  // once more, where the stack is now
  }
  for (uint32_t n = 0; n < 3; ++n) copy(callee[n], state[n]);
  return call_at(r, callee, 2, slot_index(r, i->a) + 4, i->b);
}
HANDLER do_ForCall(Regs& r, const Insn* i) { return for_call(r, i, true); }

}  // namespace strata::interpreter
