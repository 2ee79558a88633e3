// The files of the user's cache directory (snippet_cache/directory.h), as `strata cache` looks at them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "snippet_cache/image.h"
#include "snippet_cache/mapping.h"
#include "snippet_cache/trusted_file.h"

namespace strata::toolbox {

struct CacheFile {
  std::string_view kind;  // snippet_cache::kPrograms, kSidecars, kHints
  std::string path;
  uint64_t size_bytes = 0, disk_bytes = 0;
  int64_t used_s = 0;     // since the epoch; renewed once a day at most
};

// The directory that is used: `wanted`, or where vmrun would look. Failure: there is none.
std::string cache_directory_for(const std::string& wanted);
// Its entries and hints, last used first. What vanishes meanwhile is left out. Empty where there is no directory.
std::vector<CacheFile> cache_files(const std::string& directory);

// An image as a file, of whatever build.
struct ImageFile {
  snippet_cache::Outcome access;     // who may have written it: Hit, or why it is not to be trusted
  snippet_cache::Outcome structure;  // Hit, OtherBuild, Truncated, Damaged, Unreadable
  bool is_sound = false;             // `image` may be looked at: structure is Hit, or OtherBuild of this format
  snippet_cache::Writer writer = snippet_cache::Writer::User;
  std::shared_ptr<snippet_cache::Mapping> mapping;
  snippet_cache::Image image;
};
ImageFile open_image_file(const std::string& path);

// What an image holds for one CPU level.
struct NativeLevel {
  isa::CpuLevel level;
  uint64_t functions = 0, code_bytes = 0, profiles = 0, profile_bytes = 0;
};
// Ascending. Without the code that all snippets share.
std::vector<NativeLevel> native_levels(const snippet_cache::Image& image);

}  // namespace strata::toolbox
