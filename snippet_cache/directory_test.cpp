// Where the cache directory is, and whose it must be.
#include "snippet_cache/directory.h"

#include <cstdlib>

#include "tests/cache_files.h"

using namespace strata::snippet_cache;
using namespace cache_files;

namespace {

// The variables that say where the cache is, for one test.
class Environment {
 public:
  Environment(const char* own, const char* xdg, const char* home) {
    const char* values[] = {own, xdg, home};
    for (int i = 0; i < 3; ++i) {
      const char* before = getenv(kNames[i]);
      had_[i] = before != nullptr;
      before_[i] = before ? before : "";
      set(i, values[i]);
    }
  }
  ~Environment() {
    for (int i = 0; i < 3; ++i) set(i, had_[i] ? before_[i].c_str() : nullptr);
  }

 private:
  static constexpr const char* kNames[] = {"STRATA_CACHE", "XDG_CACHE_HOME", "HOME"};
  static void set(int i, const char* value) {
    if (value) setenv(kNames[i], value, 1);
    else unsetenv(kNames[i]);
  }
  bool had_[3];
  std::string before_[3];
};

}  // namespace

TEST_CASE("cache directory: the option, then STRATA_CACHE, XDG_CACHE_HOME, HOME") {
  {
    Environment all("/own/", "/xdg", "/home/u");
    CHECK(cache_directory("wanted/") == "wanted");
    CHECK(cache_directory("") == "/own");
  }
  {
    Environment no_own(nullptr, "/xdg//", "/home/u");
    CHECK(cache_directory("") == "/xdg/strata");
  }
  {
    Environment relative("", "xdg", "/home/u/");
    CHECK(cache_directory("") == "/home/u/.cache/strata");
  }
  {
    Environment at_the_root(nullptr, nullptr, "/");
    CHECK(cache_directory("") == "/.cache/strata");
  }
  Environment nothing(nullptr, nullptr, "home");
  CHECK(cache_directory("") == "");
}

// Run by the next test, in a process of its own.
TEST_CASE("cache directory: (of a process that was started setuid)" * doctest::skip()) {
  CHECK(cache_directory("") == "");
  CHECK(cache_directory("/wanted") == "/wanted");
}

TEST_CASE("cache directory: the environment of a setuid process does not count") {
  if (!is_root()) return;
  Directory directory;
  std::string program = directory / "tests";
  std::filesystem::copy_file("/proc/self/exe", program);
  auto run = [&] {
    return as_nobody([&] {
      setenv("STRATA_CACHE", "/own", 1);
      setenv("ASAN_OPTIONS", "detect_leaks=0", 1);  // its tracer may not look at a setuid process
      int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
      dup2(nowhere, 1);
      execl(program.c_str(), program.c_str(), "--no-skip", "--test-case=*(of a process that was started setuid)*", nullptr);
      return 254;
    });
  };
  REQUIRE(chmod(program.c_str(), 0755) == 0);
  CHECK(run() == 1);
  REQUIRE(chmod(program.c_str(), 04755) == 0);
  CHECK(run() == 0);
}

TEST_CASE("cache directory: it is made with its parents, for its user alone") {
  Directory directory;
  Environment home(nullptr, nullptr, directory.path.c_str());
  std::string path = cache_directory("");
  umask(0);
  CHECK(prepare_directory(path) == Outcome::Hit);
  umask(022);
  CHECK(mode_of(path) == 0700);
  CHECK(mode_of(directory / ".cache") == 0700);
  CHECK(prepare_directory(path) == Outcome::Hit);
  CHECK(in_child([&] { return chdir(directory.path.c_str()) ? 254 : static_cast<int>(prepare_directory("x/y")); }) == 0);
  CHECK(mode_of(directory / "x/y") == 0700);
}

TEST_CASE("cache directory: one that others can write, or that is none, is refused") {
  Directory directory;
  for (mode_t mode : {0770, 0702, 01777}) {
    REQUIRE(chmod(directory.path.c_str(), mode) == 0);
    CHECK(prepare_directory(directory.path) == Outcome::NoDirectory);
  }
  chmod(directory.path.c_str(), 0755);
  CHECK(prepare_directory(directory.path) == Outcome::Hit);
  write_file(directory / "file", "");
  CHECK(prepare_directory(directory / "file") == Outcome::NoDirectory);
  CHECK(prepare_directory(directory / "file/below") == Outcome::NoDirectory);
  CHECK(prepare_directory("") == Outcome::NoDirectory);
}

TEST_CASE("cache directory: none in another user's home, in another user's directory, or where it can't be made") {
  if (!is_root()) return;
  constexpr int kNoDirectory = static_cast<int>(Outcome::NoDirectory);
  Directory directory;
  CHECK(as_nobody([&] { return prepare_directory(directory / "a/b"); }) == kNoDirectory);
  REQUIRE(mkdir((directory / "home").c_str(), 0700) == 0);
  REQUIRE(chown((directory / "home").c_str(), kNobody, kNobody) == 0);
  CHECK(prepare_directory(directory / "home") == Outcome::NoDirectory);
  Environment home(nullptr, nullptr, (directory / "home/").c_str());
  CHECK(prepare_directory(cache_directory("")) == Outcome::NoDirectory);
  CHECK(prepare_directory(directory / "home/elsewhere") == Outcome::NoDirectory);
  CHECK_FALSE(exists(directory / "home/.cache"));
  CHECK(as_nobody([&] { return prepare_directory(cache_directory("")); }) == static_cast<int>(Outcome::Hit));
  CHECK(prepare_directory(directory / "homeless") == Outcome::Hit);
}

TEST_CASE("cache directory: an entry's path is its name in hexadecimal digits") {
  const uint8_t name[] = {0xab, 0x01, 0xf0};
  CHECK(entry_path("/c", kHints, name) == "/c/hints/ab/01f0");
}
