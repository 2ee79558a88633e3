// The snippet interface is one that LLVM can express: a function compiled by clang with preserve_none and musttail
// (llvm_snippet.c) is called by baseline machine code, returns to it, and passes on what it does not do itself.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "api/strata.h"
#include "api/vm_state.h"
#include "baseline_jit/jit.h"
#include "baseline_jit/machine.h"
#include "baseline_jit/stubs.h"

using namespace strata;

namespace {

std::string file_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool run(const std::string& command) { return std::system(command.c_str()) == 0; }

// The function's bytes, which need no relocation.
std::string compiled_snippet() {
  namespace at = baseline_jit::at;
  char folder[] = "/tmp/strata-llvm-XXXXXX";
  REQUIRE(mkdtemp(folder) != nullptr);
  std::string path = folder;
  const std::pair<const char*, int> kOffsets[] = {
      {"INT_TAG", runtime::kInt},
      {"RUNNING", at::kRunning},
      {"CALL_INTERPRETED", at::kCallInterpreted},
      {"RETURN_MANY", at::kStubs + 8 * static_cast<int>(baseline_jit::Stub::ReturnMany)},
      {"FRAME_COUNT", at::kFrameCount},
      {"DIRECT_FRAME_LIMIT", at::kDirectFrameLimit},
      {"FRAME_BYTES", at::kFrameBytes},
      {"FRAME_FUNCTION", at::kFrameFunction},
      {"FRAME_BASE", at::kFrameBase},
      {"FRAME_RESULT", at::kFrameResult},
      {"FRAME_EXPECTED", at::kFrameExpected},
      {"FRAME_VARARGS", at::kFrameVarargs},
      {"FRAME_STATE", at::kFrameState},
  };
  std::string defines;
  for (auto [name, value] : kOffsets) defines += std::string(" -D") + name + "=" + std::to_string(value);
  REQUIRE(run("clang-19 -O2 -ffreestanding -fcf-protection=none -ffunction-sections -fno-asynchronous-unwind-tables" +
              defines + " -c " STRATA_SOURCE_DIR "/tests/llvm_snippet.c -o " + path + "/snippet.o"));
  REQUIRE(run("readelf -rW " + path + "/snippet.o > " + path + "/relocations"));
  CHECK(file_bytes(path + "/relocations").find(".rela.text") == std::string::npos);
  REQUIRE(run("objcopy -O binary -j .text.snippet " + path + "/snippet.o " + path + "/snippet.bin"));
  std::string bytes = file_bytes(path + "/snippet.bin");
  std::filesystem::remove_all(path);
  REQUIRE(!bytes.empty());
  return bytes;
}

constexpr const char kProgram[] =
    "function inc(n) return n + 1 end\n"
    "function sum(count, step)\n"
    "  local s = 0\n"
    "  for i = 1, count do s = s + inc(i * step) end\n"
    "  return s\n"
    "end\n"
    "return sum(10, 1)";

}  // namespace

TEST_CASE("a snippet made by LLVM is called from baseline machine code and returns to it") {
  if (!run("command -v clang-19 > /dev/null && command -v objcopy > /dev/null")) {
    MESSAGE("skipped: there is no clang-19 (Debian package clang-19, 257 MB)");
    return;
  }
  std::string bytes = compiled_snippet();
  Options options;
  options.tier = Tier::Jit;
  options.jit_threshold = 0;
  Vm vm(options);
  Result<Values> before = vm.run(kProgram);
  REQUIRE(before.ok());
  CHECK(before->first().integer() == 65);
  runtime::VM& inner = *detail::Access::state(vm)->vm;
  REQUIRE(inner.jit != nullptr);
  const uint8_t* code = inner.jit->memory.add({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
  REQUIRE(code != nullptr);
  auto* inc = detail::Access::value(vm.get("inc")).as_lua_function();
  inc->proto->entry = code;
  Result<Values> integers = vm.run("return sum(10, 1)");
  REQUIRE(integers.ok());
  CHECK(integers->first().integer() == 55 + 10 * 1000);  // not 65: LLVM's code was there
  Result<Values> floats = vm.run("return sum(10, 0.5)");
  REQUIRE(floats.ok());
  CHECK(floats->first().number() == 27.5 + 10);          // passed on to the interpreter
}
