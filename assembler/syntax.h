// What the parser makes of a text: functions with their statements, names not yet resolved.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assembler/diagnostics.h"
#include "base/numerals.h"
#include "isa/annotations.h"
#include "isa/opcode.h"

namespace strata::assembler {

// A reference by name, or by number.
struct Reference {
  Position at;
  std::string name;
  std::optional<uint32_t> number;
};

struct Operand {
  Reference reference;                     // Local, Upval, Child, Label; Const when written #n
  int64_t value = 0;                       // Imm, Count, Results (isa::kOpen for *)
  base::Number number;                     // Const, when it is one
  std::optional<std::string> string;       // Const, when it is one
};

struct InstructionStatement {
  isa::Opcode op;
  Operand operands[isa::kMaxOperands];
};

struct TypeClaim {
  bool stack = false;  // a stack entry, else a local
  Reference slot;
  isa::SlotType type;
};

struct BlockStatement {
  uint32_t depth = 0;
  uint32_t live = 0;
  std::optional<Reference> loop;  // label of the header of the innermost loop
  std::vector<TypeClaim> types;
};

struct Statement {
  enum Kind : uint8_t { Instruction, Label, Line, LocalStart, LocalEnd, Block } kind;
  Position at;
  std::string name;                 // Label, LocalStart, LocalEnd
  std::optional<uint32_t> number;   // Line: the line; LocalStart: the slot, when given
  InstructionStatement instruction;
  BlockStatement block;
};

struct UpvalueDeclaration {
  Position at;
  std::string name;
  bool from_parent_local = true;
  uint8_t kind = 0;
  Reference source;
};

// A constant listed by .const, in front of those that instructions bring along.
struct PoolConstant {
  Position at;
  base::Number number;
  std::optional<std::string> string;
};

struct FunctionSyntax {
  Position at;
  std::string name;
  std::vector<std::string> parameters;  // "" for an unnamed one
  bool vararg = false;
  std::vector<UpvalueDeclaration> upvalues;
  std::vector<PoolConstant> pool;
  std::optional<uint32_t> locals, stack;
  uint8_t flags = 0;
  uint32_t first_line = 0, last_line = 0;  // lines of .function and .end, unless .lines says otherwise
  bool has_lines = false;               // it does
  std::vector<Statement> statements;
  std::vector<FunctionSyntax*> children;
  FunctionSyntax* parent = nullptr;
};

struct FileSyntax {
  std::optional<std::string> chunk_name;
  std::string source;
  bool debug = true;
  std::vector<std::unique_ptr<FunctionSyntax>> functions;  // in order of the text
};

// Parses `text`; errors go to `diagnostics`, and then the result is of no use.
FileSyntax parse(std::string_view text, Diagnostics* diagnostics);

}  // namespace strata::assembler
