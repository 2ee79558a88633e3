// A VM's level cache: programs as they come and go, functions as they are prepared. See api/levels.h.
#include "api/levels.h"

#include <algorithm>

#include "baseline_jit/kept.h"
#include "isa/identity.h"
#include "isa/verifier.h"
#include "runtime/function.h"
#include "runtime/native_code.h"
#include "snippet_cache/directory.h"

namespace strata::detail {

using namespace snippet_cache;
using runtime::FunctionProto;

namespace {

// Functions without functions of their own stand one after the other: nothing of a large main function's is copied.
bool is_row(std::span<const uint32_t> children) {
  for (size_t k = 1; k < children.size(); ++k) {
    if (children[k] != children[0] + k) return false;
  }
  return true;
}

// A tagged image of root's, for which there is no key, is believed as it is: its checksums were right.
bool confirms_row(KeptProgram& p, uint32_t row, const isa::Module& module) {
  if (!p.needs_mac) return true;
  p.confirmed_rows.resize(p.image.tags().size());
  if (!p.confirmed_rows[row]) p.confirmed_rows[row] = p.image.is_row_right(module, row, p.tag_key);
  return p.confirmed_rows[row];
}

}  // namespace

LevelCache::LevelCache(runtime::VM& vm, const CacheOptions& options)
    : vm_(vm), options_(options), directory_(options.packed != nullptr ? std::string() : cache_directory(options.directory)) {}

LevelCache::~LevelCache() = default;

KeptProgram* LevelCache::open(const char* path) {
  if (options_.packed != nullptr) return open_packed(path);
  auto p = std::make_unique<KeptProgram>();
  p->references = 1;
  p->path = path;
  p->chunk_name = "@" + p->path;
  p->has_stat = stat_source(path, &p->stat);
  if (!p->has_stat) return nullptr;  // a pipe, say: read once, as it comes
  programs_.push_back(std::move(p));
  return programs_.back().get();
}

// Programs that load many chunks load them once each: no more than the first ones are looked for.
KeptProgram* LevelCache::open_chunk(KeptProgram& program, std::string_view text, std::string_view chunk_name) {
  constexpr uint32_t kMostChunks = 256;
  bool has_place = program.kind == KeptProgram::Kind::Script || program.has_image;
  if (!has_place || directory_.empty() || program.chunks == kMostChunks) return nullptr;
  ++program.chunks;
  auto p = std::make_unique<KeptProgram>();
  p->references = 1;
  p->kind = KeptProgram::Kind::Chunk;
  p->path = p->chunk_name = chunk_name;
  p->text_bytes = text.size();
  p->content = program.kind == KeptProgram::Kind::Script ? chunk_key(program.content.bytes, text)
                                                         : chunk_key(program.image.header().root.bytes, text);
  programs_.push_back(std::move(p));
  return programs_.back().get();
}

void LevelCache::attach(KeptProgram& levels, runtime::Program& program) {
  ++levels.references;
  program.levels = &levels;
  levels.module = program.module;
  levels.options = static_cast<uint8_t>((program.fusing ? 0 : isa::kFusingOff) | (program.inline_caches ? 0 : isa::kInlineCachesOff));
  levels.functions.assign(program.proto_count, Outcome::Count);
}

// Nothing of it runs any more. What was compiled waits to be published.
void LevelCache::drop(KeptProgram& levels) {
  bool is_due = levels.hint_is_due || (levels.is_text() && !levels.has_image && !levels.is_published);
  if (!levels.remembered.empty() || (is_due && is_worth_keeping(levels))) return;
  std::erase_if(programs_, [&](const auto& p) { return p.get() == &levels; });
}

// The function is the one that the list of identities says, given that its children are.
bool LevelCache::confirms_identity(const KeptProgram& p, uint32_t function_index, const isa::Module& module) {
  isa::FunctionView function = module.function(function_index);
  std::span<const isa::Identity> all = p.image.identities();
  std::span<const uint32_t> children = function.children;
  std::span<const isa::Identity> of_children;
  if (is_row(children)) {
    of_children = all.subspan(children.empty() ? 0 : children[0], children.size());
  } else {
    children_.clear();
    for (uint32_t child : children) children_.push_back(all[child]);
    of_children = children_;
  }
  return isa::function_identity(function, of_children) == all[function_index];
}

// The function is what was published. What its children capture is known to be right when they are confirmed themselves,
// at their first call; until then it must exist.
bool LevelCache::confirms(KeptProgram& p, uint32_t function_index, const isa::Module& module) {
  bool is_right = p.image.is_tagged() ? confirms_row(p, tag_row(function_index), module) : confirms_identity(p, function_index, module);
  return is_right && isa::captures_exist(module, function_index);
}

Outcome LevelCache::check(const Image& image, bool needs_mac, const Entry& entry) {
  Outcome outcome = image.check_seal(entry);
  if (outcome != Outcome::Hit || !needs_mac) return outcome;
  const Key* k = key();
  return k == nullptr ? Outcome::NoKey : image.check_mac(entry, k->bytes);
}

Outcome LevelCache::adopt_from(const Image& image, const Mapping& mapping, bool needs_mac, const isa::Identity& identity,
                               FunctionProto& proto) {
  const Entry* entry;
  Outcome outcome = image.find(identity, vm_.cpu_level, static_cast<KeptProgram&>(*proto.levels).options, &entry);
  if (outcome != Outcome::Hit) return outcome;
  outcome = check(image, needs_mac, *entry);
  if (outcome != Outcome::Hit) return outcome;
  auto mapped = mapping.is_executable() ? baseline_jit::Mapped::Executable : baseline_jit::Mapped::ReadOnly;
  return baseline_jit::adopt(vm_, proto, image.view(*entry), mapped) ? Outcome::Hit : Outcome::Damaged;
}

// A function that is not in the program as it was is no miss of another kind than the program itself.
Outcome LevelCache::adopt_earlier(KeptProgram& p, FunctionProto& proto) {
  EarlierImage& e = *p.earlier;
  if (e.identities.empty()) e.identities = isa::module_identities(*p.module);
  Outcome outcome = adopt_from(e.image, *e.mapping, e.needs_mac, e.identities[proto.function_index], proto);
  return is_miss(outcome) ? p.outcome : outcome;
}

bool LevelCache::kept_for_any_level(KeptProgram& p, uint32_t function_index, isa::SnippetView* out) {
  const Entry* entry;
  if (!p.has_image) return false;
  isa::Identity identity = p.image.identity(function_index);
  bool found = p.image.find(identity, isa::CpuLevel::V3, p.options, &entry) == Outcome::Hit;
  if (!found || check(p.image, p.needs_mac, *entry) != Outcome::Hit) return false;
  *out = p.image.view(*entry);
  return true;
}

// A function that its image confirms is one that was verified, or made by our own front end, before the image was
// published. The main function has been looked at already.
runtime::Status LevelCache::confirm(FunctionProto& proto, bool* is_verified) {
  KeptProgram& p = static_cast<KeptProgram&>(*proto.levels);
  *is_verified = p.has_image && (proto.function_index == 0 || confirms(p, proto.function_index, *p.module));
  if (*is_verified || !p.has_image) return runtime::kOk;
  if (!p.has_file) return vm_.raise_text("%s: what is packed of this program is damaged", p.path.c_str());
  if (p.is_text()) {
    return vm_.raise_text("%s: what the cache holds of this program is not what was put there ('strata cache clear' removes it)",
                          p.path.c_str());
  }
  p.functions[proto.function_index] = Outcome::OtherProgram;
  return runtime::kOk;
}

bool LevelCache::prepared_code(FunctionProto& proto, isa::PreparedView* out) {
  const KeptProgram& p = static_cast<KeptProgram&>(*proto.levels);
  if (proto.function_index != 0 || p.options != 0 || p.prepared.empty()) return false;
  *out = p.prepared;
  return true;
}

void LevelCache::adopt(FunctionProto& proto) {
  KeptProgram& p = static_cast<KeptProgram&>(*proto.levels);
  Outcome& outcome = p.functions[proto.function_index];
  bool is_found = p.has_image || p.earlier != nullptr;
  if (!is_found) outcome = p.outcome;
  else if (vm_.tier == runtime::Tier::Interpreter) outcome = Outcome::OtherOptions;
  else if (!p.has_image) outcome = adopt_earlier(p, proto);
  else if (outcome != Outcome::OtherProgram) outcome = adopt_from(p.image, *p.mapping, p.needs_mac, p.image.identity(proto.function_index), proto);
  ++function_counts_[static_cast<size_t>(outcome)];
  // It was not hot in the runs before: machine code calls it earlier than those did, and that alone makes nothing hot.
  if (outcome == Outcome::NotKept && vm_.jit_threshold > 0 && proto.heat <= vm_.jit_threshold + 1) proto.heat += proto.heat / 8 + 16;
}

void LevelCache::add_to(Stats* stats) const {
  for (unsigned k = 0; k < kOutcomes; ++k) {
    Outcome outcome = static_cast<Outcome>(k);
    uint64_t count = program_counts_[k] + function_counts_[k];
    if (outcome == Outcome::Hit) stats->cache_hits += count;
    if (is_miss(outcome)) stats->cache_misses += count;
    if (is_reject(outcome)) stats->cache_rejects += count;
    if (outcome != Outcome::Hit && count > 0) stats->cache_reasons.push_back({outcome_key(outcome), outcome_text(outcome), count});
  }
  stats->functions_from_cache = function_counts_[static_cast<size_t>(Outcome::Hit)];
  stats->cache_published_files = published_files_;
  stats->cache_published_bytes = published_bytes_;
}

void LevelCache::remember(FunctionProto& proto) {
  constexpr size_t kMostRemembered = 4096;
  KeptProgram& p = static_cast<KeptProgram&>(*proto.levels);
  isa::SnippetView view;
  // At the VM's end, when all is published that could be, the code itself is gone already.
  if (vm_.jit == nullptr || options_.mode != CacheMode::Write) return;
  const runtime::NativeCode* code = newest_code(proto);
  if (code->is_kept || code->is_published || p.remembered.size() == kMostRemembered || !baseline_jit::snippet_of(proto, &view)) return;
  p.remembered.push_back({proto.function_index, view.level, p.options, view.call_entry, view.times_compiled,
                          {view.code.begin(), view.code.end()},
                          {view.profile.begin(), view.profile.end()},
                          {view.places.begin(), view.places.end()}});
}

}  // namespace strata::detail
