// vmrun's command line: Lua's short options, and long ones of our own. Parsed by hand: CLI11 needs
// exceptions, and what runs before the script starts counts.
#pragma once

#include <cstdint>
#include <vector>

#include "api/strata.h"

namespace strata::vmrun {

enum class StatsFormat : uint8_t { None, Text, Json };

// -e, -l and -W take effect in the order in which they stand.
struct Action {
  enum Kind : uint8_t { Execute, Require, Warnings } kind;
  const char* text;
};

struct CommandLine {
  char** argv = nullptr;
  int argc = 0;
  const char* program = "vmrun";   // how messages begin
  int script = 0;                  // index of the script's name in argv; 0: none
  bool script_is_stdin = false;    // the name is "-"
  const char* packed_main = nullptr;  // of a packed executable: what it runs, instead of a script
  const char* bad_packed = nullptr;   // why that can't be run
  bool interactive = false;
  bool show_version = false;
  bool show_help = false;
  bool ignore_environment = false;
  bool perf = false;
  bool gdb = false;
  bool heap_digest = false;
  bool no_fusing = false;
  bool no_inline_caches = false;
  bool no_typed_arrays = false;
  bool executes = false;           // there is some -e
  std::vector<Action> actions;
  Limits limits;
  Tier tier = Tier::Auto;
  uint32_t jit_threshold = runtime::kDefaultJitThreshold;
  size_t jit_memory_bytes = runtime::kDefaultJitCodeLimitBytes;
  CacheOptions cache{CacheMode::Write, {}};
  StatsFormat stats = StatsFormat::None;
  const char* bad_option = nullptr;  // as given; nothing else is valid then
  bool needs_argument = false;       // what is wrong with it
  const char* bad_value = nullptr;   // what the value should have been
};

CommandLine parse_command_line(int argc, char** argv);

// What is wrong with the command line, on standard error.
void print_usage_error(const CommandLine& line);
void print_help(const CommandLine& line);
void print_version();

}  // namespace strata::vmrun
