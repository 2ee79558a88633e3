// Prints the shared stubs as an assembly file, which becomes part of strata_baseline_jit: a symbol for each, so that
// debuggers and profilers name them, and their addresses' table in no need of relocation.
#include <cstdio>

#include "baseline_jit/stub_maker/stub_maker.h"

namespace {

using strata::baseline_jit::kStubNames;
using strata::baseline_jit::MadeStubs;

void print_code(const MadeStubs& stubs) {
  std::printf("  .section .text.strata_stubs, \"ax\", @progbits\n  .p2align 6\n  .hidden strata_stubs\n  .globl strata_stubs\n");
  std::printf("strata_stubs:\n");
  for (size_t at = 0; at < stubs.bytes.size(); ++at) {
    for (size_t k = 0; k < stubs.offsets.size(); ++k) {
      if (stubs.offsets[k] == at) std::printf("  .type strata_stub_%s, @function\nstrata_stub_%s:\n", kStubNames[k], kStubNames[k]);
    }
    std::printf("  .byte %u\n", stubs.bytes[at]);
  }
}

void print_offsets(const MadeStubs& stubs) {
  std::printf("  .section .rodata.strata_stub_offsets, \"a\", @progbits\n  .p2align 2\n");
  std::printf("  .hidden strata_stub_offsets\n  .globl strata_stub_offsets\nstrata_stub_offsets:\n");
  for (uint32_t offset : stubs.offsets) std::printf("  .long %u\n", offset);
  std::printf("  .section .note.GNU-stack, \"\", @progbits\n");
}

}  // namespace

int main() {
  MadeStubs stubs;
  if (!strata::baseline_jit::make_stubs(&stubs)) return 1;
  print_code(stubs);
  print_offsets(stubs);
  return std::fflush(stdout) == 0 ? 0 : 1;
}
