// How functions are executed, what compiling them came to, and who wants to hear of machine code. Part
// of the embedding API, so it includes nothing of ours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace strata::runtime {

// Every tier gives the same answers. Auto: functions and loops start in the interpreter and are compiled
// when they have run for a while. Jit compiles no less, but does not look at how short a program is.
enum class Tier : uint8_t { Interpreter, Jit, Auto };

// Calls and loop iterations after which a function is compiled; 0: at its first call.
inline constexpr uint32_t kDefaultJitThreshold = 500;
// Executable memory of one VM; when it is used up, execution goes on in the interpreter.
inline constexpr size_t kDefaultJitCodeLimitBytes = size_t{64} << 20;

// One function's machine code, as perf and gdb want to know it. Lives as long as the call that shows it.
struct CompiledFunction {
  struct Line {
    uint32_t code_offset;  // of the first byte that belongs to `line`; ascending
    uint32_t line;
  };
  std::string_view name;         // "fib", "Account.deposit", "main chunk"
  std::string_view source_name;  // the chunk's file, or "[string \"...\"]"
  const uint8_t* code;
  size_t size_bytes;
  std::span<const Line> lines;
};

// Told of every function that is compiled, and of code that will not run any more. On the VM's thread.
struct CodeObserver {
  void (*compiled)(void* self, const CompiledFunction& function) = nullptr;
  void (*removed)(void* self, const uint8_t* code) = nullptr;
  void* self = nullptr;
};

struct JitStats {
  uint64_t functions_compiled = 0;
  uint64_t code_bytes = 0;    // of machine code, what was given back included
  uint64_t bytecodes = 0;     // stack instructions compiled
  uint64_t compile_ns = 0;
  uint64_t exits = 0;         // compiled code left to the interpreter because of what it met
  uint64_t recompiled = 0;    // functions compiled again, with other assumptions
  uint64_t mapped_bytes = 0;  // executable memory at the moment
  bool refused = false;       // the system gave no executable memory
};

}  // namespace strata::runtime
