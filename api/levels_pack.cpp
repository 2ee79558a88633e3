// The image of a program that is to be put into another file. See api/levels.h.
#include "api/levels_image.h"

#include "snippet_cache/function_tags.h"

namespace strata::detail {

using namespace snippet_cache;

// What is packed of a tagged image has identities, which are made of functions that the tags vouch for.
bool LevelCache::confirms_all(KeptProgram& p) {
  for (uint32_t index = 0; p.image.is_tagged() && index < p.image.function_count(); ++index) {
    if (!confirms(p, index, *p.module)) return false;
  }
  return true;
}

// What is put into an executable is believed without a MAC from then on: all of it is checked here.
Outcome LevelCache::pack(KeptProgram& p, PackedFor where, std::vector<uint8_t>* out) {
  const Key* k = where == PackedFor::File ? key() : nullptr;
  if (where == PackedFor::File && k == nullptr) return Outcome::NoKey;
  if (p.has_image && !confirms_all(p)) return Outcome::Damaged;
  GatheredImage next(p);
  next.add_identities();
  if (where == PackedFor::Executable) {
    next.add_module();
    next.image.name = p.path;
  }
  next.add_made(vm_, true);
  if (p.has_image) {
    for (const Entry& entry : p.image.entries()) {
      if (!p.image.contains(entry)) return Outcome::Damaged;
      if (Outcome outcome = check(p.image, p.needs_mac, entry); outcome != Outcome::Hit) return outcome;
      next.add_entry(p.image, entry, entry.profile_size_bytes > 0, nullptr);
    }
  }
  *out = write_image(std::move(next.image), k != nullptr ? k->bytes : nullptr);
  return Outcome::Hit;
}

}  // namespace strata::detail
