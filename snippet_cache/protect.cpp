// Directories are compared by device and inode, going up by "..", so that no spelling of a path, link or bind mount of
// the cache directory gets around it. Links are followed one at a time, because the last one may lead
// to a file that is yet to be made.
#include "snippet_cache/protect.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <string_view>

#include "snippet_cache/descriptor.h"
#include "snippet_cache/magic.h"

namespace strata::snippet_cache {
namespace {

constexpr int kMostLinks = 40;    // as many as the kernel follows
constexpr int kMostDepth = 1000;  // of directories

bool is_same(const struct stat& a, const struct stat& b) { return a.st_dev == b.st_dev && a.st_ino == b.st_ino; }

Descriptor open_place(int base, const char* path) {
  return Descriptor(openat(base, path, O_PATH | O_DIRECTORY | O_CLOEXEC));
}

// Whether `wanted` is the directory at `path` below `base`, or one above it. One system call per level.
bool is_at_or_above(const struct stat& wanted, int base, const char* path) {
  Descriptor place = open_place(base, path);
  struct stat here, above;
  if (!place.ok() || fstat(place.get(), &here) != 0) return false;
  char up[3 * kMostDepth] = "..";
  for (size_t size = 2; !is_same(here, wanted); size += 3) {
    if (size + 3 >= sizeof up || fstatat(place.get(), up, &above, 0) != 0 || is_same(here, above)) return false;
    here = above;
    memcpy(up + size, "/..", 4);
  }
  return true;
}

struct Link {
  char target[PATH_MAX];
  bool read(int base, const char* path) {
    ssize_t size = readlinkat(base, path, target, sizeof target - 1);
    if (size <= 0) return false;
    target[size] = 0;
    return true;
  }
};

// The link that stands for an open file.
void name_of_descriptor(int descriptor, char (&path)[40]) {
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
}

// /proc/123/mem and the like, which like all files there claim to be empty.
bool is_process_memory(int descriptor, const struct stat& about) {
  struct statfs system;
  if (about.st_size != 0 || fstatfs(descriptor, &system) != 0 || system.f_type != PROC_SUPER_MAGIC) return false;
  char name[40];
  name_of_descriptor(descriptor, name);
  Link link;
  return link.read(AT_FDCWD, name) && std::string_view(link.target).ends_with("/mem");
}

// The descriptor may be open for writing only, and at any offset.
bool has_magic(int descriptor) {
  uint8_t bytes[sizeof kImageMagic];
  ssize_t size = pread(descriptor, bytes, sizeof bytes, 0);
  if (size < 0 && errno == EBADF) {
    char path[40];
    name_of_descriptor(descriptor, path);
    Descriptor again(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    size = again.ok() ? pread(again.get(), bytes, sizeof bytes, 0) : -1;
  }
  return size == sizeof bytes && memcmp(bytes, kImageMagic, sizeof bytes) == 0;
}

// The cache directory as it is now.
struct Cache {
  struct stat about, key;
  bool there = false, has_key = false;

  explicit Cache(const std::string& directory) {
    if (directory.empty()) return;
    there = stat(directory.c_str(), &about) == 0 && S_ISDIR(about.st_mode);
    has_key = there && lstat((directory + "/key").c_str(), &key) == 0;
  }
  bool holds(int base, const char* path) const { return there && is_at_or_above(about, base, path); }
  bool is_key(const struct stat& file) const { return has_key && is_same(file, key); }
};

// "a/b//" as its directory and its last component.
struct SplitPath {
  std::string place, last;
  explicit SplitPath(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    size_t begin = path.rfind('/') + 1;  // 0 where there is none
    place = begin == 0 ? std::string_view(".") : path.substr(0, begin);
    last = begin == path.size() ? std::string_view(".") : path.substr(begin);
  }
};

// Whether resolving `path` passes through what `wanted` is: a link or a directory.
bool is_on_the_way(const struct stat& wanted, std::string path) {
  Descriptor place = open_place(AT_FDCWD, path.starts_with('/') ? "/" : ".");
  int links = 0;
  while (place.ok() && !path.empty()) {
    size_t begin = path.find_first_not_of('/');
    if (begin == std::string::npos) return false;
    size_t end = path.find('/', begin);
    std::string component = path.substr(begin, end - begin);
    path = end == std::string::npos ? "" : path.substr(end);
    struct stat about;
    if (fstatat(place.get(), component.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) return false;
    if (is_same(about, wanted)) return true;
    if (Link link; S_ISLNK(about.st_mode)) {
      if (++links > kMostLinks || !link.read(place.get(), component.c_str())) return false;
      path = std::string(link.target) + path;
      if (link.target[0] == '/') place = open_place(AT_FDCWD, "/");
    } else {
      place = open_place(place.get(), component.c_str());
    }
  }
  return false;
}

// Whether the cache directory would be elsewhere if this directory or link were.
bool is_way_to(const std::string& directory, const struct stat& about) {
  if (!S_ISDIR(about.st_mode) && !S_ISLNK(about.st_mode)) return false;
  return is_on_the_way(about, directory) || is_at_or_above(about, AT_FDCWD, directory.c_str());
}

// What a name that is no link names.
bool is_protected_name(int place, const char* name, const struct stat& about, const Cache& cache) {
  if (cache.is_key(about)) return true;
  if (S_ISDIR(about.st_mode)) return cache.holds(place, name);
  if (!S_ISREG(about.st_mode)) return false;
  Descriptor file(openat(place, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  return file.ok() && has_magic(file.get());
}

}  // namespace

bool is_protected(int descriptor, const std::string& directory) {
  struct stat about;
  if (fstat(descriptor, &about) != 0) return false;
  if (S_ISREG(about.st_mode) && (is_process_memory(descriptor, about) || has_magic(descriptor))) return true;
  // What is in the cache directory is its user's alone; most files that programs open are not, and cost no more.
  if (S_ISREG(about.st_mode) && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0) return false;
  Cache cache(directory);
  if (!cache.there) return false;
  if (cache.is_key(about)) return true;
  if (S_ISDIR(about.st_mode)) return cache.holds(descriptor, ".");
  char name[40];
  name_of_descriptor(descriptor, name);
  Link link;
  return link.read(AT_FDCWD, name) && link.target[0] == '/' &&
         cache.holds(AT_FDCWD, SplitPath(link.target).place.c_str());
}

bool is_protected_path(const char* path, const std::string& directory) {
  Cache cache(directory);
  Descriptor place;
  int base = AT_FDCWD;
  SplitPath at(path);
  for (int links = 0; links <= kMostLinks; ++links) {
    place = open_place(base, at.place.c_str());  // the old one is closed after that
    if (!place.ok()) return false;  // nothing can be reached through it
    base = place.get();
    if (cache.holds(base, ".")) return true;
    struct stat about;
    if (fstatat(base, at.last.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) return false;
    if (cache.there && is_way_to(directory, about)) return true;
    if (!S_ISLNK(about.st_mode)) return is_protected_name(base, at.last.c_str(), about, cache);
    Link link;
    if (!link.read(base, at.last.c_str())) return false;
    at = SplitPath(link.target);
  }
  return false;  // the kernel refuses such a path
}

bool is_directory(const char* path) {
  struct stat about;
  return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

}  // namespace strata::snippet_cache
