// The archive: the programs inside a packed executable. A main program and the modules that it requires, each an image
// (image.h) with its bytecode in it, at a multiple of the page from the archive's start, which is mapped as one.
//
//   header    ArchiveHeader
//   table     ArchiveMember each, the main program first
//   texts     names and paths, one behind the other
//   images
//
// Header, table and texts are checked when it is opened; an image when its program is loaded, as any image.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "snippet_cache/mapping.h"
#include "snippet_cache/outcome.h"

namespace strata::snippet_cache {

// Seen in the mapped archive.
struct PackedProgram {
  std::string_view module;  // what require calls it; empty: the main program
  std::string path;         // by which it was loaded when it was packed
  std::span<const uint8_t> image;
};

class Archive {
 public:
  // Hit, Truncated, Damaged.
  static Outcome open(std::shared_ptr<Mapping> mapping, Archive* out);

  const PackedProgram& main() const { return programs_[0]; }
  const PackedProgram* find_path(std::string_view path) const;
  const PackedProgram* find_module(std::string_view name) const;
  std::span<const PackedProgram> programs() const { return programs_; }
  const std::shared_ptr<Mapping>& mapping() const { return mapping_; }

 private:
  std::shared_ptr<Mapping> mapping_;
  std::vector<PackedProgram> programs_;
};

// The archive's bytes; the first program is the main one.
std::vector<uint8_t> write_archive(std::span<const PackedProgram> programs);

}  // namespace strata::snippet_cache
