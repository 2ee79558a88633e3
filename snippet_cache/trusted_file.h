// Opening a file of the cache only where its place and mode say who alone can have written it. The descriptor that
// was checked is the one to be read and mapped: whatever happens to the name afterwards does not matter.
#pragma once

#include <cstdint>

#include "snippet_cache/descriptor.h"
#include "snippet_cache/outcome.h"

namespace strata::snippet_cache {

// Who wrote a file, as far as its place and mode can tell.
enum class Writer : uint8_t {
  User,  // the effective user; a MAC under the key must confirm it
  Root,  // root, along its whole path, which nobody else may write: needs no MAC. Never while the effective
         // user is root, whose own guests write files of root.
};

struct TrustedFile {
  Descriptor descriptor;
  uint64_t size_bytes = 0;
  int64_t modified_s = 0;
  Writer writer = Writer::User;
};

// Opens for reading, following no link in the last component. Hit: *out is filled. NoFile, NotRegular, WrongOwner,
// Writable (by group or others), HardLinked, Unreadable otherwise, in this order where several apply. Three system
// calls; the path is walked only for a file that is root's.
Outcome open_trusted(const char* path, TrustedFile* out);

// Notes that an entry was used, which sweep() goes by: renews its modification time, once a day at most. Does
// nothing to a file of root.
void touch_entry(const TrustedFile& file);

}  // namespace strata::snippet_cache
