// What a packed executable has in itself: a copy of vmrun with an archive (snippet_cache/archive.h) behind its end, at
// a multiple of the page. Where it is stands in vmrun's own data, zero in vmrun itself, so that an ordinary start
// asks the system nothing; `strata pack --exe` fills it in. Not installed.
#pragma once

#include <array>
#include <cstdint>

#include "snippet_cache/archive.h"
#include "snippet_cache/image.h"

namespace strata::detail {

inline constexpr const char* kPackedSection = ".strata_pack";

struct PackedPlace {
  std::array<uint8_t, 8> magic;
  snippet_cache::BuildId build_id;  // whose images this runtime runs
  uint64_t offset, size_bytes;      // in the file
};
inline constexpr std::array<uint8_t, 8> kPackedMagic = {'S', 'T', 'R', 'P', 'L', 'A', 'C', 'E'};

// Whether the running executable is a packed one. No system call.
bool is_packed();
// Precondition: is_packed(). Hit, Unreadable (no /proc, say), Truncated, Damaged.
snippet_cache::Outcome open_packed(snippet_cache::Archive* out);

}  // namespace strata::detail
