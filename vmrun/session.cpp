// See session.h.
#include "vmrun/session.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>
#include <vector>

namespace strata::vmrun {
namespace {

ExitHook exit_hook = nullptr;
void* exit_hook_context = nullptr;
// The Vm that Ctrl-C interrupts; read by the signal handler.
Vm* volatile interruptible = nullptr;

void on_interrupt(int signal_number) {
  std::signal(signal_number, SIG_DFL);  // the next one ends a process that does not listen
  if (Vm* vm = interruptible) vm->interrupt();
}

// SIGINT goes to the Vm while one of these lives.
class InterruptScope {
 public:
  explicit InterruptScope(Vm* vm) {
    interruptible = vm;
    set_handler(on_interrupt);
  }
  ~InterruptScope() { set_handler(SIG_DFL); }

 private:
  static void set_handler(void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
  }
};

void exit_process(void*, int code) {
  if (exit_hook != nullptr) exit_hook(exit_hook_context);
  end_process(code);  // the VM is left as it is
}

// STRATA_STRESS holds some of: gc, stack, and jit or tierup, so that any test runs under them.
bool wants_stress(const char* what) {
  const char* stress = std::getenv("STRATA_STRESS");
  return stress != nullptr && std::strstr(stress, what) != nullptr;
}

void set_tier(const CommandLine& line, Options* options) {
  options->tier = line.tier;
  options->jit_threshold = line.jit_threshold;
  options->jit_code_limit_bytes = line.jit_memory_bytes;
  if (wants_stress("jit")) {
    options->tier = Tier::Jit;
    options->jit_threshold = 0;
  } else if (wants_stress("tierup")) {
    options->tier = Tier::Auto;
    options->jit_threshold = 1;
  }
}

Options options_for(const CommandLine& line, const CodeObserver& code_observer) {
  Options options;
  options.limits = line.limits;
  set_tier(line, &options);
  options.code_observer = code_observer;
  options.cache = line.cache;
  options.gdb_interface = line.gdb;
  options.host.exit_process = exit_process;
  options.use_environment = !line.ignore_environment;
  options.fusing = !line.no_fusing;
  options.inline_caches = !line.no_inline_caches;
  options.typed_arrays = !line.no_typed_arrays;
  options.stress_collector = wants_stress("gc");
  options.stress_stack = wants_stress("stack");
  return options;
}

}  // namespace

void set_exit_hook(ExitHook hook, void* context) {
  exit_hook = hook;
  exit_hook_context = context;
}

void end_process(int code) {
  std::fflush(nullptr);
  std::fflush(stdin);
  ::_exit(code);
}

Session::Session(const CommandLine& command_line, const CodeObserver& code_observer)
    : line(command_line), vm(options_for(command_line, code_observer)) {}

Session::~Session() { set_exit_hook(nullptr, nullptr); }

Result<Values> Session::call(const Value& function, const Argument* arguments, size_t count) {
  InterruptScope scope(&vm);
  return vm.call(function, arguments, count);
}

void Session::report(const Error& error) {
  std::fflush(stdout);
  std::string text = error.text() + "\n";
  if (!interactive) text.insert(0, std::string(line.program) + ": ");
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

bool Session::run_text(const char* text, const char* chunk_name) {
  Result<Function> function = vm.load(text, chunk_name);
  if (!function.ok()) return report(function.error()), false;
  Result<Values> done = call(*function);
  if (!done.ok()) report(done.error());
  return done.ok();
}

bool Session::run_file(const char* path) {
  Result<Function> function = vm.load_file(path);
  if (!function.ok()) return report(function.error()), false;
  Result<Values> done = call(*function);
  if (!done.ok()) report(done.error());
  return done.ok();
}

bool Session::require(const char* what) {
  std::string global = what, module = what;
  if (size_t at = global.find('='); at != std::string::npos) {
    module = global.substr(at + 1);
    global.resize(at);
  } else if (size_t mark = global.find('-'); mark != std::string::npos) {
    global.resize(mark);  // what follows is a version
  }
  const Argument argument(module);
  Result<Values> loaded = call(vm.get("require"), &argument, 1);
  if (!loaded.ok()) return report(loaded.error()), false;
  vm.set(global, loaded->first());
  return true;
}

bool Session::run_script() {
  const char* packed = line.packed_main;
  const char* path = packed != nullptr ? packed : line.script_is_stdin ? nullptr : line.argv[line.script];
  Result<Function> function = vm.load_file(path);
  if (!function.ok()) return report(function.error()), false;
  std::optional<Table> arg = vm.get("arg").table();
  if (!arg) return report(Error{"'arg' is not a table", {}, {}}), false;
  Values values;
  for (int64_t i = 1, n = arg->length(); i <= n; i++) values.push_back(arg->get(i));
  std::vector<Argument> arguments(values.begin(), values.end());
  Result<Values> done = call(*function, arguments.data(), arguments.size());
  if (!done.ok()) report(done.error());
  return done.ok();
}

// The script's name has index 0, its arguments follow, the interpreter and its options come before.
void Session::make_arg_table() {
  Table arg = vm.new_table();
  for (int i = 0; i < line.argc; i++) arg.set(i - line.script, line.argv[i]);
  vm.set("arg", arg);
}

}  // namespace strata::vmrun
