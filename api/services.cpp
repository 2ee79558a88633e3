// What the runtime asks of the layers above it, connected: front end, file format, interpreter.
#include <algorithm>

#include "api/binary_chunk.h"
#include "api/levels.h"
#include "api/vm_state.h"
#include "assembler/assembler.h"
#include "baseline_jit/jit.h"
#include "base/chunk_id.h"
#include "interpreter/interpreter.h"
#include "isa/mlb.h"
#include "isa/verifier.h"
#include "lua/compile.h"

namespace strata::detail {
namespace {

using LoadedModule = base::Result<std::shared_ptr<const isa::Module>>;

// Assembler text opens with a directive, perhaps behind comments; no Lua text does.
bool is_assembler_text(std::string_view text) {
  text = text.substr(0, 64 * 1024);
  for (;;) {
    size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) return false;
    text.remove_prefix(start);
    if (text[0] != ';') break;
    text.remove_prefix(std::min(text.find('\n'), text.size()));
  }
  for (std::string_view directive : {".function", ".chunk", ".source", ".nodebug"}) {
    if (text.starts_with(directive) && text.find_first_of(" \t\r\n") == directive.size()) return true;
  }
  return false;
}

LoadedModule compile_source(runtime::VM& vm, std::string_view source, std::string_view chunk_name) {
  if (is_assembler_text(source)) {
    bool named = chunk_name.starts_with('@') || chunk_name.starts_with('=');
    return assembler::assemble(source, named ? chunk_name.substr(1) : base::chunk_id(chunk_name));
  }
  return lua::compile(source, chunk_name,
                      {.stop_word = &vm.context.interrupt, .stop_bits = runtime::kInterruptStops});
}

LoadedModule load_binary(runtime::VM&, std::string_view bytes, std::string_view chunk_name) {
  std::string name = base::chunk_id(chunk_name);
  base::Result<std::string_view> mlb = unwrap_binary_chunk(bytes);
  if (!mlb.ok()) return base::Error{name + ": " + mlb.error().message};
  bytes = mlb.value();
  auto module = isa::read_mlb({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, nullptr, name);
  if (!module.ok()) return module;
  base::Result<void> verified = isa::verify_module(*module.value());
  if (!verified.ok()) return base::Error{name + ": " + verified.error().message};
  return module;
}

// Copies a function and what is nested in it, in the order of a front end: a parent before its children.
class Extraction {
 public:
  explicit Extraction(const isa::Module& module) : module_(module) {}

  std::shared_ptr<const isa::Module> run(uint32_t index, bool strip) {
    copy(index);
    if (!strip) builder_.set_source(module_.source);
    return builder_.build(strip ? "=?" : module_.chunk_name, false);
  }

 private:
  uint32_t copy(uint32_t from) {
    uint32_t to = builder_.reserve_function();
    isa::FunctionView view = module_.function(from);
    std::vector<uint32_t> children;
    for (uint32_t child : view.children) children.push_back(copy(child));
    builder_.finish_function(to, {*view.record, view.code, view.constants, view.annotations, view.debug,
                                  children, view.upvalues});
    return to;
  }

  const isa::Module& module_;
  isa::ModuleBuilder builder_;
};

std::string dump_function(runtime::VM&, const isa::Module& module, uint32_t index, bool strip) {
  auto extracted = Extraction(module).run(index, strip);
  std::vector<uint8_t> bytes = isa::write_mlb(*extracted, {.debug = !strip, .source = false});
  return wrap_binary_chunk({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

KeptProgram& kept(runtime::ProgramLevels& levels) { return static_cast<KeptProgram&>(levels); }

// Levels are opened by VMs that have a level cache only; the rest follows from them.
runtime::ProgramLevels* open_levels(runtime::VM& vm, const char* path) {
  return vm.level_cache != nullptr ? vm.level_cache->open(path) : nullptr;
}

runtime::ProgramLevels* open_chunk(runtime::VM& vm, runtime::ProgramLevels& program, std::string_view text,
                                   std::string_view chunk_name) {
  return vm.level_cache->open_chunk(kept(program), text, chunk_name);
}

std::shared_ptr<const isa::Module> kept_module(runtime::VM& vm, runtime::ProgramLevels& levels, const std::string_view* bytes) {
  return vm.level_cache->module_of(kept(levels), bytes);
}

const char* packed_module(runtime::VM& vm, std::string_view name) {
  return vm.level_cache != nullptr ? vm.level_cache->packed_module(name) : nullptr;
}

void attach_levels(runtime::VM& vm, runtime::ProgramLevels& levels, runtime::Program& program) {
  vm.level_cache->attach(kept(levels), program);
}

runtime::Status confirm(runtime::VM& vm, runtime::FunctionProto& proto, bool* is_verified) {
  return vm.level_cache->confirm(proto, is_verified);
}

bool prepared_code(runtime::VM& vm, runtime::FunctionProto& proto, isa::PreparedView* out) {
  return vm.level_cache->prepared_code(proto, out);
}

void adopt(runtime::VM& vm, runtime::FunctionProto& proto) { vm.level_cache->adopt(proto); }
void code_made(runtime::VM& vm, uint64_t now_ns) { vm.level_cache->code_made(now_ns); }
void remember(runtime::VM& vm, runtime::FunctionProto& proto) { vm.level_cache->remember(proto); }
void drop_levels(runtime::VM& vm, runtime::ProgramLevels& levels) { vm.level_cache->drop(kept(levels)); }

}  // namespace

runtime::UpwardServices upward_services() {
  return {
      .compile_source = compile_source,
      .load_binary = load_binary,
      .dump_function = dump_function,
      .run = interpreter::run,
      .prepare = interpreter::prepare,
      .current_offset = interpreter::current_offset,
      .code_offsets = interpreter::code_offsets,
      .use_hooked_code = interpreter::use_hooked_code,
      .use_generic_code = interpreter::use_generic_code,
      .tier_up = baseline_jit::tier_up,
      .enter_tier = baseline_jit::enter_tier,
      .count_exit = baseline_jit::count_exit,
      .drop_native = baseline_jit::drop_native,
      .drop_jit = baseline_jit::drop_jit,
      .open_levels = open_levels,
      .open_chunk = open_chunk,
      .kept_module = kept_module,
      .packed_module = packed_module,
      .attach_levels = attach_levels,
      .confirm = confirm,
      .prepared_code = prepared_code,
      .adopt = adopt,
      .code_made = code_made,
      .remember = remember,
      .drop_levels = drop_levels,
      .hooks_changed = interpreter::hooks_changed,
  };
}

}  // namespace strata::detail
