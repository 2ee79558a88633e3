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
  bool is_built_in(const std::string& name) {
    vm_.set("name", name);
    auto answer = vm_.run("return package.loaded[name] ~= nil");
    return answer.ok() && answer->first().boolean().value_or(false);
  }
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

namespace {

bool has_name(const std::vector<RequiredModule>& all, const std::string& name) {
  return std::ranges::any_of(all, [&](const RequiredModule& m) { return m.name == name; });
}

// `by`: the file that names it.
void add_module(Search& search, const std::string& name, std::string path, const std::string& by, RequiredModules* all) {
  if (search.is_built_in(name) || has_name(all->found, name) || has_name(all->missing, name)) return;
  if (path.empty()) path = search.find(name);
  if (path.empty()) all->missing.push_back({name, by});
  else all->found.push_back({name, path});
}

}  // namespace

RequiredModules required_modules(const std::string& program, const std::vector<std::string>& named) {
  RequiredModules all;
  Search search;
  all.found.push_back({"", program});
  for (const std::string& text : named) {
    size_t equals = text.find('=');
    add_module(search, text.substr(0, equals), equals == std::string::npos ? "" : text.substr(equals + 1), "--module", &all);
  }
  for (size_t k = 0; k < all.found.size(); ++k) {
    std::string path = all.found[k].path;
    for (const std::string& name : literals_in(path)) add_module(search, name, "", path, &all);
  }
  return all;
}

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
