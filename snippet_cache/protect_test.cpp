// A script that can open, rename and remove files reaches nothing of the cache, by whatever way.
#include "snippet_cache/protect.h"

#include "snippet_cache/descriptor.h"
#include "snippet_cache/magic.h"
#include "tests/cache_files.h"

using namespace strata::snippet_cache;
using namespace cache_files;

namespace {

std::string image() { return std::string(reinterpret_cast<const char*>(kImageMagic), sizeof kImageMagic) + "rest"; }

// A home with a cache in it and a directory beside.
struct Home : Directory {
  std::string cache = *this / "home/.cache/strata";
  Home() {
    std::filesystem::create_directories(cache + "/hints/ab");
    std::filesystem::create_directories(*this / "home/work/deep");
    write_file(cache + "/key", std::string(32, 'k'));
    write_file(cache + "/hints/ab/cd", "hint", 0400);
    write_file(*this / "home/work/mine", "text");
  }
  bool opened(const std::string& path, int flags = O_RDONLY) const {
    Descriptor file(open(path.c_str(), flags | O_CLOEXEC));
    REQUIRE(file.ok());
    return is_protected(file.get(), cache);
  }
  bool named(const std::string& path) const { return is_protected_path(path.c_str(), cache); }
};

}  // namespace

TEST_CASE("protect: a guest's own files are its own") {
  Home home;
  CHECK_FALSE(home.opened(home / "home/work/mine"));
  CHECK_FALSE(home.opened(home / "home/work/mine", O_WRONLY));
  CHECK_FALSE(home.opened("/dev/null"));
  CHECK_FALSE(home.opened(home / "home/work"));
  CHECK_FALSE(home.named(home / "home/work/mine"));
  CHECK_FALSE(home.named(home / "home/work/new"));
  CHECK_FALSE(home.named(home / "home/work"));
  CHECK_FALSE(home.named(home / "missing/new"));
  CHECK_FALSE(home.named("/dev/null"));
  CHECK_FALSE(home.named(""));
  CHECK_FALSE(is_protected_path((home / "home/work/mine").c_str(), ""));
  CHECK_FALSE(is_protected_path((home / "home/work/mine").c_str(), home / "missing"));
}

TEST_CASE("protect: everything in the cache directory, existing or not") {
  Home home;
  CHECK(home.opened(home.cache + "/key"));
  CHECK(home.opened(home.cache + "/hints/ab/cd"));
  CHECK(home.opened(home.cache));
  CHECK(home.opened(home.cache + "/hints"));
  CHECK(home.named(home.cache + "/key"));
  CHECK(home.named(home.cache + "/new"));
  CHECK(home.named(home.cache + "/hints/ab/new"));
  CHECK(home.named(home.cache + "/hints"));
  CHECK(home.named(home.cache + "/hints/"));
}

TEST_CASE("protect: relative paths and detours do not help") {
  Home home;
  CHECK(home.named(home / "home/work/deep/../../.cache//strata/./key"));
  int reached = in_child([&] {
    if (chdir((home / "home/work").c_str()) != 0) return 254;
    if (!home.named("../.cache/strata/key") || !home.named("../.cache/strata/new")) return 1;
    if (home.named("mine") || home.named("./new") || home.named("..//work/new")) return 2;
    return chdir(home.cache.c_str()) == 0 && home.named("key") && home.named("new") && home.named(".") ? 0 : 3;
  });
  CHECK(reached == 0);
}

TEST_CASE("protect: symbolic links do not help, not even to what is yet to be made") {
  Home home;
  auto link_to = [&](const std::string& target) {
    std::string path = home / "home/work/link";
    unlink(path.c_str());
    REQUIRE(symlink(target.c_str(), path.c_str()) == 0);
    return path;
  };
  CHECK(home.opened(link_to(home.cache + "/key")));
  CHECK(home.named(link_to(home.cache + "/key")));
  CHECK(home.named(link_to("../.cache/strata/key")));
  CHECK(home.named(link_to("../.cache/strata/new")));
  CHECK(home.named(link_to(home.cache + "/hints/ab/new")));
  CHECK(home.named(link_to(home.cache) + "/key"));
  CHECK(home.opened(link_to(home.cache) + "/hints/ab/cd"));
  REQUIRE(symlink("link", (home / "home/work/second").c_str()) == 0);
  link_to("../.cache/strata/new");
  CHECK(home.named(home / "home/work/second"));
  CHECK_FALSE(home.named(link_to("mine")));
  CHECK_FALSE(home.named(link_to("new")));
  CHECK_FALSE(home.named(link_to("link")));
}

