// vmrun: runs a program of any level, as lua5.4 runs a script. Lean on purpose: no iostream, no
// exceptions, options parsed by hand, line editing touched only on a terminal.
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <optional>
#include <unistd.h>

#include "api/packed.h"
#include "vmrun/bus_error.h"
#include "vmrun/command_line.h"
#include "vmrun/packed.h"
#include "vmrun/perf_files.h"
#include "vmrun/repl.h"
#include "vmrun/session.h"
#include "vmrun/stats.h"

namespace {

using namespace strata;
using namespace strata::vmrun;

struct StatsAtExit {
  const Session* session;
  uint64_t started_ns;
  static void print(void* self) {
    const StatsAtExit& s = *static_cast<StatsAtExit*>(self);
    const_cast<Vm&>(s.session->vm).publish();
    print_stats(s.session->vm, s.session->line.stats, s.started_ns);
  }
};

// Where the guest's own memory runs out it gets an error; this is for small things beside it, such as
// texts of messages, which have nobody to tell.
const char* program_name = "vmrun";
[[noreturn]] void on_no_memory() {
  for (const char* part : {program_name, ": not enough memory\n"}) (void)!write(2, part, std::strlen(part));
  _exit(EXIT_FAILURE);
}

void report_perf_files(const CommandLine& line) {
  std::fprintf(stderr, "%s: cannot write the files for perf in /tmp: %s\n", line.program, std::strerror(errno));
}

void report_bad_packed(const CommandLine& line) {
  std::fprintf(stderr, "%s: the program that is packed in this executable can't be used: %s\n", line.program, line.bad_packed);
}

// LUA_INIT_5_4 or else LUA_INIT: text, or a file after @.
bool run_init(Session& session) {
  const char* name = "=LUA_INIT_5_4";
  const char* init = std::getenv(name + 1);
  if (init == nullptr) init = std::getenv((name = "=LUA_INIT") + 1);
  if (init == nullptr) return true;
  return init[0] == '@' ? session.run_file(init + 1) : session.run_text(init, name);
}

bool run_actions(Session& session) {
  for (const Action& action : session.line.actions) {
    bool good = true;
    switch (action.kind) {
      case Action::Execute: good = session.run_text(action.text, "=(command line)"); break;
      case Action::Require: good = session.require(action.text); break;
      case Action::Warnings: session.vm.set_warnings(true); break;
    }
    if (!good) return false;
  }
  return true;
}

bool run_all(Session& session) {
  const CommandLine& line = session.line;
  session.make_arg_table();
  if (line.packed_main != nullptr) return session.run_script();
  if (!line.ignore_environment && !run_init(session)) return false;
  if (!run_actions(session)) return false;
  if (line.script > 0 && !session.run_script()) return false;
  if (line.interactive) {
    run_repl(session);
  } else if (line.script == 0 && !line.executes && !line.show_version) {
    if (!isatty(0)) return session.run_file(nullptr);
    print_version();
    run_repl(session);
  }
  return true;
}

// Without the options, which may differ where programs are compared.
void print_heap_digest(Vm& vm) {
  vm.set("arg", nullptr);
  std::fprintf(stderr, "heap digest: %016" PRIx64 "\n", vm.heap_digest());
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line = detail::is_packed() ? packed_command_line(argc, argv) : parse_command_line(argc, argv);
  uint64_t started_ns = line.stats == StatsFormat::None ? 0 : wall_clock_ns();
  program_name = line.program;
  std::set_terminate(on_no_memory);  // of a bad_alloc, the only exception there is
  if (line.bad_packed != nullptr) return report_bad_packed(line), EXIT_FAILURE;
  if (line.bad_option != nullptr) return print_usage_error(line), EXIT_FAILURE;
  if (line.show_help) return print_help(line), EXIT_SUCCESS;
  if (line.show_version) print_version();
  std::optional<PerfFiles> perf;
  if (line.perf && !perf.emplace().ok()) return report_perf_files(line), EXIT_FAILURE;
  Session session(line, perf ? perf->observer() : CodeObserver{});
  if (!session.vm.ok()) {
    std::fprintf(stderr, "%s: cannot create state: not enough memory\n", line.program);
    return EXIT_FAILURE;
  }
  if (line.cache.mode != CacheMode::Off) watch_cached_files(session.vm, line.program);
  StatsAtExit stats{&session, started_ns};
  set_exit_hook(StatsAtExit::print, &stats);
  int status = run_all(session) ? EXIT_SUCCESS : EXIT_FAILURE;
  if (line.heap_digest) print_heap_digest(session.vm);
  StatsAtExit::print(&stats);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they look for leaks at exit
  session.vm.abandon();
  end_process(status);
#endif
  return status;
}
