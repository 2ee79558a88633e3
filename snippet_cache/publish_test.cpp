// Publishing against other publishers, kill -9, full disks and directories that can't be written.
#include "snippet_cache/publish.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <cstring>
#include <random>

#include "snippet_cache/trusted_file.h"
#include "tests/cache_files.h"

using namespace strata::snippet_cache;
using namespace cache_files;

namespace {

using Piece = std::span<const uint8_t>;

Piece bytes_of(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

struct Text : NewContents {
  std::string text;
  std::vector<Piece> parts;
  bool changed = true;
  explicit Text(std::string t) : text(std::move(t)), parts{bytes_of(text)} {}
  bool make() override { return changed; }
  std::span<const Piece> pieces() const override { return parts; }
};

Outcome publish_text(const std::string& path, std::string text) {
  Text contents(std::move(text));
  return publish(path, contents);
}

// A child in which the system has no unnamed files, as on some network file systems.
void refuse_unnamed_files() {
  constexpr uint32_t kUnnamed = O_TMPFILE & ~O_DIRECTORY;
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[2])),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, kUnnamed, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program = {sizeof filter / sizeof *filter, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    _exit(253);
  }
}

// One number per process; a publisher counts up its own and keeps what the others published.
constexpr int kProcesses = 8, kRounds = 200;
struct Counting : NewContents {
  std::string path;
  int own;
  uint64_t counts[kProcesses];
  Piece piece;
  Counting(std::string p, int i) : path(std::move(p)), own(i) {}
  bool make() override {
    memset(counts, 0, sizeof counts);
    TrustedFile file;
    Outcome outcome = open_trusted(path.c_str(), &file);
    if (outcome == Outcome::Hit) {
      if (read(file.descriptor.get(), counts, sizeof counts) != sizeof counts) _exit(2);
    } else if (outcome != Outcome::NoFile) {
      _exit(3);
    }
    ++counts[own];
    piece = {reinterpret_cast<const uint8_t*>(counts), sizeof counts};
    return true;
  }
  std::span<const Piece> pieces() const override { return {&piece, 1}; }
};

void count_together(const std::string& path, bool unnamed) {
  pid_t children[kProcesses];
  for (int i = 0; i < kProcesses; ++i) {
    children[i] = start_child([&] {
      if (!unnamed) refuse_unnamed_files();
      Counting counting(path, i);
      for (int round = 0; round < kRounds; ++round) {
        Outcome outcome = Outcome::Busy;
        while (outcome == Outcome::Busy) outcome = publish(path, counting);
        if (outcome != Outcome::Hit) return 1;
      }
      return 0;
    });
  }
  // Readers meet whole files only, whatever is replaced under them.
  pid_t reader = start_child([&] {
    for (int round = 0; round < 2000; ++round) {
      TrustedFile file;
      Outcome outcome = open_trusted(path.c_str(), &file);
      if (outcome == Outcome::Hit && file.size_bytes != sizeof Counting::counts) return 2;
      if (outcome != Outcome::Hit && outcome != Outcome::NoFile) return 1;
    }
    return 0;
  });
  for (pid_t child : children) CHECK(wait_for(child) == 0);
  CHECK(wait_for(reader) == 0);
  std::string contents = read_file(path);
  REQUIRE(contents.size() == sizeof Counting::counts);
  for (int i = 0; i < kProcesses; ++i) {
    uint64_t count;
    memcpy(&count, contents.data() + 8 * i, 8);
    CHECK(count == kRounds);
  }
}