TEST_CASE("protect: the key is known under any name") {
  Home home;
  REQUIRE(link((home.cache + "/key").c_str(), (home / "home/work/other").c_str()) == 0);
  CHECK(home.opened(home / "home/work/other"));
  CHECK(home.opened(home / "home/work/other", O_WRONLY));
  CHECK(home.named(home / "home/work/other"));
}

TEST_CASE("protect: a sidecar is known by its first bytes, in any place") {
  Home home;
  std::string path = home / "home/work/x.mlb.snip";
  write_file(path, image());
  CHECK(home.opened(path));
  CHECK(home.opened(path, O_WRONLY));
  CHECK(home.named(path));
  CHECK(is_protected_path(path.c_str(), ""));
  Descriptor file(open(path.c_str(), O_RDWR | O_CLOEXEC));
  CHECK(is_protected(file.get(), ""));
  CHECK(lseek(file.get(), 3, SEEK_SET) == 3);
  CHECK(is_protected(file.get(), ""));
  CHECK(lseek(file.get(), 0, SEEK_CUR) == 3);
  write_file(path, image().substr(0, 7));
  CHECK_FALSE(home.opened(path));
  write_file(path, "x" + image());
  CHECK_FALSE(home.named(path));
}

TEST_CASE("protect: the memory of processes, where the key lies, too") {
  Home home;
  for (const char* path : {"/proc/self/mem", "/proc/thread-self/mem", "/proc/self/root/proc/self/mem"}) {
    CHECK_MESSAGE(home.opened(path), path);
    CHECK_MESSAGE(home.opened(path, O_RDWR), path);
  }
  REQUIRE(symlink("/proc/self/mem", (home / "home/work/other").c_str()) == 0);
  CHECK(home.opened(home / "home/work/other"));
  CHECK_FALSE(home.opened("/proc/self/status"));
  write_file(home / "home/work/mem", "");
  CHECK_FALSE(home.opened(home / "home/work/mem"));
}

TEST_CASE("protect: the cache can't be moved away from under its name") {
  Home home;
  for (const char* way : {"home/.cache/strata", "home/.cache", "home", "home/work/..", "home/.cache/strata/.."}) {
    CHECK_MESSAGE(home.named(home / way), way);
  }
  // home/.cache -> ../linked -> disk: links may be on the way, too.
  REQUIRE(rename((home / "home/.cache").c_str(), (home / "disk").c_str()) == 0);
  REQUIRE(symlink("disk", (home / "linked").c_str()) == 0);
  REQUIRE(symlink("../linked", (home / "home/.cache").c_str()) == 0);
  for (const char* way : {"home/.cache", "linked", "disk", "disk/strata", "home", "disk/strata/key", "linked/strata/new"}) {
    CHECK_MESSAGE(home.named(home / way), way);
  }
  CHECK_FALSE(home.named(home / "home/work"));
  CHECK(home.opened(home / "disk/strata/key"));
  // A directory behind one link and before the next, which is not above the cache.
  REQUIRE(mkdir((home / "disk/middle").c_str(), 0700) == 0);
  REQUIRE(symlink((home / "disk/strata").c_str(), (home / "disk/middle/last").c_str()) == 0);
  CHECK(is_protected_path((home / "disk/middle").c_str(), home / "home/.cache/middle/last"));
}

TEST_CASE("protect: directories above a cache with a relative name are protected, too") {
  Home home;
  int reached = in_child([&] {
    if (chdir((home / "home/.cache").c_str()) != 0) return 254;
    return is_protected_path((home / "home").c_str(), "strata") && !is_protected_path((home / "home/work").c_str(), "strata") ? 0 : 1;
  });
  CHECK(reached == 0);
}

TEST_CASE("protect: a bind mount of the cache does not help") {
  Home home;
  std::string there = home / "there";
  REQUIRE(mkdir(there.c_str(), 0700) == 0);
  int reached = in_child([&] {
    if (!unshare_mounts() || mount(home.cache.c_str(), there.c_str(), nullptr, MS_BIND, nullptr) != 0) return 252;
    int hint = open((there + "/hints/ab/cd").c_str(), O_RDONLY | O_CLOEXEC);
    return hint >= 0 && is_protected(hint, home.cache) && home.named(there + "/new") ? 0 : 1;
  });
  if (reached == 252) {
    MESSAGE("skipped: nothing can be mounted here");
    return;
  }
  CHECK(reached == 0);
}
