// strata inspect: sections, sizes, functions, identities and control flow of a program.
#include "strata/inspect.h"

#include <fmt/format.h>

#include <memory>

#include "isa/annotations.h"
#include "isa/opcode.h"
#include "isa/verifier.h"
#include "strata/cache.h"
#include "strata/commands.h"
#include "strata/files.h"

namespace strata::toolbox {
namespace {

struct InspectOptions {
  std::string input, cache_directory;
  bool json = false;
  bool dot = false;
  std::optional<uint32_t> function;
};

void count_instructions(const isa::FunctionView& view, FunctionSummary* summary) {
  isa::Instruction in;
  uint32_t size = static_cast<uint32_t>(view.code.size());
  for (uint32_t at = 0; isa::decode(view.code.data(), size, at, &in); at = in.next) summary->instructions++;
}

void count_blocks(const isa::FunctionView& view, FunctionSummary* summary) {
  isa::Annotations claims;
  if (!isa::decode_annotations(view.annotations, &claims)) return;
  summary->blocks = static_cast<uint32_t>(claims.blocks.size());
  for (uint32_t b = 0; b < claims.blocks.size(); b++) summary->loops += claims.blocks[b].loop_header == b;
}

std::string flag_names(const isa::FunctionRecord& r) {
  std::string names;
  if (r.flags & isa::kVararg) names += " vararg";
  if (r.flags & isa::kHasCaptures) names += " captures";
  if (r.flags & isa::kHasMarkClose) names += " closes";
  return names.empty() ? "-" : names.substr(1);
}

std::string section_text(const isa::MlbSection& section) {
  std::string_view name = isa::section_name(section.kind);
  std::string label = name.empty() ? fmt::format("kind {}", static_cast<uint32_t>(section.kind)) : std::string(name);
  return fmt::format("{:<12} {:>10} {:>10}  {:016x}\n", label, section.offset, section.size_bytes,
                     section.checksum);
}

std::string function_text(const isa::FunctionRecord& r, const FunctionSummary& f) {
  std::string name(static_cast<size_t>(f.nesting) * 2, ' ');
  name += f.index == 0 ? "main" : fmt::format("f{}", f.index);
  return fmt::format("{:<16} {:>11} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}  {}  {}\n", name,
                     fmt::format("{}-{}", r.line_defined, r.last_line_defined), r.code_size_bytes,
                     f.instructions, f.blocks, f.loops, r.constant_count, r.parameter_count, r.local_count,
                     r.max_stack, isa::to_hex(f.identity).substr(0, 16), flag_names(r));
}

}  // namespace

Inspection inspect(const std::string& path, const std::string& cache_directory) {
  Inspection result;
  result.path = path;
  std::vector<uint8_t> bytes = read_file(path);
  result.size_bytes = bytes.size();
  if (isa::looks_like_mlb(bytes)) {
    auto sections = isa::read_section_table(bytes, path);
    if (!sections) throw Failure(sections.error().message);
    result.sections = std::move(sections.value());
  }
  result.module = load_module(path, bytes);
  const isa::Module& module = *result.module;
  std::vector<isa::Identity> identities = isa::module_identities(module);
  result.functions.resize(module.functions.size());
  for (uint32_t index = 0; index < module.functions.size(); index++) {
    FunctionSummary& f = result.functions[index];
    isa::FunctionView view = module.function(index);
    f.index = index;
    f.identity = identities[index];
    count_instructions(view, &f);
    count_blocks(view, &f);
    for (uint32_t child : view.children) result.functions[child].nesting = f.nesting + 1;
    base::Result<void> verdict = isa::verify_function(module, index);
    if (!verdict) f.fault = verdict.error().message;
  }
  result.levels = levels_of(path, module, cache_directory);
  return result;
}

std::string as_table(const Inspection& inspection) {
  const isa::Module& module = *inspection.module;
  std::string out = fmt::format("{}: {} bytes, {} functions, chunk {}\n", inspection.path,
                                inspection.size_bytes, module.functions.size(), module.chunk_name);
  if (!inspection.sections.empty()) {
    out += fmt::format("\n{:<12} {:>10} {:>10}  {}\n", "section", "offset", "bytes", "checksum");
    for (const isa::MlbSection& section : inspection.sections) out += section_text(section);
  }
  out += levels_table(inspection.levels, module.functions.size());
  out += fmt::format("\n{:<16} {:>11} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}  {:<16}  {}\n",
                     "function", "lines", "bytes", "instr", "blocks", "loops", "consts", "params", "locals",
                     "stack", "identity", "flags");
  for (const FunctionSummary& f : inspection.functions) out += function_text(module.functions[f.index], f);
  for (const FunctionSummary& f : inspection.functions) {
    if (!f.fault.empty()) out += fmt::format("\nrefused: {}\n", f.fault);
  }
  return out;
}

void add_inspect(CLI::App& app) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App* command = app.add_subcommand("inspect", "Show what a program consists of");
  command->add_option("FILE", options->input, "a program of any level (.mlb, .vasm, else Lua); - is standard input")
      ->required();
  CLI::Option* json = command->add_flag("--json", options->json, "for machines");
  CLI::Option* dot = command->add_flag("--dot", options->dot, "control flow graphs for Graphviz' dot");
  dot->excludes(json);
  add_cache_directory(*command, &options->cache_directory);
  command->add_option("--function", options->function, "with --dot: only the function of this index")->needs(dot);
  command->callback([options] {
    Inspection result = inspect(options->input, options->cache_directory);
    if (options->function && *options->function >= result.functions.size()) {
      throw Failure(fmt::format("{}: has no function {}", options->input, *options->function));
    }
    if (options->json) write_file("-", as_json(result));
    else if (options->dot) write_file("-", as_graph(result, options->function));
    else write_file("-", as_table(result));
    for (const FunctionSummary& f : result.functions) {
      if (!f.fault.empty()) throw Failure(fmt::format("{}: {}", options->input, f.fault));
    }
  });
}

}  // namespace strata::toolbox
