// strata compile: makes machine code of all functions of a program, not only of hot ones, and keeps it where a run
// of the program will find it. What has been kept stays, and a profile that is kept is compiled with.
#include <fmt/format.h>

#include <memory>

#include "api/build_id.h"
#include "api/file_levels.h"
#include "strata/cache.h"
#include "strata/commands.h"
#include "strata/files.h"
#include "strata/progress.h"
#include "strata/required.h"
#include "strata/json.h"
#include "strata/text.h"

namespace strata::toolbox {
namespace {

using snippet_cache::Outcome;

struct CompileOptions {
  std::vector<std::string> inputs;
  std::string cache_directory, level;
  bool json = false, with_modules = false;
};

struct Summary {
  std::string path, image_path;
  isa::CpuLevel level;
  uint64_t functions = 0, kept = 0, now = 0, with_profile = 0, refused = 0, code_bytes = 0;
};

std::vector<isa::CpuLevel> levels_of(const std::string& wanted) {
  if (wanted == "v2") return {isa::CpuLevel::V2};
  if (wanted == "v3") return {isa::CpuLevel::V3};
  if (wanted == "all") return {isa::CpuLevel::V2, isa::CpuLevel::V3};
  return {detail::machine_level()};
}

void count(FileLevels::Compiled compiled, Summary* summary) {
  switch (compiled) {
    case FileLevels::Compiled::Kept: summary->kept += 1; break;
    case FileLevels::Compiled::Now: summary->now += 1; break;
    case FileLevels::Compiled::WithProfile: summary->with_profile += 1; break;
    case FileLevels::Compiled::Refused: summary->refused += 1; break;
  }
}

Summary compile_program(const std::string& path, const CompileOptions& options, isa::CpuLevel level) {
  auto opened = FileLevels::open(path, {CacheMode::Write, options.cache_directory}, level);
  if (!opened) throw Failure(opened.error().message);
  FileLevels& levels = **opened;
  Summary summary{path, "", level};
  summary.functions = levels.function_count();
  Progress progress(fmt::format("{} {}", printable(path), level_text(level)), levels.function_count());
  for (uint32_t index = 0; index < levels.function_count(); ++index) {
    auto compiled = levels.compile(index);
    if (!compiled) throw Failure(fmt::format("{}: {}", path, compiled.error().message));
    count(*compiled, &summary);
    progress.advance();
  }
  progress.end();
  summary.code_bytes = levels.stats().machine_code_bytes;
  Outcome outcome = levels.publish();
  if (outcome != Outcome::Hit) throw Failure(fmt::format("{}: {}", path, outcome_text(outcome)));
  summary.image_path = levels.image_path();
  return summary;
}

std::string as_text(const Summary& s) {
  std::string out = fmt::format("{}: {} for {}: {} compiled ({}), {} with the profile kept of them, {} kept already", printable(s.path),
                                counted(s.functions, "function"), level_text(s.level), s.now + s.with_profile, size_text(s.code_bytes),
                                s.with_profile, s.kept);
  if (s.refused > 0) out += fmt::format(", {} refused: no executable memory is left", s.refused);
  return out + fmt::format("\n  in {}\n", printable(s.image_path));
}

std::string as_object(const Summary& s) {
  return fmt::format(
      R"({{"file": {}, "image": {}, "level": "{}", "functions": {}, "compiled": {}, "with_profile": {}, "kept": {}, "refused": {}, "machine_code_bytes": {}}})",
      json_string(s.path), json_string(s.image_path), level_text(s.level), s.functions, s.now + s.with_profile, s.with_profile, s.kept, s.refused,
      s.code_bytes);
}

void run_compile(const CompileOptions& options) {
  std::vector<std::string> paths = options.inputs, objects;
  if (options.with_modules) paths = with_required_modules(options.inputs);
  for (const std::string& path : paths) {
    for (isa::CpuLevel level : levels_of(options.level)) {
      Summary summary = compile_program(path, options, level);
      if (options.json) objects.push_back(as_object(summary));
      else write_file("-", as_text(summary));
    }
  }
  if (options.json) write_file("-", fmt::format("[\n{}\n]\n", fmt::join(objects, ",\n")));
}

}  // namespace

void add_compile(CLI::App& app) {
  auto options = std::make_shared<CompileOptions>();
  CLI::App* command = app.add_subcommand("compile", "Make machine code of all functions ahead of time, into the cache or the sidecar");
  command->add_option("FILE", options->inputs, "programs, as vmrun would run them")->required();
  add_cache_directory(*command, &options->cache_directory);
  command->add_option("--level", options->level, "for which CPUs: v2, v3 (x86-64-v2, -v3) or all; default: this machine's")
      ->check(CLI::IsMember({"v2", "v3", "all"}));
  command->add_flag("--with-modules", options->with_modules, "also what they require by a literal name, as far as package.path leads to it");
  command->add_flag("--json", options->json, "for machines");
  command->callback([options] { run_compile(*options); });
}

}  // namespace strata::toolbox
