// strata cache clear: removes what is kept. Programs that run meanwhile go on with what they have mapped, and may
// publish again.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "snippet_cache/directory.h"
#include "snippet_cache/path_link.h"
#include "snippet_cache/put_file.h"
#include "strata/cache.h"
#include "strata/cache_files.h"
#include "strata/files.h"
#include "strata/json.h"
#include "strata/text.h"

namespace strata::toolbox {
namespace {

using namespace snippet_cache;
namespace files = std::filesystem;

struct ClearOptions : CacheCommand {
  bool other_builds = false;
  bool key = false;
};

struct Removed {
  uint64_t files = 0, bytes = 0;

  void remove(const CacheFile& file) {
    if (unlink(file.path.c_str()) != 0) return;
    files += 1;
    bytes += file.size_bytes;
  }
};

// The entries that this build can't use. Hints lead to entries of all builds, and are small: they stay.
bool is_of_other_build(const CacheFile& file) {
  return file.kind != kHints && open_image_file(file.path).structure == Outcome::OtherBuild;
}

bool is_path_link(const files::directory_entry& at) {
  std::error_code error;
  return at.is_symlink(error) && at.path().parent_path().filename() == kPaths;
}

// What is no entry: counters, the sweeper's stamp, names that a killed publisher left, links from paths, and shards that are empty now.
void remove_the_rest(const std::string& directory) {
  unlink((directory + "/counters").c_str());
  unlink((directory + "/swept").c_str());
  std::error_code error;
  std::vector<files::path> directories;
  for (files::recursive_directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    if (at->is_directory(error) && !at->is_symlink(error)) directories.push_back(at->path());
    else if (is_temporary_name(at->path().filename().c_str()) || is_path_link(*at)) unlink(at->path().c_str());
  }
  for (auto at = directories.rbegin(); at != directories.rend(); ++at) rmdir(at->c_str());
}

void run_clear(const ClearOptions& options) {
  std::string directory = cache_directory_for(options.directory);
  Removed removed;
  for (const CacheFile& file : cache_files(directory)) {
    if (!options.other_builds || is_of_other_build(file)) removed.remove(file);
  }
  if (!options.other_builds && prepare_directory(directory) == Outcome::Hit) remove_the_rest(directory);
  bool key_removed = options.key && unlink((directory + "/key").c_str()) == 0;
  write_file("-", options.json ? fmt::format("{{\"directory\": {}, \"removed_files\": {}, \"removed_bytes\": {}, \"key_removed\": {}}}\n",
                                             json_string(directory), removed.files, removed.bytes, key_removed)
                               : fmt::format("{}: removed {}, {}{}\n", printable(directory), counted(removed.files, "file"),
                                             size_text(removed.bytes), key_removed ? ", and the key" : ""));
}

}  // namespace

void add_cache_clear(CLI::App& cache) {
  auto options = std::make_shared<ClearOptions>();
  CLI::App* command = add_cache_command(cache, "clear", "Remove what is kept", options);
  CLI::Option* other = command->add_flag("--other-builds", options->other_builds,
                                         "only what other builds of Strata have left, which this one can't use");
  command->add_flag("--key", options->key, "the key, too: sidecars beside programs are not believed any more")->excludes(other);
  command->callback([options] { run_clear(*options); });
}

}  // namespace strata::toolbox
