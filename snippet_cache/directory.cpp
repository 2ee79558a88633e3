// Where the cache directory is, and that it is this user's own.
#include "snippet_cache/directory.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>

namespace strata::snippet_cache {
namespace {

std::string_view without_end_slashes(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

// Empty in a process whose environment was set by somebody with fewer rights.
std::string_view environment(const char* name) {
  const char* value = getauxval(AT_SECURE) ? nullptr : getenv(name);
  return value ? value : std::string_view();
}

std::string below(std::string_view parent, std::string_view rest) {
  std::string path(without_end_slashes(parent));
  if (!path.ends_with('/')) path += '/';
  return path.append(rest);
}

constexpr std::string_view kBelowHome = ".cache/strata";

// A home that is the root directory counts as none: nobody but root makes anything there.
bool lies_in_home(std::string_view directory, std::string_view home) {
  if (!home.starts_with('/')) return false;
  home = without_end_slashes(home);
  return directory.starts_with(home) && (directory.size() == home.size() || directory[home.size()] == '/');
}

bool belongs_to_user(const char* directory) {
  struct stat about;
  return stat(directory, &about) == 0 && about.st_uid == geteuid();
}

// mkdir -p
bool make_directory(const std::string& directory) {
  if (mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST) return true;
  if (errno != ENOENT) return false;
  size_t slash = directory.rfind('/');
  if (slash == std::string::npos || slash == 0) return false;
  if (!make_directory(directory.substr(0, slash))) return false;
  return mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST;
}

}  // namespace

std::string cache_directory(std::string_view wanted) {
  if (!wanted.empty()) return std::string(without_end_slashes(wanted));
  std::string_view own = environment("STRATA_CACHE");
  if (!own.empty()) return std::string(without_end_slashes(own));
  std::string_view xdg = environment("XDG_CACHE_HOME");
  if (xdg.starts_with('/')) return below(xdg, "strata");
  std::string_view home = environment("HOME");
  if (home.starts_with('/')) return below(home, kBelowHome);
  return {};
}

uint64_t cache_limit_bytes(uint64_t wanted) {
  if (wanted != 0) return wanted;
  std::string_view text = environment("STRATA_CACHE_LIMIT");
  unsigned shift = text.ends_with('K') ? 10 : text.ends_with('M') ? 20 : text.ends_with('G') ? 30 : 0;
  if (shift != 0) text.remove_suffix(1);
  uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool good = error == std::errc() && end == text.data() + text.size() && number <= (UINT64_MAX >> shift);
  return good ? number << shift : kDefaultLimitBytes;
}

Outcome prepare_directory(const std::string& directory) {
  if (directory.empty()) return Outcome::NoDirectory;
  std::string home(environment("HOME"));
  if (lies_in_home(directory, home) && !belongs_to_user(home.c_str())) return Outcome::NoDirectory;
  struct stat about;
  if (stat(directory.c_str(), &about) != 0) {
    if (errno != ENOENT || !make_directory(directory)) return Outcome::NoDirectory;
    if (stat(directory.c_str(), &about) != 0) return Outcome::NoDirectory;
  }
  bool own = S_ISDIR(about.st_mode) && about.st_uid == geteuid() && (about.st_mode & (S_IWGRP | S_IWOTH)) == 0;
  return own ? Outcome::Hit : Outcome::NoDirectory;
}

std::string entry_path(const std::string& directory, std::string_view kind, std::span<const uint8_t> name) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string path;
  path.reserve(directory.size() + kind.size() + 2 * name.size() + 3);
  path.append(directory).append("/").append(kind).append("/");
  for (size_t i = 0; i < name.size(); ++i) {
    path += kDigits[name[i] >> 4];
    path += kDigits[name[i] & 15];
    if (i == 0) path += '/';
  }
  return path;
}

}  // namespace strata::snippet_cache
