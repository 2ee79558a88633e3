// Statements to bytes, one function at a time. Names are resolved where they stand: locals by the
// scopes that are open there, labels at the end of the function.
#include <fmt/format.h>

#include <algorithm>

#include "assembler/function_code.h"
#include "isa/constants.h"

namespace strata::assembler {
namespace {

using isa::Opcode;
using isa::OperandKind;

class Emitter {
 public:
  Emitter(const FunctionSyntax& syntax, bool text_lines, ResolvedUpvalues* upvalues,
          Diagnostics* diagnostics)
      : syntax_(syntax), upvalues_(*upvalues), diagnostics_(diagnostics) {
    out_.syntax = &syntax;
    text_lines_ = text_lines && std::none_of(syntax.statements.begin(), syntax.statements.end(),
                                             [](const Statement& s) { return s.kind == Statement::Line; });
  }

  FunctionCode run();

 private:
  struct Scope {
    std::string_view name;
    uint32_t slot;
    size_t debug_index;
  };
  struct Fixup {
    size_t code_offset;
    const Reference* label;
  };

  uint32_t here() const { return static_cast<uint32_t>(out_.code.size()); }
  void error(Position at, std::string text) { diagnostics_->error(at, text); }

  void declare_header();
  void statement(const Statement& s);
  void instruction(const Statement& s);
  void operand(OperandKind kind, const Operand& operand);
  void define_label(const Statement& s);
  void start_local(std::string_view name, uint32_t slot);
  void end_local(const Statement& s);
  uint32_t next_slot() const;
  void note_line(uint32_t line);
  uint32_t local_slot(const Reference& r);
  uint32_t upvalue_index(const Reference& r);
  uint32_t child_index(const Reference& r);
  uint32_t constant_index(const Operand& operand);
  uint32_t intern(const base::Number& number, const std::optional<std::string>& string, bool always_new);
  void resolve_child(const FunctionSyntax& child);
  void finish_children();
  void finish_labels();
  void place_block(const Statement& s);
  void finish_blocks();
  void finish_locals();

