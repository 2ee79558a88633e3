// The assembler language: text to module and back. docs/assembler.md describes it for users.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "isa/module.h"

namespace strata::assembler {

struct AssembleOptions {
  // Off: claims in .block directives are taken over unchecked, true or not.
  bool verify = true;
};

// The module that `text` describes. The Error holds up to 20 lines "file:line:column: expected ...".
base::Result<std::shared_ptr<const isa::Module>> assemble(std::string_view text,
                                                          std::string_view file_name,
                                                          AssembleOptions options = {});

struct DisassembleOptions {
  bool blocks = false;   // print .block directives also where the assembler would find the same
  bool offsets = false;  // print code offsets as comments
  bool source = false;   // print the source text as a directive, not only as comments
};

// Text that assembles to a module of the same identity. Precondition: the module was verified.
std::string disassemble(const isa::Module& module, DisassembleOptions options = {});

}  // namespace strata::assembler
