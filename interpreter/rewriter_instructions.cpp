// What each stack instruction becomes: see interpreter/rewriter.h.
#include "interpreter/rewriter_state.h"

namespace strata::interpreter {

using isa::Opcode;
using runtime::Value;

void Rewriter::get_local() {
  uint32_t local = static_cast<uint32_t>(operand(0));
  stack_.push_back({Entry::Local, static_cast<int32_t>(local)});
  if (!options_.fuse) materialise(stack_.size() - 1);
}

void Rewriter::set_local() {
  uint32_t local = static_cast<uint32_t>(operand(0));
  size_t top = stack_.size() - 1;
  bool named = false;
  for (size_t i = 0; i < top; ++i) {
    if (stack_[i].kind == Entry::Local && stack_[i].value == static_cast<int32_t>(local)) {
      materialise(i);
      named = true;
    }
  }
  const Entry entry = stack_[top];
  if (entry.kind == Entry::Home && redirectable_word_ != kNoWord && !named) {
    Insn& insn = out_.words[redirectable_word_];
    if (insn.opcode() == Op::Call1) insn.c = static_cast<uint16_t>(scaled(local));
    else insn.a = static_cast<uint16_t>(scaled(local));
  } else if (entry.kind == Entry::Home) {
    emit(Op::Move, scaled(local), home_operand(top), 0);
  } else if (entry.kind != Entry::Local || entry.value != static_cast<int32_t>(local)) {
    load_entry(entry, local);
  }
  stack_.pop_back();
  redirectable_word_ = kNoWord;
}

void Rewriter::get_upvalue() {
  isa::Instruction next;
  if (has_caches_left() && next_is_fusable(&next) && next.op == Opcode::GetField) {
    uint32_t upvalue = static_cast<uint32_t>(operand(0));
    current_ = next;
    uint32_t key = static_cast<uint32_t>(operand(0));
    size_t word = emit(Op::GetGlobal, home_operand(stack_.size()), upvalue, new_cache(key));
    push_result(word, true);
    return;
  }
  size_t word = emit(Op::GetUpvalue, home_operand(stack_.size()), static_cast<uint32_t>(operand(0)), 0);
  push_result(word, true);
}

void Rewriter::set_upvalue() {
  emit(Op::SetUpvalue, slot_operand(stack_.size() - 1), static_cast<uint32_t>(operand(0)), 0);
  stack_.pop_back();
}

void Rewriter::duplicate() {
  size_t top = stack_.size() - 1;
  if (stack_[top].kind != Entry::Home) {
    Entry copy = stack_[top];
    stack_.push_back(copy);
    return;
  }
  size_t word = emit(Op::Dup, home_operand(top + 1), home_operand(top), 0);
  push_result(word, true);
}

void Rewriter::binary(const BinaryOps& ops) {
  size_t b = stack_.size() - 1, a = b - 1;
  uint32_t x, y;
  Op op = ops.rr;
  if (fits_constant_operand(stack_[b])) {
    op = ops.rk;
    y = scaled(constant_for(stack_[b]));
    x = slot_operand(a);
  } else if (fits_constant_operand(stack_[a])) {
    op = ops.kr;
    x = scaled(constant_for(stack_[a]));
    y = slot_operand(b);
  } else {
    x = slot_operand(a);
    y = slot_operand(b);
  }
  stack_.resize(a);
  size_t word = emit(op, home_operand(a), x, y);
  push_result(word, true);
}

void Rewriter::unary(Op op) {
  size_t a = stack_.size() - 1;
  uint32_t x = slot_operand(a);
  stack_.pop_back();
  size_t word = emit(op, home_operand(a), x, 0);
  push_result(word, true);
}

void Rewriter::concat() {
  size_t count = static_cast<size_t>(operand(0));
  size_t first = stack_.size() - count;
  for (size_t i = first; i < stack_.size(); ++i) materialise(i);
  stack_.resize(first);
  size_t word = emit(Op::Concat, home_operand(first), home_operand(first), static_cast<uint32_t>(count));
  push_result(word, true);
}

// Jumps ----------------------------------------------------------------------------------------------

void Rewriter::jump(uint32_t target) {
  flush();
  bool back = target <= current_.offset;
  add_fixup(emit_wide(back ? Op::Loop : Op::Jump, 0, 0), target, true);
}

void Rewriter::emit_test(bool when_true, uint32_t slot, uint32_t target) {
  if (target > current_.offset) {
    add_fixup(emit_wide(when_true ? Op::JTrue : Op::JFalse, slot, 0), target, true);
    return;
  }
  emit_wide(when_true ? Op::JFalse : Op::JTrue, slot, 1);
  add_fixup(emit_wide(Op::Loop, 0, 0), target, true);
}

void Rewriter::branch(bool when_true) {
  size_t top = stack_.size() - 1;
  flush(1);
  uint32_t slot = slot_operand(top);
  stack_.pop_back();
  emit_test(when_true, slot, static_cast<uint32_t>(operand(0)));
}

void Rewriter::branch_keep(bool when_true) {
  flush();
  size_t top = stack_.size() - 1;
  emit_test(when_true, home_operand(top), static_cast<uint32_t>(operand(0)));
  stack_.pop_back();
}

void Rewriter::emit_compare_jump(Op taken, Op inverse, uint32_t a, uint32_t b, uint32_t target) {
  if (target > current_.offset && !long_jumps_) {
    add_fixup(emit(taken, a, b, 0), target, false);
    return;
  }
  emit(inverse, a, b, 1);
  add_fixup(emit_wide(target > current_.offset ? Op::Jump : Op::Loop, 0, 0), target, true);
}

bool Rewriter::fused_compare(const CompareOps& ops) {
  isa::Instruction next;
  if (!next_is_fusable(&next) || (next.op != Opcode::BrTrue && next.op != Opcode::BrFalse)) return false;
  flush(2);
  size_t b = stack_.size() - 1, a = b - 1;
  size_t left = ops.swapped ? b : a, right = ops.swapped ? a : b;
  bool when_true = next.op == Opcode::BrTrue;
  Op taken = ops.jump_rr, inverse = ops.not_rr;
  uint32_t x, y;
  if (fits_constant_operand(stack_[right])) {
    taken = ops.jump_rk;
    inverse = ops.not_rk;
    y = scaled(constant_for(stack_[right]));
    x = slot_operand(left);
  } else if (ops.jump_kr != ops.jump_rr && fits_constant_operand(stack_[left])) {
    taken = ops.jump_kr;
    inverse = ops.not_kr;
    x = scaled(constant_for(stack_[left]));
    y = slot_operand(right);
  } else if (ops.jump_kr == ops.jump_rr && fits_constant_operand(stack_[left])) {
    taken = ops.jump_rk;  // equality: either side
    inverse = ops.not_rk;
    y = scaled(constant_for(stack_[left]));
    x = slot_operand(right);
  } else {
    x = slot_operand(left);
    y = slot_operand(right);
  }
  stack_.resize(a);
  uint32_t target = static_cast<uint32_t>(next.operand[0]);
  if (!when_true) std::swap(taken, inverse);
  emit_compare_jump(taken, inverse, x, y, target);
  current_.next = next.next;
  return true;
}

void Rewriter::compare(const CompareOps& ops) {
  if (fused_compare(ops)) return;
  size_t b = stack_.size() - 1, a = b - 1;
  uint32_t x = slot_operand(a), y = slot_operand(b);
  if (ops.swapped) std::swap(x, y);
  stack_.resize(a);
  size_t word = emit(ops.value, home_operand(a), x, y);
  push_result(word, true);
}

// Tables ---------------------------------------------------------------------------------------------

uint32_t Rewriter::new_cache(uint32_t key) {
  STRATA_DCHECK(out_.cache_keys.size() < kMaxCaches);
  out_.cache_keys.push_back(key);
  return static_cast<uint32_t>(out_.cache_keys.size() - 1);
}

uint32_t Rewriter::new_site() {
  if (out_.cache_keys.size() < kMaxCaches) return new_cache(kNoCacheKey);
  if (last_site_ == 0) {
    last_site_ = static_cast<uint32_t>(out_.cache_keys.size());
    out_.cache_keys.push_back(kNoCacheKey);
  }
  return last_site_;
}

// In a function that has used up its caches: the field's name, put into the slot above the operands.
uint32_t Rewriter::key_in_slot() {
  uint32_t slot = home(stack_.size());
  load_entry({Entry::Constant, static_cast<int32_t>(operand(0))}, slot);
  return scaled(slot);
}

void Rewriter::get_field() {
  size_t a = stack_.size() - 1;
  uint32_t table = slot_operand(a);
  if (!has_caches_left()) {
    uint32_t key = key_in_slot();
    stack_.pop_back();
    return push_result(emit(Op::GetIndex, home_operand(a), table, key), true);
  }
  stack_.pop_back();
  size_t word = emit(Op::GetField, home_operand(a), table, new_cache(static_cast<uint32_t>(operand(0))));
  push_result(word, true);
}

void Rewriter::set_field(bool keeps_table) {
  size_t v = stack_.size() - 1, t = v - 1;
  uint32_t key = static_cast<uint32_t>(operand(0));
  if (!has_caches_left()) {
    uint32_t table = slot_operand(t), value = slot_operand(v);
    emit(Op::SetIndex, table, key_in_slot(), value);
  } else if (fits_constant_operand(stack_[v])) {
    uint32_t value = scaled(constant_for(stack_[v]));
    emit(Op::SetFieldK, slot_operand(t), value, new_cache(key));
  } else {
    uint32_t table = slot_operand(t);
    uint32_t value = slot_operand(v);
    emit(Op::SetField, table, value, new_cache(key));
  }
  stack_.resize(keeps_table ? v : t);
}

void Rewriter::get_method() {
  size_t a = stack_.size() - 1;
  uint32_t object = slot_operand(a);
  if (has_caches_left()) {
    emit(Op::Method, home_operand(a), object, new_cache(static_cast<uint32_t>(operand(0))));
  } else {
    uint32_t key = key_in_slot() + scaled(1);  // the receiver goes to the slot above the function
    out_.words.back().a = static_cast<uint16_t>(key);
    emit(Op::Move, home_operand(a + 1), object, 0);
    emit(Op::GetIndex, home_operand(a), home_operand(a + 1), key);
  }
  stack_.pop_back();
  push_home();
  push_home();
}

void Rewriter::get_index() {
  size_t k = stack_.size() - 1, t = k - 1;
  Entry key = stack_[k];
  Op op = Op::GetIndex;
  uint32_t y;
  uint32_t table = slot_operand(t);
  if (key.kind == Entry::Integer && options_.fuse) {
    op = Op::GetIndexI;
    y = static_cast<uint16_t>(static_cast<int16_t>(key.value));
  } else if (fits_constant_operand(key)) {
    op = Op::GetIndexK;
    y = scaled(constant_for(key));
  } else {
    y = slot_operand(k);
  }
  stack_.resize(t);
  size_t word = emit(op, home_operand(t), table, y);
  push_result(word, true);
}

void Rewriter::set_index(bool keeps_table) {
  size_t v = stack_.size() - 1, k = v - 1, t = k - 1;
  uint32_t table = slot_operand(t);
  if (stack_[k].kind == Entry::Integer && options_.fuse) {
    uint32_t key = static_cast<uint16_t>(static_cast<int16_t>(stack_[k].value));
    emit(Op::SetIndexI, table, key, slot_operand(v));
  } else if (fits_constant_operand(stack_[v])) {
    uint32_t value = scaled(constant_for(stack_[v]));
    emit(Op::SetIndexK, table, slot_operand(k), value);
  } else {
    uint32_t key = slot_operand(k);
    emit(Op::SetIndex, table, key, slot_operand(v));
  }
  stack_.resize(keeps_table ? k : t);
}

void Rewriter::put_list(bool open) {
  uint32_t first = static_cast<uint32_t>(operand(0));
  size_t count = static_cast<size_t>(operand(1));
  size_t table = stack_.size() - count - 1;
  for (size_t i = table; i < stack_.size(); ++i) materialise(i);
  emit(open ? Op::PutListOpen : Op::PutList, home_operand(table), static_cast<uint32_t>(count), 0);
  emit_word(first);
  stack_.resize(table + 1);
}

// Calls ----------------------------------------------------------------------------------------------

// `call n r; set.local s+r-1; ..; set.local s`: results go straight to s, s+1, ..
bool Rewriter::redirect_results(uint32_t callee, uint32_t arguments, uint32_t results) {
  isa::Instruction saved = current_, next;
  uint32_t slot = 0;
  for (uint32_t i = 0; i < results; ++i) {
    bool fits = next_is_fusable(&next) && next.op == Opcode::SetLocal &&
                (i == 0 || static_cast<uint32_t>(next.operand[0]) + 1 == slot);
    if (!fits) {
      current_ = saved;
      return false;
    }
    slot = static_cast<uint32_t>(next.operand[0]);
    current_.next = next.next;
  }
  for (const Entry& entry : stack_) {
    uint32_t local = static_cast<uint32_t>(entry.value);
    if (entry.kind == Entry::Local && local >= slot && local < slot + results) {
      current_ = saved;
      return false;
    }
  }
  emit(Op::CallN, callee, arguments, results);
  emit_word(scaled(slot));
  return true;
}

void Rewriter::call(bool open) {
  size_t arguments = static_cast<size_t>(operand(0));
  int64_t results = operand(1);
  size_t callee = stack_.size() - arguments - 1;
  for (size_t i = callee; i < stack_.size(); ++i) materialise(i);
  stack_.resize(callee);
  uint32_t a = home_operand(callee), n = static_cast<uint32_t>(arguments);
  if (open) {
    emit(Op::CallOpen, a, static_cast<uint32_t>(results + 1), 0);
  } else if (results == isa::kOpen) {
    emit(Op::CallAll, a, n, 0);
  } else if (results == 0) {
    emit(Op::Call0, a, n, 0);
  } else if (results == 1) {
    push_result(emit(Op::Call1, a, n, a), true);
    return;
  } else if (redirect_results(a, n, static_cast<uint32_t>(results))) {
    return;
  } else {
    emit(Op::CallN, a, n, static_cast<uint32_t>(results));
    emit_word(a);
  }
  for (int64_t i = 0; i < results; ++i) push_home();
}

void Rewriter::tail_call(bool open) {
  size_t arguments = static_cast<size_t>(operand(0));
  size_t callee = stack_.size() - arguments - 1;
  for (size_t i = callee; i < stack_.size(); ++i) materialise(i);
  emit(open ? Op::TailCallOpen : Op::TailCall, home_operand(callee), static_cast<uint32_t>(arguments), 0);
  stack_.resize(callee);
}

void Rewriter::return_values(bool open) {
  size_t count = static_cast<size_t>(operand(0));
  size_t first = stack_.size() - count;
  bool closes = view_.record->flags & (isa::kHasCaptures | isa::kHasMarkClose);
  if (!closes && !open && count == 0) {
    emit(Op::Return0, 0, 0, 0);
  } else if (!closes && !open && count == 1 && fits_constant_operand(stack_[first])) {
    emit(Op::Return1K, scaled(constant_for(stack_[first])), 0, 0);
  } else if (!closes && !open && count == 1) {
    emit(Op::Return1, slot_operand(first), 0, 0);
  } else {
    for (size_t i = first; i < stack_.size(); ++i) materialise(i);
    Op op = open ? (closes ? Op::ReturnOpenClose : Op::ReturnOpen) : (closes ? Op::ReturnClose : Op::Return);
    emit(op, home_operand(first), static_cast<uint32_t>(count), 0);
  }
  stack_.resize(first);
}

void Rewriter::vararg() {
  int64_t results = operand(0);
  size_t word = emit(Op::Vararg, home_operand(stack_.size()), static_cast<uint32_t>(results + 1), 0);
  if (results == 1) {
    push_result(word, true);
    return;
  }
  for (int64_t i = 0; i < results; ++i) push_home();
}

// The dispatch over families -------------------------------------------------------------------------

bool Rewriter::simple_instruction() {
  auto push = [&](Entry::Kind kind, int64_t value) {
    stack_.push_back({kind, static_cast<int32_t>(value)});
    if (!options_.fuse) materialise(stack_.size() - 1);
  };
  switch (current_.op) {
    case Opcode::Nil: return push(Entry::Nil, 0), true;
    case Opcode::True: return push(Entry::True, 0), true;
    case Opcode::False: return push(Entry::False, 0), true;
    case Opcode::Const: return push(Entry::Constant, operand(0)), true;
    case Opcode::Int:
      if (operand(0) == static_cast<int16_t>(operand(0))) push(Entry::Integer, operand(0));
      else push(Entry::Constant, extra_constant(Value::integer(operand(0))));
      return true;
    case Opcode::Pop: return stack_.pop_back(), true;
    case Opcode::Dup: return duplicate(), true;
    case Opcode::GetLocal: return get_local(), true;
    case Opcode::SetLocal: return set_local(), true;
    case Opcode::GetUpvalue: return get_upvalue(), true;
    case Opcode::SetUpvalue: return set_upvalue(), true;
    case Opcode::Not: return unary(Op::Not), true;
    case Opcode::Neg: return unary(Op::Neg), true;
    case Opcode::Bnot: return unary(Op::Bnot), true;
    case Opcode::Len: return unary(Op::Len), true;
    case Opcode::Concat: return concat(), true;
    default: return false;
  }
}

bool Rewriter::table_instruction() {
  switch (current_.op) {
    case Opcode::NewTable: {
      auto capped = [](int64_t n) { return static_cast<uint32_t>(n < 65535 ? n : 65535); };
      size_t word = emit(Op::NewTable, home_operand(stack_.size()), capped(operand(0)), new_site());
      emit_word(capped(operand(1)));
      push_result(word, true);
      return true;
    }
    case Opcode::GetIndex: return get_index(), true;
    case Opcode::SetIndex: return set_index(false), true;
    case Opcode::PutIndex: return set_index(true), true;
    case Opcode::GetField: return get_field(), true;
    case Opcode::SetField: return set_field(false), true;
    case Opcode::PutField: return set_field(true), true;
    case Opcode::GetMethod: return get_method(), true;
    case Opcode::PutList: return put_list(false), true;
    case Opcode::PutListOpen: return put_list(true), true;
    default: return false;
  }
}

bool Rewriter::call_instruction() {
  switch (current_.op) {
    case Opcode::Closure: {
      size_t word = emit_wide(Op::Closure, home_operand(stack_.size()), static_cast<int32_t>(operand(0)));
      push_result(word, true);
      return true;
    }
    case Opcode::Call: return call(false), true;
    case Opcode::CallOpen: return call(true), true;
    case Opcode::TailCall: return tail_call(false), true;
    case Opcode::TailCallOpen: return tail_call(true), true;
    case Opcode::Return: return return_values(false), true;
    case Opcode::ReturnOpen: return return_values(true), true;
    case Opcode::Vararg: return vararg(), true;
    case Opcode::Close: return flush(), emit(Op::Close, scaled(static_cast<uint32_t>(operand(0))), 0, 0), true;
    case Opcode::MarkClose:
      return flush(), emit(Op::MarkClose, scaled(static_cast<uint32_t>(operand(0))), 0, 0), true;
    default: return false;
  }
}

bool Rewriter::control_instruction() {
  auto loop = [&](Op op) {
    flush();
    add_fixup(emit_wide(op, scaled(static_cast<uint32_t>(operand(0))), 0), static_cast<uint32_t>(operand(1)), true);
  };
  switch (current_.op) {
    case Opcode::Jump: return jump(static_cast<uint32_t>(operand(0))), true;
    case Opcode::BrTrue: return branch(true), true;
    case Opcode::BrFalse: return branch(false), true;
    case Opcode::BrTrueKeep: return branch_keep(true), true;
    case Opcode::BrFalseKeep: return branch_keep(false), true;
    case Opcode::ForPrep: return loop(Op::ForPrep), true;
    case Opcode::ForLoop: return loop(Op::ForLoop), true;
    case Opcode::ForNext: return loop(Op::ForNext), true;
    case Opcode::ForCall:
      flush();
      emit(Op::ForCall, scaled(static_cast<uint32_t>(operand(0))), static_cast<uint32_t>(operand(1)), 0);
      return true;
    default: return false;
  }
}

// Other code may run and change captured locals: what has been read of them is put into its home slot,
// but for the operands of the instruction itself.
void Rewriter::settle_captured() {
  size_t operands = static_cast<size_t>(current_.pops());
  for (size_t i = 0; i + operands < stack_.size(); ++i) {
    if (stack_[i].kind == Entry::Local && captured_[static_cast<size_t>(stack_[i].value)]) materialise(i);
  }
}

void Rewriter::instruction() {
  Opcode op = current_.op;
  if (has_captures_ && (isa::row(op).flags & isa::kCalls)) settle_captured();
  if (op != Opcode::SetLocal) redirectable_word_ = kNoWord;
  if (const isa::TypedRow* typed = isa::typed_row(op)) op = typed->twin;
  switch (op) {
#define BINARY(Name) \
  case Opcode::Name: return binary({Op::Name##RR, Op::Name##RK, Op::Name##KR});
    BINARY(Add) BINARY(Sub) BINARY(Mul) BINARY(Div) BINARY(Mod) BINARY(Pow) BINARY(Idiv)
    BINARY(Band) BINARY(Bor) BINARY(Bxor) BINARY(Shl) BINARY(Shr)
#undef BINARY
#define ORDER(Name, swapped)                                                                          \
  {Op::Name, Op::J##Name##RR, Op::J##Name##RK, Op::J##Name##KR, Op::JNot##Name##RR, Op::JNot##Name##RK, \
   Op::JNot##Name##KR, swapped}
    case Opcode::Lt: return compare(ORDER(Lt, false));
    case Opcode::Le: return compare(ORDER(Le, false));
    case Opcode::Gt: return compare(ORDER(Lt, true));
    case Opcode::Ge: return compare(ORDER(Le, true));
#undef ORDER
    case Opcode::Eq:
      return compare({Op::Eq, Op::JEqRR, Op::JEqRK, Op::JEqRR, Op::JNotEqRR, Op::JNotEqRK, Op::JNotEqRR, false});
    case Opcode::Ne:
      return compare({Op::Ne, Op::JNotEqRR, Op::JNotEqRK, Op::JNotEqRR, Op::JEqRR, Op::JEqRK, Op::JEqRR, false});
    default: break;
  }
  if (simple_instruction() || table_instruction() || call_instruction()) return;
  bool known = control_instruction();
  STRATA_CHECK(known);
}

}  // namespace strata::interpreter
