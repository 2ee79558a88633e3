// Threaded code as text: what `strata dis --threaded` shows, and what tests look at.
#include <cstdio>
#include <string>

#include "interpreter/interpreter.h"
#include "interpreter/rewriter.h"
#include "isa/constants.h"

namespace strata::interpreter {

using runtime::Value;

namespace {

// Constants for display and for the choice of operations: strings stand in as light pointers.
std::vector<Value> stand_in_constants(const isa::FunctionView& view, std::vector<std::string>* texts) {
  std::vector<Value> values;
  isa::ConstantReader reader(view.constants);
  for (isa::Constant c; reader.next(&c);) {
    char text[40];
    switch (c.kind) {
      case isa::ConstantKind::Int:
        values.push_back(Value::integer(c.integer));
        std::snprintf(text, sizeof text, "%lld", static_cast<long long>(c.integer));
        texts->push_back(text);
        break;
      case isa::ConstantKind::Float:
        values.push_back(Value::real(c.real));
        std::snprintf(text, sizeof text, "%.17g", c.real);
        texts->push_back(text);
        break;
      case isa::ConstantKind::String:
        values.push_back(Value::light(const_cast<char*>(c.string.data())));
        texts->push_back("\"" + std::string(c.string.substr(0, 30)) + "\"");
        break;
    }
  }
  return values;
}

std::string extra_text(Value v) {
  if (v.is_integer()) return std::to_string(v.as_integer());
  return v.is_nil() ? "nil" : v.tag == runtime::kTrue ? "true" : "false";
}

struct Listing {
  const Rewritten& code;
  const std::vector<std::string>& constants;

  std::string constant(uint32_t index) const {
    return index < constants.size() ? constants[index] : extra_text(code.extra_constants[index - constants.size()]);
  }
  std::string operand(char letter, uint16_t raw, size_t word) const {
    switch (letter) {
      case 'd': case 'r': return " s" + std::to_string(raw / 16);
      case 'k': return " " + constant(raw / 16);
      case 'i': return " #" + std::to_string(static_cast<int16_t>(raw));
      case 'u': return " u" + std::to_string(raw);
      case 'n': return " " + std::to_string(raw);
      case 's': return " @" + std::to_string(raw);
      case 'x': return " " + constant(code.cache_keys[raw]);
      case 'j': return " ->" + std::to_string(static_cast<int>(word) + 1 + static_cast<int16_t>(raw));
      default: return "";
    }
  }
};

}  // namespace

std::vector<ThreadedLine> threaded_lines(const isa::Module& module, uint32_t function_index) {
  std::vector<std::string> texts;
  std::vector<Value> constants = stand_in_constants(module.function(function_index), &texts);
  Rewritten code;
  rewrite(module, function_index, constants, {}, true, &code);
  Listing listing{code, texts};
  std::vector<ThreadedLine> lines;
  for (size_t word = 0; word < code.words.size(); ++word) {
    const Insn& insn = code.words[word];
    const OpRow& op = row(insn.opcode());
    std::string out(op.name);
    uint32_t first = static_cast<uint32_t>(word);
    uint16_t raw[3] = {insn.a, insn.b, insn.c};
    for (size_t i = 0; i < 3 && i < op.operands.size(); ++i) {
      if (op.operands[i] == 'J') {
        out += " ->" + std::to_string(static_cast<int>(word) + 1 + insn.wide());
        break;
      }
      if (op.operands[i] == 'N') {
        out += " " + std::to_string(insn.wide());
        break;
      }
      out += listing.operand(op.operands[i], raw[i], word);
    }
    if (op.words() == 2) {
      uint64_t extra;
      std::memcpy(&extra, &code.words[++word], sizeof extra);
      out += " " + std::to_string(extra);
    }
    lines.push_back({first, code.offsets[first], std::move(out)});
  }
  return lines;
}

std::string dump_threaded(const isa::Module& module, uint32_t function_index) {
  std::string out;
  for (const ThreadedLine& line : threaded_lines(module, function_index)) {
    out += std::to_string(line.word) + "\t[" + std::to_string(line.code_offset) + "]\t" + line.text + "\n";
  }
  return out;
}

}  // namespace strata::interpreter
