// A chunk is binary when it starts with the byte that no Lua text starts with (escape); then it holds an
// .mlb file, which is verified like any other. All else is source text for the front end.
#include "stdlib/chunk.h"

#include <cerrno>
#include <cstring>
#include <string>

#include "runtime/levels.h"
#include "stdlib/long_work.h"

namespace strata::stdlib {

using namespace runtime;

namespace {

// What compiling takes in the end, beside the source: asked for beforehand where it is much.
constexpr size_t kLargeSource = 64 * 1024, kBytesPerSourceByte = 4;

constexpr char kBinaryMark = '\x1b';
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

Status push_function(Call& call, std::shared_ptr<const isa::Module> module, ProgramLevels* levels) {
  VM& vm = call.vm;
  if (!module->is_mapped) STRATA_TRY(vm.reserve_memory(module->size_bytes()));
  Program* program = new_program(vm, std::move(module));
  if (program && levels) vm.upward.attach_levels(vm, *levels, *program);
  LuaFunction* function = program ? new_lua_function(vm, program, 0) : nullptr;
  if (!function || !own_proto(vm, function)) return vm.raise_memory();
  for (uint32_t i = 0; i < function->upvalue_count(); i++) {
    function->upvalues[i] = new_closed_upvalue(vm, i == 0 ? Value::of(vm.globals) : Value::nil());
    if (!function->upvalues[i]) return vm.raise_memory();
  }
  call.push(Value::of(function));
  return kOk;
}

// A script's text without byte order mark and without its first line when that starts with '#'; the
// line end stays, so that lines keep their numbers. Binary contents may follow such a line at once.
std::string_view skip_first_line_comment(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (!text.starts_with('#')) return text;
  size_t end = text.find('\n');
  if (end == std::string_view::npos) return {};
  text.remove_prefix(end);
  if (text.size() > 1 && text[1] == kBinaryMark) text.remove_prefix(1);
  return text;
}

// What is read of a file, as far as limits allow.
struct FileBytes {
  explicit FileBytes(Call& native) : call(native), bytes(native.vm) {}

  static bool take(void* self, const char* bytes, size_t size) {
    FileBytes& file = *static_cast<FileBytes*>(self);
    file.status = pause(file.call);
    if (file.status.ok() && size > 0) file.status = append(file.call, file.bytes, {bytes, size});
    return file.status.ok();
  }

  Call& call;
  Buffer bytes;
  Status status = kOk;
};

Status push_file_error(Call& call, const char* what, const char* path, int error) {
  if (error == 0) return call.push_format("cannot %s %s", what, path);
  return call.push_format("cannot %s %s: %s", what, path, std::strerror(error));
}

}  // namespace

void set_environment(Call& call, LuaFunction* function, Value v) {
  if (function->upvalue_count() == 0) return;
  Upvalue* upvalue = function->upvalues[0];
  *upvalue->location = v;
  barrier(call.vm, upvalue, v);
}

namespace {

Status load_bytes(Call& call, std::string_view bytes, std::string_view chunk_name, std::string_view mode,
                  ProgramLevels* levels, bool* loaded) {
  VM& vm = call.vm;
  *loaded = false;
  bool binary = bytes.starts_with(kBinaryMark);
  if (mode.find(binary ? 'b' : 't') == std::string_view::npos) {
    return call.push_format("attempt to load a %s chunk (mode is '%.*s')", binary ? "binary" : "text",
                            static_cast<int>(mode.size()), mode.data());
  }
  if (bytes.size() >= kLargeSource) STRATA_TRY(vm.reserve_memory(bytes.size() * kBytesPerSourceByte));
  auto load = binary ? vm.upward.load_binary : vm.upward.compile_source;
  auto module = load(vm, bytes, chunk_name);
  // Compiling ends with an error when a limit seems to be reached. If that was not so, it begins again.
  while (!module.ok() && (vm.context.requested() & kInterruptStops)) {
    STRATA_TRY(pause(call));
    module = load(vm, bytes, chunk_name);
  }
  if (!module.ok()) return call.push_string(module.error().message);
  STRATA_TRY(push_function(call, std::move(module.value()), levels));
  *loaded = true;
  return kOk;
}

// The program of the Lua function that called the running native one.
ProgramLevels* levels_of_caller(const Coroutine& co) {
  if (co.frame_count < 2 || !co.frames[co.frame_count - 2].is_lua()) return nullptr;
  return co.frames[co.frame_count - 2].lua_function()->proto->levels;
}

// The levels of a file while it is being loaded.
class OpenedLevels {
 public:
  OpenedLevels(VM& vm, const char* path) : vm_(vm) {
    if (path != nullptr && vm.upward.open_levels != nullptr) levels_ = vm.upward.open_levels(vm, path);
  }
  ~OpenedLevels() { release_levels(vm_, levels_); }
  OpenedLevels(const OpenedLevels&) = delete;
  OpenedLevels& operator=(const OpenedLevels&) = delete;

