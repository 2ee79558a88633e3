// FunctionState: one function while it is being compiled - its code and what is recorded beside it.
//
// Instructions are appended with the line they belong to; operand stack depth is tracked along. A new
// basic block is only announced (start_block); it is recorded when the next instruction is appended, and
// then takes depth and live locals as they are by then. Jumps to places still unknown form lists, each
// jump's operand holding the place of the next one, 0 at the end, until patch() writes the target.
//
// States are used again for the next function at the same nesting, so that their buffers stay warm.
#pragma once

#include <cstdint>
#include <cstring>

#include "isa/module.h"
#include "isa/opcode.h"
#include "lua/buffer.h"
#include "lua/names.h"
#include "lua/type_terms.h"

namespace strata::lua {

struct Scope;

// A list of jumps waiting for their target: the offset of one operand, or 0 when empty.
using JumpList = uint32_t;
inline constexpr uint32_t kLabelBytes = 4;
inline constexpr uint32_t kMaxInstructionBytes = 16;

struct Upvalue {
  uint32_t variable;  // which variable of an enclosing function, see Parser; kEnvVariable for main's
  NameId name;
  isa::UpvalueDescriptor descriptor;
};

class FunctionState {
 public:
  struct BlockStart {
    uint32_t offset, depth, live;
  };
  // A table under construction, at the start of a block: the verifier wants it claimed.
  struct OpenTable {
    uint32_t block, stack_entry;
  };
  struct BackEdge {
    uint32_t from, to;  // offset of the jump's operand, offset of its target
  };
  struct Line {
    uint32_t offset, line;
  };
  struct LocalEntry {
    NameId name;
    uint32_t slot, start, end;
  };
  struct ConstantEntry {
    isa::ConstantKind kind;
    uint64_t bits;  // integer, float as bits, or NameId
  };

  void begin(FunctionState* enclosing_function, uint32_t function_index, uint32_t defined_at,
             uint32_t first_of_variables, bool infer_types);

  // ---- appending instructions. `delta` is what it does to the depth of the operand stack.
  void emit(isa::Opcode op, int delta, uint32_t line) { code.set_end(put(op, delta, line)); }
  void emit(isa::Opcode op, uint32_t a, int delta, uint32_t line) {
    code.set_end(put_uleb(put(op, delta, line), a));
  }
  void emit(isa::Opcode op, uint32_t a, uint32_t b, int delta, uint32_t line) {
    code.set_end(put_uleb(put_uleb(put(op, delta, line), a), b));
  }
  void emit_integer(int64_t value, uint32_t line);
  void emit_float(double value, uint32_t line);
  void emit_string(NameId text, uint32_t line);
  // A jump to a place yet unknown: a list of one.
  JumpList emit_jump(isa::Opcode op, int delta, uint32_t line);
  // With an operand before the label (for.prep). Only set_target() may be used on it.
  JumpList emit_jump(isa::Opcode op, uint32_t a, uint32_t line);
  // A jump back to `target`; with or without an operand before the label.
  void emit_jump_back(isa::Opcode op, int delta, uint32_t target, uint32_t line);
  void emit_jump_back(isa::Opcode op, uint32_t a, uint32_t target, uint32_t line);

  uint32_t offset() const { return code.size(); }
  uint32_t line_at_end() const { return current_line_; }

  // The next instruction starts a block, reached by a jump too. Locals from `live` on are dead there
  // even if they are in scope.
  void start_block(uint32_t live = UINT32_MAX) {
    block_pending = true;
    if (live < pending_live) pending_live = live;
  }
  bool at_block_start() const { return block_pending || blocks.back().offset == offset(); }
  // To be called before locals come into scope without an instruction that sets them.
  void flush_block() {
    if (block_pending) record_block();
  }

  // Appends the instructions of [from, to) once more: straight-line code that pushes one value.
  void repeat_code(uint32_t from, uint32_t to);
  // Writes the operands of a new.table, emitted as two zero bytes at `at`. Larger numbers need more
  // bytes: what follows is moved. No jump may cross `at`.
  void set_table_size(uint32_t at, uint32_t items, uint32_t fields);

  // Changes whenever a block starts: what was known of operand stack entries is forgotten there.
  uint32_t block_serial() const { return blocks.size() + (block_pending ? 1 : 0); }

