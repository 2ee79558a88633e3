// What the Lua front end makes of every example passes the verifier, and survives the way through
// assembler text and through a file with its identity.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "assembler/assembler.h"
#include "isa/identity.h"
#include "isa/mlb.h"
#include "isa/verifier.h"
#include "lua/compile.h"

namespace strata::tests {
namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return text.starts_with("#") ? "--" + text : text;
}

void check_module(const isa::Module& module) {
  base::Result<void> verdict = isa::verify_module(module);
  CHECK_MESSAGE(verdict.ok(), verdict.error().message);
  auto identities = isa::module_identities(module);
  auto assembled = assembler::assemble(assembler::disassemble(module), "dis");
  REQUIRE_MESSAGE(assembled.ok(), assembled.error().message);
  CHECK(isa::module_identities(*assembled.value()) == identities);
  auto read = isa::read_mlb(isa::write_mlb(module), nullptr, "mlb");
  REQUIRE_MESSAGE(read.ok(), read.error().message);
  CHECK(isa::module_identities(*read.value()) == identities);
}

TEST_CASE("modules of the Lua front end verify, disassemble and assemble") {
  int programs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(STRATA_SOURCE_DIR "/examples")) {
    if (entry.path().extension() != ".lua") continue;
    INFO(entry.path().string());
    for (bool annotate : {true, false}) {
      auto module = lua::compile(read_text(entry.path()), "@example.lua",
                                 {.keep_source = true, .strip_debug = !annotate, .annotate = annotate});
      REQUIRE(module.ok());
      check_module(*module.value());
    }
    programs++;
  }
  CHECK(programs >= 10);
}

}  // namespace
}  // namespace strata::tests
