// See api/profile.h.
#include "api/profile.h"

#include <algorithm>
#include <bit>
#include <map>

#include "api/vm_state.h"
#include "base/chunk_id.h"
#include "baseline_jit/jit.h"
#include "interpreter/interpreter.h"
#include "interpreter/step.h"
#include "runtime/debug_info.h"
#include "runtime/native_code.h"
#include "runtime/profile.h"

namespace strata {
namespace {

using interpreter::Insn;
using interpreter::Op;
using runtime::CalleeKind;
using runtime::FunctionProto;
using runtime::WordProfile;

void append(std::string* list, std::string_view word) {
  if (!list->empty()) *list += ',';
  *list += word;
}

std::string types_of(runtime::TagSet tags) {
  constexpr const char* kNames[] = {"nil",    "false", "true",     "light",  "integer",  "float",
                                    "string", "table", "function", "native", "userdata", "coroutine"};
  std::string text;
  for (size_t tag = 0; tag < std::size(kNames); ++tag) {
    if (tags & 1u << tag) append(&text, kNames[tag]);
  }
  return text;
}

std::string element_kinds_of(uint8_t events) {
  std::string text;
  if (events & runtime::kSawIntArray) append(&text, "integer");
  if (events & runtime::kSawFloatArray) append(&text, "float");
  if (events & runtime::kSawAnyArray) append(&text, "any");
  return text;
}

// Native functions of the loaded modules by the hash of their names: "table.remove or os.remove".
class NativeNames {
 public:
  explicit NativeNames(runtime::VM& vm) {
    uint64_t position = 0;
    for (runtime::Value name, module; runtime::next_at(vm.loaded, &position, &name, &module);) {
      if (!name.is_string() || !module.is_table()) continue;
      std::string_view library = name.as_string()->view();
      add_module(module.as_table(), library == "_G" ? "" : std::string(library) + ".");
    }
  }
  std::string find(uint32_t hash) const {
    auto place = names_.find(hash);
    return place != names_.end() ? place->second : "a native function";
  }

 private:
  void add_module(runtime::Table* module, const std::string& prefix) {
    uint64_t position = 0;
    for (runtime::Value key, value; runtime::next_at(module, &position, &key, &value);) {
      if (value.tag != runtime::kNativeFunction || !key.is_string()) continue;
      std::string& text = names_[runtime::native_name_hash(value.as_native_function()->name)];
      if (!text.empty()) text += " or ";
      text += prefix + std::string(key.as_string()->view());
    }
  }
  std::map<uint32_t, std::string> names_;
};

std::string source_of(const isa::Module& module) {
  return module.chunk_name.starts_with('@') ? module.chunk_name.substr(1) : base::chunk_id(module.chunk_name);
}

class FunctionReport {
 public:
  FunctionReport(const runtime::VM& vm, FunctionProto& proto, const NativeNames& natives)
      : vm_(vm), proto_(proto), module_(*proto.program->module), natives_(natives) {}

  ProfiledFunction run() {
    const isa::FunctionRecord& record = *module_.function(proto_.function_index).record;
    ProfiledFunction f{source_of(module_), proto_.function_index, record.line_defined, record.last_line_defined, state(),
                       counted(), 0, proto_.native != nullptr ? proto_.native->size_bytes : 0, {}};
    if (proto_.profile == nullptr) return f;
    f.times_compiled = proto_.profile->times_compiled;
    baseline_jit::note_caches(proto_);
    const isa::DebugMap& debug = runtime::debug_map(proto_);
    for (const interpreter::ThreadedLine& line : interpreter::threaded_lines(module_, proto_.function_index)) {
      if (line.word == 0 || line.word >= proto_.profile->words.size()) continue;
      ProfiledPlace place = place_of(line, proto_.profile->words[line.word]);
      place.line = debug.line_at(line.code_offset);
      f.places.push_back(std::move(place));
    }
    return f;
  }

 private:
  ProfiledFunction::State state() const {
    using State = ProfiledFunction::State;
    if (proto_.native != nullptr) return State::Compiled;
    return proto_.profile != nullptr ? State::Recorded : State::Interpreted;
  }

  // prepare() gives it one more than the threshold.
  uint64_t counted() const {
    uint64_t all = uint64_t{vm_.jit_threshold} + 1;
    bool is_counting = proto_.tier == runtime::TierState::Interpreted && proto_.profile == nullptr && proto_.heat <= all;
    return is_counting ? all - proto_.heat : all - 1;
  }

  ProfiledPlace place_of(const interpreter::ThreadedLine& line, const WordProfile& seen) const {
    const Insn& i = reinterpret_cast<const Insn*>(proto_.code)[line.word];
    Op op = interpreter::first_op(i.opcode());
    ProfiledPlace place{0, line.word, line.text, types_of(seen.b), types_of(seen.c), types_of(seen.result)};
    place.varies = seen.events & runtime::kVaries;
    place.is_jump = seen.taken + seen.not_taken > 0;
    place.taken = seen.taken;
    place.not_taken = seen.not_taken;
    if (op == Op::ForPrep) place.most_rounds = seen.number;
    if (seen.callee != CalleeKind::None) place.callee = callee_of(seen);
    if (op == Op::NewTable) {
      place.makes_tables = true;
      place.fields = seen.cache != runtime::kUnknownCapacity ? seen.cache : 0;
      place.array = seen.number;
      place.hash = seen.hash_nodes;
      place.elements = element_kinds_of(seen.events);
    }
    return place;
  }

  std::string callee_of(const WordProfile& seen) const {
    switch (seen.callee) {
      case CalleeKind::None: return "";
      case CalleeKind::Lua:
        return "f" + std::to_string(seen.number) + " (line " +
               std::to_string(module_.function(seen.number).record->line_defined) + ")";
      case CalleeKind::LuaOfOther: return "a function of another program";
      case CalleeKind::Native: return natives_.find(seen.number);
      case CalleeKind::Callable: return "a value with __call";
      case CalleeKind::Several: return "several";
    }
    return "";
  }

  const runtime::VM& vm_;
  FunctionProto& proto_;
  const isa::Module& module_;
  const NativeNames& natives_;
};

}  // namespace

std::vector<ProfiledFunction> profile_of(Vm& vm) {
  std::vector<ProfiledFunction> functions;
  if (!vm.ok()) return functions;
  runtime::VM& inner = *detail::Access::state(vm)->vm;
  NativeNames natives(inner);
  std::vector<const runtime::Program*> programs;  // the list of protos begins with the latest
  for (FunctionProto* proto = inner.protos; proto != nullptr; proto = proto->next) {
    if (std::find(programs.begin(), programs.end(), proto->program) == programs.end()) programs.push_back(proto->program);
  }
  for (auto program = programs.rbegin(); program != programs.rend(); ++program) {
    for (uint32_t index = 0; index < (*program)->proto_count; ++index) {
      FunctionProto* proto = runtime::known_proto(**program, index);
      if (proto != nullptr && proto->code != nullptr) functions.push_back(FunctionReport(inner, *proto, natives).run());
    }
  }
  return functions;
}

}  // namespace strata
