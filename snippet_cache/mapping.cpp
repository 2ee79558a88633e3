// See mapping.h.
#include "snippet_cache/mapping.h"

#include <sys/mman.h>

#include <new>

namespace strata::snippet_cache {

std::shared_ptr<Mapping> Mapping::map(int descriptor, uint64_t offset, uint64_t size_bytes) {
  if (size_bytes == 0) return nullptr;
  bool is_executable = true;
  void* start = mmap(nullptr, size_bytes, PROT_READ | PROT_EXEC, MAP_PRIVATE, descriptor, static_cast<off_t>(offset));
  if (start == MAP_FAILED) {
    is_executable = false;
    start = mmap(nullptr, size_bytes, PROT_READ, MAP_PRIVATE, descriptor, static_cast<off_t>(offset));
  }
  if (start == MAP_FAILED) return nullptr;
  std::span<const uint8_t> bytes{static_cast<const uint8_t*>(start), size_bytes};
  return std::shared_ptr<Mapping>(new Mapping(bytes, is_executable));
}

Mapping::~Mapping() { munmap(const_cast<uint8_t*>(bytes_.data()), bytes_.size()); }

}  // namespace strata::snippet_cache
