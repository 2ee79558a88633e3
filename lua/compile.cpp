// The front end's one entry point.
#include "lua/compile.h"

#include <string>

#include "lua/lexer.h"
#include "lua/names.h"
#include "lua/parser.h"

namespace strata::lua {

base::Result<std::shared_ptr<const isa::Module>> compile(std::string_view source, std::string_view chunk_name,
                                                         const CompileOptions& options) {
  Names names;
  Lexer lexer(source, chunk_name, &names);
  Parser parser(&lexer, &names, options);
  parser.parse_chunk();
  if (lexer.failed()) return base::Error{lexer.error_message()};
  if (options.keep_source) parser.builder().set_source(source);
  return parser.builder().build(std::string(chunk_name), /*verified_by_producer=*/true);
}

}  // namespace strata::lua
