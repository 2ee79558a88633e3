// The lock is that of the directory itself, so that no lock file is ever left. Everything goes through the locked
// descriptor: a directory that is renamed meanwhile takes its file along.
#include "snippet_cache/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

#include "snippet_cache/descriptor.h"
#include "snippet_cache/directory.h"
#include "snippet_cache/lock.h"
#include "snippet_cache/put_file.h"

namespace strata::snippet_cache {
namespace {

bool is_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// Whether `directory` is one that entry_path() names: kind/ab.
bool is_shard(std::string_view directory) {
  size_t slash = directory.rfind('/');
  if (slash == std::string_view::npos || slash == 0 || directory.size() != slash + 3) return false;
  if (!is_hexadecimal(directory[slash + 1]) || !is_hexadecimal(directory[slash + 2])) return false;
  std::string_view kind = directory.substr(0, slash);
  kind.remove_prefix(kind.rfind('/') + 1);
  return kind == kPrograms || kind == kSidecars || kind == kHints;
}

Descriptor open_directory(const std::string& directory) {
  return Descriptor(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

// A directory that is no shard is never made: it was there when the program was found, and is gone on purpose.
Descriptor open_or_make_directory(const std::string& directory) {
  Descriptor place = open_directory(directory);
  if (place.ok() || errno != ENOENT || !is_shard(directory)) return place;
  mkdir(directory.substr(0, directory.size() - 3).c_str(), 0700);
  mkdir(directory.c_str(), 0700);
  return open_directory(directory);
}

}  // namespace

Outcome publish(const std::string& path, NewContents& contents, uint64_t most_wait_ms) {
  size_t slash = path.rfind('/');
  std::string directory = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  const char* name = path.c_str() + (slash == std::string::npos ? 0 : slash + 1);
  Descriptor place = open_or_make_directory(directory);
  if (!place.ok() || faccessat(place.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) return Outcome::NoDirectory;
  switch (lock(place.get(), LockKind::Exclusive, most_wait_ms)) {
    case Locked::Busy:
      return Outcome::Busy;
    case Locked::Unsupported:
      return Outcome::NoDirectory;
    case Locked::Yes:
      break;
  }
  if (!contents.make()) return Outcome::Hit;
  return put_file(place.get(), name, contents.pieces(), S_IRUSR, Put::Replace);
}

}  // namespace strata::snippet_cache
