// strata cache stat: sizes, limit, and what came of looking things up in all runs so far.
#include <fmt/format.h>

#include "snippet_cache/counters.h"
#include "snippet_cache/directory.h"
#include "snippet_cache/key.h"
#include "strata/cache.h"
#include "strata/cache_files.h"
#include "strata/files.h"
#include "strata/json.h"
#include "strata/text.h"

namespace strata::toolbox {
namespace {

using namespace snippet_cache;

struct KindSize {
  std::string_view kind;
  uint64_t files = 0, bytes = 0, disk_bytes = 0;
};

struct CacheStat {
  std::string directory;
  KindSize kinds[3] = {{kPrograms}, {kSidecars}, {kHints}};
  uint64_t limit_bytes = 0;
  Outcome key = Outcome::NoKey;
  CumulativeCounts counts;

  KindSize total() const {
    KindSize sum{"all"};
    for (const KindSize& k : kinds) {
      sum.files += k.files;
      sum.bytes += k.bytes;
      sum.disk_bytes += k.disk_bytes;
    }
    return sum;
  }
};

CacheStat stat_of(const std::string& directory) {
  CacheStat s;
  s.directory = directory;
  for (const CacheFile& file : cache_files(directory)) {
    for (KindSize& k : s.kinds) {
      if (k.kind != file.kind) continue;
      k.files += 1;
      k.bytes += file.size_bytes;
      k.disk_bytes += file.disk_bytes;
    }
  }
  s.limit_bytes = cache_limit_bytes(0);
  Key key;
  s.key = read_key(directory, &key);
  if (!read_counts(directory, &s.counts)) s.counts = {};
  return s;
}

std::string reason_rows(const CumulativeCounts& counts) {
  std::string out;
  for (unsigned k = 0; k < kOutcomes; ++k) {
    if (counts.programs[k] + counts.functions[k] == 0) continue;
    out += fmt::format("{:>12} {:>12}  {}\n", counts.programs[k], counts.functions[k], outcome_text(static_cast<Outcome>(k)));
  }
  return out;
}

std::string as_text(const CacheStat& s) {
  std::string out = fmt::format("{}{}\n\n{:<12} {:>8} {:>12} {:>12}\n", printable(s.directory),
                                s.key == Outcome::Hit ? "" : " (no key yet)", "", "files", "size", "on disk");
  KindSize all = s.total();
  auto add_row = [&](const KindSize& k) {
    out += fmt::format("{:<12} {:>8} {:>12} {:>12}\n", k.kind, k.files, size_text(k.bytes), size_text(k.disk_bytes));
  };
  for (const KindSize& k : s.kinds) add_row(k);
  add_row(all);
  out += fmt::format("{:<12} {:>8} {:>12} {:>12}\n", "limit", "", "", size_text(s.limit_bytes));
  if (s.counts.runs == 0) return out;
  out += fmt::format("\n{}, {} published ({})\n\n{:>12} {:>12}\n{}", counted(s.counts.runs, "run"),
                     counted(s.counts.published_files, "file"), size_text(s.counts.published_bytes), "programs", "functions",
                     reason_rows(s.counts));
  return out;
}

std::string counts_object(const OutcomeCounts& counts) {
  std::vector<std::string> members;
  for (unsigned k = 0; k < kOutcomes; ++k) {
    members.push_back(fmt::format("\"{}\": {}", outcome_key(static_cast<Outcome>(k)), counts[k]));
  }
  return fmt::format("{{{}}}", fmt::join(members, ", "));
}

uint64_t sum_where(const CumulativeCounts& counts, bool (*wanted)(Outcome)) {
  uint64_t sum = 0;
  for (unsigned k = 0; k < kOutcomes; ++k) {
    if (wanted(static_cast<Outcome>(k))) sum += counts.programs[k] + counts.functions[k];
  }
  return sum;
}

std::string as_json(const CacheStat& s) {
  std::vector<std::string> kinds;
  for (const KindSize& k : s.kinds) {
    kinds.push_back(fmt::format(R"("{}": {{"files": {}, "bytes": {}, "disk_bytes": {}}})", k.kind, k.files, k.bytes, k.disk_bytes));
  }
  KindSize all = s.total();
  return fmt::format(
      "{{\n\"directory\": {}, \"has_key\": {}, \"limit_bytes\": {},\n\"files\": {}, \"bytes\": {}, \"disk_bytes\": {},\n\"kinds\": {{{}}},\n"
      "\"runs\": {}, \"published_files\": {}, \"published_bytes\": {},\n\"hits\": {}, \"misses\": {}, \"rejects\": {},\n"
      "\"programs\": {},\n\"functions\": {}\n}}\n",
      json_string(s.directory), s.key == Outcome::Hit, s.limit_bytes, all.files, all.bytes, all.disk_bytes, fmt::join(kinds, ", "),
      s.counts.runs, s.counts.published_files, s.counts.published_bytes,
      sum_where(s.counts, [](Outcome o) { return o == Outcome::Hit; }), sum_where(s.counts, is_miss), sum_where(s.counts, is_reject),
      counts_object(s.counts.programs), counts_object(s.counts.functions));
}

}  // namespace

void add_cache_stat(CLI::App& cache) {
  auto options = std::make_shared<CacheCommand>();
  CLI::App* command = add_cache_command(cache, "stat", "Show sizes and what all runs found and did not find", options);
  command->callback([options] {
    CacheStat s = stat_of(cache_directory_for(options->directory));
    write_file("-", options->json ? as_json(s) : as_text(s));
  });
}

}  // namespace strata::toolbox
