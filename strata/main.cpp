// strata, the toolbox: one program, a command for each thing one may want to do with a program's levels.
#include <cstdio>

#include "strata/commands.h"

int main(int argc, char** argv) {
  using namespace strata::toolbox;
  CLI::App app{"Tools for the levels of a program: source, annotations, bytecode, machine code, profile"};
  app.name("strata");
  app.require_subcommand(1);
  app.set_version_flag("--version", "strata 0.1");
  app.footer("strata COMMAND --help tells more.");
  add_build(app);
  add_asm(app);
  add_dis(app);
  add_inspect(app);
  add_profile(app);
  add_compile(app);
  add_pack(app);
  add_strip(app);
  add_why(app);
  add_cache(app);
  add_reference(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : kExitBadUsage;
  } catch (const Failure& e) {
    std::fprintf(stderr, "strata: %s\n", e.what());
    return kExitBadInput;
  }
  return 0;
}
