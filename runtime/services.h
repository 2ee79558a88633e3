// Services: what the runtime needs from layers above it, a per-VM table that api/ fills. What it needs
// of the outside world is runtime/host_services.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "isa/module.h"
#include "isa/prepared.h"
#include "runtime/host_services.h"
#include "runtime/status.h"

namespace strata::runtime {

class VM;
class Coroutine;
enum class Control : uint8_t;
struct FunctionProto;
struct Program;
struct ProgramLevels;
struct Frame;

// Upward calls into the tiers and the front end.
struct UpwardServices {
  // Compiles Lua source text.
  base::Result<std::shared_ptr<const isa::Module>> (*compile_source)(VM& vm, std::string_view source,
                                                                     std::string_view chunk_name) = nullptr;
  // A binary chunk (.mlb bytes), verified; the bytes are copied.
  base::Result<std::shared_ptr<const isa::Module>> (*load_binary)(VM& vm, std::string_view bytes,
                                                                  std::string_view chunk_name) = nullptr;
  // string.dump of function `index` of a module, with its children, as .mlb bytes.
  std::string (*dump_function)(VM& vm, const isa::Module& module, uint32_t index, bool strip) = nullptr;
  // Goes on from `first` (what call_value said of a frame with kEntryFrame) until that frame has
  // returned; results lie from its result slot up to co.top. Status: kOk or kGuestError.
  Status (*run)(VM& vm, Control first) = nullptr;
  // Fills a proto at its first call (verification, constants, threaded code): guest error when refused.
  Status (*prepare)(VM& vm, FunctionProto& proto) = nullptr;
  // Code offset of the instruction that a Lua frame is executing (debug, errors).
  uint32_t (*current_offset)(Coroutine& co, uint32_t frame_index) = nullptr;
  // Code offsets of the instruction that a Lua frame is executing, or has just finished, and of the one
  // that its pc leads to (for the collector). False: unknown.
  bool (*code_offsets)(Coroutine& co, uint32_t frame_index, uint32_t* executing, uint32_t* next) = nullptr;
  // A frame that was just pushed goes on in hooked code. False: no memory.
  bool (*use_hooked_code)(VM& vm, Frame& frame) = nullptr;
  // debug.setlocal gives a local of this Lua frame another type: the frame goes on in code that assumes
  // none. False: no memory.
  bool (*use_generic_code)(VM& vm, Frame& frame) = nullptr;
  // A function's heat has run out: it may be recorded or compiled from now on.
  void (*tier_up)(VM& vm, FunctionProto& proto) = nullptr;
  // The topmost frame is of a function that is recorded or compiled: runs it there. Interpret: it can't
  // be entered at its pc.
  Control (*enter_tier)(VM& vm) = nullptr;
  // Machine code, entered otherwise, has left the topmost frame to the interpreter (Control::Interpret).
  void (*count_exit)(VM& vm) = nullptr;
  // What a function has of machine code and profile goes with it.
  void (*drop_native)(VM& vm, FunctionProto& proto) = nullptr;
  // Ends VM::jit.
  void (*drop_jit)(VM& vm) = nullptr;
  // What is kept of program files on disk (runtime/levels.h); these are null where nothing is.
  // Before a file is read: a reference to its levels, to be given back with drop_levels or attached to its
  // Program. nullptr: nothing is kept of it.
  ProgramLevels* (*open_levels)(VM& vm, const char* path) = nullptr;
  // The same for a chunk that a program with these levels hands to `load`: it is kept under its program.
  ProgramLevels* (*open_chunk)(VM& vm, ProgramLevels& program, std::string_view text, std::string_view chunk_name) = nullptr;
  // The module as it is kept: without `bytes` where the path is enough to know that it is the same, else by
  // the file's contents. nullptr: to be made from the contents.
  std::shared_ptr<const isa::Module> (*kept_module)(VM& vm, ProgramLevels& levels, const std::string_view* bytes) = nullptr;
  // The path under which a module is packed in the running executable, to be loaded as a file; nullptr: it is not.
  const char* (*packed_module)(VM& vm, std::string_view name) = nullptr;
  void (*attach_levels)(VM& vm, ProgramLevels& levels, Program& program) = nullptr;
  // A function with levels is about to be prepared: whether it is known to be what was verified when its levels
  // were kept. Guest error: its module is not what was kept.
  Status (*confirm)(VM& vm, FunctionProto& proto, bool* is_verified) = nullptr;
  // The threaded code of a function that was confirmed, where its image has it, for as long as the levels are
  // there; false: it is to be made.
  bool (*prepared_code)(VM& vm, FunctionProto& proto, isa::PreparedView* out) = nullptr;
  // It has been prepared: it takes over its machine code where that is kept.
  void (*adopt)(VM& vm, FunctionProto& proto) = nullptr;
  // Machine code was made, `now_ns` by the monotonic clock; at a safepoint.
  void (*code_made)(VM& vm, uint64_t now_ns) = nullptr;
  // A function with levels ends: what was made of it is remembered.
  void (*remember)(VM& vm, FunctionProto& proto) = nullptr;
  // Nobody refers to these any more.
  void (*drop_levels)(VM& vm, ProgramLevels& levels) = nullptr;
  // Hooks were set or removed on this coroutine: its frames change their code.
  Status (*hooks_changed)(Coroutine& co) = nullptr;
};

}  // namespace strata::runtime
