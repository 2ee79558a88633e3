// Emitters: library functions that machine code does itself. Which one a call reached is in the profile; the
// code looks whether it is that one now, by what its object says of itself (runtime::Intrinsic). All else is
// the call as the interpreter makes it, out of line.
#include <bit>
#include <cstddef>

#include "baseline_jit/compiler.h"

namespace strata::baseline_jit {

using runtime::Intrinsic;
using runtime::kFloat;
using runtime::kInt;

// The type of a call's argument: as known, or as the first one was seen.
uint8_t Compiler::argument_tag(uint32_t slot) {
  uint8_t known = state(slot).tag;
  if (known != kUnknownTag) return known;
  return std::has_single_bit(seen().c) ? static_cast<uint8_t>(std::countr_zero(seen().c)) : kUnknownTag;
}

// What the call at `word` is made into, if anything.
Intrinsic Compiler::intrinsic_at(uint32_t word) const {
  if (profile_ == nullptr || is_unseen(word)) return Intrinsic::None;
  Intrinsic which = static_cast<Intrinsic>(profile_->words[word].intrinsic);
  const Insn& i = code_[word];
  switch (interpreter::first_op(i.opcode())) {
    case Op::Call1: {
      bool takes_two = which == Intrinsic::Max || which == Intrinsic::Min;
      bool fits = takes_two ? i.b == 2 : which == Intrinsic::Byte ? i.b == 1 || i.b == 2 : i.b == 1;
      return fits && which < Intrinsic::Ipairs ? which : Intrinsic::None;
    }
    case Op::CallN: {
      bool fits = i.b == 1 && (i.c == 3 || i.c == 4) && (which == Intrinsic::Ipairs || which == Intrinsic::Pairs);
      return fits ? which : Intrinsic::None;
    }
    default: return Intrinsic::None;
  }
}

// False: nothing was emitted.
bool Compiler::emit_intrinsic(const Insn& i, uint32_t result_slot) {
  Intrinsic which = intrinsic_at(word_);
  uint32_t callee = i.a / 16, argument = callee + 1;
  if (which == Intrinsic::None) return false;
  uint8_t tag = argument_tag(argument);
  bool is_number = tag == kInt || tag == kFloat;
  bool fits = which >= Intrinsic::Ipairs ? tag == runtime::kTable : which == Intrinsic::Byte ? tag == runtime::kString : is_number;
  if (!fits) return false;
  begin(4, 3);
  current_.is_call = current_.reaches_other_code = true;
  guard_intrinsic(callee, which);
  guard(argument, tag, slow());
  switch (which) {
    case Intrinsic::Floor: emit_floor(argument, tag, result_slot); break;
    case Intrinsic::Sqrt: emit_sqrt(argument, tag, result_slot); break;
    case Intrinsic::Abs: emit_abs(argument, tag, result_slot); break;
    case Intrinsic::Max: case Intrinsic::Min: emit_extreme(argument, tag, which == Intrinsic::Max, result_slot); break;
    case Intrinsic::Byte: emit_byte(argument, i.b, result_slot); break;
    default: emit_loop_start(argument, which, result_slot, i.c); return true;
  }
  end(result_slot);
  return true;
}

// A hook wants to know of each call.
void Compiler::guard_intrinsic(uint32_t callee, Intrinsic which) {
  guard(callee, runtime::kNativeFunction, slow());
  x86::Gp function = payload_in_gpr(callee);
  a_.movzx(x86::eax, x86::byte_ptr(function, at::kFlags));
  a_.shr(x86::eax, runtime::kIntrinsicShift);
  a_.cmp(x86::eax, static_cast<uint32_t>(which));
  a_.jne(slow());
  a_.mov(kScratch, x86::qword_ptr(kContext, at::kRunning));
  a_.cmp(x86::dword_ptr(kScratch, at::kDirectFrameLimit), 0);
  a_.je(slow());
}

// Function and arguments are used up, whatever slots they have.
void Compiler::forget_call(uint32_t callee, uint32_t arguments) {
  for (uint32_t slot = callee; slot <= callee + arguments; ++slot) forget(slot);
}

// Truncated, and one less where that went up. What is no int64 is the function's own business.
void Compiler::emit_floor(uint32_t argument, uint8_t tag, uint32_t to) {
  x86::Gp result = allocate_gpr();
  if (tag == kInt) {
    a_.mov(result, payload_in_gpr(argument));
  } else {
    x86::Xmm x = float_in_xmm(argument);
    a_.cvttsd2si(result, x);
    a_.cmp(result, 1);
    a_.jo(slow());
    a_.xorps(kFloatScratch, kFloatScratch);
    a_.cvtsi2sd(kFloatScratch, result);
    a_.xor_(x86::ecx, x86::ecx);
    a_.ucomisd(kFloatScratch, x);
    a_.seta(x86::cl);
    a_.sub(result, x86::rcx);
  }
  forget_call(argument - 1, 1);
  set_result(to, kInt, result);
}

void Compiler::emit_sqrt(uint32_t argument, uint8_t tag, uint32_t to) {
  x86::Xmm x = float_operand(slot_operand(argument * 16), kFloatScratch, tag), result = allocate_xmm();
  a_.sqrtsd(result, x);
  forget_call(argument - 1, 1);
  set_result(to, result);
}

void Compiler::emit_abs(uint32_t argument, uint8_t tag, uint32_t to) {
  if (tag == kInt) {
    x86::Gp x = payload_in_gpr(argument), result = allocate_gpr();
    a_.mov(result, x);
    a_.neg(result);
    a_.cmovs(result, x);
    forget_call(argument - 1, 1);
    return set_result(to, kInt, result);
  }
  x86::Xmm x = float_in_xmm(argument), result = allocate_xmm();
  a_.movsd(result, float_constant(~uint64_t{0} >> 1));
  a_.andps(result, x);
  forget_call(argument - 1, 1);
  set_result(to, result);
}

// The first of equals; a NaN is no reason to take the second.
void Compiler::emit_extreme(uint32_t argument, uint8_t tag, bool is_max, uint32_t to) {
  guard(argument + 1, tag, slow());
  if (tag == kInt) {
    x86::Gp x = payload_in_gpr(argument), y = payload_in_gpr(argument + 1), result = allocate_gpr();
    a_.mov(result, x);
    a_.cmp(x, y);
    if (is_max) a_.cmovl(result, y);
    else a_.cmovg(result, y);
    forget_call(argument - 1, 2);
    return set_result(to, kInt, result);
  }
  x86::Xmm x = float_in_xmm(argument), y = float_in_xmm(argument + 1), result = allocate_xmm();
  a_.movaps(result, y);
  if (is_max) a_.maxsd(result, x);
  else a_.minsd(result, x);
  forget_call(argument - 1, 2);
  set_result(to, result);
}

void Compiler::emit_byte(uint32_t argument, uint32_t arguments, uint32_t to) {
  if (arguments == 2) guard(argument + 1, kInt, slow());
  x86::Gp s = payload_in_gpr(argument), result = allocate_gpr();
  a_.test(x86::byte_ptr(s, at::kFlags), runtime::kExternalString);
  a_.jne(slow());
  if (arguments == 2) a_.lea(kScratch, x86::qword_ptr(payload_in_gpr(argument + 1), -1));
  else a_.xor_(x86::eax, x86::eax);
  a_.cmp(kScratch, x86::qword_ptr(s, at::kStringLength));
  a_.jae(slow());
  a_.movzx(result.r32(), x86::byte_ptr(s, kScratch, 0, sizeof(runtime::String)));
  forget_call(argument - 1, arguments);
  set_result(to, kInt, result);
}

// What a generic loop over a table starts with: function, table, 0 or nil, and a closing value of nil, whose
// payload is the loop's own.
void Compiler::emit_loop_start(uint32_t argument, Intrinsic which, uint32_t to, uint32_t results) {
  bool is_ipairs = which == Intrinsic::Ipairs;
  x86::Gp table = payload_in_gpr(argument), copy = allocate_gpr(), function = allocate_gpr();
  if (!is_ipairs) {
    a_.cmp(x86::qword_ptr(table, at::kMetatable), 0);
    a_.jne(slow());
  }
  size_t known = is_ipairs ? offsetof(runtime::VM, ipairs_iterator) : offsetof(runtime::VM, next_function);
  a_.mov(function, x86::qword_ptr(kContext, static_cast<int32_t>(known)));
  a_.mov(copy, table);
  if (results == 4) a_.mov(home_payload(to + 3), 0);
  forget_call(argument - 1, 1);
  set_result(to, runtime::kNativeFunction, function);
  set_result(to + 1, runtime::kTable, copy);
  set_constant(to + 2, is_ipairs ? Value::integer(0) : Value::nil());
  if (results == 4) set_constant(to + 3, Value::nil());
  end();
}

}  // namespace strata::baseline_jit
