// The stat hint of a source file: spares reading and hashing it. Kept under a hash of what stat() says of the source (device,
// inode, size, modification and change time in ns): the content key that it had, with a MAC under the user's key, so that nobody can
// point one script at the entry of another. Believed only when it was made more than two seconds after the
// source last changed, since times are no finer than a clock tick.
#pragma once

#include <cstdint>
#include <string>

#include "snippet_cache/key.h"
#include "snippet_cache/outcome.h"

namespace strata::snippet_cache {

struct ContentKey {
  uint8_t bytes[32];
};

struct SourceStat {
  uint64_t device, inode, size_bytes;
  int64_t modified_s, modified_ns, changed_s, changed_ns;
};

// False: no regular file, or none.
bool stat_source(const char* path, SourceStat* out);
// Hit: *out is what the source's content hashes to. NoFile, NotRegular, Damaged (or of another layout), WrongMac,
// Unreadable otherwise. Three system calls: the MAC alone says who wrote it.
Outcome read_hint(const std::string& directory, const Key& key, const SourceStat& source, ContentKey* out);
// Of the file of a hint: Hit when it is whole, under its own name and with the key's MAC; else as read_hint().
Outcome check_hint(const std::string& directory, const Key& key, const std::string& path);
// Publishes it (publish.h). Does nothing, which is a Hit, while the source is too young (two seconds old or less by
// the clock). `source` was taken before the content was read.
Outcome write_hint(const std::string& directory, const Key& key, const SourceStat& source, const ContentKey& content);

}  // namespace strata::snippet_cache
