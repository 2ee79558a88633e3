// See levels_image.h.
#include "api/levels_image.h"

#include "baseline_jit/kept.h"
#include "interpreter/interpreter.h"
#include "isa/mlb.h"
#include "runtime/function.h"

namespace strata::detail {

using namespace snippet_cache;

GatheredImage::GatheredImage(const KeptProgram& program) : program_(program) { image.build_id = build_id(); }

void GatheredImage::add_module() {
  bool is_there = program_.has_image && !program_.image.module_bytes().empty();
  if (is_there) {
    image.module_bytes = program_.image.module_bytes();
  } else {
    module_ = isa::mlb_pieces(*program_.module, {.debug = true, .source = false});
    image.module_pieces = module_.pieces;
  }
}

void GatheredImage::add_identities() {
  bool are_there = program_.has_image && !program_.image.is_tagged() && !program_.was_changed();
  bool are_made = program_.earlier != nullptr && !program_.earlier->identities.empty();
  if (!are_there) identities_ = are_made ? program_.earlier->identities : isa::module_identities(*program_.module);
  image.identities = are_there ? program_.image.identities() : identities_;
  image.root = image.identities[0];
}

isa::PreparedView GatheredImage::prepared_code(runtime::VM& vm) const {
  isa::PreparedView found = program_.prepared;
  for (runtime::FunctionProto* proto = vm.protos; proto != nullptr && found.empty(); proto = proto->next) {
    if (proto->levels == &program_ && proto->function_index == 0) (void)interpreter::prepared_of(*proto, &found);
  }
  return found;
}

// An image stays tagged, or not, as it once was. Its tags are taken over: nobody has looked at all functions.
bool GatheredImage::add_tags(runtime::VM& vm, const uint8_t* key) {
  if (program_.has_image && !program_.image.is_tagged()) return false;
  isa::PreparedView prepared = prepared_code(vm);
  if (prepared.empty()) return false;
  bool are_there = program_.has_image && program_.needs_mac;
  if (!are_there) tags_ = all_functions_tags(*program_.module, tag_key(image.build_id, image.content_key, key));
  image.tags = are_there ? program_.image.tags() : tags_;
  image.tagged_functions = static_cast<uint32_t>(program_.module->functions.size());
  image.prepared = prepared;
  image.root = identity(0);
  return true;
}

isa::Identity GatheredImage::identity(uint32_t function_index) const {
  return image.tags.empty() ? image.identities[function_index] : place_identity(image.content_key, function_index);
}

void GatheredImage::add_made(runtime::VM& vm, bool is_ahead) {
  isa::SnippetView view;
  for (runtime::FunctionProto* proto = vm.protos; proto != nullptr; proto = proto->next) {
    if (proto->levels != &program_ || !baseline_jit::snippet_of(*proto, &view)) continue;
    bool is_hot = !is_ahead || !view.profile.empty();
    image.snippets.push_back({identity(proto->function_index), view.level, program_.options, view, is_hot, nullptr});
  }
  for (const RememberedSnippet& s : program_.remembered) {
    isa::SnippetView kept{s.code, s.call_entry, s.places, s.profile, s.times_compiled, s.level};
    image.snippets.push_back({identity(s.function_index), s.level, s.options, kept, true, nullptr});
  }
}

void GatheredImage::add_entry(const Image& from, const Entry& entry, bool is_hot, const Mac* mac) {
  isa::Identity name = entry.identity;
  if (from.is_tagged() && image.tags.empty()) {
    uint32_t index = place_of(name, from.header().content_key);
    if (index >= image.identities.size()) return;
    name = identity(index);
  }
  image.snippets.push_back({name, entry.level, entry.options, from.view(entry), is_hot, mac});
}

}  // namespace strata::detail
