// See api/binary_chunk.h.
#include "api/binary_chunk.h"

#include <cstring>

namespace strata::detail {
namespace {

// Signature, version, format, conversion check, sizes of instruction, integer and float; then an
// integer and a float that show byte order and representation.
constexpr std::string_view kFixed("\x1bLua\x54\x00\x19\x93\r\n\x1a\n\x04\x08\x08", 15);
constexpr size_t kSignatureBytes = 4;
constexpr int64_t kIntegerCheck = 0x5678;
constexpr double kFloatCheck = 370.5;
constexpr std::string_view kMlbMagic("\x1bMLB", 4);

std::string header() {
  std::string out(kFixed);
  out.append(reinterpret_cast<const char*>(&kIntegerCheck), sizeof kIntegerCheck);
  out.append(reinterpret_cast<const char*>(&kFloatCheck), sizeof kFloatCheck);
  return out;
}

}  // namespace

std::string wrap_binary_chunk(std::string_view mlb) { return header() + std::string(mlb); }

base::Result<std::string_view> unwrap_binary_chunk(std::string_view bytes) {
  if (bytes.starts_with(kMlbMagic)) return bytes;
  std::string expected = header() + std::string(kMlbMagic);
  size_t common = bytes.size() < expected.size() ? bytes.size() : expected.size();
  size_t same = 0;
  while (same < common && bytes[same] == expected[same]) ++same;
  if (same < common) {
    if (same < kSignatureBytes) return base::Error{"bad binary format (not a binary chunk)"};
    bool foreign = same >= expected.size() - kMlbMagic.size();
    return base::Error{foreign ? "bad binary format (compiled by another Lua)" : "bad binary format (header mismatch)"};
  }
  if (same < expected.size()) return base::Error{"bad binary format (truncated chunk)"};
  return bytes.substr(expected.size() - kMlbMagic.size());
}

}  // namespace strata::detail