  const FunctionSyntax& syntax_;
  ResolvedUpvalues& upvalues_;
  Diagnostics* diagnostics_;
  bool text_lines_;
  FunctionCode out_;
  std::vector<Scope> scopes_;
  std::map<std::string_view, uint32_t> labels_;
  std::vector<Fixup> fixups_;
  std::map<std::string, uint32_t> constants_;  // by encoding
  std::map<const FunctionSyntax*, bool> resolved_;
};

// ---- names

uint32_t Emitter::next_slot() const {
  uint32_t slot = 0;
  for (const Scope& scope : scopes_) slot = std::max(slot, scope.slot + 1);
  return std::max(slot, static_cast<uint32_t>(syntax_.parameters.size()));
}

void Emitter::start_local(std::string_view name, uint32_t slot) {
  scopes_.push_back({name, slot, out_.debug.locals.size()});
  out_.debug.locals.push_back({name, slot, here(), here()});
  out_.local_count = std::max(out_.local_count, slot + 1);
}

void Emitter::end_local(const Statement& s) {
  for (size_t i = scopes_.size(); i-- > 0;) {
    if (scopes_[i].name != s.name) continue;
    out_.debug.locals[scopes_[i].debug_index].end = here();
    scopes_.erase(scopes_.begin() + static_cast<ptrdiff_t>(i));
    return;
  }
  error(s.at, fmt::format("expected a local that is in scope, found '{}'", s.name));
}

uint32_t Emitter::local_slot(const Reference& r) {
  if (r.number) return *r.number;
  for (size_t i = scopes_.size(); i-- > 0;) {
    if (scopes_[i].name == r.name) return scopes_[i].slot;
  }
  error(r.at, fmt::format("expected a local that is in scope, found '{}'", r.name));
  return 0;
}

uint32_t Emitter::upvalue_index(const Reference& r) {
  if (r.number) return *r.number;
  for (uint32_t i = 0; i < syntax_.upvalues.size(); i++) {
    if (syntax_.upvalues[i].name == r.name) return i;
  }
  error(r.at, fmt::format("expected an upvalue of this function, found '{}'", r.name));
  return 0;
}

uint32_t Emitter::child_index(const Reference& r) {
  if (r.number) return *r.number;
  for (uint32_t i = 0; i < syntax_.children.size(); i++) {
    if (syntax_.children[i]->name == r.name) return i;
  }
  error(r.at, fmt::format("expected a function inside this one, found '{}'", r.name));
  return 0;
}

// Finds what `child` captures from here, where a closure instruction makes it.
void Emitter::resolve_child(const FunctionSyntax& child) {
  if (resolved_[&child]) return;
  resolved_[&child] = true;
  std::vector<isa::UpvalueDescriptor>& out = upvalues_[&child];
  for (const UpvalueDeclaration& u : child.upvalues) {
    uint32_t index = u.from_parent_local ? local_slot(u.source) : upvalue_index(u.source);
    out.push_back({u.from_parent_local, u.kind, static_cast<uint16_t>(std::min(index, 0xffffu))});
  }
}

void Emitter::finish_children() {
  scopes_.clear();
  for (const FunctionSyntax* child : syntax_.children) {
    resolve_child(*child);
    for (const isa::UpvalueDescriptor& u : upvalues_[child]) {
      if (u.from_parent_local) out_.flags |= isa::kHasCaptures;
    }
  }
}

// ---- constants

uint32_t Emitter::intern(const base::Number& number, const std::optional<std::string>& string,
                         bool always_new) {
  isa::Constant constant = string ? isa::Constant::of_string(*string)
                           : number.kind == base::Number::Int ? isa::Constant::of_integer(number.integer)
                                                              : isa::Constant::of_float(number.real);
  base::ByteWriter bytes;
  isa::write_constant(constant, &bytes);
  std::string key(bytes.bytes().begin(), bytes.bytes().end());
  auto [found, is_new] = constants_.try_emplace(std::move(key),
                                                static_cast<uint32_t>(out_.constant_kinds.size()));
  if (!is_new && !always_new) return found->second;
  out_.constants.raw(bytes.data(), bytes.size());
  out_.constant_kinds.push_back(constant.kind);
  return static_cast<uint32_t>(out_.constant_kinds.size() - 1);
}

uint32_t Emitter::constant_index(const Operand& operand) {
  if (operand.reference.number) return *operand.reference.number;
  return intern(operand.number, operand.string, false);
}

// ---- statements

void Emitter::note_line(uint32_t line) {
  std::vector<isa::LineEntry>& lines = out_.debug.lines;
  if (!lines.empty() && lines.back().offset == here()) lines.pop_back();
  if (lines.empty() || lines.back().line != line) lines.push_back({here(), line});
}

void Emitter::operand(OperandKind kind, const Operand& operand) {
  switch (kind) {
    case OperandKind::None: break;
    case OperandKind::Local: out_.code.uleb(local_slot(operand.reference)); break;
    case OperandKind::Upval: out_.code.uleb(upvalue_index(operand.reference)); break;
    case OperandKind::Child: {
      uint32_t index = child_index(operand.reference);
      if (index < syntax_.children.size()) resolve_child(*syntax_.children[index]);
      out_.code.uleb(index);
      break;
    }
    case OperandKind::Const: out_.code.uleb(constant_index(operand)); break;
    case OperandKind::Imm: out_.code.sleb(operand.value); break;
    case OperandKind::Count: out_.code.uleb(static_cast<uint64_t>(operand.value)); break;
    case OperandKind::Results: out_.code.uleb(static_cast<uint64_t>(operand.value + 1)); break;
    case OperandKind::Label:
      fixups_.push_back({out_.code.size(), &operand.reference});
      out_.code.u32(0);
      break;
  }
}

void Emitter::instruction(const Statement& s) {
  if (text_lines_) note_line(s.at.line);
  uint32_t offset = here();
  out_.positions.push_back({offset, s.at});
  const isa::InstructionRow& info = isa::row(s.instruction.op);
  out_.code.u8(static_cast<uint8_t>(s.instruction.op));
  for (int i = 0; i < isa::kMaxOperands; i++) operand(info.operands[i], s.instruction.operands[i]);
  if (s.instruction.op == Opcode::MarkClose) out_.flags |= isa::kHasMarkClose;
  isa::Instruction in;
  if (!isa::decode(out_.code.data(), here(), offset, &in)) return error(s.at, "expected smaller operands");
  int64_t reached = std::min<int64_t>(isa::locals_reached(in), UINT16_MAX);
  out_.local_count = std::max(out_.local_count, static_cast<uint32_t>(reached));
}

void Emitter::define_label(const Statement& s) {
  if (labels_.try_emplace(s.name, here()).second) return;
  error(s.at, fmt::format("expected another name: there is a label '{}' already", s.name));
}

void Emitter::place_block(const Statement& s) {
  FunctionCode::PlacedBlock placed{here(), &s.block, s.at, {}, UINT32_MAX};
  for (const TypeClaim& claim : s.block.types) {
    // Stack entries are numbered behind the locals, whose number is known at the end.
    uint32_t slot = claim.stack ? UINT32_MAX : local_slot(claim.slot);
    placed.types.push_back({slot, claim.type});
  }
  out_.blocks.push_back(std::move(placed));
}

void Emitter::statement(const Statement& s) {
  switch (s.kind) {
    case Statement::Instruction: return instruction(s);
    case Statement::Label: return define_label(s);
    case Statement::Line: return note_line(*s.number);
    case Statement::LocalStart: return start_local(s.name, s.number.value_or(next_slot()));
    case Statement::LocalEnd: return end_local(s);
    case Statement::Block: return place_block(s);
  }
}

// ---- the end of the function

void Emitter::finish_labels() {
  for (const Fixup& fixup : fixups_) {
    auto label = labels_.find(fixup.label->name);
    if (label == labels_.end()) {
      error(fixup.label->at, fmt::format("expected a label of this function, found '{}'", fixup.label->name));
      continue;
    }
    int64_t distance = static_cast<int64_t>(label->second) - static_cast<int64_t>(fixup.code_offset + 4);
    out_.code.patch_u32(fixup.code_offset, static_cast<uint32_t>(distance));
  }
}

void Emitter::finish_blocks() {
  for (FunctionCode::PlacedBlock& block : out_.blocks) {
    for (size_t i = 0; i < block.types.size(); i++) {
      const TypeClaim& claim = block.claim->types[i];
      if (claim.stack && !claim.slot.number) error(claim.slot.at, "expected the number of a stack entry");
      if (claim.stack) block.types[i].slot = out_.local_count + claim.slot.number.value_or(0);
    }
    std::sort(block.types.begin(), block.types.end(),
              [](const isa::TypedSlot& a, const isa::TypedSlot& b) { return a.slot < b.slot; });
    if (!block.claim->loop) continue;
    auto label = labels_.find(block.claim->loop->name);
    if (label == labels_.end()) error(block.claim->loop->at, "expected the label of the loop's header");
    else block.loop_offset = label->second;
  }
}

void Emitter::finish_locals() {
  for (isa::LocalName& local : out_.debug.locals) {
    bool open = std::any_of(scopes_.begin(), scopes_.end(), [&](const Scope& scope) {
      return &out_.debug.locals[scope.debug_index] == &local;
    });
    if (open) local.end = here();
  }
  if (syntax_.locals) out_.local_count = *syntax_.locals;
}

void Emitter::declare_header() {
  for (uint32_t slot = 0; slot < syntax_.parameters.size(); slot++) {
    if (!syntax_.parameters[slot].empty()) start_local(syntax_.parameters[slot], slot);
  }
  out_.local_count = static_cast<uint32_t>(syntax_.parameters.size());
  for (const UpvalueDeclaration& u : syntax_.upvalues) out_.debug.upvalues.push_back(u.name);
  for (const PoolConstant& c : syntax_.pool) (void)intern(c.number, c.string, true);
  out_.flags = syntax_.flags | (syntax_.vararg ? isa::kVararg : 0);
}

FunctionCode Emitter::run() {
  declare_header();
  for (const Statement& s : syntax_.statements) statement(s);
  finish_locals();
  finish_children();
  finish_labels();
  finish_blocks();
  out_.upvalues = upvalues_[&syntax_];
  return std::move(out_);
}

}  // namespace

Position FunctionCode::position_of(uint32_t offset) const {
  auto after = std::upper_bound(positions.begin(), positions.end(), offset,
                                [](uint32_t at, const auto& entry) { return at < entry.first; });
  return after == positions.begin() ? syntax->at : std::prev(after)->second;
}

FunctionCode emit_function(const FunctionSyntax& syntax, bool text_lines, ResolvedUpvalues* upvalues,
                           Diagnostics* diagnostics) {
  return Emitter(syntax, text_lines, upvalues, diagnostics).run();
}

}  // namespace strata::assembler
