#include "runtime/liveness.h"

#include <algorithm>

#include "isa/annotations.h"
#include "isa/flow.h"
#include "isa/opcode.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

struct Code {
  isa::FunctionView function;
  isa::Annotations annotations;

  const isa::Block* block_around(uint32_t offset) const {
    const auto& blocks = annotations.blocks;
    auto after = std::upper_bound(blocks.begin(), blocks.end(), offset,
                                  [](uint32_t at, const isa::Block& block) { return at < block.offset; });
    return after == blocks.begin() ? nullptr : &after[-1];
  }
};

// What the instruction at `offset` finds: the block's claim, and all that instructions from the block's
// start to this one add to it. Its own locals count, for it may have been executed already.
bool state_before(const Code& code, uint32_t offset, Liveness* out, isa::Opcode* op) {
  const isa::Block* block = code.block_around(offset);
  if (!block) return false;
  int64_t locals = block->live, depth = block->depth;
  isa::Instruction in;
  for (uint32_t at = block->offset; at <= offset; at = in.next) {
    if (!isa::decode(code.function.code.data(), static_cast<uint32_t>(code.function.code.size()), at, &in)) return false;
    locals = std::max(locals, isa::locals_reached(in));
    if (at < offset) depth += in.pushes() - in.pops();
  }
  *op = in.op;
  *out = {static_cast<uint32_t>(locals), static_cast<uint32_t>(std::max<int64_t>(depth, 0))};
  return true;
}

Liveness either(Liveness a, Liveness b) { return {std::max(a.locals, b.locals), std::max(a.operands, b.operands)}; }

}  // namespace

// The topmost frame stands at a poll: then `next` starts a block, and `executing` means nothing. Or it
// concatenates: then `executing` is that instruction. A frame below another one waits in a call, which
// is `executing`, or was interrupted at a poll by a finalizer.
bool find_liveness(Coroutine& co, uint32_t frame_index, Liveness* out) {
  VM& vm = *co.vm;
  uint32_t executing, next;
  if (!vm.upward.code_offsets || !vm.upward.code_offsets(co, frame_index, &executing, &next)) return false;
  FunctionProto& proto = *co.frames[frame_index].lua_function()->proto;
  Code code{proto.program->module->function(proto.function_index), {}};
  if (!isa::decode_annotations(code.function.annotations, &code.annotations)) return false;
  Liveness at_executing, at_next;
  isa::Opcode executing_op, next_op;
  if (!state_before(code, executing, &at_executing, &executing_op) || !state_before(code, next, &at_next, &next_op))
    return false;
  if (frame_index + 1 < co.frame_count) {
    *out = either(at_executing, at_next);
  } else {
    const isa::Block& block = *code.block_around(next);
    *out = {block.live, block.depth};
    if (executing_op == isa::Opcode::Concat) *out = either(*out, at_executing);
  }
  return out->locals <= proto.local_count;
}

void LivenessMemo::clear() {
  for (Entry& entry : entries_) entry.place = 0;
}

bool LivenessMemo::find(Coroutine& co, uint32_t frame_index, Liveness* out) {
  uintptr_t place = reinterpret_cast<uintptr_t>(co.frames[frame_index].pc);
  if (place == 0) return false;
  place += frame_index + 1 == co.frame_count;  // code is aligned to words
  Entry& entry = entries_[(place / 8 + place % 2 * (kEntries / 2)) % kEntries];
  if (entry.place != place) {
    entry.place = place;
    entry.known = find_liveness(co, frame_index, &entry.liveness);
  }
  *out = entry.liveness;
  return entry.known;
}

}  // namespace strata::runtime
