// What vouches for the functions of a large script's entry: one tag over every eight of them, in the order of their
// indices. A tree of identities (isa/identity.h) would take several times as long to make, and a first run makes it of
// functions that are never called.
//
// A tag is Poly1305 under a one-time key. Those keys are a ChaCha20 stream under a key that follows from the user's key, the
// build and the content key, of which the module is a function: none is ever used for two messages (whoever saw tags of two
// under one key could make more), and a tag is
// right for its row of its program only, so that nothing has to vouch for the list of tags.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "isa/identity.h"
#include "isa/module.h"

namespace strata::snippet_cache {

using Tag = std::array<uint8_t, 16>;
struct TagKey {
  std::array<uint8_t, 32> bytes;
};

inline constexpr uint32_t kFunctionsPerTag = 8;
constexpr uint32_t tag_row(uint32_t function_index) { return function_index / kFunctionsPerTag; }
constexpr uint64_t tag_count(uint64_t function_count) { return (function_count + kFunctionsPerTag - 1) / kFunctionsPerTag; }

// `key`: the user's, 32 bytes.
TagKey tag_key(std::span<const uint8_t, 16> build, std::span<const uint8_t, 32> content_key, const uint8_t* key);

// Of all that a FunctionRecord says and leads to, but the debug map. Preconditions: the module's structure was
// verified; it has functions in that row.
Tag functions_tag(const isa::Module& module, uint32_t row, const TagKey& key);
std::vector<Tag> all_functions_tags(const isa::Module& module, const TagKey& key);
// Of what is kept of a large main function (isa/prepared.h). `learnt`: the part of it that is not a function of the program,
// but of the runs before; the key follows from it, too.
Tag prepared_tag(std::span<const uint8_t> prepared, std::span<const uint8_t> learnt, const TagKey& key);
// In constant time.
bool is_same_tag(const Tag& a, const Tag& b);

// What a function's snippets are kept under where there are no identities: its place in the program of this content key.
isa::Identity place_identity(std::span<const uint8_t, 32> content_key, uint32_t function_index);
// The index in it; UINT32_MAX: it is no place in that program.
uint32_t place_of(const isa::Identity& identity, std::span<const uint8_t, 32> content_key);

}  // namespace strata::snippet_cache
