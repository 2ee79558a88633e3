// The levels of a program, as strata inspect shows them: those that the file has, and those that are kept of it in
// its sidecar or in the cache, for which CPUs, and why they are trusted or not.
#include <fmt/format.h>

#include "api/build_id.h"
#include "api/file_levels.h"
#include "strata/inspect.h"
#include "strata/json.h"
#include "strata/text.h"

namespace strata::toolbox {

namespace {

using snippet_cache::Outcome;

void look_for_kept(const std::string& path, const std::string& cache_directory, LevelsSummary* out) {
  if (path == "-") return;
  auto levels = FileLevels::open(path, {CacheMode::Read, cache_directory});
  if (!levels) return;
  out->is_looked_for = true;
  out->image_path = (*levels)->image_path();
  out->outcome = (*levels)->outcome();
  if ((*levels)->image() != nullptr) {
    out->is_trusted_by_key = (*levels)->is_trusted_by_key();
    out->native = native_levels(*(*levels)->image());
  } else if (!out->image_path.empty()) {
    ImageFile file = open_image_file(out->image_path);
    if (file.is_sound) out->native = native_levels(file.image);
  }
}

bool runs_here(const NativeLevel& level) { return level.level <= detail::machine_level(); }

std::string_view trust_key(const LevelsSummary& levels) {
  if (levels.outcome != Outcome::Hit) return "none";
  return levels.is_trusted_by_key ? "key" : "root";
}

std::string trust_text(const LevelsSummary& levels) {
  if (levels.outcome == Outcome::Hit) return levels.is_trusted_by_key ? "trusted by the user's key" : "trusted, root alone can have written it";
  bool is_there = snippet_cache::is_reject(levels.outcome);
  return fmt::format("{}{}", is_there ? "not trusted: " : "", outcome_text(levels.outcome));
}

std::string row(std::string_view level, uint64_t bytes, std::string_view note) {
  return fmt::format("{:<12} {:>10}{}{}\n", level, bytes, note.empty() ? "" : "  ", note);
}

}  // namespace

LevelsSummary levels_of(const std::string& path, const isa::Module& module, const std::string& cache_directory) {
  LevelsSummary levels;
  levels.source_bytes = module.source.size();
  levels.annotation_bytes = module.annotations.size();
  levels.bytecode_bytes = module.functions.size_bytes() + module.code.size() + module.constants.size() +
                          module.children.size_bytes() + module.upvalues.size_bytes();
  levels.debug_bytes = module.debug.size();
  look_for_kept(path, cache_directory, &levels);
  return levels;
}

std::string levels_table(const LevelsSummary& levels, size_t function_count) {
  std::string out = fmt::format("\n{:<12} {:>10}\n", "level", "bytes");
  out += row("source", levels.source_bytes, "");
  out += row("annotations", levels.annotation_bytes, "");
  out += row("bytecode", levels.bytecode_bytes, fmt::format("and {} of lines and names", levels.debug_bytes));
  for (const NativeLevel& n : levels.native) {
    out += row("native " + level_text(n.level), n.code_bytes,
               fmt::format("{} of {}{}", n.functions, counted(function_count, "function"), runs_here(n) ? "" : ", not for this machine"));
  }
  for (const NativeLevel& n : levels.native) {
    out += row("profile " + level_text(n.level), n.profile_bytes, counted(n.profiles, "function"));
  }
  if (!levels.is_looked_for) return out;
  return out + (levels.image_path.empty() ? "" : printable(levels.image_path) + ": ") + trust_text(levels) + "\n";
}

std::string levels_object(const LevelsSummary& levels) {
  std::vector<std::string> native;
  for (const NativeLevel& n : levels.native) {
    native.push_back(fmt::format(
        R"({{"level": "{}", "functions": {}, "code_bytes": {}, "profiles": {}, "profile_bytes": {}, "runs_here": {}}})",
        level_text(n.level), n.functions, n.code_bytes, n.profiles, n.profile_bytes, runs_here(n)));
  }
  return fmt::format(
      R"({{"source_bytes": {}, "annotation_bytes": {}, "bytecode_bytes": {}, "debug_bytes": {}, "image": {}, "outcome": "{}", )"
      R"("trust": "{}", "native": [{}]}})",
      levels.source_bytes, levels.annotation_bytes, levels.bytecode_bytes, levels.debug_bytes, json_string(levels.image_path),
      outcome_key(levels.outcome), trust_key(levels), fmt::join(native, ", "));
}

}  // namespace strata::toolbox
