// Emitters: accesses and calls that were seen to run the Lua function behind a metamethod. A function of the runtime
// says which (runtime/handler_search.h), and machine code calls it as any other.
#include "baseline_jit/compiler.h"
#include "runtime/handler_search.h"

namespace strata::baseline_jit {

using runtime::Access;
using runtime::CalleeKind;

// Whether the profile saw a Lua function run for an operation that is no call.
bool Compiler::runs_handler() const {
  CalleeKind callee = seen().callee;
  return profile_ != nullptr && !is_unseen(word_) && callee != CalleeKind::None;
}

bool Compiler::emit_handler_access(const Insn& i, Op op) {
  if (!runs_handler()) return false;
  bool is_constant = op == Op::SetFieldK || op == Op::SetIndexK;
  Operand value = op == Op::SetField || op == Op::SetFieldK
                      ? (is_constant ? constant_operand(i.b) : slot_operand(i.b))
                      : (is_constant ? constant_operand(i.c) : slot_operand(i.c));
  switch (op) {
    case Op::GetField: find_access(i, Access::GetField, i.b, {}, nullptr); break;
    case Op::SetField: case Op::SetFieldK: find_access(i, Access::SetField, i.a, {}, &value); break;
    case Op::GetIndex: find_access(i, Access::Get, i.b, slot_operand(i.c), nullptr); break;
    case Op::GetIndexK: find_access(i, Access::Get, i.b, constant_operand(i.c), nullptr); break;
    case Op::SetIndex: case Op::SetIndexK: find_access(i, Access::Set, i.a, slot_operand(i.b), &value); break;
    default: return false;
  }
  return true;
}

// Where an operand's value is in memory: its home, or the function's constant.
x86::Mem Compiler::memory_of(const Operand& o) const {
  return o.is_constant ? x86::qword_ptr(kConstants, static_cast<int32_t>(o.slot * sizeof(Value))) : home(o.slot);
}

// `object` is the offset of its slot; `value` what is stored, nullptr: the access yields one.
void Compiler::find_access(const Insn& i, Access which, uint32_t object, const Operand& key, const Operand* value) {
  uint32_t callee = proto_.frame_slots, result = value == nullptr ? i.a / 16u : callee;
  bool is_field = which == Access::GetField || which == Access::SetField;
  flush_all();
  keep_types();
  a_.mov(x86::rdi, kContext);
  a_.mov(x86::esi, static_cast<uint32_t>(which));
  a_.lea(x86::rdx, home(object / 16));
  a_.lea(x86::rcx, is_field ? cache_field(i, 0) : memory_of(key));
  a_.lea(x86::r8, home(callee));
  a_.lea(x86::r9, value == nullptr ? home(result) : memory_of(*value));
  a_.call(x86::qword_ptr(kContext, at::kFindAccess));
  emit_found_call(i, callee, value == nullptr ? 2 : 3, result, value == nullptr ? 1 : 0);
}

// A call of a value with __call: the arguments move up by one.
void Compiler::emit_object_call(const Insn& i, uint32_t callee, uint32_t result_slot, int32_t expected) {
  flush_all();
  keep_types();
  a_.mov(x86::rdi, kContext);
  a_.mov(x86::esi, static_cast<uint32_t>(Access::Call));
  a_.lea(x86::rdx, home(callee));
  a_.mov(x86::ecx, i.b);
  a_.mov(x86::r8, x86::rdx);
  a_.call(x86::qword_ptr(kContext, at::kFindAccess));
  emit_found_call(i, callee, i.b + 1u, result_slot, expected);
}

// rax: the runtime's answer.
void Compiler::emit_found_call(const Insn& i, uint32_t callee, uint32_t arguments, uint32_t result_slot, int32_t expected) {
  Label other = a_.newLabel(), found = a_.newLabel();
  a_.cmp(kScratch, static_cast<int32_t>(runtime::kAccessDone));
  a_.jb(other);
  a_.je(found);
  emit_call_of(i, callee, arguments, runtime::kLuaFunction, result_slot, expected, other, found);
}

}  // namespace strata::baseline_jit
