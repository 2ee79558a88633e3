// See function_tags.h.
#include "snippet_cache/function_tags.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

namespace strata::snippet_cache {

namespace {

using isa::FunctionRecord;

constexpr char kTagKeyTag[] = "strata tags 1", kPreparedTag[] = "strata prepared 2";

class OneTimeTag {
 public:
  explicit OneTimeTag(const uint8_t (&once)[crypto_onetimeauth_KEYBYTES]) { crypto_onetimeauth_init(&state_, once); }
  void take(std::span<const uint8_t> bytes) {
    if (!bytes.empty()) crypto_onetimeauth_update(&state_, bytes.data(), bytes.size());
  }
  Tag finish() {
    Tag tag;
    crypto_onetimeauth_final(&state_, tag.data());
    return tag;
  }

 private:
  crypto_onetimeauth_state state_;
};

template <typename T>
std::span<const uint8_t> bytes_of(std::span<const T> items) {
  return {reinterpret_cast<const uint8_t*>(items.data()), items.size_bytes()};
}

// One part of each function, one behind the other (how large each is has been taken with its record). What lies in a row
// is taken at once: small functions' parts do.
template <typename PartOf>
void take_parts(OneTimeTag& tag, std::span<const FunctionRecord> row, PartOf part_of) {
  std::span<const uint8_t> run;
  for (const FunctionRecord& record : row) {
    std::span<const uint8_t> part = bytes_of(part_of(record));
    if (part.empty()) continue;
    if (run.data() + run.size() == part.data()) {
      run = {run.data(), run.size() + part.size()};
      continue;
    }
    tag.take(run);
    run = part;
  }
  tag.take(run);
}

// Looking for the fastest code that the machine runs costs as much as 100 KiB with the plain one.
void choose_code(size_t size_bytes) {
  constexpr size_t kLargeBytes = 256 * 1024;
  if (size_bytes >= kLargeBytes) (void)sodium_init();
}

constexpr size_t kPlacePrefixBytes = sizeof(isa::Identity) - sizeof(uint32_t);

}  // namespace

TagKey tag_key(std::span<const uint8_t, 16> build, std::span<const uint8_t, 32> content_key, const uint8_t* key) {
  TagKey made;
  crypto_generichash_state state;
  crypto_generichash_init(&state, key, 32, sizeof made.bytes);
  crypto_generichash_update(&state, reinterpret_cast<const uint8_t*>(kTagKeyTag), sizeof kTagKeyTag);
  crypto_generichash_update(&state, build.data(), build.size());
  crypto_generichash_update(&state, content_key.data(), content_key.size());
  crypto_generichash_final(&state, made.bytes.data(), made.bytes.size());
  return made;
}

Tag functions_tag(const isa::Module& module, uint32_t row, const TagKey& key) {
  size_t first = size_t{row} * kFunctionsPerTag, count = std::min<size_t>(kFunctionsPerTag, module.functions.size() - first);
  std::span<const FunctionRecord> records = module.functions.subspan(first, count);
  const uint8_t nonce[crypto_stream_chacha20_NONCEBYTES] = {};
  uint8_t once[crypto_onetimeauth_KEYBYTES] = {};
  crypto_stream_chacha20_xor_ic(once, once, sizeof once, nonce, row, key.bytes.data());
  OneTimeTag tag(once);
  tag.take(bytes_of(records));
  take_parts(tag, records, [&](const FunctionRecord& r) { return module.code.subspan(r.code_offset, r.code_size_bytes); });
  take_parts(tag, records, [&](const FunctionRecord& r) { return module.constants.subspan(r.constants_offset, r.constants_size_bytes); });
  take_parts(tag, records, [&](const FunctionRecord& r) { return module.children.subspan(r.children_offset, r.child_count); });
  take_parts(tag, records, [&](const FunctionRecord& r) { return module.upvalues.subspan(r.upvalues_offset, r.upvalue_count); });
  take_parts(tag, records, [&](const FunctionRecord& r) { return module.annotations.subspan(r.annotations_offset, r.annotations_size_bytes); });
  return tag.finish();
}

std::vector<Tag> all_functions_tags(const isa::Module& module, const TagKey& key) {
  choose_code(module.size_bytes());
  std::vector<Tag> all(tag_count(module.functions.size()));
  for (uint32_t row = 0; row < all.size(); ++row) all[row] = functions_tag(module, row, key);
  return all;
}

Tag prepared_tag(std::span<const uint8_t> prepared, std::span<const uint8_t> learnt, const TagKey& key) {
  choose_code(prepared.size());
  uint8_t once[crypto_onetimeauth_KEYBYTES];
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.bytes.data(), key.bytes.size(), sizeof once);
  crypto_generichash_update(&state, reinterpret_cast<const uint8_t*>(kPreparedTag), sizeof kPreparedTag);
  crypto_generichash_update(&state, learnt.data(), learnt.size());
  crypto_generichash_final(&state, once, sizeof once);
  OneTimeTag tag(once);
  tag.take(prepared);
  return tag.finish();
}

bool is_same_tag(const Tag& a, const Tag& b) { return sodium_memcmp(a.data(), b.data(), a.size()) == 0; }

isa::Identity place_identity(std::span<const uint8_t, 32> content_key, uint32_t function_index) {
  isa::Identity identity;
  std::copy_n(content_key.begin(), kPlacePrefixBytes, identity.bytes.begin());
  std::memcpy(identity.bytes.data() + kPlacePrefixBytes, &function_index, sizeof function_index);
  return identity;
}

uint32_t place_of(const isa::Identity& identity, std::span<const uint8_t, 32> content_key) {
  if (!std::equal(identity.bytes.begin(), identity.bytes.begin() + kPlacePrefixBytes, content_key.begin())) return UINT32_MAX;
  uint32_t function_index;
  std::memcpy(&function_index, identity.bytes.data() + kPlacePrefixBytes, sizeof function_index);
  return function_index;
}

}  // namespace strata::snippet_cache
