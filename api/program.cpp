// Front end, file format and rewriter, without anything that runs.
#include "api/program.h"

#include "interpreter/interpreter.h"
#include "isa/mlb.h"
#include "isa/verifier.h"
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

Result<std::string> threaded_listing(std::string_view binary, std::string_view file_name) {
  auto module = isa::read_mlb({reinterpret_cast<const uint8_t*>(binary.data()), binary.size()}, nullptr, file_name);
  if (!module) return Error{module.error().message, {}, {}};
  base::Result<void> verdict = isa::verify_module(*module.value());
  if (!verdict) return Error{std::string(file_name) + ": " + verdict.error().message, {}, {}};
  std::string text;
  for (uint32_t index = 0; index < module.value()->functions.size(); index++) {
    const isa::FunctionRecord& r = module.value()->functions[index];
    text += index == 0 ? "; main" : "\n; f" + std::to_string(index);
    text += ", lines " + std::to_string(r.line_defined) + "-" + std::to_string(r.last_line_defined) + "\n";
    text += interpreter::dump_threaded(*module.value(), index);
  }
  return text;
}

}  // namespace strata
