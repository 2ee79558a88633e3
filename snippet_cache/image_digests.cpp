// See image_digests.h. Seal: xxh3, 128 bits, against damage. MAC: BLAKE2b with the user's key, against forgery.
#include "snippet_cache/image_digests.h"

#include <sodium.h>
#include <xxhash.h>

#include <algorithm>
#include <cstring>

namespace strata::snippet_cache {

namespace {

// What of an entry goes with its snippet wherever that lies.
struct EntryFacts {
  isa::Identity identity;
  uint32_t level, options, call_entry, code_size_bytes, place_count, profile_size_bytes, times_compiled, zero;
};

EntryFacts facts_of(const Entry& e) {
  return {e.identity, static_cast<uint32_t>(e.level), e.options, e.call_entry, e.code_size_bytes,
          e.place_count, e.profile_size_bytes, e.times_compiled, 0};
}

template <typename Take>
void for_each_part(const EntryFacts& facts, const isa::SnippetView& view, Take take) {
  take(&facts, sizeof facts);
  take(view.code.data(), view.code.size());
  take(view.places.data(), view.places.size_bytes());
  take(view.profile.data(), view.profile.size());
}

Mac finish(crypto_generichash_state* state) {
  Mac mac;
  crypto_generichash_final(state, mac.data(), mac.size());
  return mac;
}

constexpr char kHeaderTag[] = "strata image 1", kEntryTag[] = "strata snippet 1";

}  // namespace

uint64_t header_checksum(Header header, const ChecksummedSections& sections) {
  header.checksum = 0;
  header.mac = {};
  uint64_t seed = XXH3_64bits(&header, sizeof header);
  std::span<const uint8_t> module_start = sections.module.first(std::min(sections.module.size(), kModuleStartBytes));
  for (std::span<const uint8_t> part : {sections.index, sections.identities, sections.tags, sections.name, module_start}) {
    seed = XXH3_64bits_withSeed(part.data(), part.size(), seed);
  }
  return seed;
}

Mac header_mac(Header header, const uint8_t* key) {
  header.mac = {};
  crypto_generichash_state state;
  crypto_generichash_init(&state, key, sizeof(Mac), sizeof(Mac));
  crypto_generichash_update(&state, reinterpret_cast<const uint8_t*>(kHeaderTag), sizeof kHeaderTag);
  crypto_generichash_update(&state, reinterpret_cast<const uint8_t*>(&header), sizeof header);
  return finish(&state);
}

Seal seal_of(const Entry& entry, const isa::SnippetView& view) {
  XXH128_hash_t h{};
  for_each_part(facts_of(entry), view, [&](const void* data, size_t size_bytes) {
    h = XXH3_128bits_withSeed(data, size_bytes, h.low64 ^ h.high64);
  });
  Seal seal;
  std::memcpy(seal.data(), &h, sizeof seal);
  return seal;
}

Mac entry_mac(const BuildId& build, const Entry& entry, const isa::SnippetView& view, const uint8_t* key) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key, sizeof(Mac), sizeof(Mac));
  crypto_generichash_update(&state, reinterpret_cast<const uint8_t*>(kEntryTag), sizeof kEntryTag);
  crypto_generichash_update(&state, build.data(), build.size());
  for_each_part(facts_of(entry), view, [&](const void* data, size_t size_bytes) {
    crypto_generichash_update(&state, static_cast<const uint8_t*>(data), size_bytes);
  });
  return finish(&state);
}

bool is_same_mac(const Mac& a, const Mac& b) { return sodium_memcmp(a.data(), b.data(), a.size()) == 0; }

}  // namespace strata::snippet_cache
