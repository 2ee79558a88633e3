// Emitters: comparisons, always fused with the jump that takes them, and jumps. What the block has computed
// goes home before the comparison, so that both ways find it there.
#include <bit>

#include "baseline_jit/compiler.h"
#include "isa/arith.h"

namespace strata::baseline_jit {

using runtime::kFloat;
using runtime::kInt;

namespace {

// The family (JLtRR, JLeRR, JEqRR) of a comparison, whether it jumps when that holds, and the proved type.
bool find_jump_family(Op op, Op* family, bool* when_true, uint8_t* type) {
  switch (op) {
#define FORMS3(Name, Family, sense, known)                          \
  case Op::Name##RR: case Op::Name##RK: case Op::Name##KR:          \
    *family = Op::Family##RR, *when_true = sense, *type = known;    \
    return true;
#define FORMS2(Name, Family, sense, known)                          \
  case Op::Name##RR: case Op::Name##RK:                             \
    *family = Op::Family##RR, *when_true = sense, *type = known;    \
    return true;
    FORMS3(JLt, JLt, true, kUnknownTag) FORMS3(JNotLt, JLt, false, kUnknownTag)
    FORMS3(JLe, JLe, true, kUnknownTag) FORMS3(JNotLe, JLe, false, kUnknownTag)
    FORMS3(JLtInt, JLt, true, kInt) FORMS3(JNotLtInt, JLt, false, kInt)
    FORMS3(JLeInt, JLe, true, kInt) FORMS3(JNotLeInt, JLe, false, kInt)
    FORMS3(JLtFloat, JLt, true, kFloat) FORMS3(JNotLtFloat, JLt, false, kFloat)
    FORMS3(JLeFloat, JLe, true, kFloat) FORMS3(JNotLeFloat, JLe, false, kFloat)
    FORMS2(JEq, JEq, true, kUnknownTag) FORMS2(JNotEq, JEq, false, kUnknownTag)
    FORMS2(JEqInt, JEq, true, kInt) FORMS2(JNotEqInt, JEq, false, kInt)
#undef FORMS3
#undef FORMS2
    default: return false;
  }
}

// An integer constant that is the same number as a float, so that comparing as floats is exact.
bool is_exact_float(const Value& v) { return v.is_float() || (v.is_integer() && isa::fits_float(v.as_integer())); }

}  // namespace

bool Compiler::emit_compare(const Insn& i, Op op) {
  switch (op) {
    case Op::JTrue: emit_test_jump(i, true); return true;
    case Op::JFalse: emit_test_jump(i, false); return true;
    case Op::Jump: emit_jump(i); return true;
    case Op::Loop: emit_loop(i); return true;
    case Op::Lt: case Op::Le:
      if (!emit_order_value(i, op == Op::Le) && !emit_mixed_value(i, op)) emit_step();
      return true;
    case Op::Eq: case Op::Ne:
      if (!emit_equal_value(i, op == Op::Eq) && !emit_mixed_value(i, op)) emit_step();
      return true;
    default: break;
  }
  Op family;
  bool when_true;
  uint8_t type;
  if (!find_jump_family(op, &family, &when_true, &type)) return false;
  Operand x = operand(i, 'a'), y = operand(i, 'b');
  if (type != kUnknownTag) {
    prove(x, type);
    prove(y, type);
  }
  if (family == Op::JEqRR) emit_equal_jump(i, when_true, x, y);
  else emit_order_jump(i, family, when_true, x, y);
  return true;
}

// A slow path of a comparison may find that the jump is taken: all is at home, as at the jump's target.
Label Compiler::slow_or_taken(uint32_t target) {
  current_.taken = shim_label(target).id();
  return slow();
}

// Operands that are temporaries are used up, and everything else is put home before the flags are set.
void Compiler::emit_order_jump(const Insn& i, Op family, bool when_true, const Operand& x, const Operand& y) {
  uint8_t tx = expected_tag(x, seen().b), ty = expected_tag(y, seen().c);
  if (tx == kUnknownTag && seen().b == 0) tx = ty == kFloat ? kFloat : kInt;
  if (ty == kUnknownTag && seen().c == 0) ty = tx == kFloat ? kFloat : kInt;
  flush_others(x, y);
  if (tx == kInt && ty == kInt) {
    emit_int_jump(i, family, when_true, x, y);
  } else if ((tx == kFloat && (ty == kFloat || (y.is_constant && is_exact_float(y.constant)))) ||
             (ty == kFloat && x.is_constant && is_exact_float(x.constant))) {
    emit_float_jump(i, family, when_true, x, y, tx, ty);
  } else if (tx == runtime::kString && ty == runtime::kString) {
    emit_string_jump(i, family, when_true, x, y);
  } else {
    emit_mixed_jump(i, family == Op::JLeRR ? Stub::LessEqual : Stub::Less, when_true, x, y);
    consume(x);
    consume(y);
    end();
  }
}

// Whether a shared stub may well decide it, without knowing the operands' types beforehand.
bool Compiler::is_mixed_comparison(Stub which) const {
  constexpr TagSet kNumbers = 1u << kInt | 1u << kFloat;
  constexpr TagSet kObjects = 1u << runtime::kTable | 1u << runtime::kUserdata;
  if (profile_ == nullptr || is_unseen(word_)) return false;
  return which == Stub::Equal ? !(seen().b & seen().c & kObjects) : !((seen().b | seen().c) & ~kNumbers);
}

void Compiler::flush_operand(const Operand& o) {
  if (!o.is_constant && state(o.slot).dirty) flush(o.slot);
}

// The operands are at home. Zero: it holds; carry: that is the handler's to find out.
void Compiler::call_comparison(Stub which, const Operand& x, const Operand& y) {
  a_.lea(kScratch3, memory_of(x));
  a_.lea(kScratch2, memory_of(y));
  call_stub(which);
}

// Open for end().
void Compiler::emit_mixed_jump(const Insn& i, Stub which, bool when_true, const Operand& x, const Operand& y) {
  bool is_mixed = is_mixed_comparison(which);
  if (is_mixed) {
    flush_operand(x);
    flush_operand(y);
  }
  begin(0, 0);
  if (!is_mixed) {
    current_.is_step = true;
    a_.jmp(slow_or_taken(jump_target(i)));
    return;
  }
  call_comparison(which, x, y);
  a_.jc(slow_or_taken(jump_target(i)));
  if (when_true) a_.je(edge_label(jump_target(i)));
  else a_.jne(edge_label(jump_target(i)));
}

bool Compiler::emit_mixed_value(const Insn& i, Op op) {
  Stub which = op == Op::Lt ? Stub::Less : op == Op::Le ? Stub::LessEqual : Stub::Equal;
  if (!is_mixed_comparison(which)) return false;
  Operand x = slot_operand(i.b), y = slot_operand(i.c);
  flush_operand(x);
  flush_operand(y);
  begin(2, 0);
  call_comparison(which, x, y);
  a_.jc(slow());
  if (op == Op::Ne) a_.setne(x86::al);
  else a_.sete(x86::al);
  set_boolean(i, x, y);
  return true;
}

void Compiler::emit_int_jump(const Insn& i, Op family, bool when_true, const Operand& x, const Operand& y) {
  bool or_equal = family == Op::JLeRR;
  begin(2, 0);
  if (!x.is_constant) guard(x.slot, kInt, slow_or_taken(jump_target(i)));
  if (!y.is_constant) guard(y.slot, kInt, slow_or_taken(jump_target(i)));
  auto fits = [](const Operand& o) { return o.is_constant && o.constant.as_integer() == static_cast<int32_t>(o.constant.as_integer()); };
  using asmjit::x86::CondCode;
  CondCode condition;
  if (fits(x) && !y.is_constant) {  // k < y is y > k
    a_.cmp(int_operand(y), x.constant.as_integer());
    condition = or_equal ? CondCode::kGE : CondCode::kG;
  } else if (fits(y)) {
    a_.cmp(int_operand(x), y.constant.as_integer());
    condition = or_equal ? CondCode::kLE : CondCode::kL;
  } else {
    x86::Gp left = int_operand(x), right = int_operand(y);
    a_.cmp(left, right);
    condition = or_equal ? CondCode::kLE : CondCode::kL;
  }
  a_.j(when_true ? condition : x86::negateCond(condition), edge_label(jump_target(i)));
  consume(x);
  consume(y);
  end();
}

// a < b is "b above a", which is false for NaN; so is its negation true.
void Compiler::emit_float_jump(const Insn& i, Op family, bool when_true, const Operand& x, const Operand& y,
                               uint8_t x_tag, uint8_t y_tag) {
  begin(1, 2);
  if (!x.is_constant) guard(x.slot, x_tag, slow_or_taken(jump_target(i)));
  if (!y.is_constant) guard(y.slot, y_tag, slow_or_taken(jump_target(i)));
  x86::Xmm a = float_operand(x, kFloatScratch, x_tag), b = float_operand(y, kFloatScratch2, y_tag);
  a_.ucomisd(b, a);
  Label target = edge_label(jump_target(i));
  if (family == Op::JLeRR) {
    if (when_true) a_.jae(target);
    else a_.jb(target);
  } else {
    if (when_true) a_.ja(target);
    else a_.jbe(target);
  }
  consume(x);
  consume(y);
  end();
}

void Compiler::emit_equal_jump(const Insn& i, bool when_equal, const Operand& x, const Operand& y) {
  flush_others(x, y);
  uint8_t tx = expected_tag(x, seen().b), ty = expected_tag(y, seen().c);
  if (y.is_constant) return emit_equal_constant_jump(i, when_equal, x, y);
  if (tx == kUnknownTag && seen().b == 0) tx = ty == kUnknownTag ? kInt : ty;
  if (ty == kUnknownTag && seen().c == 0) ty = tx;
  bool by_payload = tx == ty && (tx == kInt || tx == runtime::kLuaFunction || tx == runtime::kNativeFunction ||
                                 tx == runtime::kCoroutine);
  if (by_payload) {
    begin(2, 0);
    guard(x.slot, tx, slow_or_taken(jump_target(i)));
    guard(y.slot, ty, slow_or_taken(jump_target(i)));
    x86::Gp left = payload_in_gpr(x.slot), right = payload_in_gpr(y.slot);
    a_.cmp(left, right);
    if (when_equal) a_.je(edge_label(jump_target(i)));
    else a_.jne(edge_label(jump_target(i)));
  } else if (tx == kFloat && ty == kFloat) {
    begin(0, 2);
    guard(x.slot, kFloat, slow_or_taken(jump_target(i)));
    guard(y.slot, kFloat, slow_or_taken(jump_target(i)));
    x86::Xmm left = float_in_xmm(x.slot), right = float_in_xmm(y.slot);
    a_.ucomisd(left, right);
    Label over = a_.newLabel(), target = edge_label(jump_target(i));
    if (when_equal) a_.short_().jp(over);
    else a_.jp(target);
    if (when_equal) a_.je(target);
    else a_.jne(target);
    a_.bind(over);
  } else if (tx == ty && (tx == runtime::kTable || tx == runtime::kString)) {
    // The same object is equal; others may be so all the same (__eq, strings of which none is short).
    begin(2, 0);
    guard(x.slot, tx, slow_or_taken(jump_target(i)));
    guard(y.slot, ty, slow_or_taken(jump_target(i)));
    x86::Gp left = payload_in_gpr(x.slot), right = payload_in_gpr(y.slot);
    a_.cmp(left, right);
    emit_differing_objects(tx, left, right);
    if (when_equal) a_.je(edge_label(jump_target(i)));
    else a_.jne(edge_label(jump_target(i)));
  } else {
    emit_mixed_jump(i, Stub::Equal, when_equal, x, y);
  }
  consume(x);
  consume(y);
  end();
}

// The payload in a register, without remembering that it is there: one way may not come past here.
x86::Gp Compiler::payload_for_test(uint32_t slot) {
  const SlotState& s = slots_[slot];
  if (s.gpr != kNoRegister) return x86::gpq(static_cast<uint32_t>(s.gpr));
  if (s.is_constant) load_immediate(kScratch, s.constant);
  else if (s.xmm != kNoRegister) a_.movq(kScratch, x86::xmm(static_cast<uint32_t>(s.xmm)));
  else a_.mov(kScratch, home_payload(slot));
  return kScratch;
}

void Compiler::compare_tag(uint32_t slot, uint64_t tag) {
  const SlotState& s = slots_[slot];
  if (s.tag_gpr != kNoRegister) a_.cmp(x86::gpq(static_cast<uint32_t>(s.tag_gpr)), tag);
  else a_.cmp(home(slot), tag);
}

// Short strings are interned, and nil and booleans are their tags. A float may equal an integer.
void Compiler::emit_equal_constant_jump(const Insn& i, bool when_equal, const Operand& x, const Operand& y) {
  const Value& k = y.constant;
  uint8_t known = state(x.slot).tag;
  Label target = edge_label(jump_target(i)), over = a_.newLabel();
  Label differs = when_equal ? over : target, same = when_equal ? target : over;
  bool is_simple = k.tag <= runtime::kTrue || k.is_integer() || (k.is_string() && k.as_string()->is_short());
  begin(0, 0);
  if (!is_simple || (known == kFloat && k.is_integer())) {
    current_.is_step = true;
    a_.jmp(slow_or_taken(jump_target(i)));
  } else if (known != kUnknownTag && known != k.tag) {
    a_.jmp(differs);
  } else {
    if (known == kUnknownTag) emit_same_tag(i, x, k, differs);
    if (k.is_string()) {
      a_.cmp(payload_for_test(x.slot), constant_payload(y.slot));
      a_.jne(differs);
    } else if (k.is_integer()) {
      x86::Gp payload = payload_for_test(x.slot);
      if (k.as_integer() == static_cast<int32_t>(k.as_integer())) {
        a_.cmp(payload, k.as_integer());
      } else {
        load_immediate(kScratch2, k.bits_);
        a_.cmp(payload, kScratch2);
      }
      a_.jne(differs);
    }
    if (when_equal) a_.jmp(same);
  }
  consume(x);
  a_.bind(over);
  end();
}

// Goes on when the slot has the constant's tag. A number of the other kind is the slow path's.
void Compiler::emit_same_tag(const Insn& i, const Operand& x, const Value& k, Label differs) {
  compare_tag(x.slot, k.tag);
  if (!k.is_integer()) {
    a_.jne(differs);
    return;
  }
  Label is_int = a_.newLabel();
  a_.short_().je(is_int);
  compare_tag(x.slot, kFloat);
  a_.jne(differs);
  a_.jmp(slow_or_taken(jump_target(i)));
  a_.bind(is_int);
}

// al: whether the comparison holds.
void Compiler::set_boolean(const Insn& i, const Operand& x, const Operand& y) {
  x86::Gp tag = allocate_gpr(), payload = allocate_gpr();
  a_.movzx(x86::eax, x86::al);
  a_.lea(tag, x86::qword_ptr(x86::rax, runtime::kFalse));
  a_.xor_(payload.r32(), payload.r32());
  consume(x);
  consume(y);
  set_result_pair(i.a / 16, tag, payload);
  end(i.a / 16);
}

bool Compiler::emit_order_value(const Insn& i, bool or_equal) {
  Operand x = slot_operand(i.b), y = slot_operand(i.c);
  uint8_t tx = expected_tag(x, seen().b), ty = expected_tag(y, seen().c);
  if (tx != ty || (tx != kInt && tx != kFloat)) return false;
  begin(4, 2);
  guard(x.slot, tx, slow());
  guard(y.slot, ty, slow());
  if (tx == kInt) {
    x86::Gp left = payload_in_gpr(x.slot), right = payload_in_gpr(y.slot);
    a_.cmp(left, right);
    if (or_equal) a_.setle(x86::al);
    else a_.setl(x86::al);
  } else {
    x86::Xmm left = float_in_xmm(x.slot), right = float_in_xmm(y.slot);
    a_.ucomisd(right, left);
    if (or_equal) a_.setae(x86::al);
    else a_.seta(x86::al);
  }
  set_boolean(i, x, y);
  return true;
}

// Of objects only the same one is sure to be equal; short strings are interned.
bool Compiler::emit_equal_value(const Insn& i, bool wants_equal) {
  Operand x = slot_operand(i.b), y = slot_operand(i.c);
  uint8_t tx = expected_tag(x, seen().b), ty = expected_tag(y, seen().c);
  bool is_object = tx == runtime::kTable || tx == runtime::kString;
  if (tx != ty || (tx != kInt && !is_object)) return false;
  begin(4, 0);
  guard(x.slot, tx, slow());
  guard(y.slot, ty, slow());
  x86::Gp left = payload_in_gpr(x.slot), right = payload_in_gpr(y.slot);
  a_.cmp(left, right);
  if (is_object) emit_differing_objects(tx, left, right);
  if (wants_equal) a_.sete(x86::al);
  else a_.setne(x86::al);
  set_boolean(i, x, y);
  return true;
}

// Leaves the flags of a comparison of addresses when it tells whether the objects are equal.
void Compiler::emit_differing_objects(uint8_t tag, x86::Gp left, x86::Gp right) {
  Label decided = a_.newLabel();
  a_.short_().je(decided);
  if (tag == runtime::kString) {
    a_.test(x86::byte_ptr(left, at::kFlags), runtime::kShortString);
    a_.je(slow());
  } else {
    a_.mov(kScratch, x86::qword_ptr(left, at::kMetatable));
    a_.or_(kScratch, x86::qword_ptr(right, at::kMetatable));
    a_.jne(slow());
  }
  a_.cmp(left, right);
  a_.bind(decided);
}

// The value stays where it is: `and` and `or` keep it.
void Compiler::emit_test_jump(const Insn& i, bool when_true) {
  uint32_t slot = i.a / 16;
  flush_all();
  Label target = edge_label(jump_target(i));
  SlotState& s = state(slot);
  if (s.tag != kUnknownTag) {
    bool is_true = s.tag > runtime::kFalse;
    if (is_true == when_true) a_.jmp(target);
    return;
  }
  compare_tag(slot, runtime::kFalse);
  if (when_true) a_.ja(target);
  else a_.jbe(target);
}

void Compiler::emit_jump(const Insn& i) {
  flush_all();
  a_.jmp(edge_label(jump_target(i)));
  forget_all();
  falls_through_ = false;
}

void Compiler::emit_loop(const Insn& i) {
  flush_all();
  poll_and_jump(jump_target(i));
  forget_all();
  falls_through_ = false;
}

// A loop's back-edge: a safepoint.
void Compiler::poll_and_jump(uint32_t target) {
  bool is_back_edge = target <= word_;
  if (is_back_edge) match_state(join_at(target));
  a_.cmp(x86::dword_ptr(kContext, at::kInterrupt), 0);
  a_.je(is_back_edge ? label_of(join_at(target).label) : edge_label(target));
  a_.mov(x86::esi, target * sizeof(Insn));
  a_.jmp(poll_stub_);
}

}  // namespace strata::baseline_jit
