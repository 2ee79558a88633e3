// A file of fixed size, read and written under its lock. No mapping: a write to a mapped page of a file that
// another process cuts off, or of a full disk, would kill the process.
#include "snippet_cache/counters.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snippet_cache/descriptor.h"
#include "snippet_cache/lock.h"
#include "snippet_cache/put_file.h"

namespace strata::snippet_cache {
namespace {

constexpr uint64_t kMostWaitMs = 20;
constexpr uint8_t kMagic[8] = {0x1b, 'C', 'N', 'T', 'S', '\r', '\n', 1};  // the last byte: version

// As it lies on disk.
struct Record {
  uint8_t magic[8];
  uint64_t outcomes;  // another number of them: of another build, whose counts mean other things
  CumulativeCounts counts;
};
static_assert(sizeof(Record) == 16 + 8 * (2 * kOutcomes + 3), "no padding");

std::string counters_path(const std::string& directory) { return directory + "/counters"; }

bool is_own(int file) {
  struct stat about;
  return fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_uid == geteuid() && about.st_nlink <= 1 &&
         (about.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

// A file that is not this user's alone is replaced.
Descriptor open_or_make(const char* path) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    Descriptor file(open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
    if (file.ok() && is_own(file.get())) return file;
    if (!file.ok() && errno != ELOOP) return {};
    unlink(path);
  }
  return {};
}

bool read_record(int file, Record* out) {
  return pread(file, out, sizeof *out, 0) == sizeof *out && memcmp(out->magic, kMagic, sizeof kMagic) == 0 &&
         out->outcomes == kOutcomes;
}

}  // namespace

bool add_counts(const std::string& directory, const OutcomeCounts& programs, const OutcomeCounts& functions,
                uint64_t published_files, uint64_t published_bytes) {
  Descriptor file = open_or_make(counters_path(directory).c_str());
  if (!file.ok() || !is_below_file_limit(sizeof(Record))) return false;
  if (lock(file.get(), LockKind::Exclusive, kMostWaitMs) != Locked::Yes) return false;
  Record record;
  if (!read_record(file.get(), &record)) {
    record = {};
    memcpy(record.magic, kMagic, sizeof kMagic);
    record.outcomes = kOutcomes;
  }
  CumulativeCounts& sum = record.counts;
  for (unsigned i = 0; i < kOutcomes; ++i) {
    sum.programs[i] += programs[i];
    sum.functions[i] += functions[i];
  }
  sum.published_files += published_files;
  sum.published_bytes += published_bytes;
  sum.runs += 1;
  // A write that is cut short leaves a file that is no longer believed.
  return pwrite(file.get(), &record, sizeof record, 0) == sizeof record;
}

bool read_counts(const std::string& directory, CumulativeCounts* out) {
  Descriptor file(open(counters_path(directory).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.ok() || !is_own(file.get())) return false;
  if (lock(file.get(), LockKind::Shared, kMostWaitMs) == Locked::Busy) return false;
  Record record;
  if (!read_record(file.get(), &record)) return false;
  *out = record.counts;
  return true;
}

}  // namespace strata::snippet_cache
