// Fuzz target: the Lua front end. Sources are cut into tokens and put together again wrongly. Each is
// refused with a message, or gives a module; that module is not looked at by the verifier when it runs
// from source, so it is here, and then it runs, confined.
#include "isa/verifier.h"
#include "lua/compile.h"
#include "tests/fuzz.h"
#include "tests/hostile.h"

namespace strata::tests {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Words, white space, and single other characters.
std::vector<std::string> pieces_of(std::string_view text) {
  std::vector<std::string> pieces;
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    if (is_word(text[at])) {
      while (end < text.size() && is_word(text[end])) end++;
    }
    pieces.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return pieces;
}

constexpr std::string_view kSnippets[] = {
    "goto done ::done::", "local x <close> = nil", "local y <const> = 1", "for i = 1, 3 do", "end",
    "for k, v in next, {} do", "function(...) return ... end", "while true do break end", "repeat", "until x",
    "0x7fffffffffffffff", "1e308", "\"\\u{7fffffff}\"", "[==[", "]==]", "a.b.c:d(...)", "{...}", "//", "<<",
    "~=", "...", "return", "local function f() return f end", "::a:: goto a", "-9223372036854775808",
};

const std::vector<std::vector<std::string>>& corpus() {
  static const auto* const made = [] {
    auto* all = new std::vector<std::vector<std::string>>;
    for (const std::string& source : example_sources(4000)) all->push_back(pieces_of(source));
    return all;
  }();
  return *made;
}

std::string changed_source(Random* random) {
  std::vector<std::string> pieces = corpus()[random->next() % corpus().size()];
  if (random->chance(50)) {  // a part of the program only: more of it is looked at
    size_t begin = random->next() % pieces.size();
    size_t end = std::min(pieces.size(), begin + 50 + random->next() % 300);
    pieces = {pieces.begin() + static_cast<ptrdiff_t>(begin), pieces.begin() + static_cast<ptrdiff_t>(end)};
  }
  for (int n = random->below(4); n >= 0 && !pieces.empty(); n--) {
    size_t a = random->next() % pieces.size();
    size_t b = random->next() % pieces.size();
    switch (random->below(6)) {
      case 0: std::swap(pieces[a], pieces[b]); break;
      case 1: pieces[a] = pieces[b]; break;
      case 2: pieces.erase(pieces.begin() + static_cast<ptrdiff_t>(a)); break;
      case 3: pieces[a] = std::string(1, static_cast<char>(random->next())); break;
      default: pieces[a] += " " + std::string(kSnippets[random->next() % std::size(kSnippets)]) + " ";
    }
  }
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  return text;
}

bool try_source(std::string_view source, bool annotate, bool stress) {
  auto module = lua::compile(source, "=fuzz", {.annotate = annotate});
  if (!module) return false;
  if (base::Result<void> verdict = isa::verify_module(*module.value()); !verdict) {
    std::fprintf(stderr, "the front end's module is refused: %s\n%.*s\n", verdict.error().message.c_str(),
                 static_cast<int>(source.size()), source.data());
    std::abort();
  }
  if (source.starts_with('\x1b')) return true;
  return run_confined(source, stress);
}

bool try_round(Random* random) {
  std::string source = changed_source(random);
  return try_source(source, random->chance(80), random->chance(5));
}

}  // namespace
}  // namespace strata::tests

#ifdef STRATA_LIBFUZZER
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)strata::tests::try_source({reinterpret_cast<const char*>(data), size}, true, false);
  return 0;
}
#else
int main(int argc, char** argv) {
  return strata::tests::run_fuzzer(argc, argv, "fuzz_compiler", strata::tests::try_round);
}
#endif
