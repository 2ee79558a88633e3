// Front end and file format, without anything that runs.
#include "api/program.h"

#include "isa/mlb.h"
#include "lua/compile.h"

namespace strata {
namespace {

// The text with its first line blank, when that starts with #: all other lines keep their numbers.
std::string_view skip_first_comment(std::string_view text) {
  if (!text.starts_with('#')) return text;
  size_t end = text.find('\n');
  return end == std::string_view::npos ? std::string_view() : text.substr(end);
}

}  // namespace

Result<std::string> compile(std::string_view lua_text, std::string_view chunk_name,
                            const BinaryOptions& options) {
  auto module = lua::compile(skip_first_comment(lua_text), chunk_name,
                             {.keep_source = options.source, .strip_debug = !options.debug});
  if (!module) return Error{module.error().message, {}, {}};
  std::vector<uint8_t> bytes = isa::write_mlb(*module.value(), {.debug = options.debug, .source = options.source});
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace strata
