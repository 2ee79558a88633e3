// strata cache list: each entry, last used first.
#include <fmt/format.h>
#include <time.h>

#include <map>

#include "api/build_id.h"
#include "snippet_cache/directory.h"
#include "strata/cache.h"
#include "strata/cache_files.h"
#include "strata/files.h"
#include "strata/json.h"
#include "strata/text.h"

namespace strata::toolbox {
namespace {

using namespace snippet_cache;

struct ListedEntry {
  CacheFile file;
  ImageFile image;
  std::vector<NativeLevel> levels;
  uint64_t age_s = 0;

  std::string build() const {
    if (!image.is_sound) return "";
    std::string hex;
    for (uint8_t byte : std::span(image.image.header().build_id).first(4)) hex += fmt::format("{:02x}", byte);
    return hex;
  }
  bool is_usable() const { return image.access == Outcome::Hit && image.structure == Outcome::Hit; }
  Outcome reason() const { return image.access != Outcome::Hit ? image.access : image.structure; }
};

std::vector<ListedEntry> listed_entries(const std::string& directory) {
  std::vector<ListedEntry> entries;
  int64_t now_s = time(nullptr);
  for (CacheFile& file : cache_files(directory)) {
    if (file.kind == kHints) continue;
    ListedEntry entry{std::move(file), {}, {}, 0};
    entry.image = open_image_file(entry.file.path);
    if (entry.image.is_sound) entry.levels = native_levels(entry.image.image);
    entry.age_s = static_cast<uint64_t>(std::max<int64_t>(now_s - entry.file.used_s, 0));
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::string age_text(uint64_t seconds) {
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 120 * 60) return fmt::format("{} min", seconds / 60);
  if (seconds < 48 * 3600) return fmt::format("{} h", seconds / 3600);
  return fmt::format("{} d", seconds / 86400);
}

// "17/40 v2, 3/40 v3": functions with machine code of all functions.
std::string functions_text(const ListedEntry& entry) {
  if (!entry.image.is_sound) return "-";
  uint32_t all = entry.image.image.header().function_count;
  std::string text;
  for (const NativeLevel& level : entry.levels) {
    text += fmt::format("{}{}/{} {}", text.empty() ? "" : ", ", level.functions, all, level_text(level.level));
  }
  return text.empty() ? fmt::format("0/{}", all) : text;
}

std::string entry_row(const ListedEntry& entry) {
  std::string_view name = entry.image.is_sound ? entry.image.image.name() : "";
  std::string build = entry.build() + (entry.image.structure == Outcome::OtherBuild ? "*" : "");
  std::string shown = name.empty() ? entry.file.path : std::string(name);
  std::string reason = entry.is_usable() ? "" : fmt::format(" ({})", outcome_text(entry.reason()));
  return fmt::format("{:<9} {:>10} {:>8}  {:<16} {:<9} {}{}\n", entry.file.kind, size_text(entry.file.size_bytes),
                     age_text(entry.age_s), functions_text(entry), build, printable(shown), reason);
}

std::string level_objects(const ListedEntry& entry) {
  std::vector<std::string> objects;
  for (const NativeLevel& level : entry.levels) {
    objects.push_back(fmt::format(R"({{"level": "{}", "functions": {}, "code_bytes": {}, "profiles": {}}})",
                                  level_text(level.level), level.functions, level.code_bytes, level.profiles));
  }
  return fmt::format("[{}]", fmt::join(objects, ", "));
}

std::string entry_object(const ListedEntry& entry) {
  bool sound = entry.image.is_sound;
  return fmt::format(
      R"({{"kind": "{}", "path": {}, "name": {}, "bytes": {}, "age_seconds": {}, "functions": {}, "build": "{}", )"
      R"("this_build": {}, "levels": {}, "outcome": "{}"}})",
      entry.file.kind, json_string(entry.file.path), sound ? json_string(entry.image.image.name()) : "\"\"", entry.file.size_bytes,
      entry.age_s, sound ? entry.image.image.header().function_count : 0, entry.build(),
      entry.image.structure == Outcome::Hit, level_objects(entry), outcome_key(entry.reason()));
}

void run_list(const CacheCommand& options) {
  std::vector<ListedEntry> entries = listed_entries(cache_directory_for(options.directory));
  std::string out;
  if (options.json) {
    std::vector<std::string> objects;
    for (const ListedEntry& entry : entries) objects.push_back(entry_object(entry));
    out = fmt::format("[\n{}\n]\n", fmt::join(objects, ",\n"));
  } else if (!entries.empty()) {
    out = fmt::format("{:<9} {:>10} {:>8}  {:<16} {:<9} {}\n", "kind", "size", "used", "compiled", "build", "program");
    for (const ListedEntry& entry : entries) out += entry_row(entry);
  }
  write_file("-", out);
}

}  // namespace

void add_cache_list(CLI::App& cache) {
  auto options = std::make_shared<CacheCommand>();
  CLI::App* command = add_cache_command(cache, "list", "List the programs of which something is kept", options);
  command->callback([options] { run_list(*options); });
  command->footer("used: how long ago, renewed once a day at most. compiled: functions with machine code, of all, by CPU level. "
                  "build: an asterisk marks that of another build of Strata.");
}

}  // namespace strata::toolbox
