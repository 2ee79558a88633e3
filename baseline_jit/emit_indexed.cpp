// Emitters: table accesses by keys that no array part has, and comparisons of strings: a function of the runtime
// does the work in one call, with its operands in registers. (Elements are in emit_table.cpp.)
#include <bit>

#include "baseline_jit/compiler.h"

namespace strata::baseline_jit {

using runtime::kInt;

// Whether the profile met nothing but tables here, with keys of other kinds or tables without an array part.
bool Compiler::indexes_hash_part(const Operand& key) const {
  constexpr uint8_t kArrays = runtime::kSawIntArray | runtime::kSawFloatArray | runtime::kSawAnyArray | runtime::kSawAppend;
  const WordProfile& s = seen();
  if (key.is_constant || s.b != 1u << runtime::kTable || s.c == 0) return false;
  return !(s.c & (1u << kInt)) || !(s.events & kArrays);
}

// A call of the runtime in a fast path: all is at home, and no register keeps its value.
void Compiler::begin_runtime_call() {
  flush_all();
  keep_types();
  begin(2, 1);
  current_.is_step = true;
}

void Compiler::guard_home(uint32_t slot, uint8_t tag, Label otherwise) {
  a_.cmp(home(slot), tag);
  a_.jne(otherwise);
}

void Compiler::emit_find_indexed(const Insn& i, const Operand& key) {
  uint32_t table = i.b / 16, to = i.a / 16;
  begin_runtime_call();
  guard_home(table, runtime::kTable, slow());
  a_.mov(x86::rdi, home_payload(table));
  a_.mov(x86::rsi, home(key.slot));
  a_.mov(x86::rdx, home_payload(key.slot));
  a_.call(x86::qword_ptr(kContext, at::kFindIndexed));
  TagSet found = seen().result;
  if (std::has_single_bit(found) && found >= 1u << kInt) {
    uint8_t known = static_cast<uint8_t>(std::countr_zero(found));
    a_.cmp(kResultTag, known);
    a_.jne(slow());
    if (known == runtime::kFloat) {
      x86::Xmm value = allocate_xmm();
      a_.movq(value, kResultPayload);
      set_result(to, value);
    } else {
      x86::Gp value = allocate_gpr();
      a_.mov(value, kResultPayload);
      set_result(to, known, value);
    }
  } else {
    a_.cmp(kResultTag, static_cast<int32_t>(runtime::kNotFoundOut));
    a_.je(slow());
    x86::Gp tag = allocate_gpr(), payload = allocate_gpr();
    a_.mov(tag, kResultTag);
    a_.mov(payload, kResultPayload);
    set_result_pair(to, tag, payload);
  }
  end(to);
}

// What is stored, in registers of a call.
void Compiler::load_stored(const Operand& value, x86::Gp tag, x86::Gp payload) {
  if (!value.is_constant) {
    a_.mov(tag, home(value.slot));
    a_.mov(payload, home_payload(value.slot));
    return;
  }
  load_immediate(tag, value.constant.tag);
  if (value.constant.is_string()) a_.mov(payload, constant_payload(value.slot));
  else load_immediate(payload, value.constant.bits_);
}

// A field of tables of several shapes, some of which get it now, or that keep it elsewhere than in a slot of their own.
void Compiler::emit_store_cached(const Insn& i, const Operand& value) {
  begin_runtime_call();
  guard_home(i.a / 16, runtime::kTable, slow());
  a_.mov(x86::rdi, kContext);
  a_.mov(x86::rsi, home_payload(i.a / 16));
  a_.lea(x86::rdx, cache_field(i, 0));
  load_stored(value, x86::rcx, x86::r8);
  a_.call(x86::qword_ptr(kContext, at::kStoreCached));
  a_.test(x86::al, x86::al);
  a_.je(slow());
  end();
}

void Compiler::emit_store_indexed(const Insn& i, const Operand& key, const Operand& value) {
  uint32_t table = i.a / 16;
  begin_runtime_call();
  guard_home(table, runtime::kTable, slow());
  a_.mov(x86::rdi, kContext);
  a_.mov(x86::rsi, home_payload(table));
  a_.mov(x86::rdx, home(key.slot));
  a_.mov(x86::rcx, home_payload(key.slot));
  load_stored(value, x86::r8, x86::r9);
  a_.call(x86::qword_ptr(kContext, at::kStoreIndexed));
  a_.test(x86::al, x86::al);
  a_.je(slow());
  end();
}

// Of two strings, at least one of which is no constant.
void Compiler::emit_string_jump(const Insn& i, Op family, bool when_true, const Operand& x, const Operand& y) {
  begin_runtime_call();
  auto load = [&](const Operand& o, x86::Gp to) {
    if (!o.is_constant) guard_home(o.slot, runtime::kString, slow_or_taken(jump_target(i)));
    a_.mov(to, o.is_constant ? constant_payload(o.slot) : home_payload(o.slot));
  };
  load(x, x86::rdi);
  load(y, x86::rsi);
  a_.call(x86::qword_ptr(kContext, at::kCompareStrings));
  a_.test(x86::eax, x86::eax);
  using asmjit::x86::CondCode;
  CondCode condition = family == Op::JLeRR ? CondCode::kLE : CondCode::kL;
  a_.j(when_true ? condition : x86::negateCond(condition), edge_label(jump_target(i)));
  consume(x);
  consume(y);
  end();
}

}  // namespace strata::baseline_jit
