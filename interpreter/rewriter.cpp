// See interpreter/rewriter.h. The class Rewriter's parts: emission and materialising here, one member
// function per family of instructions in rewriter_instructions.cpp.
#include "interpreter/rewriter.h"

#include "interpreter/generic_code.h"
#include "interpreter/rewriter_state.h"
#include "isa/prepared.h"

namespace strata::interpreter {

using runtime::Value;

Rewriter::Rewriter(const isa::Module& module, uint32_t function_index, std::span<const Value> constants,
                   const RewriteOptions& options, bool record_offsets, Rewritten* out)
    : module_(module),
      view_(module.function(function_index)),
      constants_(constants),
      options_(options),
      record_offsets_(record_offsets),
      out_(*out),
      local_count_(view_.record->local_count),
      long_jumps_(view_.code.size() > 8000) {
  captured_.assign(local_count_, false);
  is_large_main_ = function_index == 0 && view_.code.size() >= isa::kLargeCodeBytes;
  has_captures_ = view_.record->flags & isa::kHasCaptures;
  if (has_captures_) mark_captured();
  isa::decode_annotations(view_.annotations, &annotations_);
  if (!options_.hooked) operand_types_.find(module, function_index, annotations_, constants_);
  block_words_.assign(annotations_.blocks.size(), 0);
  out_.words.reserve(view_.code.size() / 2 + 8);
  stack_.reserve(view_.record->max_stack + 4u);
}

void Rewriter::mark_captured() {
  for (uint32_t child : view_.children) {
    for (const isa::UpvalueDescriptor& u : module_.function(child).upvalues) {
      if (u.from_parent_local) captured_[u.index] = true;
    }
  }
}

size_t Rewriter::emit(Op op, uint32_t a, uint32_t b, uint32_t c) {
  Op chosen = typed_op(op, operand_types_.at(current_.offset));
  if (chosen != op) out_.typed_from_annotations++;
  Insn insn;
  insn.op = static_cast<uint16_t>(chosen);
  insn.a = static_cast<uint16_t>(a);
  insn.b = static_cast<uint16_t>(b);
  insn.c = static_cast<uint16_t>(c);
  out_.words.push_back(insn);
  if (record_offsets_) out_.offsets.push_back(current_.offset);
  return out_.words.size() - 1;
}

size_t Rewriter::emit_wide(Op op, uint32_t a, int32_t wide) {
  size_t at = emit(op, a, 0, 0);
  out_.words[at].set_wide(wide);
  return at;
}

void Rewriter::emit_word(uint64_t word) {
  Insn insn;
  std::memcpy(&insn, &word, sizeof insn);
  out_.words.push_back(insn);
  if (record_offsets_) out_.offsets.push_back(current_.offset);
}

uint32_t Rewriter::constant_for(const Entry& entry) {
  switch (entry.kind) {
    case Entry::Constant: return static_cast<uint32_t>(entry.value);
    case Entry::Integer: return extra_constant(Value::integer(entry.value));
    case Entry::Nil: return extra_constant(Value::nil());
    case Entry::True: return extra_constant(Value::boolean(true));
    default: return extra_constant(Value::boolean(false));
  }
}

uint32_t Rewriter::extra_constant(Value v) {
  constexpr size_t kLookBack = 24;
  std::vector<Value>& extra = out_.extra_constants;
  size_t stop = extra.size() > kLookBack ? extra.size() - kLookBack : 0;
  for (size_t i = extra.size(); i > stop; --i) {
    if (identical(extra[i - 1], v)) return static_cast<uint32_t>(constants_.size() + i - 1);
  }
  extra.push_back(v);
  return static_cast<uint32_t>(constants_.size() + extra.size() - 1);
}

bool Rewriter::fits_constant_operand(const Entry& entry) {
  return entry.is_constant() && options_.fuse && constant_for(entry) <= kMaxSlotOperand;
}

void Rewriter::load_entry(const Entry& entry, uint32_t slot) {
  switch (entry.kind) {
    case Entry::Home: break;
    case Entry::Local:
      emit(Op::Move, scaled(slot), scaled(static_cast<uint32_t>(entry.value)), 0);
      break;
    case Entry::Constant: {
      uint32_t index = static_cast<uint32_t>(entry.value);
      if (index <= kMaxSlotOperand) emit(Op::LoadK, scaled(slot), scaled(index), 0);
      else emit_wide(Op::LoadKWide, scaled(slot), static_cast<int32_t>(index));
      break;
    }
    case Entry::Integer:
      emit(Op::LoadInt, scaled(slot), static_cast<uint16_t>(static_cast<int16_t>(entry.value)), 0);
      break;
    case Entry::Nil: emit(Op::LoadNil, scaled(slot), 1, 0); break;
    case Entry::True: emit(Op::LoadTrue, scaled(slot), 0, 0); break;
    case Entry::False: emit(Op::LoadFalse, scaled(slot), 0, 0); break;
  }
}

void Rewriter::materialise(size_t position) {
  Entry& entry = stack_[position];
  if (entry.kind == Entry::Home) return;
  load_entry(entry, home(position));
  entry.kind = Entry::Home;
}

void Rewriter::flush(size_t keep_on_top) {
  for (size_t i = 0; i + keep_on_top < stack_.size(); ++i) materialise(i);
}

uint32_t Rewriter::slot_operand(size_t position) {
  const Entry& entry = stack_[position];
  if (entry.kind == Entry::Local) return scaled(static_cast<uint32_t>(entry.value));
  materialise(position);
  return scaled(home(position));
}

void Rewriter::push_home() { stack_.push_back({Entry::Home, 0}); }

void Rewriter::push_result(size_t word, bool redirectable) {
  push_home();
  redirectable_word_ = redirectable && options_.fuse && !options_.hooked ? word : kNoWord;
}

void Rewriter::start_block(uint32_t index) {
  block_words_[index] = static_cast<uint32_t>(out_.words.size());
  redirectable_word_ = kNoWord;
  runs_once_ = is_large_main_ && annotations_.blocks[index].loop_header == isa::kNoLoop;
  stack_.assign(annotations_.blocks[index].depth, Entry{Entry::Home, 0});
}

uint32_t Rewriter::block_at(uint32_t offset) const {
  size_t low = 0, high = annotations_.blocks.size();
  while (low + 1 < high) {
    size_t middle = (low + high) / 2;
    if (annotations_.blocks[middle].offset <= offset) low = middle;
    else high = middle;
  }
  return static_cast<uint32_t>(low);
}

bool Rewriter::next_is_fusable(isa::Instruction* next) const {
  if (!options_.fuse || options_.hooked) return false;
  if (next_block_ < annotations_.blocks.size() && annotations_.blocks[next_block_].offset == current_.next) {
    return false;
  }
  return isa::decode(view_.code.data(), static_cast<uint32_t>(view_.code.size()), current_.next, next);
}

void Rewriter::add_fixup(size_t word, uint32_t target_offset, bool wide) {
  fixups_.push_back({static_cast<uint32_t>(word), block_at(target_offset), wide});
}

void Rewriter::patch_jumps() {
  for (const Fixup& fixup : fixups_) {
    int32_t distance = static_cast<int32_t>(block_words_[fixup.block]) - static_cast<int32_t>(fixup.word) - 1;
    Insn& insn = out_.words[fixup.word];
    if (fixup.wide) insn.set_wide(distance);
    else insn.sc = static_cast<int16_t>(distance);
  }
}

void Rewriter::fuse_pairs() {
  std::vector<Insn>& words = out_.words;
  for (size_t i = 0; i + 1 < words.size();) {
    unsigned length = row(words[i].opcode()).words();
    Op fused = length == 1 ? fused_op(words[i], words[i + 1], scaled(local_count_)) : words[i].opcode();
    if (fused != words[i].opcode()) length += row(words[i + 1].opcode()).words();
    words[i].op = static_cast<uint16_t>(fused);
    i += length;
  }
}

// Whether an instruction only pushes what another one will take: no step of its own to count hooks, as the
// reference has most operands inside its instructions. Line hooks see one that stands in a line of its own,
// unless it opens a block: it has the line of the step that takes it then.
static bool is_operand(isa::Opcode op) {
  const isa::InstructionRow& row = isa::row(op);
  bool is_constant = row.pops == 0 && (row.flags & isa::kPure);
  return is_constant || op == isa::Opcode::GetLocal || op == isa::Opcode::GetUpvalue;
}

void Rewriter::run() {
  const uint8_t* code = view_.code.data();
  uint32_t size = static_cast<uint32_t>(view_.code.size());
  emit(Op::Enter, 0, 0, 0);
  for (uint32_t offset = 0; offset < size; offset = current_.next) {
    if (out_.words.size() == watched_word_ && watched_->offset == 0) *watched_ = {offset, stack_};
    isa::decode(code, size, offset, &current_);
    ++out_.instructions;
    bool first = next_block_ < annotations_.blocks.size() && annotations_.blocks[next_block_].offset == offset;
    if (first) {
      if (!ended_) flush();
      start_block(next_block_++);
    }
    bool operand = is_operand(current_.op);
    if (options_.hooked && !(operand && first)) emit_wide(Op::Hook, operand, static_cast<int32_t>(offset));
    instruction();
    ended_ = isa::row(current_.op).flags & isa::kEnd;
    if (options_.hooked && !ended_) flush();
  }
  patch_jumps();
  if (options_.fuse && !options_.hooked) fuse_pairs();
}

void rewrite(const isa::Module& module, uint32_t function_index, std::span<const Value> constants,
             const RewriteOptions& options, bool record_offsets, Rewritten* out) {
  Rewriter(module, function_index, constants, options, record_offsets, out).run();
}

StackPoint stack_point_at(const isa::Module& module, uint32_t function_index, std::span<const Value> constants,
                          const RewriteOptions& options, size_t word) {
  Rewritten ignored;
  StackPoint point;
  Rewriter rewriter(module, function_index, constants, options, false, &ignored);
  rewriter.watch(word, &point);
  rewriter.run();
  return point;
}

}  // namespace strata::interpreter
