// strata build: a program's text to a multi-level binary.
#include <memory>

#include "isa/mlb.h"
#include "strata/commands.h"
#include "strata/files.h"

namespace strata::toolbox {
namespace {

struct BuildOptions {
  std::string input, output, chunk_name;
  bool strip = false;
};

void run_build(const BuildOptions& options) {
  std::vector<uint8_t> text = read_file(options.input);
  std::shared_ptr<const isa::Module> module = load_module(options.input, text, options.chunk_name);
  std::vector<uint8_t> file = isa::write_mlb(*module, {.debug = !options.strip, .source = !options.strip});
  bool from_stdin = options.input == "-" && options.output.empty();
  std::string output = from_stdin ? "-" : options.output;
  write_file(output.empty() ? with_extension(options.input, "mlb") : output, file);
}

}  // namespace

void add_build(CLI::App& app) {
  auto options = std::make_shared<BuildOptions>();
  CLI::App* command = app.add_subcommand("build", "Compile a program to a multi-level binary");
  command->add_option("FILE", options->input, "Lua text, or assembler text in a .vasm file; - is standard input")
      ->required();
  command->add_option("-o,--output", options->output, "the binary; default: FILE with .mlb; - is standard output");
  command->add_option("--name", options->chunk_name, "the chunk's name in messages; default: @FILE");
  command->add_flag("--strip", options->strip, "leave out lines, names and source");
  command->callback([options] { run_build(*options); });
}

}  // namespace strata::toolbox
