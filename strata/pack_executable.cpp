// strata pack --exe: runtime, program and modules in one executable. All functions have machine code that every CPU
// of the lowest level runs; what runs here have kept for this CPU, with its profile, comes along.
#include <fmt/format.h>

#include "api/file_levels.h"
#include "api/packed.h"
#include "strata/commands.h"
#include "strata/files.h"
#include "strata/pack.h"
#include "strata/progress.h"
#include "strata/required.h"
#include "strata/runtime_file.h"
#include "strata/text.h"

namespace strata::toolbox {

using snippet_cache::Outcome;

namespace {

std::vector<uint8_t> image_of(const std::string& path, const std::string& cache_directory) {
  auto opened = FileLevels::open(path, {CacheMode::Read, cache_directory}, isa::CpuLevel::V2);
  if (!opened) throw Failure(opened.error().message);
  FileLevels& levels = **opened;
  if (levels.image() == nullptr) write_file("-", fmt::format("{}: without a profile: {}\n", printable(path), outcome_text(levels.outcome())));
  Progress progress(printable(path), levels.function_count());
  for (uint32_t index = 0; index < levels.function_count(); ++index) {
    auto compiled = levels.compile(index);
    if (!compiled) throw Failure(fmt::format("{}: {}", path, compiled.error().message));
    if (*compiled == FileLevels::Compiled::Refused) throw Failure(path + ": no executable memory is left to compile it");
    progress.advance();
  }
  progress.end();
  std::vector<uint8_t> image;
  if (Outcome outcome = levels.pack(detail::PackedFor::Executable, &image); outcome != Outcome::Hit) {
    throw Failure(fmt::format("{}: {}", path, outcome_text(outcome)));
  }
  return image;
}

// The main program, then what --module names, then what they require.
std::vector<RequiredModule> programs_of(const PackOptions& options) {
  RequiredModules all = required_modules(options.input, options.modules);
  if (all.missing.empty() || options.allow_missing) return all.found;
  std::string text;
  for (const RequiredModule& m : all.missing) text += fmt::format("\n  {} requires '{}'", printable(m.path), printable(m.name));
  throw Failure("not all modules are found along package.path (--module NAME=PATH names one, --allow-missing leaves them out)" + text);
}

}  // namespace

void pack_executable(const PackOptions& options) {
  if (options.output.empty()) throw Failure("-o FILE is needed with --exe");
  std::vector<RequiredModule> programs = programs_of(options);
  std::vector<std::vector<uint8_t>> images;
  std::vector<snippet_cache::PackedProgram> members;
  for (const RequiredModule& m : programs) {
    images.push_back(image_of(m.path, options.cache_directory));
    members.push_back({m.name, m.path, images.back()});
  }
  std::string runtime = options.runtime.empty() ? runtime_beside() : options.runtime;
  std::vector<uint8_t> file = with_archive(runtime, snippet_cache::write_archive(members));
  write_executable(options.output, file);
  write_file("-", fmt::format("{}: {}, {}\n", printable(options.output), counted(members.size(), "program"), size_text(file.size())));
}

}  // namespace strata::toolbox
