// debug.getinfo: what is known of a function, and of its activation when it has one.
#include <cstring>
#include <string>

#include "base/chunk_id.h"
#include "runtime/debug_info.h"
#include "stdlib/debug.h"
#include "stdlib/io.h"

namespace strata::stdlib {

using namespace runtime;

namespace {

constexpr uint32_t kNoFrame = UINT32_MAX;

// Collects the fields of the answer: a table on top of the stack.
class InfoTable {
 public:
  InfoTable(Call& call, Table* table) : vm_(call.vm), table_(table) {}

  void set(const char* name, Value v) { ok_ = ok_ && set_named(vm_, table_, name, v); }
  void set(const char* name, int64_t n) { set(name, Value::integer(n)); }
  void set_flag(const char* name, bool b) { set(name, Value::boolean(b)); }
  void set_text(const char* name, std::string_view text) {
    String* s = new_string(vm_, text);
    if (s) set(name, Value::of(s));
    else ok_ = false;
  }
  bool ok() const { return ok_; }

 private:
  VM& vm_;
  Table* table_;
  bool ok_ = true;
};

// ---- One letter of the options each

void add_source(InfoTable* info, const FunctionProto* proto) {
  std::string source = proto ? proto->program->module->chunk_name : "=[C]";
  int64_t first = -1, last = -1;
  if (proto) {
    const isa::FunctionRecord& record = *proto->program->module->function(proto->function_index).record;
    first = record.line_defined;
    last = record.last_line_defined;
  }
  info->set_text("source", source);
  info->set_text("short_src", base::chunk_id(source));
  info->set("linedefined", first);
  info->set("lastlinedefined", last);
  info->set_text("what", !proto ? "C" : first == 0 ? "main" : "Lua");
}

void add_signature(InfoTable* info, Value function, const FunctionProto* proto) {
  info->set("nups", proto ? proto->upvalue_count : function.as_native_function()->word);
  info->set("nparams", proto ? proto->parameter_count : 0);
  info->set_flag("isvararg", !proto || (proto->function_flags & isa::kVararg));
}

void add_name(InfoTable* info, Coroutine& co, uint32_t frame_index) {
  NameInfo name;
  if (frame_index != kNoFrame) name = function_name(co, frame_index);
  if (name.kind) info->set_text("name", name.name);
  info->set_text("namewhat", name.kind ? name.kind : "");
}

void add_transfer(InfoTable* info, Coroutine& co, uint32_t frame_index) {
  bool is_hooked = frame_index != kNoFrame && co.in_hook && frame_index == co.hook_transfer_frame;
  info->set("ftransfer", is_hooked ? co.hook_transfer_first : 0);
  info->set("ntransfer", is_hooked ? co.hook_transfer_count : 0);
}

bool add_lines(Call& call, InfoTable* info, FunctionProto* proto) {
  if (!proto) return true;
  Table* lines = new_table(call.vm);
  if (!lines) return false;
  auto add = [&](uint32_t line) { return set_int(call.vm, lines, line, Value::boolean(true)) == StoreResult::Ok; };
  const isa::DebugMap& map = debug_map(*proto);
  for (const isa::LineEntry& entry : map.lines) {
    if (!add(entry.line)) return false;
  }
  // Where a function ends counts too, even if it returned before.
  const isa::FunctionRecord& record = *proto->program->module->function(proto->function_index).record;
  if (!map.lines.empty() && record.last_line_defined > 0 && !add(record.last_line_defined)) return false;
  info->set("activelines", Value::of(lines));
  return true;
}

Status describe(Call& call, Coroutine& co, Value function, uint32_t frame_index, const std::string& options) {
  Table* table = new_table(call.vm, 0, 12);
  if (!table) return call.vm.raise_memory();
  call.push(Value::of(table));
  InfoTable info(call, table);
  bool is_lua = function.tag == kLuaFunction;
  FunctionProto* proto = is_lua ? own_proto(call.vm, function.as_lua_function()) : nullptr;
  if (is_lua && !proto) return call.vm.raise_memory();
  auto wanted = [&](char letter) { return options.find(letter) != std::string::npos; };
  bool active = frame_index != kNoFrame;
  if (wanted('S')) add_source(&info, proto);
  if (wanted('l')) info.set("currentline", active ? current_line(co, frame_index) : -1);
  if (wanted('u')) add_signature(&info, function, proto);
  if (wanted('n')) add_name(&info, co, frame_index);
  if (wanted('r')) add_transfer(&info, co, frame_index);
  if (wanted('t')) info.set_flag("istailcall", active && (co.frames[frame_index].flags & kTailCalled));
  bool ok = !wanted('L') || add_lines(call, &info, proto);
  if (wanted('f')) info.set("func", function);
  return ok && info.ok() ? call.results(1) : call.vm.raise_memory();
}

}  // namespace

Status debug_getinfo(Call& call) {
  DebugTarget target = debug_target(call);
  uint32_t subject = target.skipped + 1, options_at = target.skipped + 2;
  String* given;
  STRATA_TRY(call.opt_string(options_at, &given));
  std::string options = given ? c_text(given) : "flnSrtu";
  if (options.starts_with('>')) return call.argument_error(options_at, "invalid option '>'");
  Value function = call.arg(subject);
  uint32_t frame_index = kNoFrame;
  if (!function.is_function()) {
    int64_t level;
    STRATA_TRY(call.check_integer(subject, &level));
    if (!frame_at_level(*target.co, static_cast<int>(level), &frame_index)) return call.result(Value::nil());
    const Frame& frame = target.co->frames[frame_index];
    function = frame.is_lua() ? Value::of(frame.lua_function()) : Value::of(frame.native_function());
  }
  if (options.find_first_not_of("SlnrutLf") != std::string::npos) {
    return call.argument_error(options_at, "invalid option");
  }
  return describe(call, *target.co, function, frame_index, options);
}

}  // namespace strata::stdlib
