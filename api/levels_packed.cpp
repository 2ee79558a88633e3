// The programs in a packed executable: what is in its own file is believed as it is itself, without a MAC.
#include "api/levels.h"
#include "isa/mlb.h"
#include "snippet_cache/archive.h"

namespace strata::detail {

using namespace snippet_cache;

const char* LevelCache::packed_module(std::string_view name) const {
  const PackedProgram* found = options_.packed != nullptr ? options_.packed->find_module(name) : nullptr;
  return found != nullptr ? found->path.c_str() : nullptr;
}

// Nothing else is kept beside what is packed.
KeptProgram* LevelCache::open_packed(const char* path) {
  const PackedProgram* found = options_.packed->find_path(path);
  if (found == nullptr) return nullptr;
  auto p = std::make_unique<KeptProgram>();
  p->references = 1;
  p->has_file = false;
  p->path = path;
  p->packed = found;
  p->kind = KeptProgram::Kind::Packed;
  programs_.push_back(std::move(p));
  return programs_.back().get();
}

std::shared_ptr<const isa::Module> LevelCache::program_of_archive(KeptProgram& p) {
  p.needs_mac = false;
  p.mapping = options_.packed->mapping();
  Outcome outcome = Image::open(p.packed->image, build_id(), &p.image);
  std::shared_ptr<isa::Module> module;
  if (outcome == Outcome::Hit) {
    auto read = isa::read_mlb(p.image.module_bytes(), p.mapping, p.path);
    if (read.ok()) module = std::make_shared<isa::Module>(*read.value());
    if (module == nullptr || !is_image_of(p, *module)) outcome = Outcome::Damaged;
  }
  p.has_image = outcome == Outcome::Hit;
  count_program(p, outcome);
  if (!p.has_image) return nullptr;
  module->is_mapped = true;
  return module;
}

}  // namespace strata::detail
