// The checks are made on the open descriptor, which no rename can change. A file of root counts only where the
// whole directory chain, as the kernel names it, is root's: once that is checked nobody but root can
// alter what the chain leads to, so comparing its end with the descriptor leaves no gap.
#include "snippet_cache/trusted_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <utility>

namespace strata::snippet_cache {
namespace {

constexpr mode_t kWritableByOthers = S_IWGRP | S_IWOTH;
constexpr int64_t kSecondsPerDay = 86400;

Outcome why_not_opened(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
      return Outcome::NoFile;
    case ELOOP:  // a link
    case ENXIO:  // a socket
      return Outcome::NotRegular;
    default:
      return Outcome::Unreadable;
  }
}

// A sticky directory such as /tmp is one that others write to.
bool is_root_directory(const char* path) {
  struct stat about;
  return lstat(path, &about) == 0 && S_ISDIR(about.st_mode) && about.st_uid == 0 &&
         (about.st_mode & kWritableByOthers) == 0;
}

bool is_roots_along_its_path(const char* path, const struct stat& file) {
  char resolved[PATH_MAX];
  if (!realpath(path, resolved)) return false;
  struct stat end;
  if (lstat(resolved, &end) != 0 || end.st_dev != file.st_dev || end.st_ino != file.st_ino) return false;
  while (char* slash = strrchr(resolved, '/')) {
    if (slash == resolved) return is_root_directory("/");
    *slash = 0;
    if (!is_root_directory(resolved)) return false;
  }
  return false;
}

}  // namespace

Outcome open_trusted(const char* path, TrustedFile* out) {
  // O_NONBLOCK: a FIFO without a writer must not hang the start.
  Descriptor file(open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.ok()) return why_not_opened(errno);
  struct stat about;
  if (fstat(file.get(), &about) != 0) return Outcome::Unreadable;
  if (!S_ISREG(about.st_mode)) return Outcome::NotRegular;
  uid_t user = geteuid();
  if (about.st_uid != user && about.st_uid != 0) return Outcome::WrongOwner;
  bool of_root = about.st_uid != user && is_roots_along_its_path(path, about);
  if (about.st_uid != user && !of_root) return Outcome::WrongOwner;
  if (about.st_mode & kWritableByOthers) return Outcome::Writable;
  // No name at all: another process has just replaced the file.
  if (about.st_nlink > 1) return Outcome::HardLinked;
  out->descriptor = std::move(file);
  out->size_bytes = static_cast<uint64_t>(about.st_size);
  out->modified_s = about.st_mtim.tv_sec;
  out->writer = of_root ? Writer::Root : Writer::User;
  return Outcome::Hit;
}

void touch_entry(const TrustedFile& file) {
  if (file.writer == Writer::Root) return;
  timespec now;
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec - file.modified_s >= kSecondsPerDay) futimens(file.descriptor.get(), nullptr);
}

}  // namespace strata::snippet_cache
