// What compiling costs: the functions of all benchmark programs that get hot at the short size, compiled with
// the profiles that these runs recorded.
//
//   bench_jit_micro PROGRAMS_TXT FOLDER_OF_PROGRAMS
//
// "as run" is what the programs themselves spent, each function compiled once (elapsed time); below it the same
// functions over and over (CPU time, best of the rounds): the compiler, of that what encoding instructions and
// jumps costs by itself, and code memory.
#include <Zydis/Zydis.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "api/strata.h"
#include "api/vm_state.h"
#include "baseline_jit/code_memory.h"
#include "baseline_jit/compiler.h"
#include "isa/debug_map.h"
#include "runtime/native_code.h"

namespace {

using namespace strata;
using baseline_jit::CodeMemory;
using baseline_jit::CompiledCode;
using runtime::FunctionProto;

constexpr int kRounds = 100;

double cpu_ns() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

template <typename F, typename G>
double best_ns(F&& run, G&& clean_up) {
  double best = 1e18;
  for (int round = 0; round < kRounds; ++round) {
    double start = cpu_ns();
    run();
    best = std::min(best, cpu_ns() - start);
    clean_up();
  }
  return best;
}

std::string file_text(const std::string& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// Functions that got hot, by program; the VMs keep them.
struct Corpus {
  std::vector<std::unique_ptr<Vm>> vms;
  std::vector<std::vector<const FunctionProto*>> programs;
  double functions = 0, batches = 0, instructions = 0, lines = 0;
  runtime::JitStats as_run;
};

// Code that was made executable together lies together, from a page's beginning on.
bool begins_batch(const FunctionProto& proto) {
  return reinterpret_cast<uintptr_t>(proto.native->code) % CodeMemory::kPageBytes == 0;
}

double lines_of(const FunctionProto& proto) {
  const isa::Module& module = *proto.program->module;
  isa::DebugMap map;
  if (!isa::decode_debug_map(module.function(proto.function_index).debug,
                             module.functions[proto.function_index].line_defined, &map)) {
    return 0;
  }
  std::set<uint32_t> lines;
  for (const auto& entry : map.lines) lines.insert(entry.line);
  return static_cast<double>(lines.size());
}

bool run_program(Corpus& corpus, const std::string& name, const std::string& path, const std::string& size) {
  corpus.vms.push_back(std::make_unique<Vm>());
  Vm& vm = *corpus.vms.back();
  if (!vm.run("print = function() end io.write = print arg = {[1] = '" + size + "'}").ok()) return false;
  if (!vm.run(file_text(path), "@" + name).ok()) return false;
  runtime::VM& inner = *detail::Access::state(vm)->vm;
  std::vector<const FunctionProto*> compiled;
  for (FunctionProto* p = inner.protos; p != nullptr; p = p->next) {
    if (p->native == nullptr) continue;
    compiled.push_back(p);
    corpus.instructions += p->instruction_count;
    corpus.lines += lines_of(*p);
  }
  std::sort(compiled.begin(), compiled.end(), [](auto* a, auto* b) { return a->native->code < b->native->code; });
  corpus.functions += static_cast<double>(compiled.size());
  for (const FunctionProto* p : compiled) corpus.batches += begins_batch(*p) || p == compiled.front();
  corpus.programs.push_back(std::move(compiled));
  corpus.as_run.bytecodes += inner.jit_stats.bytecodes;
  corpus.as_run.compile_ns += inner.jit_stats.compile_ns;
  corpus.as_run.functions_compiled += inner.jit_stats.functions_compiled;
  return true;
}

bool run_programs(Corpus& corpus, const char* table_path, const std::string& folder) {
  std::ifstream table(table_path);
  for (std::string line; std::getline(table, line);) {
    std::istringstream row(line);
    std::string name, set, groups, tiny_size, short_size;
    if (!(row >> name >> set >> groups >> tiny_size >> short_size) || name[0] == '#') continue;
    if (!run_program(corpus, name, folder + "/" + name + ".lua", short_size)) {
      return std::fprintf(stderr, "%s fails\n", name.c_str()), false;
    }
  }
  return corpus.instructions > 0;
}

double count_machine_instructions(const CompiledCode& made) {
  ZydisDecoder decoder;
  ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
  ZydisDecodedInstruction instruction;
  double count = 0;
  for (size_t at = 0; at < made.data_start; at += instruction.length, ++count) {
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(&decoder, nullptr, &made.bytes[at], made.data_start - at, &instruction))) {
      instruction.length = 1;
    }
  }
  return count;
}

