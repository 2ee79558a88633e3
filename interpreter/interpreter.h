// The threaded interpreter: entry points that api/ puts into runtime::UpwardServices.
#pragma once

#include <string>
#include <vector>

#include "runtime/calls.h"
#include "runtime/services.h"
#include "runtime/vm.h"

namespace strata::interpreter {

// UpwardServices::run: runs Lua frames from `first` on until the entry frame has returned.
runtime::Status run(runtime::VM& vm, runtime::Control first);
// UpwardServices::prepare: verifies (unless the producer is trusted), interns constants, rewrites.
runtime::Status prepare(runtime::VM& vm, runtime::FunctionProto& proto);
// What a large function that was rewritten in this VM, with options as usual, is prepared with; it points into the
// proto. False: of others nothing is kept.
bool prepared_of(const runtime::FunctionProto& proto, isa::PreparedView* out);
// UpwardServices::current_offset.
uint32_t current_offset(runtime::Coroutine& co, uint32_t frame_index);
// UpwardServices::code_offsets.
bool code_offsets(runtime::Coroutine& co, uint32_t frame_index, uint32_t* executing, uint32_t* next);
// UpwardServices::use_hooked_code.
bool use_hooked_code(runtime::VM& vm, runtime::Frame& frame);
// UpwardServices::use_generic_code.
bool use_generic_code(runtime::VM& vm, runtime::Frame& frame);
// UpwardServices::hooks_changed.
runtime::Status hooks_changed(runtime::Coroutine& co);

// Writes the hooked code of a prepared function. False: no memory.
bool make_hooked_code(runtime::VM& vm, runtime::FunctionProto& proto);

// Threaded code of a function as text: its operations, by ascending words.
struct ThreadedLine {
  uint32_t word, code_offset;  // code_offset: of the stack instruction that it belongs to
  std::string text;
};
std::vector<ThreadedLine> threaded_lines(const isa::Module& module, uint32_t function_index);
// The same as one text, one line per operation, for `strata dis --threaded`.
std::string dump_threaded(const isa::Module& module, uint32_t function_index);

}  // namespace strata::interpreter
