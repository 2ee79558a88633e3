// Literals and names; the lexer is asked whether a name needs quotes.
#include "assembler/text.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <vector>

#include "assembler/lexer.h"

namespace strata::assembler {
namespace {

std::string float_text(double v) {
  if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
  if (std::isnan(v)) return fmt::format("nan({:x})", std::bit_cast<uint64_t>(v));
  std::string text = fmt::format("{}", v);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string nth_constant(const isa::FunctionView& function, int64_t index) {
  isa::ConstantReader reader(function.constants);
  isa::Constant constant;
  for (int64_t i = 0; i <= index; i++) {
    if (!reader.next(&constant)) return fmt::format("#{}", index);
  }
  return constant_text(constant);
}

}  // namespace

std::string quote(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += fmt::format("\\{}", c);
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (c >= ' ' && c <= '~') out += c;
    else out += fmt::format("\\x{:02x}", static_cast<uint8_t>(c));
  }
  return out + '"';
}

std::string spell(std::string_view name) {
  Diagnostics ignored("");
  std::vector<Token> tokens = tokenize(name, &ignored);
  bool is_word = tokens.size() == 3 && tokens[0].is(TokenKind::Word, name);
  return is_word && name != "_" ? std::string(name) : quote(name);
}

std::string constant_text(const isa::Constant& constant) {
  switch (constant.kind) {
    case isa::ConstantKind::Int: return fmt::format("{}", constant.integer);
    case isa::ConstantKind::Float: return float_text(constant.real);
    case isa::ConstantKind::String: return quote(constant.string);
  }
  return {};
}

std::string instruction_text(const isa::FunctionView& function, const isa::Instruction& in) {
  const isa::InstructionRow& info = isa::row(in.op);
  std::string text(info.mnemonic);
  for (int i = 0; i < isa::kMaxOperands; i++) {
    int64_t value = in.operand[i];
    switch (info.operands[i]) {
      case isa::OperandKind::None: break;
      case isa::OperandKind::Const: text += ' ' + nth_constant(function, value); break;
      case isa::OperandKind::Label: text += fmt::format(" @{}", value); break;
      case isa::OperandKind::Results: text += value == isa::kOpen ? " *" : fmt::format(" {}", value); break;
      default: text += fmt::format(" {}", value);
    }
  }
  return text;
}

}  // namespace strata::assembler
