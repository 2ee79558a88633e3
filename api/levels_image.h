// What a VM has of a program, gathered for a new image: for publishing (levels_publish.cpp) and for packing
// (levels_pack.cpp). Not installed.
#pragma once

#include <vector>

#include "api/levels.h"
#include "isa/mlb.h"

namespace strata::detail {

// Borrows from the VM and from the program; what comes of it borrows from this, too.
class GatheredImage {
 public:
  // Of this build; with nothing in it yet.
  explicit GatheredImage(const KeptProgram& program);
  GatheredImage(const GatheredImage&) = delete;
  GatheredImage& operator=(const GatheredImage&) = delete;

  // The program's bytecode with lines and names, without its text.
  void add_module();
  // What functions are known by, and the root: one of the two, before anything that belongs to a function.
  void add_identities();
  // Tags, and threaded code of a large main function, when its image or the VM has it. `key`: the user's. False: it has not,
  // and nothing was added. Precondition: image.content_key.
  bool add_tags(runtime::VM& vm, const uint8_t* key);
  // Machine code that the VM has of the program. `is_ahead`: what has no profile has not run.
  void add_made(runtime::VM& vm, bool is_ahead);
  // An entry of another image of the same program; `mac`: as in KeptSnippet.
  void add_entry(const snippet_cache::Image& from, const snippet_cache::Entry& entry, bool is_hot, const snippet_cache::Mac* mac);

  snippet_cache::NewImage image;

 private:
  isa::PreparedView prepared_code(runtime::VM& vm) const;
  isa::Identity identity(uint32_t function_index) const;

  const KeptProgram& program_;
  std::vector<isa::Identity> identities_;
  std::vector<snippet_cache::Tag> tags_;
  isa::MlbPieces module_;
};

}  // namespace strata::detail
