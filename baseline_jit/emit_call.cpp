// Emitters: function entry, calls and returns between machine code. See docs/snippet-interface.md.
#include <bit>

#include "baseline_jit/compiler.h"
#include "base/check.h"
#include "isa/module.h"
#include "runtime/metamethods.h"

namespace strata::baseline_jit {

using runtime::kFloat;
using runtime::kInt;

namespace {

runtime::Metamethod metamethod_of(Op family) {
  using runtime::Metamethod;
  switch (family) {
    case Op::AddRR: return Metamethod::Add;
    case Op::SubRR: return Metamethod::Sub;
    case Op::MulRR: return Metamethod::Mul;
    case Op::DivRR: return Metamethod::Div;
    case Op::ModRR: return Metamethod::Mod;
    case Op::PowRR: return Metamethod::Pow;
    case Op::IdivRR: return Metamethod::Idiv;
    case Op::BandRR: return Metamethod::Band;
    case Op::BorRR: return Metamethod::Bor;
    case Op::BxorRR: return Metamethod::Bxor;
    case Op::ShlRR: return Metamethod::Shl;
    default: STRATA_DCHECK(family == Op::ShrRR); return Metamethod::Shr;
  }
}

}  // namespace

// The frame is pushed by the function that is called: it knows its own sizes.
void Compiler::emit_prologue() {
  bool is_vararg = proto_.function_flags & isa::kVararg;
  Label interpreted = a_.newLabel(), fill = a_.newLabel(), filled = a_.newLabel(), body = a_.newLabel();
  x86::Gp base = kNewBase;
  a_.mov(kScratch, x86::qword_ptr(kContext, at::kRunning));
  if (is_vararg) {
    base = x86::rbx;
    a_.mov(x86::ebx, kArgumentCount);
    a_.shl(base, 4);
    a_.add(base, kNewBase);
  }
  a_.lea(x86::r10, x86::qword_ptr(base, proto_.frame_slots * 16));
  a_.cmp(x86::r10, x86::qword_ptr(kScratch, at::kStackEnd));
  a_.ja(interpreted);
  a_.mov(x86::r10d, x86::dword_ptr(kScratch, at::kFrameCount));
  a_.cmp(x86::r10d, x86::dword_ptr(kScratch, at::kDirectFrameLimit));
  a_.jae(interpreted);
  a_.inc(x86::r10d);
  a_.mov(x86::dword_ptr(kScratch, at::kFrameCount), x86::r10d);
  a_.add(kFrame, at::kFrameBytes);
  a_.mov(x86::qword_ptr(kFrame, at::kFrameFunction), kCallee);
  if (is_vararg) a_.add(kNewBaseSlot, kArgumentCount);
  a_.mov(x86::dword_ptr(kFrame, at::kFrameBase), kNewBaseSlot);
  a_.mov(x86::dword_ptr(kFrame, at::kFrameResult), kResultSlot);
  a_.mov(x86::qword_ptr(kFrame, at::kFrameExpected), kExpected);
  if (is_vararg) emit_vararg_count();
  else a_.mov(x86::qword_ptr(kFrame, at::kFrameVarargs), 0);
  a_.mov(x86::qword_ptr(kFrame, at::kFrameState), 0);
  a_.mov(kBase, base);
  a_.mov(kConstants, x86::qword_ptr(kCalleeProto, at::kProtoConstants));
  if (is_vararg) {
    emit_vararg_parameters();
  } else if (proto_.parameter_count > 0) {
    a_.cmp(kArgumentCount, proto_.parameter_count);
    a_.jb(fill);
    a_.bind(filled);
  }
  a_.cmp(x86::dword_ptr(kContext, at::kInterrupt), 0);
  a_.je(body);
  a_.mov(x86::esi, sizeof(Insn));
  a_.jmp(poll_stub_);
  if (!is_vararg && proto_.parameter_count > 0) {
    a_.bind(fill);  // nil for the parameters from edx on
    a_.mov(x86::eax, kArgumentCount);
    a_.shl(kScratch, 4);
    a_.mov(x86::qword_ptr(kBase, kScratch), runtime::kNil);
    a_.inc(kArgumentCount);
    a_.cmp(kArgumentCount, proto_.parameter_count);
    a_.jb(fill);
    a_.jmp(filled);
  }
  a_.bind(interpreted);
  a_.jmp(x86::qword_ptr(kContext, at::kCallInterpreted));
  a_.align(asmjit::AlignMode::kCode, 16);
  a_.bind(body);
  places_[1] = static_cast<uint32_t>(a_.offset());
}

// argument_count, and vararg_count: the number of those that are no parameters.
void Compiler::emit_vararg_count() {
  Label none = a_.newLabel();
  a_.mov(x86::eax, kArgumentCount);
  a_.shl(x86::rax, 32);
  a_.mov(x86::r10d, kArgumentCount);
  a_.sub(x86::r10d, proto_.parameter_count);
  a_.short_().jbe(none);
  a_.or_(x86::rax, x86::r10);
  a_.bind(none);
  a_.mov(x86::qword_ptr(kFrame, at::kFrameVarargs), x86::rax);
}

// The parameters are copied above all arguments; those that were copied become nil below.
void Compiler::emit_vararg_parameters() {
  for (int32_t k = 0; k < proto_.parameter_count; ++k) {
    Label missing = a_.newLabel(), done = a_.newLabel();
    a_.cmp(kArgumentCount, k);
    a_.short_().jbe(missing);
    a_.mov(kScratch, x86::qword_ptr(kNewBase, k * 16));
    a_.mov(kScratch2, x86::qword_ptr(kNewBase, k * 16 + at::kPayload));
    a_.mov(x86::qword_ptr(kNewBase, k * 16), runtime::kNil);
    a_.mov(x86::qword_ptr(kBase, k * 16), kScratch);
    a_.mov(x86::qword_ptr(kBase, k * 16 + at::kPayload), kScratch2);
    a_.jmp(done);
    a_.bind(missing);
    a_.mov(x86::qword_ptr(kBase, k * 16), runtime::kNil);
    a_.bind(done);
  }
}

// Callers find the base where their arguments are.
void Compiler::emit_base_of_caller() {
  if (!(proto_.function_flags & isa::kVararg)) return;
  a_.mov(x86::ecx, x86::dword_ptr(kFrame, at::kFrameArguments));
  a_.shl(x86::rcx, 4);
  a_.sub(kBase, x86::rcx);
}

bool Compiler::emit_call(const Insn& i, Op op) {
  switch (op) {
    case Op::Call0: emit_lua_call(i, i.a / 16, 0); return true;
    case Op::Call1: emit_lua_call(i, i.c / 16, 1); return true;
    case Op::CallN: emit_lua_call(i, static_cast<uint32_t>((&i + 1)->word()) / 16, i.c); return true;
    case Op::CallAll: emit_lua_call(i, i.a / 16, runtime::kOpenResults); return true;
    case Op::Return0: emit_return(i, 0, false); return true;
    case Op::Return1: emit_return(i, 1, false); return true;
    case Op::Return1K: emit_return(i, 1, true); return true;
    case Op::Return: case Op::ReturnClose: emit_return(i, i.b, false); return true;
    case Op::TailCall: emit_tail_call(i); return true;
    case Op::CallOpen: emit_lua_call(i, i.a / 16, static_cast<int32_t>(i.b) - 1); return true;
    case Op::ForCall: emit_for_call(i); return true;
    case Op::ReturnOpen: emit_return_open(i); return true;
    case Op::TailCallOpen: emit_tail_call_open(i); return true;
    case Op::ReturnOpenClose:
      emit_step();
      falls_through_ = false;
      return true;
    case Op::Vararg: emit_vararg(i); return true;
    case Op::ForPrep: emit_for_prep(i); return true;
    case Op::ForLoop: emit_for_loop(i, false); return true;
    case Op::ForLoopInt: emit_for_loop(i, true); return true;
    case Op::ForNext: emit_for_next(i); return true;
    default: return false;
  }
}

// Of a Lua function that is machine code: a jump there, and back to `resume`. All others are called by the
// interpreter's handler, which may leave.
void Compiler::emit_lua_call(const Insn& i, uint32_t result_slot, int32_t expected) {
  uint32_t callee = i.a / 16;
  if (emit_intrinsic(i, result_slot)) return;
  bool is_open = interpreter::first_op(i.opcode()) == Op::CallOpen;
  if (runs_handler() && seen().callee == runtime::CalleeKind::Callable && !is_open) {
    return emit_object_call(i, callee, result_slot, expected);
  }
  flush_all();
  uint8_t callee_tag = state(callee).tag;
  keep_types();
  emit_call_of(i, callee, i.b, callee_tag, result_slot, expected);
}

// `unlike`: where to go with anything else, bound here; `found`: there the result is in its slot already.
void Compiler::emit_call_of(const Insn& i, uint32_t callee, uint32_t arguments, uint8_t callee_tag, uint32_t result_slot,
                            int32_t expected, Label unlike, Label found) {
  uint32_t next = word_ + words_of(word_);
  Label other = unlike.isValid() ? unlike : a_.newLabel(), have_result = found.isValid() ? found : a_.newLabel();
  Label resume = a_.newLabel(), done = a_.newLabel();
  if (callee_tag != runtime::kLuaFunction) {
    a_.cmp(home(callee), runtime::kLuaFunction);
    a_.jne(other);
  }
  a_.mov(kCallee, home_payload(callee));
  a_.mov(kScratch2, x86::qword_ptr(kConstants, code_pointer_));
  a_.mov(kCalleeProto, x86::qword_ptr(kCallee, at::kProto));
  a_.add(kScratch2, next * sizeof(Insn));
  a_.mov(x86::qword_ptr(kFrame, at::kFrameConstants), kConstants);
  a_.mov(x86::qword_ptr(kFrame, at::kFramePc), kScratch2);
  a_.lea(kScratch2, x86::ptr(resume));
  a_.mov(x86::qword_ptr(kFrame, at::kFrameResume), kScratch2);
  a_.mov(kResultSlot, x86::dword_ptr(kFrame, at::kFrameBase));
  a_.lea(kNewBase, x86::qword_ptr(kBase, static_cast<int32_t>((callee + 1) * 16)));
  if (interpreter::first_op(i.opcode()) == Op::CallOpen) {
    a_.mov(kScratch2, x86::qword_ptr(kContext, at::kRunning));
    a_.mov(kArgumentCount, x86::dword_ptr(kScratch2, at::kTop));
    a_.sub(kArgumentCount, kResultSlot);
    a_.sub(kArgumentCount, callee + 1);
  } else {
    a_.mov(kArgumentCount, arguments);
  }
  a_.lea(kNewBaseSlot, x86::dword_ptr(kResultSlot.r64(), static_cast<int32_t>(callee + 1)));
  if (result_slot != 0) a_.add(kResultSlot, result_slot);
  a_.mov(kExpected.r32(), static_cast<uint32_t>(expected));
  a_.jmp(x86::qword_ptr(kCalleeProto, at::kProtoEntry));
  a_.bind(other);
  if (!unlike.isValid() && (expected == 0 || expected == 1) && (seen().b & (1u << runtime::kNativeFunction))) {
    bool is_open = interpreter::first_op(i.opcode()) == Op::CallOpen;
    emit_leaf_call(callee, is_open ? kOpenArguments : arguments, expected == 1 ? result_slot : callee, have_result);
  }
  emit_step_call(word_);
  call_stub(Stub::ReloadFrame);
  place_here(next);
  a_.bind(have_result);
  if (expected == 1) {
    a_.mov(kResultTag, home(result_slot));
    a_.mov(kResultPayload, home_payload(result_slot));
  }
  a_.jmp(done);
  a_.bind(resume);
  a_.sub(kBase, static_cast<int32_t>((callee + 1) * 16));
  a_.mov(kConstants, x86::qword_ptr(kFrame, at::kFrameConstants));
  a_.bind(done);
  if (expected == 1) emit_result(result_slot, next);
}

// Arithmetic that a metamethod does: called with copies above the frame's own slots.
void Compiler::emit_handler_call(const Insn& i, Op family, const Operand& x, const Operand& y) {
  uint32_t callee = proto_.frame_slots;
  Label other = a_.newLabel();
  flush_all();
  keep_types();
  a_.mov(x86::rdi, kContext);
  a_.mov(x86::esi, static_cast<uint32_t>(metamethod_of(family)));
  a_.lea(x86::rdx, memory_of(x));
  a_.lea(x86::rcx, memory_of(y));
  a_.call(x86::qword_ptr(kContext, at::kFindHandler));
  a_.test(kScratch, kScratch);
  a_.je(other);
  a_.mov(kScratch2, x86::qword_ptr(kContext, at::kRunning));
  a_.lea(kScratch3, home(callee + 3 + runtime::kNativeSlots));
  a_.cmp(kScratch3, x86::qword_ptr(kScratch2, at::kStackEnd));
  a_.ja(other);
  a_.mov(home(callee), runtime::kLuaFunction);
  a_.mov(home_payload(callee), kScratch);
  copy_operand(callee + 1, x);
  copy_operand(callee + 2, y);
  emit_call_of(i, callee, 2, runtime::kLuaFunction, i.a / 16, 1, other);
}

// From its home, through rax.
void Compiler::copy_operand(uint32_t to, const Operand& o) {
  int32_t offset = static_cast<int32_t>(o.slot * 16);
  x86::Gp base = o.is_constant ? kConstants : kBase;
  a_.mov(kScratch, x86::qword_ptr(base, offset));
  a_.mov(home(to), kScratch);
  a_.mov(kScratch, x86::qword_ptr(base, offset + at::kPayload));
  a_.mov(home_payload(to), kScratch);
}

// A native function that has a short form (runtime::NativeLeaf) is asked for it; no hook may want to know.
// kOpenArguments: up to the open list's end.
void Compiler::emit_leaf_call(uint32_t callee, uint32_t arguments, uint32_t result_slot, Label done) {
  Label general = a_.newLabel();
  a_.cmp(home(callee), runtime::kNativeFunction);
  a_.jne(general);
  a_.mov(x86::rsi, home_payload(callee));
  a_.mov(kScratch, x86::qword_ptr(x86::rsi, at::kLeaf));
  a_.test(kScratch, kScratch);
  a_.je(general);
  a_.mov(kScratch2, x86::qword_ptr(kContext, at::kRunning));
  a_.cmp(x86::dword_ptr(kScratch2, at::kDirectFrameLimit), 0);
  a_.je(general);
  a_.mov(x86::rdi, kContext);
  a_.lea(x86::rdx, home(callee + 1));
  if (arguments == kOpenArguments) {
    a_.mov(x86::ecx, x86::dword_ptr(kScratch2, at::kTop));
    a_.sub(x86::ecx, x86::dword_ptr(kFrame, at::kFrameBase));
    a_.sub(x86::ecx, callee + 1);
  } else {
    a_.mov(x86::ecx, arguments);
  }
  a_.lea(x86::r8, home(result_slot));
  a_.call(kScratch);
  a_.test(x86::al, x86::al);
  a_.jne(done);
  a_.bind(general);
}

// The one result of a call, in registers, of the type that it was seen to have.
void Compiler::emit_result(uint32_t slot, uint32_t next) {
  TagSet found = seen().result;
  if (!std::has_single_bit(found) || found < 1u << kInt) {
    x86::Gp tag = allocate_gpr(), payload = allocate_gpr();
    a_.mov(tag, kResultTag);
    a_.mov(payload, kResultPayload);
    return set_result_pair(slot, tag, payload);
  }
  uint8_t known = static_cast<uint8_t>(std::countr_zero(found));
  Label fits = a_.newLabel();
  a_.cmp(kResultTag, known);
  a_.je(fits);
  a_.mov(home(slot), kResultTag);
  a_.mov(home_payload(slot), kResultPayload);
  leave_at(next);
  a_.bind(fits);
  if (known == kFloat) {
    x86::Xmm value = allocate_xmm();
    a_.movq(value, kResultPayload);
    return set_result(slot, value);
  }
  x86::Gp value = allocate_gpr();
  a_.mov(value, kResultPayload);
  set_result(slot, known, value);
}

// rax: the running coroutine. Goes on where the frame has captured locals that are still variables of it.
void Compiler::jump_unless_captured(Label none) {
  a_.mov(kScratch, x86::qword_ptr(kContext, at::kRunning));
  a_.mov(kScratch2, x86::qword_ptr(kScratch, at::kOpenUpvalues));
  a_.test(kScratch2, kScratch2);
  a_.short_().je(none);
  a_.cmp(x86::qword_ptr(kScratch2, at::kLocation), kBase);
  a_.jb(none);
}

bool Compiler::may_have_captured() const {
  return proto_.program->module->function(proto_.function_index).record->flags & isa::kHasCaptures;
}

void Compiler::jump_if_captured(Label captured) {
  Label none = a_.newLabel();
  jump_unless_captured(none);
  a_.jmp(captured);
  a_.bind(none);
}

// What ends with the frame. To-be-closed variables are the handler's.
void Compiler::close_captured() {
  Label closed = a_.newLabel();
  a_.mov(kScratch, x86::qword_ptr(kContext, at::kRunning));
  a_.cmp(x86::dword_ptr(kScratch, at::kCloseCount), 0);
  a_.jne(slow());
  jump_unless_captured(closed);
  a_.mov(x86::rdi, kScratch);
  a_.mov(x86::esi, x86::dword_ptr(kFrame, at::kFrameBase));
  a_.call(x86::qword_ptr(kContext, at::kCloseUpvalues));
  a_.bind(closed);
}

// To machine code that wants one result or none: in registers. All else is the handler's.
void Compiler::emit_return(const Insn& i, uint32_t count, bool is_constant) {
  bool closes = interpreter::first_op(i.opcode()) == Op::ReturnClose;
  if (closes) {
    flush_all();
    forget_all();
  }
  begin(0, 0);
  if (closes) close_captured();
  a_.mov(kScratch, x86::qword_ptr(kFrame, at::kFrameExpected));
  a_.btr(kScratch, at::kTailCalledBit);
  a_.cmp(kScratch, 1);
  a_.ja(slow());
  if (count == 0) {
    a_.xor_(kResultTag.r32(), kResultTag.r32());
  } else if (is_constant) {
    const Value& k = constants_[i.a / 16];
    load_immediate(kResultTag, k.tag);
    if (k.is_string()) a_.mov(kResultPayload, constant_payload(i.a / 16));
    else load_immediate(kResultPayload, k.bits_);
  } else {
    uint32_t slot = i.a / 16;
    const SlotState& s = state(slot);
    if (s.gpr != kNoRegister) a_.mov(kResultPayload, x86::gpq(static_cast<uint32_t>(s.gpr)));
    else if (s.is_constant) load_immediate(kResultPayload, s.constant);
    else if (s.xmm != kNoRegister) a_.movq(kResultPayload, x86::xmm(static_cast<uint32_t>(s.xmm)));
    else a_.mov(kResultPayload, home_payload(slot));
    if (s.tag != kUnknownTag) load_immediate(kResultTag, s.tag);
    else if (s.tag_gpr != kNoRegister) a_.mov(kResultTag, x86::gpq(static_cast<uint32_t>(s.tag_gpr)));
    else a_.mov(kResultTag, home(slot));
  }
  emit_base_of_caller();
  a_.mov(kScratch2, x86::qword_ptr(kContext, at::kRunning));
  a_.dec(x86::dword_ptr(kScratch2, at::kFrameCount));
  a_.sub(kFrame, at::kFrameBytes);
  a_.jmp(x86::qword_ptr(kFrame, at::kFrameResume));
  forget_all();
  current_.reaches_other_code = false;
  current_.returns = !closes;
  current_.returns_constant = is_constant;
  current_.return_slot = i.a / 16;
  current_.return_count = count;
  end();
  falls_through_ = false;
}

void Compiler::emit_return_open(const Insn& i) {
  flush_all();
  forget_all();
  uint32_t slot = i.a / 16;
  a_.mov(kScratch, x86::qword_ptr(kContext, at::kRunning));
  a_.mov(x86::ecx, x86::dword_ptr(kScratch, at::kTop));
  a_.sub(x86::ecx, x86::dword_ptr(kFrame, at::kFrameBase));
  a_.sub(x86::ecx, slot);
  a_.mov(x86::esi, slot * 16);
  a_.mov(x86::edx, word_ * sizeof(Insn));
  a_.jmp(return_many_stub_);
  falls_through_ = false;
}

void Compiler::guard_tail_callee(uint32_t callee) {
  if (state(callee).tag == kUnknownTag) {
    compare_tag(callee, runtime::kLuaFunction);
    a_.jne(slow());
  } else if (state(callee).tag != runtime::kLuaFunction) {
    a_.jmp(slow());
  }
  if (may_have_captured()) jump_if_captured(slow());
}

// edx: how many arguments lie at the base, rdi: the function.
void Compiler::emit_replace_frame() {
  a_.mov(kScratch, x86::qword_ptr(kContext, at::kRunning));
  a_.dec(x86::dword_ptr(kScratch, at::kFrameCount));
  a_.mov(kNewBase, kBase);
  a_.mov(kNewBaseSlot, x86::dword_ptr(kFrame, at::kFrameBase));
  a_.mov(kResultSlot, x86::dword_ptr(kFrame, at::kFrameResult));
  a_.mov(kExpected, x86::qword_ptr(kFrame, at::kFrameExpected));
  a_.bts(kExpected, at::kTailCalledBit);
  a_.sub(kFrame, at::kFrameBytes);
  a_.mov(kCalleeProto, x86::qword_ptr(kCallee, at::kProto));
  a_.jmp(x86::qword_ptr(kCalleeProto, at::kProtoEntry));
}

// With arguments up to the open list's end.
void Compiler::emit_tail_call_open(const Insn& i) {
  uint32_t callee = i.a / 16;
  if (proto_.function_flags & isa::kVararg) {
    emit_step();
    falls_through_ = false;
    return;
  }
  flush_all();
  begin(0, 0);
  guard_tail_callee(callee);
  forget_all();
  Label next = a_.newLabel(), done = a_.newLabel();
  a_.mov(kCallee, home_payload(callee));
  a_.mov(kScratch, x86::qword_ptr(kContext, at::kRunning));
  a_.mov(kArgumentCount, x86::dword_ptr(kScratch, at::kTop));
  a_.sub(kArgumentCount, x86::dword_ptr(kFrame, at::kFrameBase));
  a_.sub(kArgumentCount, callee + 1);
  a_.mov(x86::qword_ptr(kBase, -16), runtime::kLuaFunction);
  a_.mov(x86::qword_ptr(kBase, -16 + at::kPayload), kCallee);
  a_.lea(x86::rsi, home(callee + 1));
  a_.mov(x86::r8, kBase);
  a_.mov(x86::ecx, kArgumentCount);
  a_.bind(next);
  a_.sub(x86::ecx, 1);
  a_.short_().jc(done);
  a_.mov(x86::rax, x86::qword_ptr(x86::rsi));
  a_.mov(x86::r9, x86::qword_ptr(x86::rsi, at::kPayload));
  a_.mov(x86::qword_ptr(x86::r8), x86::rax);
  a_.mov(x86::qword_ptr(x86::r8, at::kPayload), x86::r9);
  a_.add(x86::rsi, 16);
  a_.add(x86::r8, 16);
  a_.short_().jmp(next);
  a_.bind(done);
  emit_replace_frame();
  current_.reaches_other_code = false;
  end();
  falls_through_ = false;
}

// Of a native function whose short form has exactly one result: it is returned.
void Compiler::emit_native_tail_call(const Insn& i) {
  uint32_t callee = i.a / 16;
  flush_all();
  forget_all();
  Label general = a_.newLabel(), done = a_.newLabel();
  if (may_have_captured()) jump_if_captured(general);
  a_.cmp(home(callee), runtime::kNativeFunction);
  a_.jne(general);
  a_.mov(kScratch, home_payload(callee));
  a_.test(x86::byte_ptr(kScratch, at::kFlags), runtime::kLeafForOneResult);
  a_.jne(general);
  emit_leaf_call(callee, i.b, callee, done);
  a_.bind(general);
  emit_step_call(word_);
  a_.jmp(leave_stub_);
  a_.bind(done);
  emit_return(i, 1, false);
}

// The frame gives way: its caller calls the function with this one's arguments in place of its own.
void Compiler::emit_tail_call(const Insn& i) {
  uint32_t callee = i.a / 16, arguments = i.b;
  if (proto_.function_flags & isa::kVararg) {
    emit_step();
    falls_through_ = false;
    return;
  }
  if (seen().b == 1u << runtime::kNativeFunction) return emit_native_tail_call(i);
  begin(0, 0);
  guard_tail_callee(callee);
  a_.mov(kScratch2, payload_for_test(callee));
  a_.mov(x86::qword_ptr(kBase, -16), runtime::kLuaFunction);
  a_.mov(x86::qword_ptr(kBase, -16 + at::kPayload), kScratch2);
  for (uint32_t k = 0; k < arguments; ++k) {
    store_value(home(k), home_payload(k), Operand{false, Value::nil(), callee + 1 + k});
  }
  a_.mov(kCallee, kScratch2);
  a_.mov(kArgumentCount, arguments);
  emit_replace_frame();
  forget_all();
  current_.reaches_other_code = false;
  end();
  falls_through_ = false;
}

// The arguments that are no parameters lie below the base.
void Compiler::emit_vararg(const Insn& i) {
  uint32_t to = i.a / 16;
  if (i.b == 2) {  // one value
    begin(2, 0);
    Label done = a_.newLabel();
    x86::Gp tag = allocate_gpr(), payload = allocate_gpr();
    a_.xor_(tag.r32(), tag.r32());
    a_.mov(kScratch2.r32(), x86::dword_ptr(kFrame, at::kFrameVarargs));
    a_.test(kScratch2.r32(), kScratch2.r32());
    a_.short_().je(done);
    a_.neg(kScratch2);
    a_.shl(kScratch2, 4);
    a_.mov(tag, x86::qword_ptr(kBase, kScratch2));
    a_.mov(payload, x86::qword_ptr(kBase, kScratch2, 0, at::kPayload));
    a_.bind(done);
    set_result_pair(to, tag, payload);
    return end(to);
  }
  if (i.b != 0) return emit_step();
  flush_all();
  keep_types();
  begin(0, 0);
  Label next = a_.newLabel(), done = a_.newLabel();
  a_.mov(x86::r8, x86::qword_ptr(kContext, at::kRunning));
  a_.mov(x86::ecx, x86::dword_ptr(kFrame, at::kFrameVarargs));
  a_.lea(x86::rdi, home(to));
  a_.mov(x86::rax, x86::rcx);
  a_.shl(x86::rax, 4);
  a_.mov(x86::rsi, kBase);
  a_.sub(x86::rsi, x86::rax);
  a_.lea(x86::rax, x86::qword_ptr(x86::rdi, x86::rax, 0, 16));
  a_.cmp(x86::rax, x86::qword_ptr(x86::r8, at::kStackEnd));
  a_.ja(slow());
  a_.mov(x86::eax, x86::dword_ptr(kFrame, at::kFrameBase));
  a_.lea(x86::eax, x86::dword_ptr(x86::rax, x86::rcx, 0, static_cast<int32_t>(to)));
  a_.mov(x86::dword_ptr(x86::r8, at::kTop), x86::eax);
  a_.bind(next);
  a_.sub(x86::ecx, 1);
  a_.short_().jc(done);
  a_.mov(x86::rax, x86::qword_ptr(x86::rsi));
  a_.mov(x86::rdx, x86::qword_ptr(x86::rsi, at::kPayload));
  a_.mov(x86::qword_ptr(x86::rdi), x86::rax);
  a_.mov(x86::qword_ptr(x86::rdi, at::kPayload), x86::rdx);
  a_.add(x86::rsi, 16);
  a_.add(x86::rdi, 16);
  a_.jmp(next);
  a_.bind(done);
  end();
}

}  // namespace strata::baseline_jit
