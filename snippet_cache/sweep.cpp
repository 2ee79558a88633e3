// One walk over the shards lists what there is; only when it is too much are entries opened, to see which
// build they are of, and sorted. Removing a file harms no process that has it mapped.
#include "snippet_cache/sweep.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "base/memory.h"
#include "snippet_cache/descriptor.h"
#include "snippet_cache/directory.h"
#include "snippet_cache/lock.h"
#include "snippet_cache/path_link.h"
#include "snippet_cache/put_file.h"

namespace strata::snippet_cache {
namespace {

constexpr std::string_view kKinds[] = {kPrograms, kSidecars, kHints};
constexpr uint8_t kHintKind = 2;
constexpr uint64_t kBlockBytes = 512;  // of st_blocks, whatever the file system's are
constexpr char kStamp[] = "swept";

struct Entry {
  int64_t used_s, used_ns;
  uint64_t inode, disk_bytes;
  uint8_t kind;
  bool other_build, removed;
  char path[69];  // below the directory of the kind: "ab/" and 64 digits at most
};

bool used_before(const Entry& a, const Entry& b) {
  return a.used_s != b.used_s ? a.used_s < b.used_s : a.used_ns < b.used_ns;
}

// What the walk found. When memory is out it lists fewer entries, so that fewer are removed.
class Entries {
 public:
  Entries() = default;
  Entries(const Entries&) = delete;
  Entries& operator=(const Entries&) = delete;
  ~Entries() { base::free(first_); }
  void add(const Entry& entry) {
    if (count_ == room_) {
      size_t room = room_ ? 2 * room_ : 256;
      void* moved = base::reallocate(first_, room * sizeof(Entry));
      if (!moved) return;
      first_ = static_cast<Entry*>(moved);
      room_ = room;
    }
    first_[count_++] = entry;
  }
  std::span<Entry> all() { return {first_, count_}; }

