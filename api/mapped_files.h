// The files that a level cache has mapped: so that a handler of SIGBUS can tell which one an address lies in. Not
// installed.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "api/strata.h"
#include "snippet_cache/mapping.h"

namespace strata::detail {

class MappedFiles {
 public:
  // As Mapping::map.
  std::shared_ptr<snippet_cache::Mapping> map(int descriptor, uint64_t offset, uint64_t size_bytes, const std::string& path);
  // The address may be one page behind the file's end, which is where running through cut-off code ends. Safe in a
  // handler of a signal that an access to one of the files has raised: map() makes none.
  CachedFile at(const void* address) const;

 private:
  struct Mapped {
    std::weak_ptr<snippet_cache::Mapping> mapping;
    std::span<const uint8_t> bytes;
    std::string path;
  };
  std::vector<Mapped> files_;
};

}  // namespace strata::detail
