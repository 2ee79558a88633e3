// See mapped_files.h.
#include "api/mapped_files.h"

namespace strata::detail {

using snippet_cache::Mapping;

std::shared_ptr<Mapping> MappedFiles::map(int descriptor, uint64_t offset, uint64_t size_bytes, const std::string& path) {
  std::shared_ptr<Mapping> mapping = Mapping::map(descriptor, offset, size_bytes);
  if (mapping == nullptr) return nullptr;
  std::erase_if(files_, [](const Mapped& file) { return file.mapping.expired(); });
  files_.push_back({mapping, mapping->bytes(), path});
  return mapping;
}

CachedFile MappedFiles::at(const void* address) const {
  constexpr uintptr_t kPage = 4096;
  uintptr_t wanted = reinterpret_cast<uintptr_t>(address);
  for (const Mapped& file : files_) {
    uintptr_t start = reinterpret_cast<uintptr_t>(file.bytes.data()), end = start + file.bytes.size();
    bool is_inside = wanted >= start && wanted < (end + 2 * kPage - 1) / kPage * kPage;
    if (is_inside && !file.mapping.expired()) return {file.path.c_str(), file.bytes.size()};
  }
  return {};
}

}  // namespace strata::detail
