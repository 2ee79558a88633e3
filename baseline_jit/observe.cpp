// See observe.h. Functions have no names of their own in Lua: as in tracebacks, the call that is under way
// gives one; a function that is compiled in the middle of a loop, or tail called, is known by its line.
#include "baseline_jit/observe.h"

#include <string>
#include <vector>

#include "base/chunk_id.h"
#include "interpreter/pc_map.h"
#include "isa/module.h"
#include "runtime/debug_info.h"
#include "runtime/native_code.h"

namespace strata::baseline_jit {

namespace {

using runtime::CompiledFunction;
using runtime::FunctionProto;
using runtime::VM;

// A file by its whole name, unlike in messages: it has to be found.
std::string source_of(const FunctionProto& proto) {
  const std::string& chunk_name = proto.program->module->chunk_name;
  return chunk_name.starts_with('@') ? chunk_name.substr(1) : base::chunk_id(chunk_name);
}

std::string name_of(VM& vm, const FunctionProto& proto) {
  if (proto.function_index == 0) return "main chunk";
  runtime::Coroutine& co = *vm.running;
  if (!co.frame().is_lua()) return "function";
  // Compiled before its frame is pushed, or while that runs.
  bool is_running = co.frame().lua_function()->proto == &proto;
  uint32_t top = co.frame_count - 1;
  runtime::NameInfo info = is_running ? runtime::function_name(co, top) : runtime::called_name(co, top);
  return info.kind != nullptr ? info.name : "function";
}

// Where the line changes, by ascending code offsets.
std::vector<CompiledFunction::Line> lines_of(FunctionProto& proto, std::span<const uint32_t> word_starts) {
  std::vector<CompiledFunction::Line> lines;
  const isa::DebugMap& map = runtime::debug_map(proto);
  const runtime::PcMap* offsets = interpreter::pc_map(proto, false);
  if (offsets == nullptr) return lines;
  for (size_t word = 1; word < offsets->offsets.size() && word < word_starts.size(); ++word) {
    uint32_t line = word_starts[word] != 0 ? map.line_at(offsets->offsets[word]) : 0;
    if (line != 0 && (lines.empty() || lines.back().line != line)) lines.push_back({word_starts[word], line});
  }
  if (!lines.empty()) lines[0].code_offset = 0;  // the entry belongs to the first line
  return lines;
}

}  // namespace

void tell_compiled(VM& vm, FunctionProto& proto, std::span<const uint32_t> word_starts) {
  if (vm.code_observer.compiled == nullptr) return;
  std::string name = name_of(vm, proto), source = source_of(proto);
  std::vector<CompiledFunction::Line> lines = lines_of(proto, word_starts);
  vm.code_observer.compiled(vm.code_observer.self,
                            {name, source, proto.native->code, proto.native->size_bytes, lines});
}

void tell_removed(VM& vm, const uint8_t* code) {
  if (vm.code_observer.removed != nullptr) vm.code_observer.removed(vm.code_observer.self, code);
}

}  // namespace strata::baseline_jit
