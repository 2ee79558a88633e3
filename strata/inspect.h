// What `strata inspect` knows of a file, and the forms in which it prints that.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "isa/identity.h"
#include "isa/mlb.h"
#include "isa/module.h"
#include "strata/cache_files.h"

namespace strata::toolbox {

struct FunctionSummary {
  uint32_t index = 0;
  int nesting = 0;
  uint32_t instructions = 0, blocks = 0, loops = 0;
  isa::Identity identity;
  std::string fault;  // why the verifier refuses it; empty when it is sound
};

// What is kept of the program on disk, and the sizes of its portable levels.
struct LevelsSummary {
  size_t source_bytes = 0, annotation_bytes = 0, bytecode_bytes = 0, debug_bytes = 0;
  bool is_looked_for = false;    // standard input has no place, and what is refused is not looked for
  std::string image_path;        // empty: nowhere
  snippet_cache::Outcome outcome = snippet_cache::Outcome::NoFile;  // Hit, or why the image is not used
  bool is_trusted_by_key = false;  // else by root
  std::vector<NativeLevel> native;  // what the image says that it holds
};

struct Inspection {
  std::string path;
  size_t size_bytes = 0;
  std::vector<isa::MlbSection> sections;  // none when the file is text
  std::shared_ptr<const isa::Module> module;
  std::vector<FunctionSummary> functions;
  LevelsSummary levels;
};

// `cache_directory`: empty, or where vmrun is told to look.
Inspection inspect(const std::string& path, const std::string& cache_directory);
LevelsSummary levels_of(const std::string& path, const isa::Module& module, const std::string& cache_directory);

std::string as_table(const Inspection& inspection);
std::string as_json(const Inspection& inspection);
std::string levels_table(const LevelsSummary& levels, size_t function_count);
std::string levels_object(const LevelsSummary& levels);
// The control flow graphs in Graphviz' language, of one function or of all. Functions that the verifier
// refuses have none.
std::string as_graph(const Inspection& inspection, std::optional<uint32_t> function);

}  // namespace strata::toolbox
