// What the checksums, seals and MACs of an image are computed over: one place for writer, reader and tests.
#pragma once

#include "snippet_cache/image.h"

namespace strata::snippet_cache {

// Behind a snippet's code, from its start on.
constexpr uint64_t seal_offset(uint64_t code_size_bytes) { return (code_size_bytes + 7) & ~uint64_t{7}; }

// Of a module its own header, whose checksum covers the rest.
inline constexpr size_t kModuleStartBytes = 32;

// The header's MAC covers its checksum, which covers these.
struct ChecksummedSections {
  std::span<const uint8_t> index, identities, tags, name, module;
};
uint64_t header_checksum(Header header, const ChecksummedSections& sections);
Mac header_mac(Header header, const uint8_t* key);
Seal seal_of(const Entry& entry, const isa::SnippetView& view);
Mac entry_mac(const BuildId& build, const Entry& entry, const isa::SnippetView& view, const uint8_t* key);
// In constant time.
bool is_same_mac(const Mac& a, const Mac& b);

}  // namespace strata::snippet_cache
