// The place of the archive is read through a volatile: the compiler must not take it for zero.
#include "api/packed.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "api/build_id_bytes.h"
#include "snippet_cache/descriptor.h"

namespace strata::detail {

using namespace snippet_cache;

namespace {

[[gnu::section(".strata_pack"), gnu::used]] const volatile PackedPlace packed_place = {kPackedMagic, {STRATA_BUILD_ID_BYTES}, 0, 0};

}  // namespace

bool is_packed() { return packed_place.size_bytes != 0; }

Outcome open_packed(Archive* out) {
  uint64_t offset = packed_place.offset, size_bytes = packed_place.size_bytes;
  Descriptor file(open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  struct stat about;
  if (!file.ok() || fstat(file.get(), &about) != 0) return Outcome::Unreadable;
  uint64_t end = static_cast<uint64_t>(about.st_size);
  if (offset % kPageBytes != 0) return Outcome::Damaged;
  if (offset > end || size_bytes > end - offset) return Outcome::Truncated;
  std::shared_ptr<Mapping> mapping = Mapping::map(file.get(), offset, size_bytes);
  return mapping != nullptr ? Archive::open(std::move(mapping), out) : Outcome::Unreadable;
}

}  // namespace strata::detail
