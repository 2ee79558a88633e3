// The key: made once by whoever comes first, believed only where it is this user's alone.
#include "snippet_cache/key.h"

#include <sys/resource.h>

#include <cstring>

#include "tests/cache_files.h"

using namespace strata::snippet_cache;
using namespace cache_files;

namespace {

bool is_equal(const Key& a, const Key& b) { return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0; }

}  // namespace

TEST_CASE("key: it is made where it is missing, and stays") {
  Directory directory;
  Key first{}, second{};
  CHECK(read_key(directory.path, &first) == Outcome::NoKey);
  REQUIRE(make_key(directory.path, &first) == Outcome::Hit);
  CHECK(mode_of(directory / "key") == 0600);
  CHECK(files_below(directory.path) == std::vector<std::string>{"key"});
  REQUIRE(read_key(directory.path, &second) == Outcome::Hit);
  CHECK(is_equal(first, second));
  REQUIRE(make_key(directory.path, &second) == Outcome::Hit);
  CHECK(is_equal(first, second));
  Directory other;
  REQUIRE(make_key(other.path, &second) == Outcome::Hit);
  CHECK_FALSE(is_equal(first, second));
}

TEST_CASE("key: one that may not be this user's alone is none, and is made anew") {
  Directory directory;
  std::string path = directory / "key", good(32, 'k');
  auto spoiled = [&](auto spoil) {
    Key key{}, again{};
    write_file(path, good);
    REQUIRE(read_key(directory.path, &key) == Outcome::Hit);
    spoil();
    CHECK(read_key(directory.path, &key) == Outcome::NoKey);
    CHECK(make_key(directory.path, &key) == Outcome::Hit);
    CHECK(memcmp(key.bytes, good.data(), good.size()) != 0);
    CHECK(read_key(directory.path, &again) == Outcome::Hit);
    CHECK(is_equal(key, again));
    return true;
  };
  for (mode_t mode : {0640, 0604, 0400, 0601, 04600}) CHECK(spoiled([&] { chmod(path.c_str(), mode); }));
  for (size_t size : {0, 31, 33}) CHECK(spoiled([&] { write_file(path, std::string(size, 'k')); }));
  CHECK(spoiled([&] { write_file(path, std::string(32, '\0')); }));
  CHECK(spoiled([&] { REQUIRE(link(path.c_str(), (directory / "other").c_str()) == 0); }));
  CHECK(spoiled([&] {
    REQUIRE(rename(path.c_str(), (directory / "target").c_str()) == 0);
    REQUIRE(symlink("target", path.c_str()) == 0);
  }));
  CHECK(spoiled([&] {
    unlink(path.c_str());
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  }));
}

TEST_CASE("key: another user's is none") {
  if (!is_root()) return;
  Directory directory;
  Key key;
  REQUIRE(make_key(directory.path, &key) == Outcome::Hit);
  REQUIRE(chown((directory / "key").c_str(), kNobody, kNobody) == 0);
  CHECK(read_key(directory.path, &key) == Outcome::NoKey);
  CHECK(as_nobody([&] { return read_key(directory.path, &key); }) == static_cast<int>(Outcome::Hit));
}

TEST_CASE("key: makers at once all get the winner's") {
  constexpr int kMakers = 12;
  struct Shared {
    int ready;
    Key keys[kMakers];
  };
  Shared* all = shared<Shared>();
  for (int round = 0; round < 20; ++round) {
    Directory directory;
    all->ready = 0;
    pid_t children[kMakers];
    for (int i = 0; i < kMakers; ++i) {
      children[i] = start_child([&] {
        __atomic_add_fetch(&all->ready, 1, __ATOMIC_SEQ_CST);
        while (__atomic_load_n(&all->ready, __ATOMIC_SEQ_CST) < kMakers) sched_yield();
        Outcome outcome = Outcome::Busy;
        while (outcome == Outcome::Busy) outcome = make_key(directory.path, &all->keys[i]);
        return outcome;
      });
    }
    for (pid_t child : children) CHECK(wait_for(child) == 0);
    Key kept;
    REQUIRE(read_key(directory.path, &kept) == Outcome::Hit);
    for (const Key& key : all->keys) CHECK(is_equal(key, kept));
    CHECK(files_below(directory.path) == std::vector<std::string>{"key"});
  }
  munmap(all, sizeof *all);
}

TEST_CASE("key: none without a directory or room for it") {
  Directory directory;
  Key key;
  CHECK(make_key(directory / "missing", &key) == Outcome::NoDirectory);
  int outcome = in_child([&] {
    rlimit limit = {16, 16};
    setrlimit(RLIMIT_FSIZE, &limit);
    return make_key(directory.path, &key);
  });
  CHECK(outcome == static_cast<int>(Outcome::NoSpace));
  CHECK(files_below(directory.path).empty());
  if (!is_root()) return;
  CHECK(as_nobody([&] { return make_key(directory.path, &key); }) == static_cast<int>(Outcome::NoDirectory));
}
