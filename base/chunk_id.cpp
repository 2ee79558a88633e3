// Shortening chunk names for messages.
#include "base/chunk_id.h"

#include <algorithm>

namespace strata::base {
namespace {

constexpr std::string_view kEllipsis = "...";
constexpr std::string_view kTextBefore = "[string \"";
constexpr std::string_view kTextAfter = "\"]";

std::string text_id(std::string_view text) {
  constexpr size_t kRoom = kMaxChunkId - kTextBefore.size() - kEllipsis.size() - kTextAfter.size();
  std::string_view line = text.substr(0, text.find('\n'));
  bool whole = line.size() == text.size() && text.size() < kRoom;
  std::string id(kTextBefore);
  id += line.substr(0, std::min(line.size(), kRoom));
  if (!whole) id += kEllipsis;
  id += kTextAfter;
  return id;
}

}  // namespace

std::string chunk_id(std::string_view chunk_name) {
  // A name is a C string to the reference: what follows a zero byte is never shown.
  std::string_view name = chunk_name.substr(0, chunk_name.find('\0'));
  if (name.empty() || (name[0] != '=' && name[0] != '@')) return text_id(name);
  bool is_file = name[0] == '@';
  name.remove_prefix(1);
  if (name.size() <= kMaxChunkId) return std::string(name);
  if (!is_file) return std::string(name.substr(0, kMaxChunkId));
  std::string id(kEllipsis);
  id += name.substr(name.size() - (kMaxChunkId - kEllipsis.size()));
  return id;
}

}  // namespace strata::base
