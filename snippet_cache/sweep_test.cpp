// What goes first when the cache is too large, and what stays whatever happens.
#include "snippet_cache/sweep.h"

#include <sys/file.h>

#include "snippet_cache/directory.h"
#include "tests/cache_files.h"

using namespace strata::snippet_cache;
using namespace cache_files;

namespace {

constexpr uint64_t kBlock = 4096;

bool is_current(std::span<const uint8_t> first_bytes) { return !first_bytes.empty() && first_bytes[0] == 'c'; }

// Entries of one block each, whose first byte tells the build.
struct Cache : Directory {
  void add(const std::string& name, char build, int64_t age_s) {
    std::string path = *this / name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    write_file(path, std::string(kBlock, build), 0400);
    set_age(path, age_s);
  }
  SweepResult sweep_to(uint64_t blocks, uint64_t most_hints = kMostHints) {
    return sweep(path, blocks * block_bytes(), 0, is_current, most_hints);
  }
  // What one block takes on this disk.
  uint64_t block_bytes() const {
    for (const std::string& name : files_below(path)) {
      struct stat about;
      if (name[0] != 's' && stat((*this / name).c_str(), &about) == 0 && about.st_size == kBlock) {
        return static_cast<uint64_t>(about.st_blocks) * 512;
      }
    }
    return kBlock;
  }
  std::vector<std::string> entries() const {
    std::vector<std::string> names = files_below(path);
    std::erase(names, "swept");
    return names;
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("sweep: nothing goes while there is room") {
  Cache cache;
  cache.add("programs/aa/01", 'c', 100);
  cache.add("sidecars/bb/02", 'o', 200);
  cache.add("hints/cc/03", 'h', 300);
  SweepResult result = cache.sweep_to(3);
  CHECK(result.files == 3);
  CHECK(result.bytes == 3 * cache.block_bytes());
  CHECK(result.removed_files == 0);
  CHECK(cache.entries() == Names{"hints/cc/03", "programs/aa/01", "sidecars/bb/02"});
}

TEST_CASE("sweep: the least recently used go first, after those of other builds") {
  Cache cache;
  cache.add("programs/aa/01", 'c', 500);
  cache.add("programs/aa/02", 'c', 100);
  cache.add("programs/bb/03", 'o', 50);
  cache.add("sidecars/aa/04", 'c', 400);
  cache.add("sidecars/bb/05", 'o', 10);
  CHECK(cache.sweep_to(4).removed_files == 1);
  CHECK(cache.entries() == Names{"programs/aa/01", "programs/aa/02", "sidecars/aa/04", "sidecars/bb/05"});
  CHECK(cache.sweep_to(3).removed_files == 1);
  CHECK(cache.entries() == Names{"programs/aa/01", "programs/aa/02", "sidecars/aa/04"});
  CHECK(cache.sweep_to(2).removed_files == 1);
  CHECK(cache.entries() == Names{"programs/aa/02", "sidecars/aa/04"});
  SweepResult result = cache.sweep_to(1);
  CHECK(result.removed_files == 1);
  CHECK(result.removed_bytes * 2 == result.bytes);
  CHECK(cache.entries() == Names{"programs/aa/02"});
  CHECK(cache.sweep_to(0).removed_files == 1);
  CHECK(cache.entries().empty());
}

TEST_CASE("sweep: the oldest hints go when they are too many") {
  Cache cache;
  cache.add("programs/aa/01", 'c', 9000);
  for (int i = 1; i <= 5; ++i) cache.add("hints/0" + std::to_string(i) + "/aa", 'h', 100 * i);
  CHECK(cache.sweep_to(100, 3).removed_files == 2);
  CHECK(cache.entries() == Names{"hints/01/aa", "hints/02/aa", "hints/03/aa", "programs/aa/01"});
}

TEST_CASE("sweep: abandoned temporary files go, one that is being written stays") {
  Cache cache;
  cache.add("programs/aa/01", 'c', 10);
  cache.add("programs/aa/.01.tmp", 'c', 10);
  cache.add("hints/bb/.02.tmp", 'h', 10);
  cache.add(".key.tmp", 'k', 10);
  int lock = open((cache / "hints/bb").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  REQUIRE(flock(lock, LOCK_EX) == 0);
  cache.sweep_to(100);
  CHECK(cache.entries() == Names{"hints/bb/.02.tmp", "programs/aa/01"});
  close(lock);
  cache.sweep_to(100);
  CHECK(cache.entries() == Names{"programs/aa/01"});
}

TEST_CASE("sweep: what is no entry is left alone, and no link is followed") {
  Cache cache;
  Directory elsewhere;
  write_file(elsewhere / "aa", "kept");
  cache.add("key", 'k', 10);
  cache.add("programs/readme", 'x', 10);
  cache.add("programs/aa/readme.txt", 'x', 10);
  cache.add("other/aa/01", 'x', 10);
  REQUIRE(symlink(elsewhere.path.c_str(), (cache / "hints").c_str()) == 0);
  REQUIRE(symlink(elsewhere.path.c_str(), (cache / "programs/bb").c_str()) == 0);
  REQUIRE(symlink((elsewhere / "aa").c_str(), (cache / "programs/aa/cc").c_str()) == 0);
  CHECK(cache.sweep_to(0).files == 0);
  CHECK(cache.entries().size() == 7);
  CHECK(read_file(elsewhere / "aa") == "kept");
}

TEST_CASE("sweep: it runs once per interval") {
  Cache cache;
  cache.add("programs/aa/01", 'c', 10);
  CHECK(sweep(cache.path, 0, 100, is_current).files == 0);  // a new directory
  CHECK(sweep(cache.path, 0, 100, is_current).files == 0);
  set_age(cache / "swept", 99);
  CHECK(sweep(cache.path, 0, 100, is_current).files == 0);
  set_age(cache / "swept", 101);
  CHECK(sweep(cache.path, 0, 100, is_current).removed_files == 1);
  cache.add("programs/aa/01", 'c', 10);
  CHECK(sweep(cache.path, 0, 100, is_current).files == 0);
  set_age(cache / "swept", -5000);  // by a clock that was set back since
  CHECK(sweep(cache.path, 0, 100, is_current).removed_files == 1);
  CHECK(sweep(cache / "missing", 0, 0, is_current).files == 0);
}

TEST_CASE("sweep: files may vanish under it") {
  Cache cache;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 200; ++i) cache.add("programs/aa/" + std::to_string(100 + i), 'c', i);
    uint64_t limit_bytes = 20 * cache.block_bytes();
    auto sweep_now = [&] { return sweep(cache.path, limit_bytes, 0, is_current); };
    auto remove_some = [&] {
      for (int i = 0; i < 200; i += 3) unlink((cache / ("programs/aa/" + std::to_string(100 + i))).c_str());
      return 0;
    };
    pid_t others[] = {start_child([&] { return static_cast<int>(sweep_now().files > 200); }), start_child(remove_some)};
    SweepResult result = sweep_now();
    CHECK(result.files <= 200);
    CHECK(result.removed_files <= result.files);
    for (pid_t other : others) CHECK(wait_for(other) == 0);
    CHECK(cache.entries().size() <= 20);
    CHECK(cache.entries().size() > 0);
  }
}
