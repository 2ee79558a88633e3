// The io library (Lua 5.4 manual 6.8): opening files and the default ones. Its functions share one
// table as captured value: [kInput] and [kOutput] are the default files.
#include "stdlib/io.h"

#include <stdio_ext.h>

#include <cerrno>
#include <cstring>

#include "stdlib/host_results.h"
#include "stdlib/libraries.h"

namespace strata::stdlib {

using namespace runtime;

Status push_new_file(Call& call, Stream** out) {
  VM& vm = call.vm;
  String* key = new_string(vm, kFileType);
  Userdata* userdata = key ? new_userdata(vm, sizeof(Stream), kFileType) : nullptr;
  if (!userdata) return vm.raise_memory();
  *out = static_cast<Stream*>(userdata->payload());
  **out = {Stream::Closed, nullptr};
  Value metatable = get_field(vm.registry, key);
  if (metatable.is_table() && !set_metatable_of(vm, Value::of(userdata), metatable.as_table())) {
    return vm.raise_memory();
  }
  call.push(Value::of(userdata));
  return kOk;
}

namespace {

// ---- Opening

enum Default : int64_t { kInput = 1, kOutput = 2 };

void set_open(Stream* stream, Stream::Kind kind, std::FILE* file) {
  // Only this VM's thread uses the stream.
  __fsetlocking(file, FSETLOCKING_BYCALLER);
  *stream = {kind, file};
}

// "r", "w" or "a", then perhaps "+", then perhaps "b".
bool is_file_mode(std::string_view mode) {
  if (mode.empty() || !std::strchr("rwa", mode[0])) return false;
  mode.remove_prefix(1);
  if (mode.starts_with('+')) mode.remove_prefix(1);
  return mode.find_first_not_of('b') == std::string_view::npos;
}

Status open_default(Call& call, const std::string& path, const char* mode, const char* function) {
  HostServices& host = call.vm.host;
  if (!host.open_file) return refuse(call, function);
  Stream* stream;
  STRATA_TRY(push_new_file(call, &stream));
  int error = 0;
  std::FILE* file = host.open_file(host.self, path.c_str(), mode, &error);
  if (!file) return call.error("cannot open file '%s' (%s)", path.c_str(), std::strerror(error));
  set_open(stream, Stream::File, file);
  return kOk;
}

Status io_open(Call& call) {
  HostServices& host = call.vm.host;
  String *path, *given_mode;
  STRATA_TRY(call.check_string(1, &path));
  STRATA_TRY(call.opt_string(2, &given_mode));
  std::string mode = given_mode ? c_text(given_mode) : "r";
  if (!is_file_mode(mode)) return call.argument_error(2, "invalid mode");
  if (!host.open_file) return refuse(call, "io.open");
  Stream* stream;
  STRATA_TRY(push_new_file(call, &stream));
  int error = 0;
  std::string name = c_text(path);
  std::FILE* file = host.open_file(host.self, name.c_str(), mode.c_str(), &error);
  if (!file) return call.result_errno(error, name.c_str());
  set_open(stream, Stream::File, file);
  return call.results(1);
}

Status io_popen(Call& call) {
  HostServices& host = call.vm.host;
  String *command, *given_mode;
  STRATA_TRY(call.check_string(1, &command));
  STRATA_TRY(call.opt_string(2, &given_mode));
  std::string mode = given_mode ? c_text(given_mode) : "r";
  if (mode != "r" && mode != "w") return call.argument_error(2, "invalid mode");
  if (!host.open_process) return refuse(call, "io.popen");
  Stream* stream;
  STRATA_TRY(push_new_file(call, &stream));
  int error = 0;
  std::string text = c_text(command);
  std::FILE* file = host.open_process(host.self, text.c_str(), mode.c_str(), &error);
  if (!file) return call.result_errno(error, text.c_str());
  set_open(stream, Stream::Process, file);
  return call.results(1);
}

Status io_tmpfile(Call& call) {
  HostServices& host = call.vm.host;
  if (!host.temporary_file) return refuse(call, "io.tmpfile");
  Stream* stream;
  STRATA_TRY(push_new_file(call, &stream));
  int error = 0;
  std::FILE* file = host.temporary_file(host.self, &error);
  if (!file) return call.result_errno(error, nullptr);
  set_open(stream, Stream::File, file);
  return call.results(1);
}

// ---- Default files

Value default_file(Call& call, Default which) { return get_int(call.upvalue(0).as_table(), which); }

Status open_default_stream(Call& call, Default which, Stream** out) {
  *out = &stream_of(default_file(call, which));
  if ((*out)->kind != Stream::Closed) return kOk;
  return call.error("default %s file is closed", which == kInput ? "input" : "output");
}

Status change_default(Call& call, Default which, const char* mode, const char* function) {
  if (!call.is_none_or_nil(1)) {
    Value file = call.arg(1);
    if (file.is_string() || file.is_number()) {
      String* path;
      STRATA_TRY(call.check_string(1, &path));
      STRATA_TRY(open_default(call, c_text(path), mode, function));
      file = call.from_top(1);
    } else {
      Stream* stream;
      STRATA_TRY(check_open_file(call, 1, &stream));
    }
    if (set_int(call.vm, call.upvalue(0).as_table(), which, file) != StoreResult::Ok) return call.vm.raise_memory();
  }
  return call.result(default_file(call, which));
}

Status io_input(Call& call) { return change_default(call, kInput, "r", "io.input"); }
Status io_output(Call& call) { return change_default(call, kOutput, "w", "io.output"); }

Status io_read(Call& call) {
  Stream* stream;
  STRATA_TRY(open_default_stream(call, kInput, &stream));
  return read_formats(call, *stream, 0, call.count(), 1);
}

Status io_write(Call& call) {
  Stream* stream;
  STRATA_TRY(open_default_stream(call, kOutput, &stream));
  return write_arguments(call, stream->file, 1, default_file(call, kOutput));
}

Status io_flush(Call& call) {
  Stream* stream;
  STRATA_TRY(open_default_stream(call, kOutput, &stream));
  errno = 0;
  return result_of_file(call, std::fflush(stream->file) == 0 ? 0 : errno, nullptr);
}

Status io_close(Call& call) {
  if (call.has(1)) {
    Stream* stream;
    STRATA_TRY(check_open_file(call, 1, &stream));
    return close_stream(call, *stream);
  }
  Stream& stream = stream_of(default_file(call, kOutput));
  if (stream.kind == Stream::Closed) return call.error("attempt to use a closed file");
  return close_stream(call, stream);
}

// With a file name, four results: the file is the closing value of the loop.
Status io_lines(Call& call) {
  bool closes = !call.is_none_or_nil(1);
  Value file = default_file(call, kInput);
  if (closes) {
    String* path;
    STRATA_TRY(call.check_string(1, &path));
    STRATA_TRY(open_default(call, c_text(path), "r", "io.lines"));
    file = call.from_top(1);
  } else if (stream_of(file).kind == Stream::Closed) {
    return call.error("attempt to use a closed file");
  }
  if (!call.has(1)) call.push(Value::nil());
  call.set_at(0, file);
  STRATA_TRY(push_lines(call, closes));
  if (!closes) return call.results(1);
  call.push(Value::nil());
  call.push(Value::nil());
  call.push(file);
  return call.results(4);
}

Status io_type(Call& call) {
  STRATA_TRY(call.check_any(1));
  if (!is_file(call.arg(1))) return call.result(Value::nil());
  return call.result_string(stream_of(call.arg(1)).kind == Stream::Closed ? "closed file" : "file");
}

constexpr NativeRow kFunctions[] = {
    {"close", io_close}, {"flush", io_flush}, {"input", io_input},     {"lines", io_lines},
    {"open", io_open},   {"output", io_output}, {"popen", io_popen},   {"read", io_read},
    {"tmpfile", io_tmpfile}, {"type", io_type}, {"write", io_write},   {"stdin", nullptr},
    {"stdout", nullptr}, {"stderr", nullptr},   {nullptr, nullptr},
};

// ---- Opening the library

// A standard file; closed from the start when the host has none.
bool add_standard_file(VM& vm, Table* library, Table* metatable, int number, const char* name, Value* out) {
  Userdata* userdata = new_userdata(vm, sizeof(Stream), kFileType);
  if (!userdata) return false;
  std::FILE* file = vm.host.standard_stream ? vm.host.standard_stream(vm.host.self, number) : nullptr;
  *static_cast<Stream*>(userdata->payload()) = {file ? Stream::Standard : Stream::Closed, file};
  *out = Value::of(userdata);
  return set_metatable_of(vm, *out, metatable) && set_named(vm, library, name, *out);
}

}  // namespace

bool open_io(VM& vm) {
  Table* defaults = new_table(vm, 2);
  Table* metatable = make_file_metatable(vm);
  Value captured = Value::of(defaults);
  Table* library = defaults && metatable ? new_library(vm, "io", kFunctions, &captured) : nullptr;
  Value in, out, error;
  return library &&
         add_standard_file(vm, library, metatable, 0, "stdin", &in) &&
         add_standard_file(vm, library, metatable, 1, "stdout", &out) &&
         add_standard_file(vm, library, metatable, 2, "stderr", &error) &&
         set_int(vm, defaults, kInput, in) == StoreResult::Ok &&
         set_int(vm, defaults, kOutput, out) == StoreResult::Ok;
}

}  // namespace strata::stdlib
