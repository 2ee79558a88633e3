// strata profile: runs a program and lists what was seen of its functions.
#include "strata/profile.h"

#include <unistd.h>

#include <cstdio>
#include <memory>

#include "strata/commands.h"
#include "strata/files.h"

namespace strata::toolbox {
namespace {

struct ProfileOptions {
  std::string input;
  std::vector<std::string> arguments;
  std::string output = "-";
  uint32_t threshold = runtime::kDefaultJitThreshold;
  bool json = false;
};

struct Run {
  const ProfileOptions& options;
  Vm* vm = nullptr;

  void list() {
    std::fflush(stdout);
    std::vector<ProfiledFunction> functions = profile_of(*vm);
    std::string listing;
    if (options.json) {
      listing = profile_json(functions);
    } else {
      std::vector<uint8_t> source = read_file(options.input);
      listing = profile_text(functions, options.input, {reinterpret_cast<const char*>(source.data()), source.size()});
    }
    write_file(options.output, listing);
  }
};

// os.exit: nothing may be thrown through the guest.
void exit_process(void* self, int code) {
  try {
    static_cast<Run*>(self)->list();
  } catch (const Failure& failure) {
    std::fprintf(stderr, "strata: %s\n", failure.what());
    code = kExitBadInput;
  }
  std::fflush(nullptr);
  ::_exit(code);
}

void set_arg(Vm& vm, const ProfileOptions& options) {
  Table arg = vm.new_table();
  arg.set(0, options.input);
  for (size_t i = 0; i < options.arguments.size(); i++) arg.set(static_cast<int64_t>(i + 1), options.arguments[i]);
  vm.set("arg", arg);
}

void run_profile(const ProfileOptions& options) {
  Run run{options};
  Options vm_options;
  vm_options.jit_threshold = options.threshold;
  vm_options.host.self = &run;
  vm_options.host.exit_process = exit_process;
  Vm vm(vm_options);
  if (!vm.ok()) throw Failure("not enough memory");
  run.vm = &vm;
  set_arg(vm, options);
  Result<Function> main = vm.load_file(options.input.c_str());
  if (!main) throw Failure(main.error().message);
  std::vector<Argument> arguments(options.arguments.begin(), options.arguments.end());
  Result<Values> done = vm.call(*main, arguments.data(), arguments.size());
  run.list();
  if (!done) throw Failure(done.error().text());
}

}  // namespace

void add_profile(CLI::App& app) {
  auto options = std::make_shared<ProfileOptions>();
  CLI::App* command = app.add_subcommand("profile", "Run a program and list what was seen of its functions");
  command->add_option("FILE", options->input, "a program of any level (.mlb, .vasm, else Lua)")->required();
  command->add_option("ARGS", options->arguments, "its arguments");
  command->add_option("-o,--output", options->output, "where to write the listing; default: standard output, behind the program's own");
  command->add_option("--jit-threshold", options->threshold,
                      "calls and loop iterations after which a function is recorded and compiled");
  command->add_flag("--json", options->json, "as JSON");
  command->positionals_at_end();
  command->callback([options] { run_profile(*options); });
}

}  // namespace strata::toolbox
