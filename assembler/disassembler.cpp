// Module to text. What the assembler would find by itself is left out (constants in order of use, stack
// depth, flags, annotations), so that plain code stays plain; what differs is written down.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "assembler/annotate.h"
#include "assembler/assembler.h"
#include "assembler/text.h"
#include "isa/annotations.h"
#include "isa/constants.h"
#include "isa/debug_map.h"
#include "isa/flow.h"

namespace strata::assembler {
namespace {

using isa::Instruction;
using isa::OperandKind;

std::vector<std::string_view> lines_of(std::string_view source) {
  std::vector<std::string_view> lines;
  while (!source.empty()) {
    size_t end = std::min(source.find('\n'), source.size());
    lines.push_back(source.substr(0, std::min(end, source.find('\r'))));
    source.remove_prefix(std::min(end + 1, source.size()));
  }
  return lines;
}

// What all functions of one module share.
struct ModulePrinter {
  const isa::Module& module;
  DisassembleOptions options;
  std::vector<std::string_view> source_lines;
};

class FunctionPrinter {
 public:
  FunctionPrinter(const ModulePrinter& shared, uint32_t index, int depth)
      : shared_(shared), module_(shared.module), options_(shared.options), index_(index),
        view_(module_.function(index)), depth_(depth) {}

  std::string run();

 private:
  void load();
  void number_labels();
  void load_scopes();
  void header();
  void upvalues();
  void numbers();
  void pool();
  void children();
  void body();
  void scopes_at(uint32_t offset);
  void line_at(uint32_t offset);
  void block_at(uint32_t offset);
  void instruction(const Instruction& in);
  bool pool_is_plain() const;
  bool claims_are_plain() const;
  isa::FunctionShape shape() const;
  uint32_t found_locals() const;
  uint8_t found_flags() const;
  bool is_parameter(const isa::LocalName& local) const;
  std::string parameter_name(uint32_t slot) const;
  std::string operand(const Instruction& in, int i) const;
  std::string local_text(int64_t slot) const;
  std::string upvalue_text(int64_t index) const;
  std::string const_text(int64_t index) const;
  std::string label_text(int64_t offset) const { return fmt::format("L{}", label_numbers_.at(offset)); }
  std::string block_text(const isa::Block& block) const;
  void put(std::string_view text, int indent = 1) {
    out_.append(static_cast<size_t>(2 * (depth_ + indent)), ' ');
    out_ += text;
    out_ += '\n';
  }

