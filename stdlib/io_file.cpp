// The methods and the metatable of files (Lua 5.4 manual 6.8, file:close and on).
#include <cerrno>
#include <cstdio>

#include "base/numerals.h"
#include "stdlib/host_results.h"
#include "stdlib/io.h"
#include "stdlib/leaf_functions.h"

namespace strata::stdlib {

using namespace runtime;

const char kFileType[] = "FILE*";

Status check_open_file(Call& call, uint32_t i, Stream** out) {
  Userdata* userdata;
  STRATA_TRY(call.check_userdata(i, kFileType, &userdata));
  *out = static_cast<Stream*>(userdata->payload());
  return (*out)->kind == Stream::Closed ? call.error("attempt to use a closed file") : kOk;
}

Status close_stream(Call& call, Stream& stream) {
  Stream::Kind kind = stream.kind;
  errno = 0;
  if (kind == Stream::Standard) {
    call.push(Value::nil());
    STRATA_TRY(call.push_string("cannot close standard file"));
    return call.results(2);
  }
  stream.kind = Stream::Closed;
  if (kind == Stream::File) return result_of_file(call, std::fclose(stream.file) == 0 ? 0 : errno, nullptr);
  HostServices& host = call.vm.host;
  int wait_status = host.close_process ? host.close_process(host.self, stream.file) : -1;
  return result_of_process(call, wait_status, errno);
}

// ---- Writing

namespace {

bool write_bytes(std::FILE* out, const char* bytes, size_t n) { return std::fwrite(bytes, 1, n, out) == n; }

bool write_number(std::FILE* out, Value v) {
  char digits[32];
  int n = v.is_integer() ? base::format_integer(v.as_integer(), digits) : base::format_float(v.as_float(), digits);
  // Here, unlike in tostring, a float with an integer value has no ".0".
  if (v.is_float() && n > 2 && digits[n - 1] == '0' && digits[n - 2] == '.') n -= 2;
  return write_bytes(out, digits, static_cast<size_t>(n));
}

}  // namespace

Status write_arguments(Call& call, std::FILE* out, uint32_t argument, Value file) {
  errno = 0;
  bool ok = true;
  for (uint32_t i = argument, n = call.count(); i <= n; i++) {
    Value v = call.arg(i);
    if (v.is_number()) {
      ok = ok && write_number(out, v);
      continue;
    }
    if (!v.is_string()) return call.type_error(i, "string");
    std::string_view text = v.as_string()->view();
    ok = ok && write_bytes(out, text.data(), text.size());
  }
  return ok ? call.result(file) : call.result_errno(errno, nullptr);
}

namespace {

Status file_write(Call& call) {
  Stream* stream;
  STRATA_TRY(check_open_file(call, 1, &stream));
  return write_arguments(call, stream->file, 2, call.arg(1));
}

// ---- Reading

Status file_read(Call& call) {
  Stream* stream;
  STRATA_TRY(check_open_file(call, 1, &stream));
  return read_formats(call, *stream, 1, call.count() - 1, 2);
}

constexpr uint32_t kMaxLineFormats = 250;

// The iterator of lines. Upvalues: the file, whether to close it at its end, then the formats.
constexpr uint32_t kLinesFile = 0, kLinesCloses = 1, kLinesFormats = 2;

Status next_lines(Call& call) {
  Value file = call.upvalue(kLinesFile);
  Stream& stream = stream_of(file);
  if (stream.kind == Stream::Closed) return call.error("file is already closed");
  uint32_t count = call.frame().native_function()->word - kLinesFormats;
  call.set_size(0);
  STRATA_TRY(call.reserve(count + kNativeSlots));
  for (uint32_t i = 0; i < count; i++) call.push(call.upvalue(kLinesFormats + i));
  Status read = read_formats(call, stream, 0, count, 2);
  if (read.failed()) return read;
  uint32_t results = static_cast<uint32_t>(read.code);
  if (call.from_top(results).is_truthy()) return read;
  if (results > 1 && call.from_top(results - 1).is_string()) {
    return call.error("%s", call.from_top(results - 1).as_string()->data());
  }
  if (call.upvalue(kLinesCloses).is_truthy()) STRATA_TRY(close_stream(call, stream));
  return call.none();
}

STRATA_LEAF(leaf_next_lines) {
  (void)arguments, (void)count;
  Stream& stream = stream_of(self.upvalues[kLinesFile]);
  return stream.kind != Stream::Closed && self.word == kLinesFormats && read_ready_line(vm, stream, result);
}

}  // namespace

Status push_lines(Call& call, bool closes) {
  uint32_t formats = call.count() > 1 ? call.count() - 1 : 0;
  if (formats > kMaxLineFormats) return call.argument_error(kMaxLineFormats + 2, "too many arguments");
  NativeFunction* function = new_native_function(call.vm, next_lines, nullptr, kLinesFormats + formats);
  if (!function) return call.vm.raise_memory();
  function->leaf = leaf_next_lines;
  function->upvalues[kLinesFile] = call.at(0);
  function->upvalues[kLinesCloses] = Value::boolean(closes);
  for (uint32_t i = 0; i < formats; i++) function->upvalues[kLinesFormats + i] = call.arg(i + 2);
  call.push(Value::of(function));
  return kOk;
}

namespace {

Status file_lines(Call& call) {
  Stream* stream;
  STRATA_TRY(check_open_file(call, 1, &stream));
  STRATA_TRY(push_lines(call, false));
  return call.results(1);
}

// ---- Position and buffer

Status file_seek(Call& call) {
  constexpr const char* kNames[] = {"set", "cur", "end", nullptr};
  constexpr int kOrigins[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  Stream* stream;
  int origin;
  int64_t offset;
  STRATA_TRY(check_open_file(call, 1, &stream));
  STRATA_TRY(call.check_option(2, "cur", kNames, &origin));
  STRATA_TRY(call.opt_integer(3, 0, &offset));
  errno = 0;
  if (fseeko(stream->file, offset, kOrigins[origin]) != 0) return call.result_errno(errno, nullptr);
  return call.result(Value::integer(ftello(stream->file)));
}

Status file_setvbuf(Call& call) {
  constexpr const char* kNames[] = {"no", "full", "line", nullptr};
  constexpr int kModes[] = {_IONBF, _IOFBF, _IOLBF};
  constexpr int64_t kDefaultBytes = 1024;
  Stream* stream;
  int mode;
  int64_t size_bytes;
  STRATA_TRY(check_open_file(call, 1, &stream));
  STRATA_TRY(call.check_option(2, nullptr, kNames, &mode));
  STRATA_TRY(call.opt_integer(3, kDefaultBytes, &size_bytes));
  errno = 0;
  int refused = std::setvbuf(stream->file, nullptr, kModes[mode], static_cast<size_t>(size_bytes));
  return result_of_file(call, refused ? (errno ? errno : EINVAL) : 0, nullptr);
}

Status file_flush(Call& call) {
  Stream* stream;
  STRATA_TRY(check_open_file(call, 1, &stream));
  errno = 0;
  return result_of_file(call, std::fflush(stream->file) == 0 ? 0 : errno, nullptr);
}

// ---- End of life

Status file_close(Call& call) {
  Stream* stream;
  STRATA_TRY(check_open_file(call, 1, &stream));
  return close_stream(call, *stream);
}

// __gc and __close: an open file is closed in silence.
Status file_end(Call& call) {
  Userdata* userdata;
  STRATA_TRY(call.check_userdata(1, kFileType, &userdata));
  Stream& stream = *static_cast<Stream*>(userdata->payload());
  if (stream.kind == Stream::File || stream.kind == Stream::Process) STRATA_TRY(close_stream(call, stream));
  return call.none();
}

Status file_tostring(Call& call) {
  Userdata* userdata;
  STRATA_TRY(call.check_userdata(1, kFileType, &userdata));
  Stream& stream = *static_cast<Stream*>(userdata->payload());
  if (stream.kind == Stream::Closed) return call.result_string("file (closed)");
  STRATA_TRY(call.push_format("file (%p)", static_cast<void*>(stream.file)));
  return call.results(1);
}

constexpr NativeRow kMethods[] = {
    {"read", file_read},   {"write", file_write}, {"lines", file_lines},     {"flush", file_flush},
    {"seek", file_seek},   {"close", file_close}, {"setvbuf", file_setvbuf}, {nullptr, nullptr},
};

constexpr NativeRow kMetamethods[] = {
    {"__gc", file_end},
    {"__close", file_end},
    {"__tostring", file_tostring},
    {nullptr, nullptr},
};

}  // namespace

Table* make_file_metatable(VM& vm) {
  Table* metatable = new_table(vm, 0, std::size(kMetamethods) + 1);
  Table* methods = new_table(vm, 0, std::size(kMethods));
  String* name = new_string(vm, kFileType);
  bool ok = metatable && methods && name && register_natives(vm, methods, kMethods) &&
            set_named(vm, metatable, "__index", Value::of(methods)) &&
            register_natives(vm, metatable, kMetamethods) &&
            set_named(vm, metatable, "__name", Value::of(name)) &&
            set_named(vm, vm.registry, kFileType, Value::of(metatable));
  return ok ? metatable : nullptr;
}

}  // namespace strata::stdlib
