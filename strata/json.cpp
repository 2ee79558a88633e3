// See strata/json.h.
#include "strata/json.h"

#include <fmt/format.h>

#include <cstdint>

namespace strata::toolbox {

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    uint8_t byte = static_cast<uint8_t>(c);
    if (c == '"' || c == '\\') out += fmt::format("\\{}", c);
    else if (byte < 0x20 || byte > 0x7e) out += fmt::format("\\u{:04x}", byte);
    else out += c;
  }
  return out + '"';
}

}  // namespace strata::toolbox