// A mixture of what emitters write: 16 instructions, of which 4 jump, and 4 labels.
void emit_mixture(baseline_jit::CodeWriter& a) {
  namespace x86 = asmjit::x86;
  asmjit::Label labels[4];
  for (asmjit::Label& label : labels) {
    label = a.newLabel();
    a.mov(x86::rbx, x86::qword_ptr(x86::r13, 24));
    a.cmp(x86::qword_ptr(x86::r13, 160), 3);
    a.jne(label);
    a.mov(x86::qword_ptr(x86::rbx, 40), x86::rsi);
    a.bind(label);
  }
}

double encoding_ns() {
  constexpr int kMixtures = 500;
  baseline_jit::CodeWriter writer;
  double total = best_ns([&] {
    if (!writer.start()) std::abort();
    for (int i = 0; i < kMixtures; ++i) emit_mixture(writer);
  }, [] {});
  return total / (16 * kMixtures);
}

void report(const Corpus& corpus) {
  baseline_jit::Compiler::Workspace workspace;
  double bytes = 0, machine_instructions = 0, mapped = 0;
  auto each_function = [&](auto&& visit) {
    for (const auto& program : corpus.programs) {
      for (const FunctionProto* proto : program) {
        CompiledCode made;
        if (!baseline_jit::Compiler(workspace, *proto, proto->profile, isa::CpuLevel::V3).compile(&made)) std::abort();
        visit(made);
      }
    }
  };
  double compiler = best_ns([&] { each_function([](const CompiledCode&) {}); }, [] {});
  each_function([&](const CompiledCode& made) {
    bytes += static_cast<double>(made.bytes.size());
    machine_instructions += count_machine_instructions(made);
  });
  std::vector<std::unique_ptr<CodeMemory>> memories;  // what giving them back costs is not counted
  auto install_all = [&] {
    for (const auto& program : corpus.programs) {
      CodeMemory& memory = *memories.emplace_back(std::make_unique<CodeMemory>(16 << 20));
      for (const FunctionProto* proto : program) {
        if (begins_batch(*proto) && !memory.seal()) std::abort();
        if (memory.write({proto->native->code, proto->native->size_bytes}) == nullptr) std::abort();
      }
      if (!memory.seal()) std::abort();
    }
  };
  double memory = best_ns(install_all, [&] { memories.clear(); });
  install_all();
  for (const auto& some : memories) mapped += static_cast<double>(some->sealed_bytes());
  double n = corpus.instructions, whole = compiler + memory, encoding = encoding_ns() * machine_instructions;
  std::printf("%.0f functions in %.0f batches, %.0f stack instructions, %.0f source lines\n", corpus.functions,
              corpus.batches, n, corpus.lines);
  std::printf("as run          %6.1f ns per stack instruction: %.1f million a second\n",
              (double)corpus.as_run.compile_ns / (double)corpus.as_run.bytecodes,
              (double)corpus.as_run.bytecodes * 1e3 / (double)corpus.as_run.compile_ns);
  std::printf("repeated        %6.1f ns: %.1f million a second; %.2f us per source line\n", whole / n, n * 1e3 / whole,
              whole / corpus.lines * 1e-3);
  std::printf("  compiler      %6.1f ns, of which encoding some %.1f (%.1f ns for each of %.1f machine instructions)\n",
              compiler / n, encoding / n, encoding / machine_instructions, machine_instructions / n);
  std::printf("  code memory   %6.1f ns\n", memory / n);
  std::printf("machine code    %6.1f bytes per stack instruction, %.0f per source line; %.2f times as much memory\n",
              bytes / n, bytes / corpus.lines, mapped / bytes);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "usage: bench_jit_micro PROGRAMS_TXT FOLDER_OF_PROGRAMS\n"), 2;
  Corpus corpus;
  if (!run_programs(corpus, argv[1], argv[2])) return 1;
  report(corpus);
}