  // Of a chunk that the running function's program hands to `load`.
  OpenedLevels(Call& call, std::string_view text, std::string_view chunk_name) : vm_(call.vm) {
    ProgramLevels* program = levels_of_caller(call.co);
    if (program != nullptr) levels_ = vm_.upward.open_chunk(vm_, *program, text, chunk_name);
  }
  ProgramLevels* get() const { return levels_; }
  std::shared_ptr<const isa::Module> module(const std::string_view* bytes) const {
    return levels_ != nullptr ? vm_.upward.kept_module(vm_, *levels_, bytes) : nullptr;
  }

 private:
  VM& vm_;
  ProgramLevels* levels_ = nullptr;
};

}  // namespace

Status load_chunk(Call& call, std::string_view bytes, std::string_view chunk_name, std::string_view mode,
                  bool* loaded) {
  return load_bytes(call, bytes, chunk_name, mode, nullptr, loaded);
}

Status load_chunk_of_program(Call& call, std::string_view bytes, std::string_view chunk_name, std::string_view mode,
                             bool* loaded) {
  if (mode != "bt" && mode != "t") return load_chunk(call, bytes, chunk_name, mode, loaded);
  if (bytes.starts_with(kBinaryMark)) return load_chunk(call, bytes, chunk_name, mode, loaded);
  OpenedLevels levels(call, bytes, chunk_name);
  std::shared_ptr<const isa::Module> kept = levels.module(&bytes);
  if (!kept) return load_bytes(call, bytes, chunk_name, mode, levels.get(), loaded);
  *loaded = true;
  return push_function(call, std::move(kept), levels.get());
}

Status load_file(Call& call, const char* path, std::string_view mode, bool* loaded) {
  VM& vm = call.vm;
  *loaded = false;
  if (!vm.host.read_file) return call.error("'loadfile' is not allowed here");
  OpenedLevels levels(vm, mode == "bt" ? path : nullptr);
  std::shared_ptr<const isa::Module> kept = levels.module(nullptr);
  if (kept) {
    *loaded = true;
    return push_function(call, std::move(kept), levels.get());
  }
  if (levels.get() != nullptr && !levels.get()->has_file) return call.push_format("%s: what is packed of this program is damaged", path);
  FileBytes file(call);
  int error = vm.host.read_file(vm.host.self, path, {FileBytes::take, &file});
  STRATA_TRY(file.status);
  if (error != 0) {
    const char* what = error == EISDIR || error == EIO ? "read" : "open";
    return push_file_error(call, what, path ? path : "stdin", error);
  }
  std::string chunk_name = path ? std::string("@") + path : "=stdin";
  std::string_view bytes = skip_first_line_comment(file.bytes.view());
  kept = levels.module(&bytes);
  if (kept) {
    *loaded = true;
    return push_function(call, std::move(kept), levels.get());
  }
  return load_bytes(call, bytes, chunk_name, mode, levels.get(), loaded);
}

}  // namespace strata::stdlib
