// Emitters: loops. The state of a loop is at home all the time.
#include <cstddef>

#include "baseline_jit/compiler.h"

namespace strata::baseline_jit {

using runtime::kInt;

// The function of a generic loop, called with copies above the frame's own slots.
void Compiler::emit_for_call(const Insn& i) {
  uint32_t first = i.a / 16, callee = proto_.frame_slots;
  flush_all();
  keep_types();
  Label other = a_.newLabel(), called = a_.newLabel();
  if (!(seen().b & (1u << runtime::kLuaFunction))) {
    if (i.b == 2 && !is_unseen(word_)) emit_table_loop(first, called);
    emit_step();
    a_.bind(called);
    return;
  }
  a_.cmp(home(first), runtime::kLuaFunction);
  a_.jne(other);
  a_.mov(kScratch, x86::qword_ptr(kContext, at::kRunning));
  a_.lea(kScratch2, home(callee + 3 + runtime::kNativeSlots));
  a_.cmp(kScratch2, x86::qword_ptr(kScratch, at::kStackEnd));
  a_.ja(other);
  for (uint32_t k = 0; k < 3; ++k) {
    a_.mov(kScratch, home(first + k));
    a_.mov(kScratch2, home_payload(first + k));
    a_.mov(home(callee + k), kScratch);
    a_.mov(home_payload(callee + k), kScratch2);
  }
  emit_call_of(i, callee, 2, runtime::kLuaFunction, first + 4, i.b);
  flush_all();
  keep_types();
  a_.jmp(called);
  a_.bind(other);
  emit_step_call(word_);
  call_stub(Stub::ReloadFrame);
  a_.bind(called);
}

// One round over a table.
void Compiler::emit_table_loop(uint32_t first, Label called) {
  Label other = a_.newLabel(), general = a_.newLabel();
  a_.cmp(home(first), runtime::kNativeFunction);
  a_.jne(general);
  a_.mov(kScratch, home_payload(first));
  a_.cmp(kScratch, x86::qword_ptr(kContext, offsetof(runtime::VM, next_function)));
  a_.jne(other);
  a_.lea(x86::rdi, home(first));
  a_.call(x86::qword_ptr(kContext, at::kNextPair));
  a_.test(x86::eax, x86::eax);
  a_.jg(called);
  a_.js(general);
  a_.mov(home(first + 4), runtime::kNil);
  a_.jmp(called);
  a_.bind(other);
  emit_ipairs_step(first, called);
  a_.bind(general);
}

// One round over an array, when the loop's function is what `ipairs` answers.
void Compiler::emit_ipairs_step(uint32_t first, Label called) {
  Label general = a_.newLabel(), any = a_.newLabel(), loaded = a_.newLabel(), behind = a_.newLabel();
  a_.mov(kScratch, home_payload(first));
  a_.cmp(kScratch, x86::qword_ptr(kContext, offsetof(runtime::VM, ipairs_iterator)));
  a_.jne(general);
  a_.cmp(home(first + 1), runtime::kTable);
  a_.jne(general);
  a_.cmp(home(first + 2), kInt);
  a_.jne(general);
  a_.mov(x86::rsi, home_payload(first + 1));
  a_.mov(kScratch2, home_payload(first + 2));
  a_.mov(x86::edx, x86::dword_ptr(x86::rsi, at::kArrayLength));
  a_.cmp(kScratch2, kScratch3);
  a_.jae(behind);
  a_.movzx(x86::eax, x86::byte_ptr(x86::rsi, at::kFlags));
  a_.and_(x86::eax, runtime::kElementKindMask);
  a_.mov(kScratch3, x86::qword_ptr(x86::rsi, at::kElements));
  a_.lea(x86::rdi, x86::qword_ptr(kScratch2, 1));
  a_.cmp(x86::eax, static_cast<uint32_t>(runtime::ElementKind::Any));
  a_.short_().je(any);
  a_.add(x86::eax, static_cast<uint32_t>(runtime::kElementTagOffset));
  a_.mov(x86::rsi, x86::qword_ptr(kScratch3, kScratch2, 3));
  a_.jmp(loaded);
  a_.bind(any);
  a_.shl(kScratch2, 4);
  a_.mov(kScratch, x86::qword_ptr(kScratch3, kScratch2));
  a_.mov(x86::rsi, x86::qword_ptr(kScratch3, kScratch2, 0, at::kPayload));
  a_.test(kScratch, kScratch);
  a_.je(general);
  a_.bind(loaded);
  a_.mov(home(first + 5), kScratch);
  a_.mov(home_payload(first + 5), x86::rsi);
  a_.mov(home(first + 4), kInt);
  a_.mov(home_payload(first + 4), x86::rdi);
  a_.jmp(called);
  a_.bind(behind);  // nothing else holds elements, and nobody is asked for them
  a_.mov(kScratch, x86::qword_ptr(x86::rsi, at::kMetatable));
  a_.or_(kScratch, x86::qword_ptr(x86::rsi, at::kHash));
  a_.jne(general);
  a_.mov(home(first + 4), runtime::kNil);
  a_.jmp(called);
  a_.bind(general);
}

// Over integers, by a constant step or one above zero; everything else is the handler's.
void Compiler::emit_for_prep(const Insn& i) {
  uint32_t first = i.a / 16;
  flush_all();
  begin(3, 0);
  for (uint32_t k = 0; k < 3; ++k) guard(first + k, kInt, slow_or_taken(jump_target(i)));
  const SlotState& step = slots_[first + 2];
  bool is_down = step.is_constant && static_cast<int64_t>(step.constant) < 0;
  if (step.is_constant && step.constant == 0) a_.jmp(slow());
  x86::Gp start = payload_in_gpr(first), limit = payload_in_gpr(first + 1);
  if (!step.is_constant) {
    a_.cmp(payload_for_test(first + 2), 0);
    a_.jle(slow());
  }
  a_.cmp(start, limit);
  if (is_down) a_.jl(edge_label(jump_target(i)));
  else a_.jg(edge_label(jump_target(i)));
  a_.mov(kScratch, is_down ? start : limit);
  a_.sub(kScratch, is_down ? limit : start);
  divide_by_step(first + 2);
  a_.mov(home_payload(first + 1), kScratch);
  a_.mov(home(first + 3), kInt);
  a_.mov(home_payload(first + 3), start);
  set_result_at_home(first + 1, kInt);
  set_result_at_home(first + 3, kInt);
  end(first + 3);
}

// rax: from the start to the limit, as an unsigned number; becomes the number of rounds behind the first one.
void Compiler::divide_by_step(uint32_t slot) {
  const SlotState& step = slots_[slot];
  uint64_t size = static_cast<int64_t>(step.constant) < 0 ? 0 - step.constant : step.constant;
  if (step.is_constant && size == 1) return;
  if (step.is_constant) load_immediate(kScratch2, size);
  else if (step.gpr != kNoRegister) a_.mov(kScratch2, x86::gpq(static_cast<uint32_t>(step.gpr)));
  else a_.mov(kScratch2, home_payload(slot));
  a_.xor_(kScratch3.r32(), kScratch3.r32());
  a_.div(kScratch2);
}

void Compiler::emit_for_loop(const Insn& i, bool is_typed) {
  uint32_t first = i.a / 16, target = jump_target(i);
  flush_all();
  begin(0, 0);
  for (uint32_t k = 0; k < 3; ++k) {
    if (is_typed) prove(slot_operand(static_cast<uint32_t>((first + k) * 16)), kInt);
    else guard(first + k, kInt, slow_or_taken(target));
  }
  Label finished = a_.newLabel();
  x86::Gp rounds = payload_to_change(first + 1, kScratch2), index = payload_to_change(first, kScratch);
  a_.sub(rounds, 1);
  a_.jc(finished);
  a_.mov(home_payload(first + 1), rounds);
  emit_step_to(first, index);
  a_.mov(home_payload(first), index);
  a_.mov(home_payload(first + 3), index);
  if (slots_[first + 3].home_tag != kInt) a_.mov(home(first + 3), kInt);
  emit_loop_variable(first + 3, index, join_at(target));
  poll_and_jump(target);
  a_.bind(finished);
  for (uint32_t k = 0; k < 4; ++k) forget(first + k);
  end();
}

// The payload where it is in a register, or in `scratch`.
x86::Gp Compiler::payload_to_change(uint32_t slot, x86::Gp scratch) {
  const SlotState& s = slots_[slot];
  if (s.gpr != kNoRegister) return x86::gpq(static_cast<uint32_t>(s.gpr));
  a_.mov(scratch, home_payload(slot));
  return scratch;
}

void Compiler::emit_step_to(uint32_t first, x86::Gp index) {
  const SlotState& step = slots_[first + 2];
  if (step.is_constant && static_cast<int64_t>(step.constant) == static_cast<int32_t>(step.constant)) {
    a_.add(index, static_cast<int32_t>(step.constant));
  } else {
    a_.add(index, home_payload(first + 2));
  }
}

// It is at home; a copy goes to the register where the next round expects it.
void Compiler::emit_loop_variable(uint32_t slot, x86::Gp value, const JoinState& head) {
  int8_t wanted = kNoRegister;
  for (uint32_t k = head.begin; k < head.begin + head.count; ++k) {
    if (joined_[k].slot == slot) wanted = joined_[k].state.gpr;
  }
  set_result_at_home(slot, kInt);
  if (wanted == kNoRegister) return;
  if (gpr_owner_[wanted] >= 0) evict_gpr(static_cast<unsigned>(wanted));
  a_.mov(x86::gpq(static_cast<uint32_t>(wanted)), value);
  slots_[slot].gpr = wanted;
  mark_in_registers(slot);
  gpr_owner_[wanted] = static_cast<int32_t>(slot * 2);
}

void Compiler::emit_for_next(const Insn& i) {
  uint32_t first = i.a / 16;
  flush_all();
  forget(first + 2);
  Label finished = a_.newLabel();
  a_.mov(kScratch, home(first + 4));
  a_.test(kScratch, kScratch);
  a_.je(finished);
  a_.mov(kScratch2, home_payload(first + 4));
  a_.mov(home(first + 2), kScratch);
  a_.mov(home_payload(first + 2), kScratch2);
  poll_and_jump(jump_target(i));
  a_.bind(finished);
}

}  // namespace strata::baseline_jit
