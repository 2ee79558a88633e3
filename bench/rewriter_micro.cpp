// The rewriter alone: nanoseconds per stack instruction to rewrite all functions of a source.
//
//   bench_rewriter_micro FILE.lua
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

#include "interpreter/rewriter.h"
#include "isa/constants.h"
#include "isa/opcode.h"
#include "lua/compile.h"

namespace {

using strata::interpreter::Rewritten;
using strata::runtime::Value;

double cpu_seconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

std::string read_file(const char* path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

uint64_t count_instructions(const strata::isa::Module& module) {
  uint64_t count = 0;
  strata::isa::Instruction instruction;
  for (uint32_t f = 0; f < module.functions.size(); ++f) {
    auto code = module.function(f).code;
    for (uint32_t at = 0; at < code.size(); at = instruction.next, ++count) {
      strata::isa::decode(code.data(), static_cast<uint32_t>(code.size()), at, &instruction);
    }
  }
  return count;
}

void measure_rewriting(const char* path) {
  std::string source = read_file(path);
  double start = cpu_seconds();
  auto module = strata::lua::compile(source, "@source", {});
  double compiled = cpu_seconds() - start;
  if (!module.ok()) return (void)std::fprintf(stderr, "%s\n", module.error().message.c_str());
  uint64_t instructions = count_instructions(*module.value()), words = 0;
  double best = 1e9;
  for (int round = 0; round < 5; ++round) {
    start = cpu_seconds();
    words = 0;
    for (uint32_t f = 0; f < module.value()->functions.size(); ++f) {
      std::vector<Value> constants(module.value()->functions[f].constant_count, Value::nil());
      Rewritten out;
      strata::interpreter::rewrite(*module.value(), f, constants, {}, false, &out);
      words += out.words.size();
    }
    best = std::min(best, cpu_seconds() - start);
  }
  std::printf("%zu functions, %llu stack instructions, %llu threaded words\n", module.value()->functions.size(),
              (unsigned long long)instructions, (unsigned long long)words);
  std::printf("front end %.1f ns, rewriter %.1f ns per stack instruction\n", compiled * 1e9 / (double)instructions,
              best * 1e9 / (double)instructions);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: bench_rewriter_micro FILE.lua\n"), 2;
  measure_rewriting(argv[1]);
}
