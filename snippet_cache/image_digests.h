// What the checksums, seals and MACs of an image are computed over: one place for writer, reader and tests.
#pragma once

#include "snippet_cache/image.h"

namespace strata::snippet_cache {

// Behind a snippet's code, from its start on.
constexpr uint64_t seal_offset(uint64_t code_size_bytes) { return (code_size_bytes + 7) & ~uint64_t{7}; }

// Of a module its own header, whose checksum covers the rest.
inline constexpr size_t kModuleStartBytes = 32;

// The header's MAC covers its checksum, which covers these.
uint64_t header_checksum(Header header, std::span<const uint8_t> index, std::span<const uint8_t> identities,
                         std::span<const uint8_t> name, std::span<const uint8_t> module);
Mac header_mac(Header header, const uint8_t* key);
Seal seal_of(const Entry& entry, const isa::SnippetView& view);
Mac entry_mac(const BuildId& build, const Entry& entry, const isa::SnippetView& view, const uint8_t* key);
// Of the section `prepared` (but its first bytes, the tag itself), of all that an identity covers of `main`, and of the
// identities of all functions. All this follows from build, content key and root, which make the key of the tag.
Tag prepared_tag(const Header& header, std::span<const uint8_t> prepared, const isa::FunctionView& main,
                 std::span<const isa::Identity> identities, const uint8_t* key);
// Both in constant time.
bool is_same_tag(const Tag& a, const Tag& b);
bool is_same_mac(const Mac& a, const Mac& b);

}  // namespace strata::snippet_cache
