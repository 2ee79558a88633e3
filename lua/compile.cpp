// The front end's one entry point.
#include "lua/compile.h"

#include <new>
#include <string>

#include "base/memory.h"
#include "lua/lexer.h"
#include "lua/names.h"
#include "lua/parser.h"

namespace strata::lua {
namespace {

// For a large source what it may need at most in practice is asked for, and returned, beforehand: a
// machine that promises more memory than it has would end the process later.
constexpr size_t kLargeSourceBytes = size_t{16} << 20;
constexpr size_t kBytesPerSourceByte = 12;

bool has_memory_for(std::string_view source) {
  if (source.size() < kLargeSourceBytes) return true;
  size_t needed = source.size() * kBytesPerSourceByte;
  void* probe = base::allocate_large(needed);
  if (probe == nullptr) return false;
  base::free_large(probe, needed);
  return true;
}

}  // namespace

namespace {

base::Result<std::shared_ptr<const isa::Module>> try_compile(std::string_view source, std::string_view chunk_name,
                                                             const CompileOptions& options) {
  Names names;
  Lexer lexer(source, chunk_name, &names);
  if (options.stop_word != nullptr) lexer.set_stop(options.stop_word, options.stop_bits);
  Parser parser(&lexer, &names, options);
  parser.parse_chunk();
  if (lexer.failed()) return base::Error{lexer.error_message()};
  if (options.keep_source) parser.builder().set_source(source);
  return parser.builder().build(std::string(chunk_name), /*verified_by_producer=*/true);
}

}  // namespace

base::Result<std::shared_ptr<const isa::Module>> compile(std::string_view source, std::string_view chunk_name,
                                                         const CompileOptions& options) {
  if (has_memory_for(source)) {
    try {
      return try_compile(source, chunk_name, options);
    } catch (const std::bad_alloc&) {  // of its buffers, here or in the module's writer
    }
  }
  return base::Error{"not enough memory"};
}

}  // namespace strata::lua
