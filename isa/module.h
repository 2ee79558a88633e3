// Module: one compiled program in memory, as the front end makes it and as a file holds it.
//
// Everything of a function is bytes in the module's sections, found through its FunctionRecord, so
// that a mapped file needs no decoding at load: a function is verified, and its constants are
// interned, at its first call. Function 0 is the main function: of a program vararg with one upvalue
// (_ENV), of a dumped function (string.dump) whatever that has. A child comes after its parent, and
// each function but the first is the child of exactly one.
//
//   sections   code         instructions (isa/opcodes.def)
//              constants    per function: kind byte, then Int: zigzag LEB128 | Float: f64 | String:
//                           ULEB128 length + bytes
//              children     per function: u32 function indices
//              upvalues     per function: UpvalueDescriptor
//              annotations  per function, see isa/annotations.h
//              debug        per function, see isa/debug_map.h (outside the function's identity)
//              source       the text, optional
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace strata::isa {

enum class ConstantKind : uint8_t { Int = 1, Float = 2, String = 3 };

// Limits that producer, verifier and tiers share.
inline constexpr uint32_t kMaxLocals = 2000;        // slots; the Lua front end allows 200 named ones
inline constexpr uint32_t kMaxFrameSlots = 4000;    // locals + deepest stack
inline constexpr uint32_t kMaxUpvalues = 255;
inline constexpr uint32_t kMaxParameters = 250;
inline constexpr uint32_t kMaxCallArguments = 3000;
inline constexpr uint32_t kMaxFunctionNesting = 250;  // functions inside functions

struct UpvalueDescriptor {
  uint8_t from_parent_local;  // 1: a local slot of the enclosing function; 0: one of its upvalues
  uint8_t kind;               // 0 regular, 1 <const>, 2 <close>: for the front end's own checks
  uint16_t index;
};
static_assert(sizeof(UpvalueDescriptor) == 4);

enum FunctionFlags : uint8_t {
  kVararg = 1,
  kHasCaptures = 2,  // some local is captured by a child: return and close must look for open upvalues
  kHasMarkClose = 4, // contains mark.close
};

// Fixed-size, 8-byte aligned, as stored in the file. Offsets are into the section of that name.
struct FunctionRecord {
  uint32_t code_offset, code_size_bytes;
  uint32_t constants_offset, constants_size_bytes, constant_count;
  uint32_t children_offset, child_count;      // offset in u32 units
  uint32_t upvalues_offset, upvalue_count;    // offset in descriptors
  uint32_t annotations_offset, annotations_size_bytes;
  uint32_t debug_offset, debug_size_bytes;
  uint32_t line_defined, last_line_defined;   // debug; 0, 0 for a main function
  uint16_t parameter_count;
  uint16_t local_count;                       // parameters first
  uint16_t max_stack;                         // deepest operand stack, open lists not counted
  uint8_t flags;                              // FunctionFlags
  uint8_t reserved;
};
static_assert(sizeof(FunctionRecord) == 68);

// One function seen through its module. Cheap to copy; valid as long as the module lives.
struct FunctionView {
  const FunctionRecord* record;
  std::span<const uint8_t> code;
  std::span<const uint8_t> constants;
  std::span<const uint32_t> children;
  std::span<const UpvalueDescriptor> upvalues;
  std::span<const uint8_t> annotations;
  std::span<const uint8_t> debug;
};

class Module {
 public:
  // Sections; either owned (front end, assembler) or pointing into a mapped file (`owner`).
  std::span<const FunctionRecord> functions;
  std::span<const uint8_t> code, constants, annotations, debug;
  std::span<const uint32_t> children;
  std::span<const UpvalueDescriptor> upvalues;
  std::string_view source;      // empty when stripped
  std::string chunk_name;       // as `debug.getinfo().source` shows it: "@file.lua", "=stdin", "text"
  bool verified_by_producer = false;  // made in this process by our own front end
  bool is_mapped = false;       // its bytes are a file's pages, shared with whoever else maps it
  std::shared_ptr<void> owner;  // keeps the bytes alive

  size_t size_bytes() const {
    return functions.size_bytes() + code.size() + constants.size() + annotations.size() + debug.size() +
           children.size_bytes() + upvalues.size_bytes() + source.size();
  }
  // Precondition: index < functions.size() and the record's ranges were checked (read_mlb does).
  FunctionView function(uint32_t index) const;
};

// Collects functions into a Module. Children are added before their parents' records are finished,
// so an index is reserved first.
class ModuleBuilder {
 public:
  uint32_t reserve_function();  // in the order in which functions should be numbered; first is main
  struct Function {
    FunctionRecord record{};    // offsets and sizes are filled in by finish_function
    std::span<const uint8_t> code, constants, annotations, debug;
    std::span<const uint32_t> children;
    std::span<const UpvalueDescriptor> upvalues;
  };
  void finish_function(uint32_t index, const Function& function);
  void set_source(std::string_view text) { source_ = text; }
  std::shared_ptr<const Module> build(std::string chunk_name, bool verified_by_producer);

 private:
  std::vector<FunctionRecord> records_;
  base::ByteWriter code_, constants_, annotations_, debug_;
  std::vector<uint32_t> children_;
  std::vector<UpvalueDescriptor> upvalues_;
  std::string source_;
};

}  // namespace strata::isa
