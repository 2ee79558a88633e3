// The one place that writes files of the cache. No fsync: a torn file fails its checks and is a miss.
#include "snippet_cache/put_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <optional>
#include <string_view>

#include "snippet_cache/descriptor.h"

namespace strata::snippet_cache {
namespace {

constexpr std::string_view kTemporaryEnd = ".tmp";
constexpr size_t kLongestName = 255;
constexpr size_t kMostVectors = 64;

Outcome why_not_written(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOENT:  // the directory was removed
      return Outcome::NoDirectory;
    default:
      return Outcome::NoSpace;
  }
}

// The bytes of the pieces from `skip` on, as far as the vectors reach.
size_t vectors_from(Pieces pieces, uint64_t skip, iovec* vectors) {
  size_t count = 0;
  for (std::span<const uint8_t> piece : pieces) {
    if (skip >= piece.size()) {
      skip -= piece.size();
      continue;
    }
    if (count == kMostVectors) break;
    vectors[count++] = {const_cast<uint8_t*>(piece.data()) + skip, piece.size() - skip};
    skip = 0;
  }
  return count;
}

bool write_pieces(int file, Pieces pieces) {
  uint64_t size_bytes = 0, written = 0;
  for (std::span<const uint8_t> piece : pieces) size_bytes += piece.size();
  if (!is_below_file_limit(size_bytes)) {
    errno = EFBIG;
    return false;
  }
  while (written < size_bytes) {
    iovec vectors[kMostVectors];
    ssize_t n = writev(file, vectors, static_cast<int>(vectors_from(pieces, written, vectors)));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      if (n == 0) errno = EIO;
      return false;
    }
    written += static_cast<uint64_t>(n);
  }
  return true;
}

// Links an unnamed file.
bool link_unnamed(int file, int directory, const char* name) {
  char path[40];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  return linkat(AT_FDCWD, path, directory, name, AT_SYMLINK_FOLLOW) == 0;
}

// Swaps the two names, then removes the temporary one, which now names the old file: over a plain rename that replaces
// a file, ext4 writes the new one out at once (its mount option auto_da_alloc), which takes milliseconds.
// False: no swap here, or nothing to swap with.
bool swap_with_temporary(int directory, const char* temporary, const char* name) {
  if (renameat2(directory, temporary, directory, name, RENAME_EXCHANGE) != 0) return false;
  if (unlinkat(directory, temporary, 0) == 0) return true;
  // That was a directory.
  return renameat2(directory, temporary, directory, name, RENAME_EXCHANGE) != 0;
}

Outcome rename_temporary(int directory, const char* temporary, const char* name) {
  if (swap_with_temporary(directory, temporary, name)) return Outcome::Hit;
  if (renameat(directory, temporary, directory, name) == 0) return Outcome::Hit;
  int error = errno;
  unlinkat(directory, temporary, 0);
  return error == ENOENT ? Outcome::Busy : why_not_written(error);  // another machine took the temporary name
}

// Gives an unnamed file a name that is taken.
Outcome link_over(int file, int directory, const char* name) {
  std::string temporary = temporary_name(name);
  unlinkat(directory, temporary.c_str(), 0);  // left by a process that was killed: the lock is ours
  if (link_unnamed(file, directory, temporary.c_str())) return rename_temporary(directory, temporary.c_str(), name);
  return errno == EEXIST ? Outcome::Busy : why_not_written(errno);
}

// Nothing: that can't be had here.
std::optional<Outcome> put_unnamed(int directory, const char* name, Pieces pieces, mode_t mode, Put how) {
  Descriptor file(openat(directory, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode));
  if (!file.ok()) {
    if (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL) return std::nullopt;
    return why_not_written(errno);
  }
  // The mode again: the umask was applied to it.
  if (!write_pieces(file.get(), pieces) || fchmod(file.get(), mode) != 0) return why_not_written(errno);
  if (link_unnamed(file.get(), directory, name)) {
    unlinkat(directory, temporary_name(name).c_str(), 0);
    return Outcome::Hit;
  }
  if (errno == ENOENT || errno == EXDEV) return std::nullopt;
  if (errno != EEXIST) return why_not_written(errno);
  return how == Put::Replace ? link_over(file.get(), directory, name) : Outcome::Busy;
}

Outcome put_named(int directory, const char* name, Pieces pieces, mode_t mode, Put how) {
  std::string temporary = temporary_name(name);
  unlinkat(directory, temporary.c_str(), 0);
  Descriptor file(openat(directory, temporary.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!file.ok()) return errno == EEXIST ? Outcome::Busy : why_not_written(errno);
  if (!write_pieces(file.get(), pieces) || fchmod(file.get(), mode) != 0) {
    int error = errno;
    unlinkat(directory, temporary.c_str(), 0);
    return why_not_written(error);
  }
  if (how == Put::Replace) return rename_temporary(directory, temporary.c_str(), name);
  bool linked = linkat(directory, temporary.c_str(), directory, name, 0) == 0;
  int error = errno;
  unlinkat(directory, temporary.c_str(), 0);
  if (linked) return Outcome::Hit;
  return error == EEXIST ? Outcome::Busy : why_not_written(error);
}

}  // namespace

std::string temporary_name(const char* name) {
  std::string_view kept(name);
  kept = kept.substr(0, kLongestName - kTemporaryEnd.size() - 1);
  return std::string(".").append(kept).append(kTemporaryEnd);
}

bool is_temporary_name(const char* name) { return name[0] == '.' && std::string_view(name).ends_with(kTemporaryEnd); }

Outcome put_file(int directory, const char* name, Pieces pieces, mode_t mode, Put how) {
  std::optional<Outcome> outcome = put_unnamed(directory, name, pieces, mode, how);
  return outcome ? *outcome : put_named(directory, name, pieces, mode, how);
}

bool is_below_file_limit(uint64_t end_bytes) {
  rlimit limit;
  return getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || end_bytes <= limit.rlim_cur;
}

}  // namespace strata::snippet_cache