  const ModulePrinter& shared_;
  const isa::Module& module_;
  DisassembleOptions options_;
  uint32_t index_;
  isa::FunctionView view_;
  int depth_;
  std::vector<Instruction> code_;
  std::vector<isa::Constant> constants_;
  std::vector<std::string> constant_texts_;
  std::map<std::string_view, int64_t> first_constant_;  // by text
  isa::DebugMap debug_;
  isa::Annotations claims_;
  bool print_blocks_ = false;
  std::map<int64_t, int> label_numbers_;             // by offset
  std::vector<const isa::LocalName*> open_;          // scopes at the instruction at hand
  std::vector<const isa::LocalName*> waiting_;       // scopes to come, by start
  std::set<uint32_t> shown_lines_;
  size_t next_line_ = 0;
  std::string out_;
};

// ---- what is there to print

void FunctionPrinter::load() {
  uint32_t size = static_cast<uint32_t>(view_.code.size());
  Instruction in;
  for (uint32_t at = 0; isa::decode(view_.code.data(), size, at, &in); at = in.next) code_.push_back(in);
  (void)isa::decode_constants(view_.constants, &constants_);
  for (const isa::Constant& c : constants_) constant_texts_.push_back(constant_text(c));
  for (const std::string& text : constant_texts_) {
    first_constant_.try_emplace(text, &text - constant_texts_.data());
  }
  (void)isa::decode_annotations(view_.annotations, &claims_);
  print_blocks_ = options_.blocks || !claims_are_plain();
  number_labels();
  load_scopes();
}

void FunctionPrinter::number_labels() {
  for (const Instruction& i : code_) {
    const isa::InstructionRow& info = isa::row(i.op);
    for (int n = 0; n < isa::kMaxOperands; n++) {
      if (info.operands[n] == OperandKind::Label) label_numbers_[i.operand[n]] = 0;
    }
  }
  for (const isa::Block& block : claims_.blocks) {
    if (print_blocks_ && block.loop_header != isa::kNoLoop) {
      label_numbers_[claims_.blocks[block.loop_header].offset] = 0;
    }
  }
  int number = 0;
  for (auto& [offset, label] : label_numbers_) label = ++number;
}

void FunctionPrinter::load_scopes() {
  uint32_t size = static_cast<uint32_t>(view_.code.size());
  if (!isa::decode_debug_map(view_.debug, view_.record->line_defined, &debug_)) debug_ = {};
  for (const isa::LocalName& local : debug_.locals) {
    bool inside = local.start < size && local.slot < view_.record->local_count;
    if (is_parameter(local)) open_.push_back(&local);
    else if (inside) waiting_.push_back(&local);
  }
  std::stable_sort(waiting_.begin(), waiting_.end(), [](auto* a, auto* b) { return a->start < b->start; });
}

// A local that the header of the function declares: of a parameter, for the whole function.
bool FunctionPrinter::is_parameter(const isa::LocalName& local) const {
  bool whole = local.start == 0 && local.end >= view_.code.size();
  if (!whole || local.slot >= view_.record->parameter_count) return false;
  for (const isa::LocalName& other : debug_.locals) {
    if (other.slot == local.slot && other.start == 0 && other.end >= view_.code.size()) return &other == &local;
  }
  return false;
}

std::string FunctionPrinter::parameter_name(uint32_t slot) const {
  for (const isa::LocalName& local : debug_.locals) {
    if (local.slot == slot && is_parameter(local)) return spell(local.name);
  }
  return "_";
}

isa::FunctionShape FunctionPrinter::shape() const {
  isa::FunctionShape shape;
  shape.local_count = view_.record->local_count;
  shape.max_stack = view_.record->max_stack;
  shape.upvalue_count = view_.record->upvalue_count;
  shape.flags = view_.record->flags;
  for (const isa::Constant& c : constants_) shape.constants.push_back(c.kind);
  for (uint32_t child : view_.children) shape.children.push_back(module_.function(child).upvalues);
  return shape;
}

// Whether the assembler would find the same annotations.
bool FunctionPrinter::claims_are_plain() const {
  isa::FunctionShape s = shape();
  std::string why;
  AnnotateFault fault;
  base::ByteWriter found;
  if (!isa::find_captures(&s, &why)) return false;
  if (!annotate(s, view_.record->parameter_count, view_.code, &found, &fault)) return false;
  return std::equal(found.bytes().begin(), found.bytes().end(), view_.annotations.begin(),
                    view_.annotations.end());
}

// Whether the constants are numbered in order of their first use, each once.
bool FunctionPrinter::pool_is_plain() const {
  size_t seen = 0;
  for (const Instruction& in : code_) {
    if (isa::row(in.op).operands[0] != OperandKind::Const) continue;
    if (in.operand[0] > static_cast<int64_t>(seen)) return false;
    if (in.operand[0] == static_cast<int64_t>(seen)) seen++;
  }
  return seen == constants_.size() && first_constant_.size() == constants_.size();
}

uint32_t FunctionPrinter::found_locals() const {
  int64_t count = view_.record->parameter_count;
  for (const Instruction& in : code_) count = std::max(count, isa::locals_reached(in));
  for (const isa::LocalName* local : waiting_) count = std::max<int64_t>(count, local->slot + 1);
  return static_cast<uint32_t>(count);
}

uint8_t FunctionPrinter::found_flags() const {
  uint8_t flags = view_.record->flags & isa::kVararg;
  for (const Instruction& in : code_) {
    if (in.op == isa::Opcode::MarkClose) flags |= isa::kHasMarkClose;
  }
  for (uint32_t child : view_.children) {
    for (const isa::UpvalueDescriptor& u : module_.function(child).upvalues) {
      if (u.from_parent_local) flags |= isa::kHasCaptures;
    }
  }
  return flags;
}

// ---- operands

std::string FunctionPrinter::local_text(int64_t slot) const {
  for (size_t i = open_.size(); i-- > 0;) {
    if (open_[i]->slot != slot) continue;
    // Hidden by an inner scope of the same name: then only the number is clear.
    for (size_t j = i + 1; j < open_.size(); j++) {
      if (open_[j]->name == open_[i]->name) return fmt::format("{}", slot);
    }
    return spell(open_[i]->name);
  }
  return fmt::format("{}", slot);
}

std::string FunctionPrinter::upvalue_text(int64_t index) const {
  size_t i = static_cast<size_t>(index);
  if (i >= debug_.upvalues.size()) return fmt::format("{}", index);
  bool unique = std::count(debug_.upvalues.begin(), debug_.upvalues.end(), debug_.upvalues[i]) == 1;
  return unique ? spell(debug_.upvalues[i]) : fmt::format("{}", index);
}

std::string FunctionPrinter::const_text(int64_t index) const {
  const std::string& text = constant_texts_[static_cast<size_t>(index)];
  return first_constant_.at(text) == index ? text : fmt::format("#{}", index);
}

std::string FunctionPrinter::operand(const Instruction& in, int i) const {
  int64_t value = in.operand[i];
  switch (isa::row(in.op).operands[i]) {
    case OperandKind::Local: return local_text(value);
    case OperandKind::Upval: return upvalue_text(value);
    case OperandKind::Const: return const_text(value);
    case OperandKind::Label: return label_text(value);
    case OperandKind::Child: return fmt::format("f{}", view_.children[static_cast<size_t>(value)]);
    case OperandKind::Results: return value == isa::kOpen ? "*" : fmt::format("{}", value);
    default: return fmt::format("{}", value);
  }
}

// ---- the parts, in the order of the text

void FunctionPrinter::header() {
  std::string parameters;
  for (uint32_t slot = 0; slot < view_.record->parameter_count; slot++) {
    parameters += (slot ? ", " : "") + parameter_name(slot);
  }
  if (view_.record->flags & isa::kVararg) parameters += parameters.empty() ? "..." : ", ...";
  std::string name = index_ == 0 ? "main" : fmt::format("f{}", index_);
  put(fmt::format(".function {}({})", name, parameters), 0);
}

void FunctionPrinter::upvalues() {
  constexpr std::string_view kKinds[] = {"", " const", " close"};
  for (size_t i = 0; i < view_.upvalues.size(); i++) {
    const isa::UpvalueDescriptor& u = view_.upvalues[i];
    std::string name = i < debug_.upvalues.size() ? spell(debug_.upvalues[i]) : fmt::format("u{}", i);
    put(fmt::format(".upvalue {} {} {}{}", name, u.from_parent_local ? "local" : "upvalue", u.index,
                    kKinds[u.kind % 3]));
  }
}

void FunctionPrinter::numbers() {
  const isa::FunctionRecord& r = *view_.record;
  if (r.local_count != found_locals()) put(fmt::format(".locals {}", r.local_count));
  if (r.max_stack != deepest_stack(view_.code)) put(fmt::format(".stack {}", r.max_stack));
  uint8_t extra = r.flags & ~found_flags();
  if (extra & isa::kHasCaptures) put(".flag captures");
  if (extra & isa::kHasMarkClose) put(".flag closes");
  if (index_ != 0 || r.line_defined != 0 || r.last_line_defined != 0) {
    put(fmt::format(".lines {} {}", r.line_defined, r.last_line_defined));
  }
}

void FunctionPrinter::pool() {
  if (pool_is_plain()) return;
  for (const std::string& text : constant_texts_) put(".const " + text);
}

void FunctionPrinter::children() {
  for (uint32_t child : view_.children) {
    out_ += '\n';
    out_ += FunctionPrinter(shared_, child, depth_ + 1).run();
  }
  if (!view_.children.empty()) out_ += '\n';
}

void FunctionPrinter::scopes_at(uint32_t offset) {
  for (size_t i = open_.size(); i-- > 0;) {
    if (open_[i]->end != offset || open_[i]->start == offset || is_parameter(*open_[i])) continue;
    put(".endlocal " + spell(open_[i]->name));
    open_.erase(open_.begin() + static_cast<ptrdiff_t>(i));
  }
  while (!waiting_.empty() && waiting_.front()->start == offset) {
    const isa::LocalName* local = waiting_.front();
    waiting_.erase(waiting_.begin());
    put(fmt::format(".local {} {}", spell(local->name), local->slot));
    if (local->end > local->start) open_.push_back(local);
    else put(".endlocal " + spell(local->name));
  }
}

void FunctionPrinter::line_at(uint32_t offset) {
  while (next_line_ < debug_.lines.size() && debug_.lines[next_line_].offset < offset) next_line_++;
  if (next_line_ == debug_.lines.size() || debug_.lines[next_line_].offset != offset) return;
  uint32_t line = debug_.lines[next_line_].line;
  bool has_text = line > 0 && line <= shared_.source_lines.size();
  std::string_view text = has_text ? shared_.source_lines[line - 1] : std::string_view();
  bool show = text.find_first_not_of(" \t") != std::string_view::npos && shown_lines_.insert(line).second;
  put(show ? fmt::format(".line {}  ; {}", line, text) : fmt::format(".line {}", line));
}

std::string FunctionPrinter::block_text(const isa::Block& block) const {
  std::string text = fmt::format(".block depth {} live {}", block.depth, block.live);
  if (block.loop_header != isa::kNoLoop) {
    text += " loop " + label_text(claims_.blocks[block.loop_header].offset);
  }
  for (const isa::TypedSlot& typed : block.typed) {
    bool stack = typed.slot >= view_.record->local_count;
    text += fmt::format(" {} {} {}", stack ? "stack" : "local",
                        stack ? typed.slot - view_.record->local_count : typed.slot,
                        isa::slot_type_name(typed.type));
  }
  return text;
}

void FunctionPrinter::block_at(uint32_t offset) {
  if (!print_blocks_) return;
  auto found = std::lower_bound(claims_.blocks.begin(), claims_.blocks.end(), offset,
                                [](const isa::Block& block, uint32_t at) { return block.offset < at; });
  if (found != claims_.blocks.end() && found->offset == offset) put(block_text(*found));
}

void FunctionPrinter::instruction(const Instruction& in) {
  std::string text(isa::row(in.op).mnemonic);
  for (int i = 0; i < isa::kMaxOperands; i++) {
    if (isa::row(in.op).operands[i] == OperandKind::None) break;
    text += ' ';
    text += operand(in, i);
  }
  if (options_.offsets) text = fmt::format("{:<32} ; {}", text, in.offset);
  put(text);
}

void FunctionPrinter::body() {
  for (const Instruction& in : code_) {
    scopes_at(in.offset);
    if (label_numbers_.contains(in.offset)) put(label_text(in.offset) + ":", 0);
    block_at(in.offset);
    line_at(in.offset);
    instruction(in);
  }
}

std::string FunctionPrinter::run() {
  load();
  header();
  upvalues();
  numbers();
  pool();
  children();
  body();
  put(".end", 0);
  return std::move(out_);
}

}  // namespace

std::string disassemble(const isa::Module& module, DisassembleOptions options) {
  bool stripped = std::all_of(module.functions.begin(), module.functions.end(),
                              [](const isa::FunctionRecord& r) { return r.debug_size_bytes == 0; });
  std::string out = fmt::format(".chunk {}\n", quote(module.chunk_name));
  if (stripped) out += ".nodebug\n";
  if (options.source && !module.source.empty()) out += fmt::format(".source {}\n", quote(module.source));
  ModulePrinter shared{module, options, lines_of(module.source)};
  return out + "\n" + FunctionPrinter(shared, 0, 0).run();
}

}  // namespace strata::assembler
