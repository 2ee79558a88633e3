// See baseline_jit/kept.h.
#include "baseline_jit/kept.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <type_traits>

#include "baseline_jit/jit.h"
#include "baseline_jit/observe.h"
#include "interpreter/threaded.h"
#include "runtime/inline_cache.h"
#include "runtime/native_code.h"
#include "runtime/profile.h"
#include "runtime/vm.h"

namespace strata::baseline_jit {

using isa::SnippetView;
using runtime::FunctionProto;
using runtime::NativeCode;
using runtime::Profile;
using runtime::VM;
using runtime::WordProfile;

namespace {

static_assert(std::is_trivially_copyable_v<WordProfile>);

// Places are offsets in the code, the first words' are where they must be, and the profile is of this function.
bool fits(const FunctionProto& proto, const SnippetView& s) {
  auto inside = [&](uint32_t place) { return place < s.code.size(); };
  return s.places.size() == size_t{proto.code_words} + 1 && s.places[1] != 0 && inside(s.call_entry) &&
         std::all_of(s.places.begin(), s.places.end(), inside) &&
         (s.profile.empty() || s.profile.size() == proto.code_words * sizeof(WordProfile));
}

// Where the code can run. nullptr: no executable memory.
const uint8_t* executable(VM& vm, std::span<const uint8_t> code, Mapped mapped) {
  if (mapped == Mapped::Executable) return code.data();
  const uint8_t* copy = vm.jit->memory.add(code);
  if (copy == nullptr) vm.jit_stats.refused |= vm.jit->memory.refused();
  vm.jit_stats.mapped_bytes = vm.jit->memory.mapped_bytes();
  return copy;
}

// Places that make tables begin with the room that was found to be needed.
void restore_sites(VM& vm, FunctionProto& proto, std::span<const uint8_t> profile) {
  uint32_t sites = 0;
  for (uint32_t k = 0; k < proto.cache_count; ++k) {
    sites += runtime::inline_cache(proto.constants, k).state == runtime::CacheState::Site;
  }
  if (profile.empty() || sites == 0) return;
  const auto* code = reinterpret_cast<const interpreter::Insn*>(proto.code);
  for (uint32_t word = 1; word < proto.code_words;) {
    const interpreter::OpRow& row = interpreter::row(interpreter::first_op(code[word].opcode()));
    if (row.operands.size() > 2 && row.operands[2] == 's') {
      WordProfile seen;
      std::memcpy(&seen, profile.data() + word * sizeof seen, sizeof seen);
      runtime::InlineCache& site = runtime::inline_cache(proto.constants, code[word].c);
      if (site.state == runtime::CacheState::Site) vm.sites.restore(vm, site, seen.cache);
    }
    word += row.words();
  }
}

}  // namespace

bool adopt(VM& vm, FunctionProto& proto, const SnippetView& snippet, Mapped mapped) {
  if (!fits(proto, snippet) || (vm.jit == nullptr && make_jit(vm) == nullptr)) return false;
  const uint8_t* code = executable(vm, snippet.code, mapped);
  if (code == nullptr) return false;
  auto* native = new (std::nothrow) NativeCode{};
  if (native == nullptr) return false;
  native->code = code;
  native->size_bytes = static_cast<uint32_t>(snippet.code.size());
  native->call_entry = snippet.call_entry;
  native->place_table = snippet.places.data();
  native->times_compiled = snippet.times_compiled;
  native->level = snippet.level;
  native->is_kept = true;
  native->kept = snippet;
  native->in_code_memory = mapped == Mapped::ReadOnly;
  make_entered(proto, native);
  restore_sites(vm, proto, snippet.profile);
  return true;
}

bool snippet_of(const FunctionProto& proto, SnippetView* out) {
  const NativeCode* native = newest_code(proto);
  if (native == nullptr) return false;
  if (native->is_kept) return *out = native->kept, true;
  *out = {{native->code, native->size_bytes}, native->call_entry, native->places, native->profile, native->times_compiled, native->level};
  return true;
}

void restore_profile(FunctionProto& proto) {
  const NativeCode* native = proto.native;
  if (native != nullptr && native->is_kept) take_profile(proto, native->kept);
}

void take_profile(FunctionProto& proto, const SnippetView& snippet) {
  if (proto.profile != nullptr || snippet.profile.size() != proto.code_words * sizeof(WordProfile)) return;
  auto* profile = new (std::nothrow) Profile;
  if (profile == nullptr) return;
  profile->words.resize(proto.code_words);
  std::memcpy(profile->words.data(), snippet.profile.data(), snippet.profile.size());
  for (const WordProfile& word : profile->words) profile->phase = std::max(profile->phase, word.phase);
  profile->times_compiled = snippet.times_compiled;
  proto.profile = profile;
}

}  // namespace strata::baseline_jit
