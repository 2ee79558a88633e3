// strata dis: a program of any level as assembler text.
#include <memory>

#include "api/program.h"
#include "assembler/assembler.h"
#include "isa/mlb.h"
#include "strata/commands.h"
#include "strata/dis_native.h"
#include "strata/files.h"

namespace strata::toolbox {
namespace {

struct DisOptions {
  std::string input;
  std::string output = "-";
  bool threaded = false;
  bool native = false;
  std::optional<uint32_t> function;
  assembler::DisassembleOptions text;
};

std::string threaded_text(const std::string& input) {
  std::vector<uint8_t> file = isa::write_mlb(*load_verified(input));
  auto listing = strata::threaded_listing({reinterpret_cast<const char*>(file.data()), file.size()}, input);
  if (!listing) throw Failure(listing.error().message);
  return *listing;
}

std::string text_of(const DisOptions& options) {
  if (options.threaded) return threaded_text(options.input);
  auto module = load_verified(options.input);
  return options.native ? native_text(*module, options.input, options.function)
                        : assembler::disassemble(*module, options.text);
}

}  // namespace

void add_dis(CLI::App& app) {
  auto options = std::make_shared<DisOptions>();
  CLI::App* command = app.add_subcommand("dis", "Print a program as assembler text");
  command->add_option("FILE", options->input, "a program of any level (.mlb, .vasm, else Lua); - is standard input")
      ->required();
  command->add_option("-o,--output", options->output, "where to write; default: standard output");
  command->add_flag("--blocks", options->text.blocks, "print the annotations of every function");
  command->add_flag("--offsets", options->text.offsets, "print code offsets as comments");
  command->add_flag("--source", options->text.source, "include the source text as a directive");
  command->add_flag("--threaded", options->threaded,
                    "print what the interpreter runs instead: the threaded code of every function");
  CLI::Option* native = command->add_flag(
      "--native", options->native, "print source lines, threaded code and machine code side by side");
  native->excludes("--threaded");
  command->add_option("--function", options->function, "only this function, by index; with --native")->needs(native);
  command->callback([options] { write_file(options->output, text_of(*options)); });
}

}  // namespace strata::toolbox
