// Emitters: constants, moves, upvalues.
#include "baseline_jit/compiler.h"

namespace strata::baseline_jit {

bool Compiler::emit_move(const Insn& i, Op op) {
  uint32_t to = i.a / 16;
  switch (op) {
    case Op::Move: case Op::Dup: emit_copy(to, i.b / 16); return true;
    case Op::LoadK: emit_load_constant(to, i.b / 16); return true;
    case Op::LoadKWide: emit_load_constant(to, static_cast<uint32_t>(i.wide())); return true;
    case Op::LoadInt: set_constant(to, Value::integer(i.sb())); return true;
    case Op::LoadNil: set_constant(to, Value::nil()); return true;
    case Op::LoadTrue: set_constant(to, Value::boolean(true)); return true;
    case Op::LoadFalse: set_constant(to, Value::boolean(false)); return true;
    case Op::GetUpvalue: emit_get_upvalue(i); return true;
    case Op::SetUpvalue: emit_set_upvalue(i); return true;
    default: return false;
  }
}

void Compiler::emit_copy(uint32_t to, uint32_t from) {
  SlotState& source = state(from);
  if (to == from) return;
  reserve(2, 1);
  if (source.is_constant) {
    set_constant(to, Value::make(source.tag, source.constant));
  } else if (source.tag <= runtime::kTrue) {
    set_constant(to, Value::make(source.tag, 0));
  } else if (source.xmm != kNoRegister) {
    x86::Xmm value = x86::xmm(static_cast<uint32_t>(source.xmm));
    pin(value);
    x86::Xmm copy = allocate_xmm();
    a_.movaps(copy, value);
    set_result(to, copy);
  } else {
    uint8_t tag = source.tag;
    if (source.gpr != kNoRegister) pin(x86::gpq(static_cast<uint32_t>(source.gpr)));
    if (source.tag_gpr != kNoRegister) pin(x86::gpq(static_cast<uint32_t>(source.tag_gpr)));
    x86::Gp payload = allocate_gpr();
    if (source.gpr != kNoRegister) a_.mov(payload, x86::gpq(static_cast<uint32_t>(source.gpr)));
    else a_.mov(payload, home_payload(from));
    if (tag != kUnknownTag) {
      set_result(to, tag, payload);
    } else {
      x86::Gp tag_copy = allocate_gpr();
      if (source.tag_gpr != kNoRegister) a_.mov(tag_copy, x86::gpq(static_cast<uint32_t>(source.tag_gpr)));
      else a_.mov(tag_copy, home(from));
      set_result_pair(to, tag_copy, payload);
    }
  }
}

void Compiler::emit_load_constant(uint32_t to, uint32_t index) {
  const Value& constant = constants_[index];
  if (!constant.is_string()) return set_constant(to, constant);
  reserve(1, 0);
  x86::Gp payload = allocate_gpr();
  a_.mov(payload, constant_payload(index));
  set_result(to, runtime::kString, payload);
}

// A value from memory, of the type that it was seen to have. The operation has begun.
void Compiler::emit_load(uint32_t to, x86::Mem tag, x86::Mem payload) {
  TagSet found = seen().result;
  if (found == 1u << runtime::kFloat) {
    a_.cmp(tag, runtime::kFloat);
    a_.jne(slow());
    x86::Xmm value = allocate_xmm();
    a_.movsd(value, payload);
    return set_result(to, value);
  }
  x86::Gp value = allocate_gpr();
  for (uint8_t known = runtime::kInt; known <= runtime::kCoroutine; ++known) {
    if (found != 1u << known || known == runtime::kFloat) continue;
    a_.cmp(tag, known);
    a_.jne(slow());
    a_.mov(value, payload);
    return set_result(to, known, value);
  }
  x86::Gp tag_value = allocate_gpr();
  a_.mov(tag_value, tag);
  a_.mov(value, payload);
  set_result_pair(to, tag_value, value);
}

void Compiler::emit_get_upvalue(const Insn& i) {
  begin(2, 1);
  a_.mov(kScratch, x86::qword_ptr(kFrame, at::kFrameFunction));
  a_.mov(kScratch, x86::qword_ptr(kScratch, at::kUpvalues + i.b * 8));
  a_.mov(kScratch, x86::qword_ptr(kScratch, at::kLocation));
  emit_load(i.a / 16, x86::qword_ptr(kScratch), x86::qword_ptr(kScratch, at::kPayload));
  end(i.a / 16);
}

void Compiler::emit_set_upvalue(const Insn& i) {
  begin(2, 1);
  Operand value = slot_operand(i.a);
  a_.mov(kScratch, x86::qword_ptr(kFrame, at::kFrameFunction));
  a_.mov(kScratch, x86::qword_ptr(kScratch, at::kUpvalues + i.b * 8));
  if (may_be_collectable(value)) {
    a_.cmp(x86::byte_ptr(kScratch, at::kBlack), 0);
    a_.jne(slow());
  }
  a_.mov(kScratch2, x86::qword_ptr(kScratch, at::kLocation));
  store_value(x86::qword_ptr(kScratch2), x86::qword_ptr(kScratch2, at::kPayload), value);
  consume(value);
  end();
}

}  // namespace strata::baseline_jit
