// Lines, names and tracebacks of running functions. Nothing here is fast: it serves errors, hooks and
// the debug library, and reads what the program's debug maps say.
#include "runtime/debug_info.h"

#include "base/chunk_id.h"
#include "runtime/operations.h"
#include "runtime/table.h"

namespace strata::runtime {

namespace {

isa::FunctionView view_of(const FunctionProto& proto) { return proto.program->module->function(proto.function_index); }

// The frame's instruction under way.
uint32_t offset_of(Coroutine& co, uint32_t frame_index) { return co.vm->upward.current_offset(co, frame_index); }

Value function_of(const Frame& frame) {
  return frame.is_lua() ? Value::of(frame.lua_function()) : Value::of(frame.native_function());
}

}  // namespace

// ---- Lines

int current_line(Coroutine& co, uint32_t frame_index) {
  Frame& frame = co.frames[frame_index];
  if (!frame.is_lua()) return -1;
  uint32_t line = debug_map(*frame.lua_function()->proto).line_at(offset_of(co, frame_index));
  return line == 0 ? -1 : static_cast<int>(line);
}

std::string position_prefix(Coroutine& co, uint32_t level) {
  if (level >= co.frame_count) return {};
  uint32_t frame_index = co.frame_count - 1 - level;
  if (!co.frames[frame_index].is_lua()) return {};
  int line = current_line(co, frame_index);
  if (line < 0 && level > 0) return {};
  Program& program = *co.frames[frame_index].lua_function()->proto->program;
  return base::chunk_id(program.module->chunk_name) + ":" + std::to_string(line) + ": ";
}

// ---- Names

NameInfo called_name(Coroutine& co, uint32_t frame_index) {
  FunctionProto& proto = *co.frames[frame_index].lua_function()->proto;
  return name_of_called(view_of(proto), debug_map(proto), offset_of(co, frame_index));
}

NameInfo function_name(Coroutine& co, uint32_t frame_index) {
  const Frame& frame = co.frames[frame_index];
  if (frame.flags & kTailCalled) return {};
  if (frame.flags & kHookFrame) return {"hook", "?"};
  if (frame.flags & kFinalizerFrame) return {"metamethod", "__gc"};
  if (frame_index == 0 || !co.frames[frame_index - 1].is_lua()) return {};
  return called_name(co, frame_index - 1);
}

NameInfo operand_name(Coroutine& co, uint32_t operand) {
  if (co.frame_count == 0 || !co.frame().is_lua()) return {};
  uint32_t frame_index = co.frame_count - 1;
  FunctionProto& proto = *co.frames[frame_index].lua_function()->proto;
  return name_of_operand(view_of(proto), debug_map(proto), offset_of(co, frame_index), operand);
}

std::string describe(const NameInfo& info) {
  return info.kind ? std::string(" (") + info.kind + " '" + info.name + "')" : std::string();
}

namespace {

// The key of `function` in `table`, or "key.key" in the tables that it holds when levels > 1.
bool find_function(Table* table, Value function, int levels, std::string* name) {
  uint64_t position = 0;
  Value key, value;
  while (next_at(table, &position, &key, &value)) {
    if (!key.is_string()) continue;
    std::string rest;
    if (raw_equals(value, function)) {
      name->assign(key.as_string()->view());
      return true;
    }
    if (levels > 1 && value.is_table() && find_function(value.as_table(), function, levels - 1, &rest)) {
      name->assign(key.as_string()->view());
      *name += "." + rest;
      return true;
    }
  }
  return false;
}

}  // namespace

std::string global_function_name(VM& vm, Value function) {
  std::string name;
  if (!vm.loaded || !find_function(vm.loaded, function, 2, &name)) return {};
  return name.starts_with("_G.") ? name.substr(3) : name;
}

// ---- Tracebacks

namespace {

constexpr uint32_t kFirstLevels = 10, kLastLevels = 11;  // what is shown of a deep stack

std::string describe_function(Coroutine& co, uint32_t frame_index) {
  const Frame& frame = co.frames[frame_index];
  std::string global_name = global_function_name(*co.vm, function_of(frame));
  if (!global_name.empty()) return "function '" + global_name + "'";
  NameInfo name = function_name(co, frame_index);
  if (name.kind) return std::string(name.kind) + " '" + name.name + "'";
  if (!frame.is_lua()) return "?";
  const FunctionProto& proto = *frame.lua_function()->proto;
  uint32_t line = view_of(proto).record->line_defined;
  if (line == 0) return "main chunk";
  return "function <" + base::chunk_id(proto.program->module->chunk_name) + ":" + std::to_string(line) + ">";
}

std::string describe_frame(Coroutine& co, uint32_t frame_index) {
  const Frame& frame = co.frames[frame_index];
  std::string text = "\n\t";
  text += frame.is_lua() ? base::chunk_id(frame.lua_function()->proto->program->module->chunk_name) : "[C]";
  if (int line = current_line(co, frame_index); line > 0) text += ":" + std::to_string(line);
  text += ": in " + describe_function(co, frame_index);
  if (frame.flags & kTailCalled) text += "\n\t(...tail calls...)";
  return text;
}

}  // namespace

std::string traceback(Coroutine& co, const char* message, uint32_t level) {
  std::string text = message ? std::string(message) + "\n" : std::string();
  text += "stack traceback:";
  uint32_t count = co.frame_count;
  bool shortened = count > level && count - 1 - level > kFirstLevels + kLastLevels;
  for (uint32_t shown = 0; level < count; level++, shown++) {
    if (shortened && shown == kFirstLevels) {
      uint32_t skipped = count - level - kLastLevels;
      // The reference counts one less than it leaves out; texts must be equal.
      text += "\n\t...\t(skipping " + std::to_string(skipped - 1) + " levels)";
      level += skipped;
    }
    text += describe_frame(co, count - 1 - level);
  }
  return text;
}

}  // namespace strata::runtime
