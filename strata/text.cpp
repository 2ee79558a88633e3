// See text.h.
#include "strata/text.h"

#include <fmt/format.h>

namespace strata::toolbox {

std::string printable(std::string_view text) {
  std::string out;
  for (char c : text) {
    uint8_t byte = static_cast<uint8_t>(c);
    if (byte < 0x20 || byte == 0x7f) out += fmt::format("\\x{:02x}", byte);
    else out += c;
  }
  return out;
}

std::string size_text(uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double size = static_cast<double>(bytes) / 1024;
  for (std::string_view unit : {"KiB", "MiB", "GiB"}) {
    if (size < 1024) return fmt::format("{:.1f} {}", size, unit);
    size /= 1024;
  }
  return fmt::format("{:.1f} TiB", size);
}

std::string level_text(isa::CpuLevel level) { return fmt::format("v{}", static_cast<unsigned>(level)); }

std::string counted(uint64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace strata::toolbox
