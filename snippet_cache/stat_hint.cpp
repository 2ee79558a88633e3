// A hint is one record of fixed size. Its MAC covers the source's stat data too, so that a hint that was copied to
// another name, or met by a collision of the names' hash, is refused.
#include "snippet_cache/stat_hint.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>

#include "snippet_cache/descriptor.h"
#include "snippet_cache/directory.h"
#include "snippet_cache/publish.h"

namespace strata::snippet_cache {
namespace {

constexpr uint8_t kMagic[8] = {0x1b, 'H', 'I', 'N', 'T', '\r', '\n', 1};  // the last byte: version
constexpr char kMacTag[] = "strata stat hint 1";
constexpr int64_t kYoungSeconds = 2;

// As it lies on disk.
struct Record {
  uint8_t magic[8];
  SourceStat source;
  int64_t made_s;
  ContentKey content;
  uint8_t mac[32];
};
static_assert(sizeof(SourceStat) == 56 && sizeof(Record) == 136, "no padding");

void compute_mac(const Key& key, const Record& record, uint8_t* mac) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.bytes, sizeof key.bytes, sizeof record.mac);
  crypto_generichash_update(&state, reinterpret_cast<const uint8_t*>(kMacTag), sizeof kMacTag);
  crypto_generichash_update(&state, reinterpret_cast<const uint8_t*>(&record), offsetof(Record, mac));
  crypto_generichash_final(&state, mac, sizeof record.mac);
}

std::string hint_path(const std::string& directory, const SourceStat& source) {
  XXH128_canonical_t name;
  XXH128_canonicalFromHash(&name, XXH3_128bits(&source, sizeof source));
  return entry_path(directory, kHints, name.digest);
}

bool was_old_enough(const SourceStat& source, int64_t now_s) {
  return now_s - std::max(source.modified_s, source.changed_s) > kYoungSeconds;
}

struct HintContents : NewContents {
  Record record;
  std::span<const uint8_t> piece{reinterpret_cast<const uint8_t*>(&record), sizeof record};
  bool make() override { return true; }
  std::span<const std::span<const uint8_t>> pieces() const override { return {&piece, 1}; }
};

}  // namespace

bool stat_source(const char* path, SourceStat* out) {
  struct stat about;
  if (stat(path, &about) != 0 || !S_ISREG(about.st_mode)) return false;
  *out = {about.st_dev,           about.st_ino,           static_cast<uint64_t>(about.st_size),
          about.st_mtim.tv_sec,   about.st_mtim.tv_nsec,  about.st_ctim.tv_sec,
          about.st_ctim.tv_nsec};
  return true;
}

namespace {

Outcome read_record(const std::string& path, const Key& key, Record* out) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.ok()) {
    if (errno == ELOOP || errno == ENXIO) return Outcome::NotRegular;
    return errno == ENOENT || errno == ENOTDIR ? Outcome::NoFile : Outcome::Unreadable;
  }
  uint8_t bytes[sizeof(Record) + 1];  // one more, to see that there is no more
  ssize_t size = read(file.get(), bytes, sizeof bytes);
  if (size < 0) return Outcome::Unreadable;
  Record& record = *out;
  if (size != sizeof record) return Outcome::Damaged;
  memcpy(&record, bytes, sizeof record);
  if (memcmp(record.magic, kMagic, sizeof kMagic) != 0) return Outcome::Damaged;
  uint8_t mac[sizeof record.mac];
  compute_mac(key, record, mac);
  return sodium_memcmp(mac, record.mac, sizeof mac) == 0 ? Outcome::Hit : Outcome::WrongMac;
}

}  // namespace

Outcome check_hint(const std::string& directory, const Key& key, const std::string& path) {
  Record record;
  Outcome outcome = read_record(path, key, &record);
  if (outcome != Outcome::Hit) return outcome;
  return hint_path(directory, record.source) == path ? Outcome::Hit : Outcome::OtherProgram;
}

Outcome read_hint(const std::string& directory, const Key& key, const SourceStat& source, ContentKey* out) {
  Record record;
  Outcome outcome = read_record(hint_path(directory, source), key, &record);
  if (outcome != Outcome::Hit) return outcome;
  if (memcmp(&record.source, &source, sizeof source) != 0) return Outcome::OtherProgram;
  if (!was_old_enough(source, record.made_s)) return Outcome::NoFile;
  *out = record.content;
  return Outcome::Hit;
}

Outcome write_hint(const std::string& directory, const Key& key, const SourceStat& source, const ContentKey& content) {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (!was_old_enough(source, now.tv_sec)) return Outcome::Hit;
  HintContents contents;
  memcpy(contents.record.magic, kMagic, sizeof kMagic);
  contents.record.source = source;
  contents.record.made_s = now.tv_sec;
  contents.record.content = content;
  compute_mac(key, contents.record, contents.record.mac);
  return publish(hint_path(directory, source), contents);
}

}  // namespace strata::snippet_cache
