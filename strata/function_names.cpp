// See function_names.h. The instruction behind `closure` says where the function goes.
#include "strata/function_names.h"

#include "isa/constants.h"
#include "isa/debug_map.h"
#include "isa/opcode.h"

namespace strata::toolbox {
namespace {

std::string string_constant(const isa::FunctionView& view, size_t index) {
  std::vector<isa::Constant> constants;
  if (!isa::decode_constants(view.constants, &constants) || index >= constants.size()) return "";
  return constants[index].kind == isa::ConstantKind::String ? std::string(constants[index].string) : "";
}

// Where `in`, whose first operand is of that kind, stores what the closure instruction has left.
std::string stored_to(const isa::FunctionView& view, const isa::DebugMap& debug, const isa::Instruction& in) {
  size_t operand = static_cast<size_t>(in.operand[0]);
  switch (isa::row(in.op).operands[0]) {
    case isa::OperandKind::Local: return std::string(debug.local_at(static_cast<uint32_t>(operand), in.next));
    case isa::OperandKind::Upval: return operand < debug.upvalues.size() ? std::string(debug.upvalues[operand]) : "";
    case isa::OperandKind::Const: return string_constant(view, operand);
    default: return "";
  }
}

void name_children(const isa::Module& module, uint32_t parent, std::vector<std::string>* names) {
  isa::FunctionView view = module.function(parent);
  isa::DebugMap debug;
  if (!isa::decode_debug_map(view.debug, view.record->line_defined, &debug)) debug = {};
  uint32_t size = static_cast<uint32_t>(view.code.size());
  isa::Instruction in, next;
  for (uint32_t at = 0; isa::decode(view.code.data(), size, at, &in); at = in.next) {
    if (in.op != isa::Opcode::Closure || !isa::decode(view.code.data(), size, in.next, &next)) continue;
    bool stores = isa::row(next.op).pops > isa::row(next.op).pushes;
    std::string name = stores ? stored_to(view, debug, next) : "";
    size_t child = static_cast<size_t>(in.operand[0]);
    if (!name.empty() && child < view.children.size()) (*names)[view.children[child]] = name;
  }
}

}  // namespace

std::vector<std::string> function_names(const isa::Module& module) {
  std::vector<std::string> names(module.functions.size(), "function");
  names[0] = "main chunk";
  for (uint32_t index = 0; index < module.functions.size(); index++) name_children(module, index, &names);
  return names;
}

}  // namespace strata::toolbox