  // ---- jump lists
  JumpList next_jump(JumpList jump) const {
    uint32_t next;
    std::memcpy(&next, code.data() + jump, kLabelBytes);
    return next;
  }
  void set_operand(JumpList jump, uint32_t value) { std::memcpy(code.data() + jump, &value, kLabelBytes); }
  isa::Opcode jump_opcode(JumpList jump) const { return static_cast<isa::Opcode>(code[jump - 1]); }
  // Joins two lists; `later` is the one to keep short.
  JumpList join(JumpList earlier, JumpList later);
  // All jumps of the list go to `target` and keep no value.
  void patch(JumpList list, uint32_t target);
  void patch_here(JumpList list) {
    if (list == 0) return;
    patch(list, offset());
    start_block();
  }
  // Turns br.x.keep into br.x, which can't be undone: the value is of no use any more.
  void drop_values(JumpList list);
  void set_target(JumpList jump, uint32_t target) { set_operand(jump, target - (jump + kLabelBytes)); }

  // ---- taking back what was emitted last
  struct Mark {
    uint32_t code_size, line_count, constant_count;
    uint32_t depth;
  };
  Mark mark() const { return {code.size(), lines.size(), constants.size(), depth}; }
  void take_back(const Mark& mark);

  uint32_t constant_of_string(NameId text);

  // ---- slots
  void reserve_slots(uint32_t count) {
    slot_top += count;
    if (slot_top > slot_count) slot_count = slot_top;
  }

  Names* names = nullptr;
  FunctionState* enclosing = nullptr;
  Scope* scope = nullptr;
  uint32_t index = 0;           // in the module
  uint32_t line_defined = 0, last_line_defined = 0;
  bool ends_with_return = false;            // the last statement is a return: nothing can follow
  uint32_t parameter_count = 0;
  uint32_t first_variable = 0;  // in Parser::variables_
  uint32_t active_end = 0;      // end of those that are in scope
  uint32_t first_label = 0;     // in Parser::labels_
  uint8_t flags = 0;            // isa::FunctionFlags
  int32_t env_upvalue = -1;     // index of _ENV among the upvalues, when it is one

  uint32_t depth = 0, max_depth = 0;        // of the operand stack
  uint32_t slot_top = 0, slot_count = 0;    // local slots in scope, most ever
  uint32_t nil_end = 0;                     // where code that sets new locals to nil ended last
  bool block_pending = false;
  uint32_t pending_live = UINT32_MAX;

  Buffer<uint8_t> code;
  Buffer<Line> lines;
  Buffer<BlockStart> blocks;
  Buffer<BackEdge> back_edges;
  Buffer<uint32_t> tables;         // stack entries of tables under construction, ascending
  Buffer<OpenTable> table_claims;  // by block
  Buffer<LocalEntry> locals;
  Buffer<ConstantEntry> constants;
  Buffer<Upvalue> upvalues;
  Buffer<uint32_t> children;
  TypeTerms types;

 private:
  uint8_t* put(isa::Opcode op, int delta, uint32_t line) {
    if (STRATA_UNLIKELY(block_pending)) record_block();
    if (line != current_line_) add_line(line);
    depth = static_cast<uint32_t>(static_cast<int>(depth) + delta);
    if (depth > max_depth) max_depth = depth;
    uint8_t* at = code.reserve(kMaxInstructionBytes);
    *at = static_cast<uint8_t>(op);
    return at + 1;
  }
  static uint8_t* put_uleb(uint8_t* at, uint64_t value) {
    for (; value >= 0x80; value >>= 7) *at++ = static_cast<uint8_t>(value | 0x80);
    *at++ = static_cast<uint8_t>(value);
    return at;
  }
  JumpList put_label(uint8_t* at, uint32_t value);
  void record_block();
  void add_line(uint32_t line) {
    lines.push({code.size(), line});
    current_line_ = line;
  }
  uint32_t constant_of_bits(isa::ConstantKind kind, uint64_t bits);

  static constexpr uint32_t kNumberCacheSize = 64;
  uint32_t current_line_ = 0;
  uint32_t number_cache_[kNumberCacheSize] = {};  // by hash of the bits: where the constant was put
};

}  // namespace strata::lua
