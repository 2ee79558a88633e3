// Emitters: fields through inline caches.
#include <cstddef>

#include "baseline_jit/compiler.h"

namespace strata::baseline_jit {

using runtime::CacheState;

// rcx: the address of the table's own field, for its shape is the cache's.
void Compiler::emit_own_address(const Insn& i, x86::Gp table) {
  a_.mov(kScratch, x86::qword_ptr(table, at::kShape));
  a_.cmp(kScratch, cache_field(i, at::kCacheShape));
  a_.jne(slow());
  a_.mov(x86::ecx, narrow(cache_field(i, at::kCacheSlot), 4));
  if (seen().events & runtime::kSawOverflowSlot) {
    a_.btr(x86::ecx, 31);
    a_.jnc(slow());
    a_.add(kScratch2, x86::qword_ptr(table, at::kOverflow));
    a_.add(kScratch2, static_cast<int32_t>(sizeof(gc::Object)));
  } else {
    a_.test(x86::ecx, x86::ecx);
    a_.js(slow());
    a_.add(kScratch2, table);
  }
}

// rcx: the address of the value, for reading. A cache that knows several shapes is searched out of line.
void Compiler::emit_field_address(const Insn& i, x86::Gp table) {
  if (seen().cache != static_cast<uint8_t>(CacheState::Hits)) return emit_own_address(i, table);
  if (seen().events & runtime::kSawOneChain) return emit_chain_address(i, table);
  a_.mov(kScratch3, table);
  a_.lea(kScratch, cache_field(i, 0));
  call_stub(Stub::FindField);
  a_.jc(slow());
}

// rcx: the first hit of the cache.
void Compiler::emit_first_hit(const Insn& i) {
  a_.mov(kScratch2, cache_field(i, at::kCacheHits));
  a_.cmp(narrow(cache_field(i, at::kCacheState), 4), static_cast<uint32_t>(CacheState::Hits));
  a_.jne(slow());
  a_.test(kScratch2, kScratch2);
  a_.je(slow());
}

// rcx: a hit, whose shape and metatable fit; becomes the address of the value that it remembers, if nothing on the way
// there has changed.
void Compiler::emit_valid_value() {
  Label valid = a_.newLabel();
  a_.mov(kScratch, x86::qword_ptr(kScratch2, at::kHitCell));
  a_.test(kScratch, kScratch);
  a_.short_().je(valid);
  a_.cmp(x86::qword_ptr(kScratch, at::kCellValid), 0);
  a_.je(slow());
  a_.bind(valid);
  a_.add(kScratch2, at::kHitValue);
}

// What the first hit of the cache remembers. Only such a hit has a metatable.
void Compiler::emit_chain_address(const Insn& i, x86::Gp table) {
  emit_first_hit(i);
  a_.mov(kScratch, x86::qword_ptr(table, at::kShape));
  a_.cmp(kScratch, x86::qword_ptr(kScratch2, at::kHitShape));
  a_.jne(slow());
  a_.mov(kScratch, x86::qword_ptr(table, at::kMetatable));
  a_.cmp(kScratch, x86::qword_ptr(kScratch2, at::kHitMetatable));
  a_.jne(slow());
  emit_valid_value();
}

void Compiler::emit_get_field(const Insn& i) {
  uint32_t table_slot = i.b / 16, to = i.a / 16;
  CacheState cache = static_cast<CacheState>(seen().cache);
  if (cache > CacheState::Hits) return emit_plain_step(to);
  begin(4, 1);
  guard_table(table_slot);
  x86::Gp table = payload_in_gpr(table_slot);
  if (cache != CacheState::Dictionary) emit_field_address(i, table);
  consume(table_slot);
  if (cache == CacheState::Dictionary) emit_node_value(i, table);
  else if (cache == CacheState::Hits) emit_found(to, true);
  else emit_found_in(table, to);
  end(to);
}

// Of a table that keeps its fields in its hash part: where the node of the cache's key was, if it is there still.
void Compiler::emit_node_value(const Insn& i, x86::Gp table) {
  a_.mov(kScratch, x86::qword_ptr(table, at::kHash));
  a_.test(kScratch, kScratch);
  a_.je(slow());
  a_.mov(x86::ecx, narrow(cache_field(i, at::kCacheSlot), 4));
  a_.cmp(x86::ecx, x86::dword_ptr(kScratch, at::kNodeCount));
  a_.jae(slow());
  a_.lea(kScratch2, x86::qword_ptr(kScratch2, kScratch2, 1));
  a_.lea(kScratch2, x86::qword_ptr(kScratch, kScratch2, 3));
  a_.mov(kScratch, cache_field(i, at::kCacheKey));
  a_.cmp(kScratch, x86::qword_ptr(kScratch2, at::kNodes + at::kNodeKey));
  a_.jne(slow());
  a_.cmp(x86::byte_ptr(kScratch2, at::kNodes + at::kNodeKeyTag), runtime::kString);
  a_.jne(slow());
  a_.movzx(x86::eax, x86::byte_ptr(kScratch2, at::kNodes + at::kNodeTag));
  a_.test(x86::eax, x86::eax);
  a_.je(slow());
  static_assert(runtime::kNil == 0 && sizeof(runtime::HashNode) == 24);
  x86::Gp tag = allocate_gpr(), payload = allocate_gpr();
  a_.mov(tag, kScratch);
  a_.mov(payload, x86::qword_ptr(kScratch2, at::kNodes + at::kNodeValue));
  set_result_pair(i.a / 16, tag, payload);
}

void Compiler::emit_get_global(const Insn& i) {
  CacheState cache = static_cast<CacheState>(seen().cache);
  if (cache > CacheState::Hits) return emit_plain_step(i.a / 16);
  begin(4, 1);
  x86::Gp table = allocate_gpr();
  a_.mov(kScratch, x86::qword_ptr(kFrame, at::kFrameFunction));
  a_.mov(kScratch, x86::qword_ptr(kScratch, at::kUpvalues + i.b * 8));
  a_.mov(kScratch, x86::qword_ptr(kScratch, at::kLocation));
  a_.cmp(x86::qword_ptr(kScratch), runtime::kTable);
  a_.jne(slow());
  a_.mov(table, x86::qword_ptr(kScratch, at::kPayload));
  if (cache == CacheState::Dictionary) {
    emit_node_value(i, table);
  } else {
    emit_field_address(i, table);
    if (cache == CacheState::Hits) emit_found(i.a / 16, true);
    else emit_found_in(table, i.a / 16);
  }
  end(i.a / 16);
}

// The receiver goes home at once: it is an argument.
void Compiler::emit_method(const Insn& i) {
  uint32_t object_slot = i.b / 16, to = i.a / 16;
  bool never_table = seen().b != 0 && !(seen().b & (1u << runtime::kTable));
  bool is_cached = seen().cache <= static_cast<uint8_t>(CacheState::Own) || seen().cache == static_cast<uint8_t>(CacheState::Hits);
  if (seen().b == 1u << runtime::kString && seen().cache == static_cast<uint8_t>(CacheState::Hits)) return emit_string_method(i);
  if (never_table || !is_cached) return emit_step();
  begin(3, 1);
  guard_table(object_slot);
  x86::Gp table = payload_in_gpr(object_slot);
  emit_field_address(i, table);
  a_.mov(home(to + 1), runtime::kTable);
  a_.mov(home_payload(to + 1), table);
  consume(object_slot);
  set_result_at_home(to + 1);
  emit_found(to, seen().cache == static_cast<uint8_t>(CacheState::Hits));
  end(to);
}

void Compiler::emit_set_field(const Insn& i, const Operand& value) {
  CacheState cache = static_cast<CacheState>(seen().cache);
  uint32_t table_slot = i.a / 16;
  bool is_inline_add = cache == CacheState::Add && !(seen().events & runtime::kSawOverflowSlot);
  bool is_own = cache == CacheState::Empty || cache == CacheState::Own || cache == CacheState::Hits;
  bool has_adds = cache == CacheState::Hits && (seen().events & runtime::kSawAdds);
  if (cache == CacheState::Add || cache == CacheState::Dictionary || has_adds) {
    if (!is_inline_add) return emit_store_cached(i, value);
  } else if (!is_own) {
    return emit_step();
  }
  begin(3, 1);
  guard_table(table_slot);
  x86::Gp table = payload_in_gpr(table_slot);
  if (cache == CacheState::Add || may_be_collectable(value)) {
    a_.cmp(x86::byte_ptr(table, at::kBlack), 0);
    a_.jne(slow());
  }
  if (cache == CacheState::Add) {
    emit_add_field(i, table, value);
  } else {
    emit_stored_address(i, table);
    store_value(x86::qword_ptr(kScratch2), x86::qword_ptr(kScratch2, at::kPayload), value);
  }
  // put.field keeps its table on the stack.
  if (!value.is_constant) consume(value.slot);
  end();
}

// rcx: the address of a field that the table has itself; it is not nil, or no metatable has a say.
void Compiler::emit_stored_address(const Insn& i, x86::Gp table) {
  if (seen().cache != static_cast<uint8_t>(CacheState::Hits)) {
    a_.cmp(narrow(cache_field(i, at::kCacheState), 4), static_cast<uint32_t>(CacheState::Own));
    a_.jne(slow());
    emit_own_address(i, table);
    return guard_plain_nil(table);
  }
  // Add names the shape before the field was added: its slot is not there yet.
  a_.cmp(narrow(cache_field(i, at::kCacheState), 4), static_cast<uint32_t>(CacheState::Add));
  a_.je(slow());
  a_.mov(kScratch3, table);
  a_.lea(kScratch, cache_field(i, 0));
  call_stub(Stub::FindField);
  a_.jc(slow());
}

// runtime::may_add_inline: the table gets the next shape, the value the slot behind its fields.
void Compiler::emit_add_field(const Insn& i, x86::Gp table, const Operand& value) {
  constexpr uint32_t kLacksNewIndex = 1u << static_cast<unsigned>(runtime::Metamethod::NewIndex);
  Label plain = a_.newLabel(), done = a_.newLabel();
  a_.cmp(narrow(cache_field(i, at::kCacheState), 4), static_cast<uint32_t>(CacheState::Add));
  a_.jne(slow());
  a_.mov(kScratch, x86::qword_ptr(table, at::kMetatable));
  a_.test(kScratch, kScratch);
  a_.short_().je(plain);
  a_.test(x86::dword_ptr(kScratch, at::kWord), kLacksNewIndex);
  a_.je(slow());
  a_.bind(plain);
  emit_own_address(i, table);
  if (may_be_nil(value)) {  // that adds nothing
    if (value.is_constant || state(value.slot).tag == runtime::kNil) return;
    compare_tag(value.slot, runtime::kNil);
    a_.je(done);
  }
  a_.mov(kScratch, cache_field(i, at::kCacheNextShape));
  a_.mov(x86::qword_ptr(table, at::kShape), kScratch);
  store_value(x86::qword_ptr(kScratch2), x86::qword_ptr(kScratch2, at::kPayload), value);
  a_.bind(done);
}

// A function of the string library, found through the metatable that all strings share.
void Compiler::emit_string_method(const Insn& i) {
  uint32_t object_slot = i.b / 16, to = i.a / 16;
  begin(3, 1);
  guard(object_slot, runtime::kString, slow());
  x86::Gp object = payload_in_gpr(object_slot);
  emit_first_hit(i);
  a_.cmp(x86::qword_ptr(kScratch2, at::kHitShape), 0);
  a_.jne(slow());
  a_.mov(kScratch, x86::qword_ptr(kContext, offsetof(runtime::VM, basic_metatables) + runtime::kString * sizeof(void*)));
  a_.cmp(kScratch, x86::qword_ptr(kScratch2, at::kHitMetatable));
  a_.jne(slow());
  emit_valid_value();
  a_.mov(home(to + 1), runtime::kString);
  a_.mov(home_payload(to + 1), object);
  consume(object_slot);
  set_result_at_home(to + 1);
  emit_found(to, true);
  end(to);
}

}  // namespace strata::baseline_jit
