// For tests of the front end: compiled code as short text, one line per instruction or joined.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "isa/annotations.h"
#include "isa/constants.h"
#include "isa/debug_map.h"
#include "isa/module.h"
#include "isa/opcode.h"
#include "isa/verifier.h"
#include "lua/compile.h"

namespace strata::lua::test {

inline std::shared_ptr<const isa::Module> compiled(std::string_view source) {
  auto module = compile(source, "=x", {});
  REQUIRE_MESSAGE(module.ok(), std::string(source) << " -> " << module.error().message);
  auto verdict = isa::verify_module(*module.value());
  CHECK_MESSAGE(verdict.ok(), std::string(source) << " -> " << verdict.error().message);
  return module.value();
}

inline std::string error_of(std::string_view source, std::string_view chunk_name = "=x") {
  auto module = compile(source, chunk_name, {});
  return module.ok() ? "accepted" : module.error().message;
}

inline std::string constant_text(const isa::Constant& constant) {
  switch (constant.kind) {
    case isa::ConstantKind::Int: return std::to_string(constant.integer);
    case isa::ConstantKind::Float: return std::to_string(constant.real) + "f";
    case isa::ConstantKind::String: return "'" + std::string(constant.string) + "'";
  }
  return "?";
}

// "int 1; set.local 0; L6: jump L6; return 0": constants by value, jump targets as labels.
inline std::string code_of(const isa::Module& module, uint32_t index) {
  isa::FunctionView function = module.function(index);
  std::vector<isa::Constant> constants;
  REQUIRE(isa::decode_constants(function.constants, &constants));
  uint32_t size = static_cast<uint32_t>(function.code.size());
  std::vector<bool> is_target(size + 1, false);
  isa::Instruction in;
  for (uint32_t at = 0; at < size; at = in.next) {
    REQUIRE(isa::decode(function.code.data(), size, at, &in));
    for (int i = 0; i < isa::kMaxOperands; i++) {
      if (isa::row(in.op).operands[i] == isa::OperandKind::Label) is_target[in.operand[i]] = true;
    }
  }
  std::string text;
  for (uint32_t at = 0; at < size; at = in.next) {
    REQUIRE(isa::decode(function.code.data(), size, at, &in));
    if (!text.empty()) text += "; ";
    if (is_target[at]) text += "L" + std::to_string(at) + ": ";
    text += isa::row(in.op).mnemonic;
    for (int i = 0; i < isa::kMaxOperands; i++) {
      int64_t value = in.operand[i];
      switch (isa::row(in.op).operands[i]) {
        case isa::OperandKind::None: break;
        case isa::OperandKind::Const: text += " " + constant_text(constants[value]); break;
        case isa::OperandKind::Label: text += " L" + std::to_string(value); break;
        case isa::OperandKind::Results: text += value == isa::kOpen ? " *" : " " + std::to_string(value); break;
        default: text += " " + std::to_string(value);
      }
    }
  }
  return text;
}

// Main's code without the final return.
inline std::string code_of(std::string_view source) {
  std::string text = code_of(*compiled(source), 0);
  constexpr std::string_view kEnd = "; return 0";
  if (text.size() > kEnd.size() && text.ends_with(kEnd)) text.resize(text.size() - kEnd.size());
  return text;
}

}  // namespace strata::lua::test
