// See levels_image.h.
#include "api/levels_image.h"

#include "baseline_jit/kept.h"
#include "interpreter/interpreter.h"
#include "isa/mlb.h"
#include "runtime/function.h"

namespace strata::detail {

using namespace snippet_cache;

GatheredImage::GatheredImage(const KeptProgram& program) : program_(program) {
  if (!program.has_image) identities_ = isa::module_identities(*program.module);
  image.build_id = build_id();
  image.identities = program.has_image ? program.image.identities() : identities_;
  image.root = image.identities[0];
}

void GatheredImage::add_module() {
  bool is_there = program_.has_image && !program_.image.module_bytes().empty();
  if (is_there) {
    image.module_bytes = program_.image.module_bytes();
  } else {
    module_ = isa::mlb_pieces(*program_.module, {.debug = true, .source = false});
    image.module_pieces = module_.pieces;
  }
}

void GatheredImage::add_prepared(runtime::VM& vm) {
  image.main = program_.module->function(0);
  image.prepared = program_.prepared;
  for (runtime::FunctionProto* proto = vm.protos; proto != nullptr && image.prepared.empty(); proto = proto->next) {
    if (proto->levels == &program_ && proto->function_index == 0) (void)interpreter::prepared_of(*proto, &image.prepared);
  }
}

void GatheredImage::add_made(runtime::VM& vm, bool is_ahead) {
  isa::SnippetView view;
  for (runtime::FunctionProto* proto = vm.protos; proto != nullptr; proto = proto->next) {
    if (proto->levels != &program_ || !baseline_jit::snippet_of(*proto, &view)) continue;
    const isa::Identity& identity = image.identities[proto->function_index];
    bool is_hot = !is_ahead || !view.profile.empty();
    image.snippets.push_back({identity, view.level, program_.options, view, is_hot, nullptr});
  }
  for (const RememberedSnippet& s : program_.remembered) {
    isa::SnippetView kept{s.code, s.call_entry, s.places, s.profile, s.times_compiled, s.level};
    image.snippets.push_back({s.identity, s.level, s.options, kept, true, nullptr});
  }
}

void GatheredImage::add_entry(const Image& from, const Entry& entry, bool is_hot, const Mac* mac) {
  image.snippets.push_back({entry.identity, entry.level, entry.options, from.view(entry), is_hot, mac});
}

}  // namespace strata::detail
