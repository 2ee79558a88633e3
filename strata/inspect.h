// What `strata inspect` knows of a file, and the forms in which it prints that.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "isa/identity.h"
#include "isa/mlb.h"
#include "isa/module.h"

namespace strata::toolbox {

struct FunctionSummary {
  uint32_t index = 0;
  int nesting = 0;
  uint32_t instructions = 0, blocks = 0, loops = 0;
  isa::Identity identity;
  std::string fault;  // why the verifier refuses it; empty when it is sound
};

struct Inspection {
  std::string path;
  size_t size_bytes = 0;
  std::vector<isa::MlbSection> sections;  // none when the file is text
  std::shared_ptr<const isa::Module> module;
  std::vector<FunctionSummary> functions;
};

Inspection inspect(const std::string& path);

std::string as_table(const Inspection& inspection);
std::string as_json(const Inspection& inspection);
// The control flow graphs in Graphviz' language, of one function or of all. Functions that the verifier
// refuses have none.
std::string as_graph(const Inspection& inspection, std::optional<uint32_t> function);

}  // namespace strata::toolbox