// A file's contents that tell whether they are whole.
std::string patterned(uint64_t seed) {
  std::string text(300'000 + seed % 1000, static_cast<char>('a' + seed % 26));
  memcpy(text.data(), &seed, sizeof seed);
  return text;
}
bool is_whole(const std::string& text) {
  uint64_t seed;
  if (text.size() < sizeof seed) return false;
  memcpy(&seed, text.data(), sizeof seed);
  return text == patterned(seed);
}

void publish_until_killed(const std::string& path, uint64_t seed, unsigned wait_us) {
  int* begun = shared<int>();
  pid_t child = start_child([&] {
    for (uint64_t i = seed;; ++i) {
      publish_text(path, patterned(i));
      __atomic_store_n(begun, 1, __ATOMIC_SEQ_CST);
    }
    return 0;
  });
  while (!__atomic_load_n(begun, __ATOMIC_SEQ_CST)) sched_yield();
  usleep(wait_us);
  kill(child, SIGKILL);
  CHECK(wait_for(child) == 1000 + SIGKILL);
  munmap(begun, sizeof *begun);
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("publish: a file is replaced as a whole, read-only") {
  Directory directory;
  std::string path = directory / "x.mlb.snip";
  CHECK(publish_text(path, "first") == Outcome::Hit);
  CHECK(read_file(path) == "first");
  CHECK(mode_of(path) == 0400);
  int before = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  umask(0777);
  CHECK(publish_text(path, "second, longer") == Outcome::Hit);
  umask(022);
  CHECK(read_file(path) == "second, longer");
  CHECK(mode_of(path) == 0400);
  char kept[8];
  CHECK(read(before, kept, sizeof kept) == 5);  // who has it open or mapped keeps it
  close(before);
  CHECK(files_below(directory.path) == Names{"x.mlb.snip"});
}

TEST_CASE("publish: any number of pieces, empty ones among them") {
  Directory directory;
  std::string whole;
  Text contents("");
  std::vector<std::string> texts;
  for (int i = 0; i < 1000; ++i) texts.push_back(std::string(static_cast<size_t>(i % 7), static_cast<char>('a' + i % 26)));
  contents.parts.clear();
  for (const std::string& text : texts) {
    contents.parts.push_back(bytes_of(text));
    whole += text;
  }
  CHECK(publish(directory / "a", contents) == Outcome::Hit);
  CHECK(read_file(directory / "a") == whole);
  contents.parts.clear();
  CHECK(publish(directory / "a", contents) == Outcome::Hit);
  CHECK(read_file(directory / "a") == "");
}

TEST_CASE("publish: nothing is written where nothing is new") {
  Directory directory;
  Text contents("x");
  contents.changed = false;
  CHECK(publish(directory / "a", contents) == Outcome::Hit);
  CHECK(files_below(directory.path).empty());
}

TEST_CASE("publish: only the directories of the cache's own layout are made") {
  Directory directory;
  CHECK(publish_text(directory / "programs/ab/cd", "x") == Outcome::Hit);
  CHECK(mode_of(directory / "programs") == 0700);
  CHECK(mode_of(directory / "programs/ab") == 0700);
  CHECK(publish_text(directory / "programs/ff/cd", "x") == Outcome::Hit);
  CHECK(publish_text(directory / "programs/xb/cd", "x") == Outcome::NoDirectory);
  CHECK(publish_text(directory / "programs/ay/cd", "x") == Outcome::NoDirectory);
  CHECK(publish_text(directory / "project/ab/x.mlb.snip", "x") == Outcome::NoDirectory);
  CHECK(publish_text(directory / "gone/programs/ab/cd", "x") == Outcome::NoDirectory);
  CHECK(files_below(directory.path) == Names{"programs/ab/cd", "programs/ff/cd"});
  CHECK_FALSE(exists(directory / "gone"));
  CHECK_FALSE(exists(directory / "project"));
  CHECK(in_child([&] { return chdir(directory.path.c_str()) ? 254 : static_cast<int>(publish_text("a", "x")); }) == 0);
  CHECK(read_file(directory / "a") == "x");
}

TEST_CASE("publish: a link at the path is replaced, not followed") {
  Directory directory;
  write_file(directory / "target", "kept");
  REQUIRE(symlink("target", (directory / "a").c_str()) == 0);
  CHECK(publish_text(directory / "a", "x") == Outcome::Hit);
  CHECK(read_file(directory / "target") == "kept");
  CHECK(read_file(directory / "a") == "x");
  REQUIRE(mkdir((directory / "d").c_str(), 0700) == 0);
  CHECK(publish_text(directory / "d", "x") != Outcome::Hit);
  CHECK(files_below(directory.path) == Names{"a", "target"});
}

TEST_CASE("publish: names as long as a file system takes") {
  Directory directory;
  std::string longest(255, 'n');
  CHECK(publish_text(directory / longest, "x") == Outcome::Hit);
  CHECK(files_below(directory.path) == Names{longest});
  CHECK(publish_text(directory / (longest + "n"), "x") != Outcome::Hit);
  CHECK(files_below(directory.path) == Names{longest});
}

TEST_CASE("publish: who waits too long for another publisher gives up") {
  Directory directory;
  int lock = open(directory.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  REQUIRE(flock(lock, LOCK_EX) == 0);
  CHECK(publish_text(directory / "a", "x") == Outcome::Busy);
  CHECK(files_below(directory.path).empty());
  close(lock);
  CHECK(publish_text(directory / "a", "x") == Outcome::Hit);
}

TEST_CASE("publish: publishers at once lose nothing and leave nothing") {
  Directory directory;
  count_together(directory / "a", true);
  CHECK(files_below(directory.path) == Names{"a"});
}

TEST_CASE("publish: without unnamed files, publishers at once lose nothing and leave nothing") {
  Directory directory;
  count_together(directory / "a", false);
  CHECK(files_below(directory.path) == Names{"a"});
}

TEST_CASE("publish: without unnamed files, what a killed process left is removed, too") {
  Directory directory;
  write_file(directory / ".a.tmp", "left behind");
  CHECK(in_child([&] {
    refuse_unnamed_files();
    return publish_text(directory / "a", "x");
  }) == static_cast<int>(Outcome::Hit));
  CHECK(read_file(directory / "a") == "x");
  CHECK(files_below(directory.path) == Names{"a"});
}

TEST_CASE("publish: kill -9 leaves whole files, and at most a temporary name for the next publisher to remove") {
  std::mt19937 random(5);
  int left = 0;
  Directory directory;
  std::string path = directory / "a";
  for (int round = 0; round < 60; ++round) {
    publish_until_killed(path, random() % 100000, random() % 3000);
    CHECK(is_whole(read_file(path)));
    Names names = files_below(directory.path);
    left += names.size() == 2;
    CHECK((names == Names{"a"} || names == Names{".a.tmp", "a"}));
    CHECK(publish_text(path, patterned(1)) == Outcome::Hit);
    CHECK(files_below(directory.path) == Names{"a"});
  }
  for (bool replacing : {true, false}) {
    write_file(directory / ".a.tmp", "left behind");
    if (!replacing) unlink(path.c_str());
    CHECK(publish_text(path, "x") == Outcome::Hit);
    CHECK(files_below(directory.path) == Names{"a"});
  }
  MESSAGE(left << " of 60 killed publishers left a temporary name");
}

TEST_CASE("publish: a limit for files or a full disk leaves what was there") {
  Directory directory;
  write_file(directory / "a", "before", 0400);
  auto limited = [&](bool unnamed) {
    return in_child([&] {
      rlimit limit = {1000, 1000};
      setrlimit(RLIMIT_FSIZE, &limit);
      if (!unnamed) refuse_unnamed_files();
      return publish_text(directory / "a", std::string(1001, 'x'));
    });
  };
  CHECK(limited(true) == static_cast<int>(Outcome::NoSpace));
  CHECK(limited(false) == static_cast<int>(Outcome::NoSpace));
  CHECK(read_file(directory / "a") == "before");
  CHECK(files_below(directory.path) == Names{"a"});

  auto on_full_disk = [&](bool unnamed) {
    return in_child([&] {
      if (!unshare_mounts() || mount("none", directory.path.c_str(), "tmpfs", 0, "size=64k") != 0) return 252;
      if (!unnamed) refuse_unnamed_files();
      if (publish_text(directory / "a", "before") != Outcome::Hit) return 251;
      if (publish_text(directory / "a", std::string(200'000, 'x')) != Outcome::NoSpace) return 250;
      if (read_file(directory / "a") != "before" || files_below(directory.path) != Names{"a"}) return 249;
      return publish_text(directory / "a", std::string(30'000, 'x')) == Outcome::Hit ? 0 : 248;
    });
  };
  int outcome = on_full_disk(true);
  if (outcome == 252) {
    MESSAGE("skipped: a full disk, as nothing can be mounted here");
    return;
  }
  CHECK(outcome == 0);
  CHECK(on_full_disk(false) == 0);
}

TEST_CASE("publish: a directory that can't be written or has gone") {
  Directory directory;
  CHECK(publish_text(directory / "missing/a", "x") == Outcome::NoDirectory);
  write_file(directory / "file", "");
  CHECK(publish_text(directory / "file/a", "x") == Outcome::NoDirectory);
  if (!is_root()) return;
  auto by_nobody = [&] { return as_nobody([&] { return publish_text(directory / "a", "x"); }); };
  CHECK(by_nobody() == static_cast<int>(Outcome::NoDirectory));
  CHECK(files_below(directory.path) == Names{"file"});
  chmod(directory.path.c_str(), 01777);
  CHECK(by_nobody() == static_cast<int>(Outcome::Hit));
  write_file(directory / "b", "root's");
  CHECK(as_nobody([&] { return publish_text(directory / "b", "x"); }) == static_cast<int>(Outcome::NoDirectory));
  CHECK(files_below(directory.path) == Names{"a", "b", "file"});
}
