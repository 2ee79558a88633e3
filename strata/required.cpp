// See required.h. `require "name"` is get.field "require" (of _ENV), string, call with one argument.
#include "strata/required.h"

#include <algorithm>

#include "api/strata.h"
#include "isa/constants.h"
#include "isa/opcode.h"
#include "strata/files.h"

namespace strata::toolbox {
namespace {

void add_literals(const isa::FunctionView& view, std::vector<std::string>* names) {
  std::vector<isa::Constant> constants;
  if (!isa::decode_constants(view.constants, &constants)) return;
  uint32_t size = static_cast<uint32_t>(view.code.size());
  auto text_of = [&](const isa::Instruction& in, isa::Opcode op) {
    size_t index = static_cast<size_t>(in.operand[0]);
    bool is_text = in.op == op && index < constants.size() && constants[index].kind == isa::ConstantKind::String;
    return is_text ? std::string(constants[index].string) : "";
  };
  isa::Instruction in, argument, call;
  for (uint32_t at = 0; isa::decode(view.code.data(), size, at, &in); at = in.next) {
    if (text_of(in, isa::Opcode::GetField) != "require" || !isa::decode(view.code.data(), size, in.next, &argument)) continue;
    if (!isa::decode(view.code.data(), size, argument.next, &call) || call.op != isa::Opcode::Call) continue;
    if (std::string name = text_of(argument, isa::Opcode::Const); !name.empty()) names->push_back(name);
  }
}

std::vector<std::string> literals_in(const std::string& path) {
  std::shared_ptr<const isa::Module> module = load_verified(path);
  std::vector<std::string> names;
  for (uint32_t index = 0; index < module->functions.size(); index++) add_literals(module->function(index), &names);
  return names;
}

class Search {
 public:
  // Empty: it is built in, or not found.
  std::string find(const std::string& name) {
    vm_.set("name", name);
    auto found = vm_.run("return not package.loaded[name] and package.searchpath(name, package.path) or ''");
    return found.ok() ? std::string(found->first().string().value_or("")) : "";
  }

 private:
  Vm vm_;
};

}  // namespace

std::vector<std::string> with_required_modules(const std::vector<std::string>& paths) {
  std::vector<std::string> all = paths;
  Search search;
  for (size_t k = 0; k < all.size(); ++k) {
    for (const std::string& name : literals_in(all[k])) {
      std::string path = search.find(name);
      if (!path.empty() && std::ranges::find(all, path) == all.end()) all.push_back(path);
    }
  }
  return all;
}

}  // namespace strata::toolbox
