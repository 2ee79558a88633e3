// Random programs pass the verifier, survive text and file, and use the whole instruction table.
#include <doctest/doctest.h>

#include <set>

#include "assembler/assembler.h"
#include "isa/identity.h"
#include "isa/mlb.h"
#include "isa/verifier.h"
#include "tests/random_bytecode.h"

namespace strata::tests {
namespace {

TEST_CASE("random programs verify, disassemble and assemble") {
  std::set<std::string_view> used;
  for (uint64_t seed = 0; seed < 400; seed++) {
    INFO("seed " << seed);
    std::string why;
    auto module = random_module(seed, &why);
    REQUIRE_MESSAGE(module, why);
    base::Result<void> verdict = isa::verify_module(*module);
    REQUIRE_MESSAGE(verdict.ok(), verdict.error().message);
    auto back = assembler::assemble(assembler::disassemble(*module), "dis");
    REQUIRE_MESSAGE(back.ok(), back.error().message);
    CHECK(isa::module_identities(*back.value()) == isa::module_identities(*module));
    isa::Instruction in;
    uint32_t size = static_cast<uint32_t>(module->code.size());
    for (uint32_t at = 0; isa::decode(module->code.data(), size, at, &in); at = in.next) {
      used.insert(isa::row(in.op).mnemonic);
    }
  }
  for (int code = 0; code < 256; code++) {
    std::string_view mnemonic = isa::kInstructions[code].mnemonic;
    if (!mnemonic.empty()) CHECK_MESSAGE(used.contains(mnemonic), mnemonic);
  }
}

}  // namespace
}  // namespace strata::tests
