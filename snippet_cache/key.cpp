// The key appears complete, by one link, and only where there is none: a maker that lost reads the winner's.
#include "snippet_cache/key.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snippet_cache/descriptor.h"
#include "snippet_cache/lock.h"
#include "snippet_cache/put_file.h"

namespace strata::snippet_cache {
namespace {

constexpr char kName[] = "key";
constexpr mode_t kMode = S_IRUSR | S_IWUSR;
constexpr uint64_t kMostWaitMs = 20;

bool is_zero(const Key& key) {
  uint8_t any = 0;
  for (uint8_t byte : key.bytes) any |= byte;
  return any == 0;
}

Outcome read_key_in(int directory, const char* path, Key* out) {
  Descriptor file(openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat about;
  if (!file.ok() || fstat(file.get(), &about) != 0) return Outcome::NoKey;
  bool own = S_ISREG(about.st_mode) && about.st_uid == geteuid() && (about.st_mode & 07777) == kMode &&
             about.st_nlink == 1 && about.st_size == sizeof out->bytes;
  if (!own || read(file.get(), out->bytes, sizeof out->bytes) != sizeof out->bytes) return Outcome::NoKey;
  return is_zero(*out) ? Outcome::NoKey : Outcome::Hit;
}

}  // namespace

Outcome read_key(const std::string& directory, Key* out) {
  std::string path;
  path.reserve(directory.size() + sizeof kName);
  return read_key_in(AT_FDCWD, path.append(directory).append("/").append(kName).c_str(), out);
}

Outcome make_key(const std::string& directory, Key* out) {
  Descriptor place(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!place.ok()) return Outcome::NoDirectory;
  if (read_key_in(place.get(), kName, out) == Outcome::Hit) return Outcome::Hit;
  Locked locked = lock(place.get(), LockKind::Exclusive, kMostWaitMs);
  if (locked == Locked::Unsupported) return Outcome::NoDirectory;
  if (read_key_in(place.get(), kName, out) == Outcome::Hit) return Outcome::Hit;
  if (locked == Locked::Busy) return Outcome::Busy;
  // Without waiting: early after the machine's start there may be none yet.
  if (getrandom(out->bytes, sizeof out->bytes, GRND_NONBLOCK) != sizeof out->bytes) return Outcome::NoKey;
  unlinkat(place.get(), kName, 0);  // one that must not be used
  std::span<const uint8_t> piece(out->bytes);
  Outcome put = put_file(place.get(), kName, {&piece, 1}, kMode, Put::IfAbsent);
  if (put != Outcome::Hit && put != Outcome::Busy) return put;
  // What is there now, which is not ours where the lock did not reach the winner (another machine).
  return read_key_in(place.get(), kName, out);
}

}  // namespace strata::snippet_cache
