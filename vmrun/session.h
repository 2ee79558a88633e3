// A session: the Vm that vmrun works with, and running things in it: with Ctrl-C as a guest error, and
// errors reported on standard error the way that lua5.4 does it.
#pragma once

#include "api/strata.h"
#include "vmrun/command_line.h"

namespace strata::vmrun {

class Session {
 public:
  Session(const CommandLine& line, const CodeObserver& code_observer);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const CommandLine& line;
  Vm vm;

  // Calls with SIGINT turned into the guest error "interrupted!" (a second SIGINT ends the process).
  Result<Values> call(const Value& function, const Argument* arguments, size_t count);
  Result<Values> call(const Value& function) { return call(function, nullptr, 0); }

  // Loads and calls; reports what went wrong and answers whether all went well.
  bool run_text(const char* text, const char* chunk_name);
  bool run_file(const char* path);  // nullptr: standard input
  // require for -l: "mod" or "global=mod".
  bool require(const char* what);
  // The script, with the arguments from the table `arg`, as the guest may have changed it.
  bool run_script();

  void make_arg_table();
  void report(const Error& error);
  // Messages without the program's name in front, while the user talks to us directly.
  bool interactive = false;
};

// Called before the process ends from inside the guest (os.exit).
using ExitHook = void (*)(void* context);
void set_exit_hook(ExitHook hook, void* context);
// Ends the process: what was written is flushed, what was read ahead on standard input is left to the
// next reader, memory is left to the system.
[[noreturn]] void end_process(int code);

}  // namespace strata::vmrun
