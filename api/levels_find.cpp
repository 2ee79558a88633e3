// Finding what is kept of a program, and whom to believe. See api/levels.h.
#include <algorithm>

#include <sodium.h>

#include "api/levels.h"
#include "isa/mlb.h"
#include "isa/verifier.h"
#include "runtime/function.h"
#include "snippet_cache/directory.h"
#include "snippet_cache/path_link.h"
#include "snippet_cache/trusted_file.h"

namespace strata::detail {

using namespace snippet_cache;
using LoadedModule = std::shared_ptr<const isa::Module>;

namespace {

// Looking for the fastest code that the machine runs costs as much as hashing 50 KiB with the plain one.
constexpr size_t kLargeTextBytes = 256 * 1024;

std::span<const uint8_t> bytes_of(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

// BLAKE2b, under the user's key if there is one.
ContentKey hash_of(const Key* key, std::string_view tag, std::span<const uint8_t> program, std::span<const uint8_t> text) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key != nullptr ? key->bytes : nullptr, key != nullptr ? sizeof key->bytes : 0, sizeof(ContentKey));
  for (std::span<const uint8_t> part : {bytes_of(tag), program, std::span<const uint8_t>(build_id()), text}) {
    crypto_generichash_update(&state, part.data(), part.size());
  }
  ContentKey hash;
  crypto_generichash_final(&state, hash.bytes, sizeof hash.bytes);
  return hash;
}

// What a script's module is a function of: the build, and the text. (The file's name is put in when it is loaded.)
ContentKey key_of(std::string_view tag, std::span<const uint8_t> program, std::string_view text) {
  if (text.size() >= kLargeTextBytes) (void)sodium_init();
  return hash_of(nullptr, tag, program, bytes_of(text));
}

ContentKey content_key(std::string_view text) { return key_of("strata script 1", {}, text); }

// Of a large text, in a third of the time: Poly1305 with a secret key is a universal hash, and what of it can be seen is
// hashed under the user's key. Without that nobody finds another text with this content key.
ContentKey content_key(const Key& key, std::string_view text) {
  (void)sodium_init();
  const uint64_t size_bytes = text.size();
  std::span<const uint8_t> size{reinterpret_cast<const uint8_t*>(&size_bytes), sizeof size_bytes};
  ContentKey once = hash_of(&key, "strata large script key 1", {}, size);
  static_assert(sizeof once.bytes == crypto_onetimeauth_KEYBYTES);
  uint8_t tag[crypto_onetimeauth_BYTES];
  crypto_onetimeauth(tag, bytes_of(text).data(), text.size(), once.bytes);
  return hash_of(&key, "strata large script 1", size, tag);
}

// Reading and hashing less takes no longer than finding a hint, and a hint takes a quarter of a millisecond to write.
bool is_worth_a_hint(const SourceStat& stat) {
  constexpr uint64_t kSmallBytes = 16 * 1024;
  return stat.size_bytes >= kSmallBytes;
}

bool is_binary(std::string_view bytes) {
  return isa::looks_like_mlb({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

}  // namespace

ContentKey chunk_key(std::span<const uint8_t> program, std::string_view text) { return key_of("strata chunk 1", program, text); }

// The user's key, looked for once.
const Key* LevelCache::key() {
  if (key_outcome_ == Outcome::Count) {
    key_outcome_ = directory_.empty() ? Outcome::NoKey : read_key(directory_, &key_);
  }
  return key_outcome_ == Outcome::Hit ? &key_ : nullptr;
}

// Likewise, and made where there is none.
Outcome LevelCache::have_key() {
  Outcome outcome = directory_.empty() ? Outcome::NoDirectory : prepare_directory(directory_);
  if (outcome == Outcome::Hit && key() == nullptr) key_outcome_ = outcome = make_key(directory_, &key_);
  return outcome;
}

void LevelCache::count_program(KeptProgram& p, Outcome outcome) {
  p.outcome = outcome;
  ++program_counts_[static_cast<size_t>(outcome)];
}

// Maps an image in a file that only its writer can have made, and checks its structure and the header's MAC.
Outcome LevelCache::map_image(KeptProgram& p, const TrustedFile& file, uint64_t offset, uint64_t size_bytes) {
  p.needs_mac = file.writer == Writer::User;
  if (size_bytes < sizeof(Header)) return Outcome::Truncated;
  p.mapping = mapped_files_.map(file.descriptor.get(), offset, size_bytes, p.is_inside ? p.path : p.image_path);
  if (p.mapping == nullptr) return Outcome::Unreadable;
  Outcome outcome = Image::open(p.mapping->bytes(), build_id(), &p.image);
  return outcome == Outcome::Hit ? confirm_image(p) : outcome;
}

// The image that the file p.image_path is.
Outcome LevelCache::open_image(KeptProgram& p) {
  TrustedFile file;
  Outcome outcome = open_trusted(p.image_path.c_str(), &file);
  if (outcome == Outcome::Hit) outcome = map_image(p, file, 0, file.size_bytes);
  if (outcome == Outcome::Hit) touch_entry(file);
  return outcome;
}

Outcome LevelCache::confirm_image(KeptProgram& p) {
  if (!p.needs_mac) return Outcome::Hit;
  const Key* k = key();
  return k == nullptr ? Outcome::NoKey : p.image.check_mac(k->bytes);
}

// The main function is what was published, and its threaded code, if that is there.
bool LevelCache::confirms_main(KeptProgram& p, const isa::Module& module) {
  p.prepared = {};
  p.confirmed_rows.clear();
  const Key* k = p.needs_mac && p.image.is_tagged() ? key() : nullptr;
  if (k == nullptr) return confirms(p, 0, module);
  p.tag_key = tag_key(p.image.header().build_id, p.image.header().content_key, k->bytes);
  if (p.image.prepared(p.tag_key, &p.prepared) == Outcome::Hit && confirms(p, 0, module)) return true;
  p.prepared = {};
  return false;
}

// The entry of a script's text before it was edited.
void LevelCache::find_earlier(KeptProgram& p) {
  ContentKey before;
  if (key() == nullptr || !read_path_link(directory_, p.path, &before)) return;
  std::string path = entry_path(directory_, kPrograms, before.bytes);
  TrustedFile file;
  if (open_trusted(path.c_str(), &file) != Outcome::Hit || file.size_bytes < sizeof(Header)) return;
  auto e = std::make_unique<EarlierImage>();
  e->needs_mac = file.writer == Writer::User;
  e->mapping = mapped_files_.map(file.descriptor.get(), 0, file.size_bytes, path);
  if (e->mapping == nullptr || Image::open(e->mapping->bytes(), build_id(), &e->image) != Outcome::Hit) return;
  bool is_right = !e->needs_mac || e->image.check_mac(key_.bytes) == Outcome::Hit;
  if (is_right && !e->image.is_tagged()) p.earlier = std::move(e);
}

// The module of the entry for p.content, when that is sound and its own.
LoadedModule LevelCache::script_module(KeptProgram& p) {
  p.image_path = entry_path(directory_, "programs", p.content.bytes);
  Outcome outcome = open_image(p);
  LoadedModule module;
  if (outcome == Outcome::Hit) {
    bool is_own = std::equal(p.image.header().content_key.begin(), p.image.header().content_key.end(), p.content.bytes);
    auto read = isa::read_mlb(p.image.module_bytes(), p.mapping, p.path);
    if (!is_own) outcome = Outcome::OtherProgram;
    else if (!read.ok() || read.value()->functions.size() != p.image.function_count()) outcome = Outcome::Damaged;
    else {
      auto named = std::make_shared<isa::Module>(*read.value());
      named->chunk_name = p.chunk_name;
      named->is_mapped = true;
      module = std::move(named);
    }
  }
  if (module != nullptr && !confirms_main(p, *module)) outcome = Outcome::Damaged, module = nullptr;
  p.has_image = module != nullptr;
  if (!p.has_image) p.mapping = nullptr;
  if (outcome == Outcome::NoFile && p.kind == KeptProgram::Kind::Script) find_earlier(p);
  count_program(p, outcome);
  return module;
}

bool LevelCache::is_image_of(KeptProgram& p, const isa::Module& module) {
  return p.image.identities().size() == module.functions.size() && confirms(p, 0, module);
}

Outcome LevelCache::open_sidecar(KeptProgram& p, const isa::Module& module) {
  Outcome outcome = open_image(p);
  if (outcome != Outcome::Hit) return outcome;
  if (is_image_of(p, module)) return Outcome::Hit;
  if (!p.image.is_tagged()) p.earlier.reset(new EarlierImage{p.mapping, p.image, p.needs_mac, {}});
  return Outcome::OtherProgram;
}

// Where its own directory can't be written, the sidecar is in the cache.
Outcome LevelCache::find_sidecar(KeptProgram& p, const isa::Module& module) {
  p.image_path = p.path + ".snip";
  Outcome outcome = open_sidecar(p, module);
  if (outcome == Outcome::Hit || directory_.empty()) return outcome;
  std::string beside = std::move(p.image_path);
  p.image_path = entry_path(directory_, "sidecars", isa::module_identities(module)[0].bytes);
  if (open_sidecar(p, module) == Outcome::Hit) return Outcome::Hit;
  p.image_path = std::move(beside);
  return outcome;
}

// The image in an .mlb itself. The file may be another one by now than that of `file_bytes`: the image, as it is
// mapped, says what it is of.
Outcome LevelCache::open_native_section(KeptProgram& p, const isa::Module& module, std::span<const uint8_t> file_bytes) {
  std::optional<isa::MlbSection> section = isa::native_section(file_bytes);
  if (!section) return Outcome::NoFile;
  TrustedFile file;
  Outcome outcome = open_trusted(p.path.c_str(), &file);
  if (outcome != Outcome::Hit) return outcome;
  bool is_there = section->offset <= file.size_bytes && section->size_bytes <= file.size_bytes - section->offset;
  if (!is_there) return Outcome::Truncated;
  p.is_inside = true;
  outcome = map_image(p, file, section->offset, section->size_bytes);
  if (outcome != Outcome::Hit) return outcome;
  return is_image_of(p, module) ? Outcome::Hit : Outcome::OtherProgram;
}

// The module in an .mlb's bytes, when there is an image of it: functions that the image confirms were verified before it
// was published, others are at their first call.
LoadedModule LevelCache::binary_module(KeptProgram& p, std::string_view text) {
  p.kind = KeptProgram::Kind::Binary;
  std::span<const uint8_t> bytes{reinterpret_cast<const uint8_t*>(text.data()), text.size()};
  auto read = isa::read_mlb(bytes, nullptr, p.path);
  if (!read.ok() || read.value()->functions.empty()) return nullptr;
  Outcome outcome = find_sidecar(p, *read.value());
  if (outcome != Outcome::Hit) {
    Outcome inside = open_native_section(p, *read.value(), bytes);
    p.is_inside = inside == Outcome::Hit;
    if (p.is_inside || outcome == Outcome::NoFile) outcome = inside;
  }
  p.has_image = outcome == Outcome::Hit;
  if (!p.has_image) p.mapping = nullptr;
  else p.earlier = nullptr;
  count_program(p, outcome);
  return p.has_image ? std::move(read.value()) : nullptr;
}

LoadedModule LevelCache::module_of(KeptProgram& p, const std::string_view* bytes) {
  if (p.kind == KeptProgram::Kind::Packed) return program_of_archive(p);
  if (p.kind == KeptProgram::Kind::Chunk) return script_module(p);
  if (bytes == nullptr) {
    const Key* k = is_worth_a_hint(p.stat) ? key() : nullptr;
    if (k == nullptr || read_hint(directory_, *k, p.stat, &p.content) != Outcome::Hit) return nullptr;
    p.kind = KeptProgram::Kind::Script;
    return script_module(p);
  }
  if (is_binary(*bytes)) return binary_module(p, *bytes);
  if (bytes->starts_with('\x1b')) return nullptr;
  if (directory_.empty()) {
    count_program(p, Outcome::NoDirectory);
    return nullptr;
  }
  if (bytes->size() < kLargeTextBytes) {
    p.content = content_key(*bytes);
  } else {
    Outcome outcome = options_.mode == CacheMode::Write ? have_key() : key() != nullptr ? Outcome::Hit : Outcome::NoFile;
    if (outcome != Outcome::Hit) {
      count_program(p, outcome);
      return nullptr;
    }
    p.content = content_key(key_, *bytes);
  }
  p.hint_is_due = is_worth_a_hint(p.stat);
  p.kind = KeptProgram::Kind::Script;
  return script_module(p);
}

}  // namespace strata::detail