 private:
  Entry* first_ = nullptr;
  size_t count_ = 0, room_ = 0;
};

Descriptor open_directory_at(int directory, const char* name) {
  return Descriptor(openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

template <typename Function>
void for_each_name(int directory, Function function) {
  Descriptor own(open_directory_at(directory, "."));
  DIR* stream = own.ok() ? fdopendir(own.get()) : nullptr;
  if (!stream) return;
  own.release();
  while (const dirent* item = readdir(stream)) {
    if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0) function(item->d_name);
  }
  closedir(stream);
}

bool is_hexadecimal(std::string_view name) { return name.find_first_not_of("0123456789abcdef") == name.npos; }

// Removes temporary files from one directory, as they are met. Once its lock could be taken no process is
// about to rename them.
class Temporaries {
 public:
  explicit Temporaries(int directory) : directory_(directory) {}
  void remove(const char* name) {
    if (!tried_) locked_ = lock(directory_, LockKind::Exclusive, 0) == Locked::Yes;
    tried_ = true;
    if (locked_) unlinkat(directory_, name, 0);
  }

 private:
  int directory_;
  bool tried_ = false, locked_ = false;
};

void list_shard(int shard, uint8_t kind, const char* shard_name, Entries* entries) {
  Temporaries temporaries(shard);
  for_each_name(shard, [&](const char* name) {
    struct stat about;
    if (is_temporary_name(name)) return temporaries.remove(name);
    if (!is_hexadecimal(name) || strlen(name) > 64) return;
    if (fstatat(shard, name, &about, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(about.st_mode)) return;
    Entry entry{about.st_mtim.tv_sec, about.st_mtim.tv_nsec, about.st_ino,
                static_cast<uint64_t>(about.st_blocks) * kBlockBytes, kind};
    memcpy(entry.path, shard_name, 2);
    entry.path[2] = '/';
    strcpy(entry.path + 3, name);
    entries->add(entry);
  });
}

void list_kind(int directory, uint8_t kind, Entries* entries) {
  for_each_name(directory, [&](const char* name) {
    if (strlen(name) != 2 || !is_hexadecimal(name)) return;
    Descriptor shard = open_directory_at(directory, name);
    if (shard.ok()) list_shard(shard.get(), kind, name, entries);
  });
}

class Sweep {
 public:
  explicit Sweep(const std::string& directory)
      : place_(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}

  // One process at a time: two that count the same files would remove more than they need to.
  bool is_due(uint64_t interval_s) {
    if (!place_.ok()) return false;
    timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct stat about;
    bool stamped = fstatat(place_.get(), kStamp, &about, AT_SYMLINK_NOFOLLOW) == 0;
    int64_t age_s = stamped ? now.tv_sec - about.st_mtim.tv_sec : -1;  // below 0: by a wrong clock
    if (age_s >= 0 && static_cast<uint64_t>(age_s) < interval_s) return false;
    bool is_new = !stamped && interval_s != 0;  // the directory: there is nothing in it yet
    stamp_ = Descriptor(openat(place_.get(), kStamp, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
    if (!stamp_.ok() || is_new || lock(stamp_.get(), LockKind::Exclusive, 0) != Locked::Yes) return false;
    futimens(stamp_.get(), nullptr);
    return true;
  }

  void list() {
    Temporaries temporaries(place_.get());
    for_each_name(place_.get(), [&](const char* name) {
      if (is_temporary_name(name)) temporaries.remove(name);
    });
    for (uint8_t kind = 0; kind < std::size(kKinds); ++kind) {
      kinds_[kind] = open_directory_at(place_.get(), kKinds[kind].data());
      if (kinds_[kind].ok()) list_kind(kinds_[kind].get(), kind, &entries_);
    }
    std::sort(entries_.all().begin(), entries_.all().end(), used_before);
    for (const Entry& entry : entries_.all()) {
      result_.files += 1;
      result_.bytes += entry.disk_bytes;
    }
  }

  void remove_hints(uint64_t most) {
    auto is_hint = [](const Entry& entry) { return entry.kind == kHintKind; };
    auto hints = static_cast<uint64_t>(std::ranges::count_if(entries_.all(), is_hint));
    for (Entry& entry : entries_.all()) {
      if (hints <= most) return;
      if (!is_hint(entry)) continue;
      remove(&entry);
      --hints;
    }
  }

  void remove_entries(uint64_t limit_bytes, bool (*is_current)(std::span<const uint8_t>)) {
    if (kept_bytes() <= limit_bytes) return;
    for (Entry& entry : entries_.all()) entry.other_build = is_of_other_build(entry, is_current);
    for (bool other_build : {true, false}) {
      for (Entry& entry : entries_.all()) {
        if (kept_bytes() <= limit_bytes) return;
        if (entry.other_build == other_build && !entry.removed) remove(&entry);
      }
    }
  }

  // Links from paths whose script's entry is gone, and what a killed writer left.
  void remove_lost_links() {
    Descriptor links(open_directory_at(place_.get(), kPaths.data()));
    if (!links.ok()) return;
    for_each_name(links.get(), [&](const char* name) {
      char target[66];
      ssize_t size = readlinkat(links.get(), name, target, sizeof target - 1);
      if (size < 0) return;
      target[size] = 0;
      std::string entry = size > 2 ? std::string(target, 2) + "/" + (target + 2) : std::string("none");
      bool is_lost = kinds_[0].get() < 0 || faccessat(kinds_[0].get(), entry.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) != 0;
      if (is_lost || is_temporary_name(name)) unlinkat(links.get(), name, 0);
    });
  }

  const SweepResult& result() const { return result_; }

 private:
  uint64_t kept_bytes() const { return result_.bytes - result_.removed_bytes; }

  bool is_of_other_build(const Entry& entry, bool (*is_current)(std::span<const uint8_t>)) const {
    if (entry.kind == kHintKind || entry.removed) return false;
    Descriptor file(openat(kinds_[entry.kind].get(), entry.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    uint8_t bytes[kFirstBytes];
    ssize_t size = file.ok() ? read(file.get(), bytes, sizeof bytes) : 0;
    return !is_current({bytes, size > 0 ? static_cast<size_t>(size) : 0});
  }

  // Not what was replaced or used since it was listed. What is gone frees its bytes as well.
  void remove(Entry* entry) {
    int kind = kinds_[entry->kind].get();
    struct stat about;
    bool there = fstatat(kind, entry->path, &about, AT_SYMLINK_NOFOLLOW) == 0;
    if (there && (about.st_ino != entry->inode || about.st_mtim.tv_sec != entry->used_s)) return;
    if (there && unlinkat(kind, entry->path, 0) != 0) return;
    entry->removed = true;
    result_.removed_files += 1;
    result_.removed_bytes += entry->disk_bytes;
  }

  Descriptor place_, stamp_, kinds_[std::size(kKinds)];
  Entries entries_;
  SweepResult result_;
};

}  // namespace

SweepResult sweep(const std::string& directory, uint64_t limit_bytes, uint64_t interval_s,
                  bool (*is_current)(std::span<const uint8_t> first_bytes), uint64_t most_hints) {
  Sweep sweep(directory);
  if (!sweep.is_due(interval_s)) return {};
  sweep.list();
  sweep.remove_hints(most_hints);
  sweep.remove_entries(limit_bytes, is_current);
  sweep.remove_lost_links();
  return sweep.result();
}

}  // namespace strata::snippet_cache
