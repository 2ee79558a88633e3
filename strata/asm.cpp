// strata asm: assembler text to a multi-level binary.
#include <memory>

#include "assembler/assembler.h"
#include "isa/mlb.h"
#include "strata/commands.h"
#include "strata/files.h"

namespace strata::toolbox {
namespace {

struct AsmOptions {
  std::string input, output;
  bool strip = false;
  bool no_verify = false;
};

void run_asm(const AsmOptions& options) {
  std::vector<uint8_t> bytes = read_file(options.input);
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  auto module = assembler::assemble(text, options.input, {.verify = !options.no_verify});
  if (!module) throw Failure("the text has errors\n" + module.error().message);
  std::vector<uint8_t> file =
      isa::write_mlb(*module.value(), {.debug = !options.strip, .source = !options.strip});
  bool from_stdin = options.input == "-" && options.output.empty();
  std::string output = from_stdin ? "-" : options.output;
  write_file(output.empty() ? with_extension(options.input, "mlb") : output, file);
}

}  // namespace

void add_asm(CLI::App& app) {
  auto options = std::make_shared<AsmOptions>();
  CLI::App* command = app.add_subcommand("asm", "Assemble a .vasm file to a multi-level binary");
  command->add_option("FILE", options->input, "assembler text; - is standard input")->required();
  command->add_option("-o,--output", options->output, "the binary; default: FILE with .mlb; - is standard output");
  command->add_flag("--strip", options->strip, "leave out lines, names and source");
  command->add_flag("--no-verify", options->no_verify,
                    "take over .block claims unchecked (what loads the file will refuse false ones)");
  command->callback([options] { run_asm(*options); });
}

}  // namespace strata::toolbox
