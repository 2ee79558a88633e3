// Emitters: elements by number, and new tables. (Fields are in emit_field.cpp.)
#include <bit>
#include <cstddef>

#include "baseline_jit/compiler.h"

namespace strata::baseline_jit {

using runtime::CacheState;
using runtime::ElementKind;
using runtime::kFloat;
using runtime::kInt;

namespace {

constexpr uint8_t kIntArray = static_cast<uint8_t>(ElementKind::Int), kFloatArray = static_cast<uint8_t>(ElementKind::Float);
constexpr uint8_t kAnyArray = static_cast<uint8_t>(ElementKind::Any);
constexpr uint8_t kUnknownKind = 0xff;  // none was seen, or several were

}  // namespace

bool Compiler::emit_table(const Insn& i, Op op) {
  if (emit_handler_access(i, op)) return true;
  switch (op) {
    case Op::GetIndex: emit_get_index(i, false); return true;
    case Op::GetIndexI: emit_get_index(i, true); return true;
    case Op::SetIndex: case Op::SetIndexK: case Op::SetIndexI: emit_set_index(i, op); return true;
    case Op::GetIndexK: emit_plain_step(i.a / 16); return true;
    case Op::GetField: emit_get_field(i); return true;
    case Op::GetGlobal: emit_get_global(i); return true;
    case Op::Method: emit_method(i); return true;
    case Op::SetField: emit_set_field(i, slot_operand(i.b)); return true;
    case Op::SetFieldK: emit_set_field(i, constant_operand(i.b)); return true;
    case Op::NewTable: emit_new_table(i); return true;
    default: return false;
  }
}

void Compiler::guard_table(uint32_t slot) { guard(slot, runtime::kTable, slow()); }

// Values ---------------------------------------------------------------------------------------------

bool Compiler::may_be_collectable(const Operand& value) {
  uint8_t tag = value.is_constant ? static_cast<uint8_t>(value.constant.tag) : state(value.slot).tag;
  return tag >= runtime::kString;  // kUnknownTag too
}

bool Compiler::may_be_nil(const Operand& value) {
  uint8_t tag = value.is_constant ? static_cast<uint8_t>(value.constant.tag) : state(value.slot).tag;
  return tag == runtime::kNil || tag == kUnknownTag;
}

void Compiler::guard_not_nil(const Operand& value) {
  if (!may_be_nil(value)) return;
  if (value.is_constant || slots_[value.slot].tag == runtime::kNil) {
    a_.jmp(slow());
    return;
  }
  compare_tag(value.slot, runtime::kNil);
  a_.je(slow());
}

// Through rax, which the address must not use.
void Compiler::store_value(x86::Mem to_tag, x86::Mem to_payload, const Operand& value) {
  if (value.is_constant) {
    a_.mov(to_tag, static_cast<int64_t>(value.constant.tag));
    return store_payload(to_payload, value);
  }
  const SlotState& s = state(value.slot);
  if (s.tag != kUnknownTag) {
    a_.mov(to_tag, s.tag);
  } else if (s.tag_gpr != kNoRegister) {
    a_.mov(to_tag, x86::gpq(static_cast<uint32_t>(s.tag_gpr)));
  } else {
    a_.mov(kScratch, home(value.slot));
    a_.mov(to_tag, kScratch);
  }
  store_payload(to_payload, value);
}

void Compiler::store_payload(x86::Mem to, const Operand& value) {
  if (value.is_constant) {
    if (value.constant.is_string()) a_.mov(kScratch, constant_payload(value.slot));
    else load_immediate(kScratch, value.constant.bits_);
    a_.mov(to, kScratch);
    return;
  }
  const SlotState& s = state(value.slot);
  if (s.gpr == kNoRegister && s.xmm != kNoRegister) a_.movsd(to, x86::xmm(static_cast<uint32_t>(s.xmm)));
  else a_.mov(to, payload_for_test(value.slot));
}

// Elements -------------------------------------------------------------------------------------------

uint8_t Compiler::array_kind() const {
  constexpr uint8_t kKinds = runtime::kSawIntArray | runtime::kSawFloatArray | runtime::kSawAnyArray;
  uint8_t kinds = seen().events & kKinds;
  return std::has_single_bit(kinds) ? static_cast<uint8_t>(std::countr_zero(kinds) + 1) : kUnknownKind;
}

// eax: the table's element kind, `kind` where that is known.
void Compiler::emit_kind(x86::Gp table, uint8_t kind) {
  a_.movzx(x86::eax, x86::byte_ptr(table, at::kFlags));
  a_.and_(x86::eax, runtime::kElementKindMask);
  if (kind == kUnknownKind) return;
  a_.cmp(x86::eax, kind);
  a_.jne(slow());
}

// rcx: the element's index from 0, not yet compared with the length. An immediate key is a constant.
void Compiler::emit_index(const Operand& key) {
  if (key.is_constant) load_immediate(kScratch2, static_cast<uint64_t>(key.constant.as_integer()) - 1);
  else a_.lea(kScratch2, x86::qword_ptr(payload_in_gpr(key.slot), -1));
}

// eax: element kind, rcx: index, rdx: elements.
void Compiler::emit_element_of_any_kind(uint32_t to) {
  Label any = a_.newLabel(), done = a_.newLabel();
  x86::Gp tag = allocate_gpr(), payload = allocate_gpr();
  a_.cmp(x86::eax, kAnyArray);
  a_.short_().je(any);
  a_.mov(payload, x86::qword_ptr(kScratch3, kScratch2, 3));
  a_.lea(tag.r32(), x86::dword_ptr(x86::rax, static_cast<int32_t>(runtime::kElementTagOffset)));
  a_.short_().jmp(done);
  a_.bind(any);
  a_.shl(kScratch2, 4);
  a_.add(kScratch2, kScratch3);
  a_.mov(tag, x86::qword_ptr(kScratch2));
  a_.mov(payload, x86::qword_ptr(kScratch2, at::kPayload));
  a_.test(tag, tag);
  a_.je(slow());
  a_.bind(done);
  TagSet found = seen().result;
  if (found != 1u << kInt && found != 1u << kFloat) return set_result_pair(to, tag, payload);
  uint8_t known = static_cast<uint8_t>(std::countr_zero(found));
  a_.cmp(tag, known);
  a_.jne(slow());
  if (known == kInt) return set_result(to, kInt, payload);
  x86::Xmm value = allocate_xmm();
  a_.movq(value, payload);
  set_result(to, value);
}

void Compiler::emit_get_index(const Insn& i, bool immediate) {
  Operand key = immediate ? Operand{true, Value::integer(i.sc), 0} : slot_operand(i.c);
  uint8_t key_tag = expected_tag(key, seen().c);
  uint32_t table_slot = i.b / 16, to = i.a / 16;
  if (indexes_hash_part(key)) return emit_find_indexed(i, key);
  bool never_int = key_tag != kInt && seen().c != 0;
  bool never_table = seen().b != 0 && !(seen().b & (1u << runtime::kTable));
  if (never_int || never_table) return emit_plain_step(to);
  uint8_t kind = array_kind();
  begin(4, 1);
  guard_table(table_slot);
  if (!key.is_constant) guard(key.slot, kInt, slow());
  x86::Gp table = payload_in_gpr(table_slot);
  emit_kind(table, kind);
  emit_index(key);
  a_.mov(x86::edx, x86::dword_ptr(table, at::kArrayLength));
  a_.cmp(kScratch2, kScratch3);
  a_.jae(slow());
  a_.mov(kScratch3, x86::qword_ptr(table, at::kElements));
  consume(table_slot);
  if (!key.is_constant) consume(key.slot);
  if (kind == kUnknownKind) {
    emit_element_of_any_kind(to);
  } else if (kind == kFloatArray) {
    x86::Xmm value = allocate_xmm();
    a_.movsd(value, x86::qword_ptr(kScratch3, kScratch2, 3));
    set_result(to, value);
  } else if (kind == kIntArray) {
    x86::Gp value = allocate_gpr();
    a_.mov(value, x86::qword_ptr(kScratch3, kScratch2, 3));
    set_result(to, kInt, value);
  } else {
    a_.shl(kScratch2, 4);
    a_.add(kScratch2, kScratch3);
    emit_found(to, false);
  }
  end(to);
}

// A value at rcx. Nil is the slow path's, unless it `may_be_nil`.
void Compiler::emit_found(uint32_t to, bool may_be_nil) {
  bool proves_type = std::has_single_bit(seen().result) && seen().result >= 1u << kInt;
  if (!may_be_nil && !proves_type) {
    a_.cmp(x86::qword_ptr(kScratch2), runtime::kNil);
    a_.je(slow());
  }
  emit_load(to, x86::qword_ptr(kScratch2), x86::qword_ptr(kScratch2, at::kPayload));
}

// The value at rcx is not nil, or no metatable has a say.
void Compiler::guard_plain_nil(x86::Gp table) {
  Label exists = a_.newLabel();
  a_.cmp(x86::qword_ptr(kScratch2), runtime::kNil);
  a_.short_().jne(exists);
  a_.cmp(x86::qword_ptr(table, at::kMetatable), 0);
  a_.jne(slow());
  a_.bind(exists);
}

// The table's own: nil is what it is where no metatable has a say.
void Compiler::emit_found_in(x86::Gp table, uint32_t to) {
  if (!(seen().result & (1u << runtime::kNil))) return emit_found(to, false);
  guard_plain_nil(table);
  emit_found(to, true);
}

void Compiler::emit_set_index(const Insn& i, Op op) {
  Operand key = op == Op::SetIndexI ? Operand{true, Value::integer(i.sb()), 0} : slot_operand(i.b);
  Operand value = op == Op::SetIndexK ? constant_operand(i.c) : slot_operand(i.c);
  uint32_t table_slot = i.a / 16;
  if (indexes_hash_part(key)) return emit_store_indexed(i, key, value);
  uint8_t key_tag = expected_tag(key, seen().c);
  if (key_tag != kInt && seen().c != 0) return emit_step();
  uint8_t kind = array_kind();
  begin(4, 1);
  guard_table(table_slot);
  if (!key.is_constant) guard(key.slot, kInt, slow());
  if (kind == kIntArray || kind == kFloatArray) {
    uint8_t wanted = kind == kIntArray ? kInt : kFloat;
    if (!value.is_constant) guard(value.slot, wanted, slow());
    else if (value.constant.tag != wanted) a_.jmp(slow());
  } else {
    guard_not_nil(value);
  }
  x86::Gp table = payload_in_gpr(table_slot);
  bool needs_barrier = kind != kIntArray && kind != kFloatArray && may_be_collectable(value);
  emit_kind(table, kind);
  emit_index(key);
  emit_store_position(table, kind, needs_barrier);
  if (kind == kUnknownKind) {
    emit_store_of_any_kind(value);
  } else if (kind == kAnyArray) {
    store_value(x86::qword_ptr(kScratch2), x86::qword_ptr(kScratch2, at::kPayload), value);
  } else if (value.is_constant) {
    load_immediate(kScratch, value.constant.bits_);
    a_.mov(x86::qword_ptr(kScratch3, kScratch2, 3), kScratch);
  } else if (kind == kFloatArray) {
    a_.movsd(x86::qword_ptr(kScratch3, kScratch2, 3), float_in_xmm(value.slot));
  } else {
    a_.mov(x86::qword_ptr(kScratch3, kScratch2, 3), payload_in_gpr(value.slot));
  }
  // put.index keeps its table on the stack: it is not used up here.
  if (!key.is_constant) consume(key.slot);
  if (!value.is_constant) consume(value.slot);
  end();
}

// eax: element kind, rcx: index of an existing element, rdx: elements.
void Compiler::emit_store_of_any_kind(const Operand& value) {
  Label any = a_.newLabel(), done = a_.newLabel();
  a_.cmp(x86::eax, kAnyArray);
  a_.short_().je(any);
  a_.add(x86::eax, static_cast<uint32_t>(runtime::kElementTagOffset));
  uint8_t tag = value.is_constant ? static_cast<uint8_t>(value.constant.tag) : state(value.slot).tag;
  if (tag != kUnknownTag) a_.cmp(x86::rax, tag);
  else if (slots_[value.slot].tag_gpr != kNoRegister) a_.cmp(x86::rax, x86::gpq(static_cast<uint32_t>(slots_[value.slot].tag_gpr)));
  else a_.cmp(x86::rax, home(value.slot));
  a_.jne(slow());
  a_.lea(kScratch2, x86::qword_ptr(kScratch3, kScratch2, 3));
  store_payload(x86::qword_ptr(kScratch2), value);
  a_.jmp(done);
  a_.bind(any);
  a_.shl(kScratch2, 4);
  a_.add(kScratch2, kScratch3);
  a_.cmp(x86::qword_ptr(kScratch2), runtime::kNil);
  a_.je(slow());
  store_value(x86::qword_ptr(kScratch2), x86::qword_ptr(kScratch2, at::kPayload), value);
  a_.bind(done);
}

// No metatable has a say in an append, and no element waits in the hash part for those before it.
void Compiler::guard_nothing_follows(x86::Gp table) {
  Label nothing = a_.newLabel();
  a_.cmp(x86::qword_ptr(table, at::kMetatable), 0);
  a_.jne(slow());
  a_.mov(kScratch, x86::qword_ptr(table, at::kHash));
  a_.test(kScratch, kScratch);
  a_.short_().je(nothing);
  a_.cmp(x86::dword_ptr(kScratch, at::kPositiveIntegers), 0);
  a_.jne(slow());
  a_.bind(nothing);
}

// From an index in rcx to where the element goes: rdx + rcx * 8, or rcx alone for arrays of any values.
// Where the profile saw it, the element behind the last one is added.
void Compiler::emit_store_position(x86::Gp table, uint8_t kind, bool needs_barrier) {
  bool is_any = kind == kAnyArray;
  Label ready = a_.newLabel(), exists = a_.newLabel();
  if (needs_barrier) {
    a_.cmp(x86::byte_ptr(table, at::kBlack), 0);
    a_.jne(slow());
  }
  a_.mov(x86::edx, x86::dword_ptr(table, at::kArrayLength));
  a_.cmp(kScratch2, kScratch3);
  if (kind != kUnknownKind && (seen().events & runtime::kSawAppend)) {
    a_.jb(exists);
    a_.jne(slow());
    a_.cmp(x86::ecx, x86::dword_ptr(table, at::kArrayCapacity));
    a_.jae(slow());
    guard_nothing_follows(table);
    a_.mov(kScratch3, x86::qword_ptr(table, at::kElements));
    a_.lea(x86::eax, x86::dword_ptr(x86::rcx, 1));
    a_.mov(x86::dword_ptr(table, at::kArrayLength), x86::eax);
    if (is_any) {
      a_.shl(kScratch2, 4);
      a_.add(kScratch2, kScratch3);
    }
    a_.jmp(ready);
    a_.bind(exists);
  } else {
    a_.jae(slow());
  }
  a_.mov(kScratch3, x86::qword_ptr(table, at::kElements));
  if (is_any) {
    a_.shl(kScratch2, 4);
    a_.add(kScratch2, kScratch3);
    a_.cmp(x86::qword_ptr(kScratch2), runtime::kNil);
    a_.je(slow());
  }
  a_.bind(ready);
}

// From the bump run, as runtime::clear_new_table leaves it.
void Compiler::emit_new_table(const Insn& i) {
  uint32_t capacity = seen().cache;
  size_t bytes = sizeof(runtime::Table) + capacity * sizeof(Value);
  if (profile_ == nullptr || capacity == runtime::kUnknownCapacity || capacity > 8) return emit_plain_step(i.a / 16);
  unsigned size_class = gc::size_class_of(bytes);
  int32_t run = static_cast<int32_t>(size_class * sizeof(gc::Run));
  begin(1, 0);
  x86::Gp table = allocate_gpr();
  a_.mov(kScratch2, cache_field(i, at::kCacheShape));
  a_.test(kScratch2, kScratch2);
  a_.je(slow());
  a_.cmp(x86::dword_ptr(kScratch2, at::kInlineCapacity), capacity);
  a_.jne(slow());
  a_.mov(kScratch, x86::qword_ptr(kContext, at::kRuns));
  a_.mov(table, x86::qword_ptr(kScratch, run));
  a_.lea(kScratch3, x86::qword_ptr(table, static_cast<int32_t>(gc::cell_bytes_of(size_class))));
  a_.cmp(kScratch3, x86::qword_ptr(kScratch, run + 8));
  a_.ja(slow());
  a_.mov(x86::qword_ptr(kScratch, run), kScratch3);
  a_.mov(x86::qword_ptr(table), static_cast<uint32_t>(runtime::Kind::Table) | size_class << 24);
  a_.mov(x86::qword_ptr(table, at::kShape), kScratch2);
  a_.mov(x86::qword_ptr(table, at::kMetatable), 0);
  a_.mov(x86::qword_ptr(table, at::kElements), 0);
  a_.mov(x86::dword_ptr(table, at::kArrayLength), 0);
  a_.mov(x86::dword_ptr(table, at::kArrayCapacity), i.b);
  a_.mov(x86::qword_ptr(table, at::kOverflow), 0);
  a_.mov(x86::qword_ptr(table, at::kHash), 0);
  a_.mov(x86::eax, narrow(cache_field(i, at::kCacheSlot), 4));
  a_.mov(x86::dword_ptr(table, at::kSite), x86::eax);
  for (uint32_t k = 0; k < capacity; ++k) {
    a_.mov(x86::qword_ptr(table, static_cast<int32_t>(at::kInlineSlots + k * sizeof(Value))), runtime::kNil);
  }
  set_result(i.a / 16, runtime::kTable, table);
  end(i.a / 16);
}

}  // namespace strata::baseline_jit
