// strata inspect --dot: each function a cluster, each basic block a box with its claims and code, darker
// inside loops.
#include <fmt/format.h>

#include "assembler/text.h"
#include "isa/annotations.h"
#include "strata/inspect.h"

namespace strata::toolbox {
namespace {

// Text inside a double-quoted label; lines end with \l, which aligns them to the left.
std::string label_line(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\\l";
}

class GraphPrinter {
 public:
  GraphPrinter(const isa::Module& module, uint32_t index) : view_(module.function(index)), index_(index) {}

  std::string run();

 private:
  std::string block_name(uint32_t block) const { return fmt::format("f{}_{}", index_, block); }
  std::string head_line(const isa::Block& block) const;
  void block(uint32_t b);
  void edges(uint32_t b, const isa::Instruction& last);

  isa::FunctionView view_;
  uint32_t index_;
  isa::Annotations claims_;
  std::string out_;
};

std::string GraphPrinter::head_line(const isa::Block& block) const {
  std::string text = fmt::format("@{} depth {} live {}", block.offset, block.depth, block.live);
  for (const isa::TypedSlot& typed : block.typed) {
    uint32_t locals = view_.record->local_count;
    bool stack = typed.slot >= locals;
    text += fmt::format(" {}{}:{}", stack ? "s" : "", stack ? typed.slot - locals : typed.slot,
                        isa::slot_type_name(typed.type));
  }
  return text;
}

void GraphPrinter::edges(uint32_t b, const isa::Instruction& last) {
  const isa::InstructionRow& info = isa::row(last.op);
  for (uint32_t target = 0; (info.flags & isa::kJump) && target < claims_.blocks.size(); target++) {
    int64_t offset = info.operands[0] == isa::OperandKind::Label ? last.operand[0] : last.operand[1];
    if (claims_.blocks[target].offset != offset) continue;
    out_ += fmt::format("  {} -> {}{};\n", block_name(b), block_name(target),
                        target <= b ? " [style=bold]" : "");
  }
  if (info.flags & isa::kEnd) return;
  out_ += fmt::format("  {} -> {}{};\n", block_name(b), block_name(b + 1),
                      info.flags & isa::kJump ? " [style=dashed]" : "");
}

void GraphPrinter::block(uint32_t b) {
  uint32_t size = static_cast<uint32_t>(view_.code.size());
  uint32_t end = b + 1 < claims_.blocks.size() ? claims_.blocks[b + 1].offset : size;
  std::string label = label_line(head_line(claims_.blocks[b]));
  isa::Instruction in{};
  for (uint32_t at = claims_.blocks[b].offset; at < end; at = in.next) {
    if (!isa::decode(view_.code.data(), size, at, &in)) return;
    label += label_line("  " + assembler::instruction_text(view_, in));
  }
  std::string_view color = claims_.blocks[b].loop_header == isa::kNoLoop ? "white" : "gray90";
  out_ += fmt::format("  {} [label=\"{}\", fillcolor={}];\n", block_name(b), label, color);
  edges(b, in);
}

std::string GraphPrinter::run() {
  if (!isa::decode_annotations(view_.annotations, &claims_)) return {};
  std::string name = index_ == 0 ? "main" : fmt::format("f{}", index_);
  out_ = fmt::format("subgraph cluster_{} {{\n  label=\"{}, lines {}-{}\";\n", index_, name,
                     view_.record->line_defined, view_.record->last_line_defined);
  for (uint32_t b = 0; b < claims_.blocks.size(); b++) block(b);
  return out_ + "}\n";
}

}  // namespace

std::string as_graph(const Inspection& inspection, std::optional<uint32_t> function) {
  std::string out = "digraph program {\nnode [shape=box, style=filled, fontname=monospace];\n";
  for (const FunctionSummary& f : inspection.functions) {
    bool wanted = !function || *function == f.index;
    if (wanted && f.fault.empty()) out += GraphPrinter(*inspection.module, f.index).run();
  }
  return out + "}\n";
}

}  // namespace strata::toolbox
