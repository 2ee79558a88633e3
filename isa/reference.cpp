// Groups and rows come from isa/opcodes.def in its order; only the words around them stand here.
#include "isa/reference.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "isa/annotations.h"
#include "isa/opcode.h"

namespace strata::isa {
namespace {

struct Entry {
  std::string_view group;  // opens a group when not empty, else `code` is an instruction
  uint8_t code;
};

constexpr Entry kEntries[] = {
#define GROUP(title) {title, 0},
#define INSTRUCTION(name, mnemonic, code, operands, pops, pushes, flags, doc) {"", code},
#include "isa/opcodes.def"
};

constexpr std::string_view kIntroduction = R"(# Instructions

Printed from `isa/opcodes.def` by `strata reference`; do not edit.

The machine works on an operand stack and on local slots, per function. In the pictures the stack's
top is on the right: `[a b] -> [a + b]` takes `b` from the top and `a` from below it. `...*` is an
*open list*: a number of values known only when running, always on top of the stack, consumed by the
very next instruction.

An instruction is one opcode byte, then its operands. A **label** is a signed 32-bit little-endian
distance from its own end; an **imm** is a zigzag LEB128 number; **results** is a LEB128 number, 0 for
an open list and n + 1 for exactly n; **local**, **const**, **upval**, **child** (indices) and
**count** are LEB128 numbers. Each number is in its shortest form.

The last column: *calls*: may run other code, so it is a safepoint; *pure*: same inputs, same value,
no effect, cannot fail; *jumps*: ends a basic block; *ends*: control never falls through.
)";

std::string_view operand_name(OperandKind kind) {
  constexpr std::array<std::string_view, 9> kNames = {"", "local", "const", "upval", "child",
                                                      "imm", "label", "count", "results"};
  return kNames[static_cast<uint8_t>(kind)];
}

// Each behind a space.
std::string operand_names(const InstructionRow& info) {
  std::string names;
  for (OperandKind kind : info.operands) {
    if (kind == OperandKind::None) break;
    names += ' ';
    names += operand_name(kind);
  }
  return names;
}

std::string flag_names(uint32_t flags) {
  std::string names;
  auto add = [&](uint32_t flag, std::string_view name) {
    if (!(flags & flag)) return;
    names += names.empty() ? "" : ", ";
    names += name;
  };
  add(kCalls, "calls");
  add(kPure, "pure");
  add(kJump, "jumps");
  add(kEnd, "ends");
  return names;
}

// Text inside a cell of a Markdown table; `code` text stands between backquotes.
std::string cell(std::string_view text, bool code) {
  std::string out;
  for (char c : text) {
    bool special = code ? c == '|' : std::string_view("|_*<`").find(c) != std::string_view::npos;
    if (special) out += '\\';
    out += c;
  }
  return code && !out.empty() ? "`" + out + "`" : out;
}

std::string print_instruction(uint8_t code) {
  const InstructionRow& info = kInstructions[code];
  std::string_view picture = info.doc, meaning;
  size_t split = info.doc.find("]: ");
  if (split != std::string_view::npos) {
    picture = info.doc.substr(0, split + 1);
    meaning = info.doc.substr(split + 3);
  } else if (info.doc.find('[') == std::string_view::npos) {
    picture = {};
    meaning = info.doc;
  }
  std::string text = cell(meaning, false);
  if (const TypedRow* typed = typed_row(static_cast<Opcode>(code))) {
    text += fmt::format("{}twin: `{}`", text.empty() ? "" : "; ", row(typed->twin).mnemonic);
  }
  return fmt::format("| `{}`{} | {:02x} | {} | {} | {} |\n", info.mnemonic, operand_names(info), code,
                     cell(picture, true), text, flag_names(info.flags));
}

}  // namespace

std::string print_reference() {
  std::string out(kIntroduction);
  for (const Entry& entry : kEntries) {
    if (entry.group.empty()) {
      out += print_instruction(entry.code);
    } else {
      out += fmt::format("\n## {}\n\n| instruction | code | stack | meaning | |\n|---|---|---|---|---|\n",
                         entry.group);
    }
  }
  return out;
}

}  // namespace strata::isa
