// strata cache verify: everything that a run may ever look at of each entry, all at once: who may have written it,
// bounds, checksums, seals, MACs, and whether an entry is what its name says.
#include <fmt/format.h>

#include "isa/identity.h"
#include "isa/mlb.h"
#include "isa/verifier.h"
#include "snippet_cache/directory.h"
#include "snippet_cache/key.h"
#include "snippet_cache/stat_hint.h"
#include "strata/cache.h"
#include "strata/cache_files.h"
#include "strata/commands.h"
#include "strata/files.h"
#include "strata/progress.h"
#include "strata/json.h"
#include "strata/text.h"

namespace strata::toolbox {
namespace {

using namespace snippet_cache;

struct VerifyOptions : CacheCommand {
  std::vector<std::string> paths;
};

struct Verdict {
  std::string path;
  Outcome outcome;      // Hit, OtherBuild (nothing more can be said), or the reason
  std::string part;     // of the file that is wrong; empty: the file
};

class Verifier {
 public:
  explicit Verifier(std::string directory) : directory_(std::move(directory)) {
    key_outcome_ = read_key(directory_, &key_);
  }

  Verdict check(const CacheFile& file) const {
    if (file.kind == kHints) return {file.path, hint_outcome(file.path), ""};
    ImageFile image = open_image_file(file.path);
    Verdict verdict{file.path, image.access != Outcome::Hit ? image.access : image.structure, ""};
    if (verdict.outcome == Outcome::Hit) check_image(image, &verdict);
    if (verdict.outcome == Outcome::Hit) check_name(file, image.image, &verdict);
    return verdict;
  }

 private:
  Outcome hint_outcome(const std::string& path) const {
    return key_outcome_ == Outcome::Hit ? check_hint(directory_, key_, path) : key_outcome_;
  }

  void check_image(const ImageFile& file, Verdict* verdict) const {
    const Image& image = file.image;
    bool needs_key = file.writer == Writer::User;
    auto is_good = [&](Outcome outcome, std::string part) {
      if (outcome != Outcome::Hit) *verdict = {verdict->path, outcome, std::move(part)};
      return outcome == Outcome::Hit;
    };
    if (needs_key && !is_good(key_outcome_ == Outcome::Hit ? image.check_mac(key_.bytes) : key_outcome_, "header")) return;
    for (const Entry& entry : image.entries()) {
      std::string part = fmt::format("snippet of {}", isa::to_hex(entry.identity).substr(0, 16));
      if (!is_good(image.contains(entry) ? image.check_seal(entry) : Outcome::Damaged, part)) return;
      if (needs_key && !is_good(image.check_mac(entry, key_.bytes), part)) return;
    }
    if (!image.module_bytes().empty()) is_good(module_outcome(image, needs_key), "module");
  }

  Outcome module_outcome(const Image& image, bool needs_key) const {
    auto module = isa::read_mlb(image.module_bytes(), nullptr, "module");
    if (!module.ok() || !isa::verify_module(*module.value()).ok()) return Outcome::Damaged;
    if (image.is_tagged()) return needs_key ? tags_outcome(image, *module.value()) : Outcome::Hit;
    std::vector<isa::Identity> own = isa::module_identities(*module.value());
    return std::ranges::equal(own, image.identities()) ? Outcome::Hit : Outcome::OtherProgram;
  }

  Outcome tags_outcome(const Image& image, const isa::Module& module) const {
    TagKey key = tag_key(image.header().build_id, image.header().content_key, key_.bytes);
    if (module.functions.size() != image.function_count()) return Outcome::OtherProgram;
    if (!std::ranges::equal(all_functions_tags(module, key), image.tags())) return Outcome::OtherProgram;
    isa::PreparedView prepared;
    return image.prepared(key, &prepared);
  }

  void check_name(const CacheFile& file, const Image& image, Verdict* verdict) const {
    const Header& header = image.header();
    bool is_its = true;
    if (file.kind == kPrograms) is_its = entry_path(directory_, kPrograms, header.content_key) == file.path;
    if (file.kind == kSidecars) is_its = entry_path(directory_, kSidecars, header.root.bytes) == file.path;
    if (!is_its) *verdict = {verdict->path, Outcome::OtherProgram, "name"};
  }

  std::string directory_;
  Key key_;
  Outcome key_outcome_;
};

std::string verdict_object(const Verdict& v) {
  return fmt::format(R"({{"path": {}, "outcome": "{}", "part": {}}})", json_string(v.path), outcome_key(v.outcome), json_string(v.part));
}

std::string verdict_row(const Verdict& v) {
  return fmt::format("{}: {}{}{}\n", printable(v.path), v.part, v.part.empty() ? "" : ": ", outcome_text(v.outcome));
}

// Failure when something is neither sound nor of another build.
void run_verify(const VerifyOptions& options) {
  std::string directory = cache_directory_for(options.directory);
  std::vector<CacheFile> files;
  for (const std::string& path : options.paths) files.push_back({"", path});
  if (files.empty()) files = cache_files(directory);
  Verifier verifier(directory);
  std::vector<std::string> objects;
  uint64_t other_builds = 0, bad = 0;
  std::string rows;
  Progress progress("verifying", files.size());
  for (const CacheFile& file : files) {
    Verdict verdict = verifier.check(file);
    progress.advance();
    bool is_other = verdict.outcome == Outcome::OtherBuild;
    other_builds += is_other;
    bad += !is_other && verdict.outcome != Outcome::Hit;
    if (verdict.outcome != Outcome::Hit && !is_other) rows += verdict_row(verdict);
    objects.push_back(verdict_object(verdict));
  }
  progress.end();
  if (options.json) {
    write_file("-", fmt::format("{{\"files\": {}, \"bad\": {}, \"other_builds\": {}, \"verdicts\": [\n{}\n]}}\n", files.size(), bad,
                                other_builds, fmt::join(objects, ",\n")));
  } else {
    write_file("-", fmt::format("{}{} checked, {} of other builds, {} bad\n", rows, counted(files.size(), "file"), other_builds, bad));
  }
  if (bad > 0) throw Failure(fmt::format("{} in the cache can't be used and will be replaced", counted(bad, "file")));
}

}  // namespace

void add_cache_verify(CLI::App& cache) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = add_cache_command(cache, "verify", "Check every checksum, seal and MAC; exit code 1 when something is bad", options);
  command->add_option("FILE", options->paths, "only these: sidecars (.mlb.snip) or entries");
  command->callback([options] { run_verify(*options); });
}

}  // namespace strata::toolbox
