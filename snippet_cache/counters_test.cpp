// The counters: exact over many processes, whatever the file looked like before.
#include "snippet_cache/counters.h"

#include <sys/resource.h>

#include "tests/cache_files.h"

using namespace strata::snippet_cache;
using namespace cache_files;

namespace {

constexpr unsigned kHit = static_cast<unsigned>(Outcome::Hit), kLast = kOutcomes - 1;

bool add_run(const std::string& directory) {
  OutcomeCounts programs{}, functions{};
  programs[kHit] = 1;
  functions[kHit] = 10;
  functions[kLast] = 3;
  return add_counts(directory, programs, functions, 2, 5000);
}

uint64_t runs(const std::string& directory) {
  CumulativeCounts counts;
  return read_counts(directory, &counts) ? counts.runs : 0;
}

}  // namespace

TEST_CASE("counters: runs add up") {
  Directory directory;
  CumulativeCounts counts;
  CHECK_FALSE(read_counts(directory.path, &counts));
  add_run(directory.path);
  add_run(directory.path);
  REQUIRE(read_counts(directory.path, &counts));
  CHECK(counts.runs == 2);
  CHECK(counts.programs[kHit] == 2);
  CHECK(counts.programs[kLast] == 0);
  CHECK(counts.functions[kHit] == 20);
  CHECK(counts.functions[kLast] == 6);
  CHECK(counts.published_files == 4);
  CHECK(counts.published_bytes == 10000);
  CHECK(mode_of(directory / "counters") == 0600);
}

TEST_CASE("counters: processes at once are all counted") {
  Directory directory;
  pid_t children[8];
  for (pid_t& child : children) {
    child = start_child([&] {
      for (int i = 0; i < 1000;) i += add_run(directory.path);
      return 0;
    });
  }
  for (pid_t child : children) CHECK(wait_for(child) == 0);
  CHECK(runs(directory.path) == 8000);
}

TEST_CASE("counters: a damaged file is no file, and the next run mends it") {
  Directory directory;
  std::string path = directory / "counters";
  add_run(directory.path);
  std::string good = read_file(path);
  auto mended = [&](std::string_view contents, mode_t mode = 0600) {
    write_file(path, contents, mode);
    CumulativeCounts counts;
    bool was_read = read_counts(directory.path, &counts);
    add_run(directory.path);
    return !was_read && runs(directory.path) == 1 && mode_of(path) == 0600;
  };
  for (size_t size = 0; size < good.size(); size += 13) CHECK(mended(good.substr(0, size)));
  CHECK(mended(std::string(good.size(), '\0')));
  std::string other_version = good, other_outcomes = good;
  other_version[7] ^= 1;
  other_outcomes[8] ^= 1;
  CHECK(mended(other_version));
  CHECK(mended(other_outcomes));
  CHECK(mended(good, 0644));
  write_file(directory / "target", "kept");
  unlink(path.c_str());
  REQUIRE(symlink("target", path.c_str()) == 0);
  add_run(directory.path);
  CHECK(runs(directory.path) == 1);
  CHECK(read_file(directory / "target") == "kept");
}

TEST_CASE("counters: nothing is made without the directory, and no limit for files kills the run") {
  Directory directory;
  CHECK_FALSE(add_run(directory / "missing"));
  CHECK_FALSE(exists(directory / "missing"));
  int ended = in_child([&] {
    rlimit limit = {0, 0};
    setrlimit(RLIMIT_FSIZE, &limit);
    return add_run(directory.path) ? 1 : 7;
  });
  CHECK(ended == 7);
  CHECK(runs(directory.path) == 0);
}
