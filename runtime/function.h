// Functions: FunctionProto is one function of a program inside one VM ("the function's table": code
// pointer, constants, inline caches, counters, children), LuaFunction is a proto with its captured
// variables, NativeFunction a C++ function with captured values.
//
// A proto is made and filled (verified, constants interned, threaded code written) when one of its functions is
// first called: large programs have many functions that never are. Until then a LuaFunction has the program's
// stand-in for a proto, which has no code, and knows its index itself. Ask own_proto() for what a proto tells.
//
//   body (one allocation):   [inline cache n-1 .. inline cache 0][constant 0 .. constant m-1]
//                                                                ^ constants
#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "gc/heap.h"
#include "isa/module.h"
#include "runtime/status.h"
#include "runtime/value.h"

namespace strata::runtime {

class VM;
class Call;
struct NativeFunction;
struct FunctionProto;
struct InlineCache;
struct NativeCode;
struct Profile;
struct DebugMapCache;
struct ProgramLevels;

// Threaded word -> code offset of the stack instruction that it belongs to.
struct PcMap {
  explicit PcMap(std::vector<uint32_t> of_words) : made(std::move(of_words)), offsets(made) {}
  explicit PcMap(std::span<const uint32_t> kept) : offsets(kept) {}
  std::vector<uint32_t> made;          // empty where an image holds them
  std::span<const uint32_t> offsets;
  std::vector<uint32_t> cache_keys;    // of a large function that was rewritten now, to be kept
};

// What runs a function: see runtime/native_code.h.
enum class TierState : uint8_t { Interpreted, Recording, Compiled };

// A loaded module in one VM; owns the protos. Kind::Program.
struct Program : gc::Object {
  std::shared_ptr<const isa::Module> module;
  FunctionProto** protos;      // by function index; nullptr or the stand-in: not made yet
  FunctionProto* stand_in;     // nullptr until a function needs it
  uint32_t proto_count;
  Table* long_constants;       // long strings among the constants, each once: equal ones are identical
  DebugMapCache* debug_maps;   // nullptr until one is asked for: runtime/debug_map_cache.h
  bool fusing, inline_caches;  // as in the VM when the program was loaded
  ProgramLevels* levels;       // nullptr: nothing is kept of it
};

// What it keeps outside the heap, which the heap counts.
inline size_t program_bytes(const Program& program) {
  return (program.module->is_mapped ? 0 : program.module->size_bytes()) + program.proto_count * sizeof(FunctionProto*);
}

struct FunctionProto : gc::Object {  // Kind::FunctionProto
  const uint64_t* code;        // threaded code; nullptr before the first call
  Value* constants;            // inline caches lie below
  uint16_t frame_slots;        // locals + stack, the room a frame needs above its base
  uint16_t parameter_count;
  uint16_t local_count;
  uint8_t function_flags;      // isa::FunctionFlags
  bool direct;                 // interpreted, code is ready, not vararg: the interpreter may push frames inline
  uint32_t function_index;
  uint32_t upvalue_count;
  const uint32_t* children;    // function indices, in the program's module
  uint32_t constant_count, cache_count;
  uint32_t heat;               // calls and loop rounds that are left until tier-up is asked for
  uint32_t slow_paths_left;    // of its machine code, until it is compiled again
  TierState tier;
  bool is_code_mapped;         // `code` lies in the image of its levels
  uint32_t code_words;
  Program* program;
  uint32_t hooked_code_words;
  const uint64_t* hooked_code; // unfused rewriting used while a hook is set; nullptr until needed
  const uint64_t* generic_code; // code_words of it, without typed operations; nullptr until needed
  uint32_t instruction_count;  // of its stack code
  uint32_t typed_operations;   // in `code`
  PcMap* pc_map;               // threaded word -> code offset; built when first asked for
  PcMap* hooked_pc_map;
  const void* entry;           // where calls of machine code enter: its own code, or the way to the interpreter
  NativeCode* native;          // nullptr: not compiled
  NativeCode* retired;         // its last code, while it is not compiled again yet
  Profile* profile;            // nullptr: nothing was recorded
  ProgramLevels* levels;       // the program's, which may end before the function
  FunctionProto* next;         // VM::protos
};

struct Upvalue : gc::Object {  // Kind::Upvalue
  Value* location;             // into a stack while open, else &closed
  union {
    Value closed;
    struct {
      Upvalue* next_open;      // list of the coroutine's open upvalues, highest slot first
      Coroutine* owner;
    };
  };
  bool is_open() const { return location != &closed; }
};

struct LuaFunction : gc::Object {  // header word: upvalue count in the low byte, function index above it
  FunctionProto* proto;        // own, or the program's stand-in
  Upvalue* upvalues[];
  uint32_t upvalue_count() const { return word & 0xff; }
  uint32_t function_index() const { return word >> 8; }
};
inline constexpr uint32_t kMaxStandInIndex = (1u << 24) - 1;

using NativeEntry = Status (*)(Call& call);
// A short form for the usual arguments, which needs no frame: one result (or none that matters). It may
// allocate, but neither call nor fail: false, and nothing has happened, when the entry is to be called.
// `result` may be the slot of the function or of an argument.
using NativeLeaf = bool (*)(VM& vm, NativeFunction& self, const Value* arguments, uint32_t count, Value* result);

enum NativeFlags : uint8_t {   // gc::Object::flags
  kLeafForOneResult = 1,       // its short form does not say how many results there are: only where one is wanted
  kResumesArgument = 2,        // coroutine.resume: see runtime/direct_switch.cpp
  kResumesCaptured = 4,        // what coroutine.wrap made: the coroutine is upvalue 0
  kYields = 8,                 // coroutine.yield
};
inline constexpr uint8_t kSwitches = kResumesArgument | kResumesCaptured | kYields;


// Library functions that machine code does itself (baseline_jit/emit_native.cpp). Part of the snippet interface.
enum class Intrinsic : uint8_t { None, Floor, Sqrt, Abs, Max, Min, Byte, Ipairs, Pairs, Other };
inline constexpr unsigned kIntrinsicShift = 4;  // in the flags, above NativeFlags

struct NativeFunction : gc::Object {  // header word: upvalue count
  NativeEntry entry;
  NativeLeaf leaf;             // may be null
  const char* name;            // for tracebacks where no better name is known; may be null
  Value upvalues[];
};

struct Userdata : gc::Object {  // header word: number of user values
  Table* metatable;
  size_t size_bytes;
  const char* type_name;       // native type; compared by address
  Value* user_values() { return reinterpret_cast<Value*>(this + 1); }
  void* payload() { return user_values() + word; }
};

// nullptr: no memory.
Program* new_program(VM& vm, std::shared_ptr<const isa::Module> module);
FunctionProto* proto_of(VM& vm, Program* program, uint32_t function_index);
// The function's proto, made now where it has the stand-in.
FunctionProto* own_proto(VM& vm, LuaFunction* function);
// The proto that exists already, or nullptr.
FunctionProto* known_proto(const Program& program, uint32_t function_index);
// Upvalues nullptr, to be filled at once.
LuaFunction* new_lua_function(VM& vm, Program* program, uint32_t function_index);
NativeFunction* new_native_function(VM& vm, NativeEntry entry, const char* name, uint32_t upvalue_count = 0);
Userdata* new_userdata(VM& vm, size_t size_bytes, const char* type_name, uint32_t user_value_count = 0);
Upvalue* new_closed_upvalue(VM& vm, Value v);
// One reference to levels less; they may end.
void release_levels(VM& vm, ProgramLevels* levels);
// Frees what a proto owns outside the heap: body, threaded code, maps.
void free_body(VM& vm, FunctionProto& proto);

}  // namespace strata::runtime
