// See path_link.h.
#include "snippet_cache/path_link.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <charconv>

#include "snippet_cache/put_file.h"

namespace strata::snippet_cache {
namespace {

constexpr char kDigits[] = "0123456789abcdef";
constexpr size_t kContentDigits = 2 * sizeof(ContentKey);

std::string in_digits(const uint8_t* bytes, size_t count) {
  std::string digits;
  for (size_t k = 0; k < count; ++k) {
    digits += kDigits[bytes[k] >> 4];
    digits += kDigits[bytes[k] & 15];
  }
  return digits;
}

bool from_digits(const char* digits, ContentKey* out) {
  for (size_t k = 0; k < sizeof out->bytes; ++k) {
    auto [end, error] = std::from_chars(digits + 2 * k, digits + 2 * k + 2, out->bytes[k], 16);
    if (error != std::errc() || end != digits + 2 * k + 2) return false;
  }
  return true;
}

// Empty: the working directory has no name.
std::string link_name(std::string_view path) {
  std::string absolute;
  if (!path.starts_with('/')) {
    char working[PATH_MAX];
    if (getcwd(working, sizeof working) == nullptr) return {};
    absolute.append(working).append("/");
  }
  absolute.append(path);
  XXH128_canonical_t name;
  XXH128_canonicalFromHash(&name, XXH3_128bits(absolute.data(), absolute.size()));
  return in_digits(name.digest, sizeof name.digest);
}

std::string folder_of(const std::string& directory) { return directory + "/" + std::string(kPaths); }

bool reads(const std::string& link, const std::string& target) {
  char found[kContentDigits + 1];
  ssize_t size = readlink(link.c_str(), found, sizeof found);
  return size == static_cast<ssize_t>(target.size()) && memcmp(found, target.data(), target.size()) == 0;
}

Outcome why_not(int error) { return error == ENOSPC || error == EDQUOT ? Outcome::NoSpace : Outcome::NoDirectory; }

}  // namespace

bool read_path_link(const std::string& directory, std::string_view path, ContentKey* out) {
  std::string name = link_name(path);
  char target[kContentDigits + 1];
  ssize_t size = name.empty() ? -1 : readlink((folder_of(directory) + "/" + name).c_str(), target, sizeof target);
  return size == static_cast<ssize_t>(kContentDigits) && from_digits(target, out);
}

// Two that replace one link at once: one of them finds its temporary name taken or gone, and leaves the other's.
Outcome write_path_link(const std::string& directory, std::string_view path, const ContentKey& content) {
  std::string name = link_name(path);
  if (name.empty()) return Outcome::NoDirectory;
  std::string folder = folder_of(directory), link = folder + "/" + name;
  std::string target = in_digits(content.bytes, sizeof content.bytes);
  if (symlink(target.c_str(), link.c_str()) == 0) return Outcome::Hit;
  if (errno == ENOENT) {
    if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return why_not(errno);
    if (symlink(target.c_str(), link.c_str()) == 0) return Outcome::Hit;
  }
  if (errno != EEXIST) return why_not(errno);
  if (reads(link, target)) return Outcome::Hit;
  std::string temporary = folder + "/" + temporary_name(name.c_str());
  unlink(temporary.c_str());
  if (symlink(target.c_str(), temporary.c_str()) != 0 && errno != EEXIST) return why_not(errno);
  if (rename(temporary.c_str(), link.c_str()) != 0 && errno != ENOENT) return why_not(errno);
  return Outcome::Hit;
}

}  // namespace strata::snippet_cache
