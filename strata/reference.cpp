// strata reference: the instruction manual.
#include "isa/reference.h"

#include "strata/commands.h"
#include "strata/files.h"

namespace strata::toolbox {

void add_reference(CLI::App& app) {
  CLI::App* command = app.add_subcommand("reference", "Print the manual of the instruction set");
  command->callback([] { write_file("-", isa::print_reference()); });
}

}  // namespace strata::toolbox
