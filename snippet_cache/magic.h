// The first bytes of an image, that is of a sidecar or of a script's entry: how protect.h knows one in any place
// and under any name. A byte that is no text in front, and a line end that a transfer as text would change.
#pragma once

#include <cstdint>

namespace strata::snippet_cache {

inline constexpr uint8_t kImageMagic[8] = {0x1b, 'S', 'N', 'I', 'P', '\r', '\n', 0x1a};

}  // namespace strata::snippet_cache
