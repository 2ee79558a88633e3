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
  // Build, identities and root; no module, no name, no snippets yet.
  explicit GatheredImage(const KeptProgram& program);
  GatheredImage(const GatheredImage&) = delete;
  GatheredImage& operator=(const GatheredImage&) = delete;

  // The program's bytecode with lines and names, without its text.
  void add_module();
  // Threaded code of a large main function, when its image or the VM has it. Behind add_module().
  void add_prepared(runtime::VM& vm);
  // Machine code that the VM has of the program. `is_ahead`: what has no profile has not run.
  void add_made(runtime::VM& vm, bool is_ahead);
  // An entry of another image of the same program; `mac`: as in KeptSnippet.
  void add_entry(const snippet_cache::Image& from, const snippet_cache::Entry& entry, bool is_hot, const snippet_cache::Mac* mac);

  snippet_cache::NewImage image;

 private:
  const KeptProgram& program_;
  std::vector<isa::Identity> identities_;
  isa::MlbPieces module_;
};

}  // namespace strata::detail
