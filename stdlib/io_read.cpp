// Reading from a stream by formats (Lua 5.4 manual, file:read).
//
// Lines are the hot case. What stdio has read ahead is searched in place, and a line that lies in it
// whole becomes a string without being copied in between; at the end of the look-ahead one getc fills it
// again. A C library that hides its look-ahead gets the same loop, one char at a time.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/numerals.h"
#include "runtime/buffer.h"
#include "stdlib/io.h"
#include "stdlib/long_work.h"

namespace strata::stdlib {

using namespace runtime;

namespace {

#ifdef __GLIBC__
std::string_view look_ahead(std::FILE* in) {
  return {in->_IO_read_ptr, static_cast<size_t>(in->_IO_read_end - in->_IO_read_ptr)};
}
void consume(std::FILE* in, size_t n) { in->_IO_read_ptr += n; }
#else
std::string_view look_ahead(std::FILE*) { return {}; }
void consume(std::FILE*, size_t) {}
#endif

// No other thread touches the stream meanwhile.
class Locked {
 public:
  explicit Locked(std::FILE* file) : file_(file) { flockfile(file_); }
  ~Locked() { funlockfile(file_); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  std::FILE* file_;
};

// A stream that a native reads. Where that may take long it waits itself, so that limits and Ctrl-C end
// the waiting. No code of the guest runs meanwhile: it could close the stream.
class Input {
 public:
  Input(Call& call, Stream& stream) : call_(call), stream_(stream), file_(stream.file) {}

  std::FILE* file() const { return file_; }
  bool never_blocks() const { return stream_.never_blocks; }
  // The next char, or EOF.
  Status get(int* c) {
    if (STRATA_UNLIKELY(look_ahead(file_).empty())) return refill(c);
    *c = getc_unlocked(file_);
    return kOk;
  }
  // Until something can be read without blocking.
  Status wait();

 private:
  static constexpr int kWaitMs = 20;
  Status refill(int* c);

  Call& call_;
  Stream& stream_;
  std::FILE* file_;
};

Status Input::wait() {
  HostServices& host = call_.vm.host;
  for (;;) {
    STRATA_TRY(pause(call_));
    if (stream_.never_blocks || !host.wait_for_input) return kOk;
    InputState state = host.wait_for_input(host.self, file_, kWaitMs);
    stream_.never_blocks = state == InputState::AlwaysReady;
    if (state != InputState::NotYet) return kOk;
  }
}

Status Input::refill(int* c) {
  for (;;) {
    STRATA_TRY(wait());
    *c = getc_unlocked(file_);
    if (*c != EOF || !ferror_unlocked(file_) || errno != EINTR) return kOk;
    clearerr_unlocked(file_);
  }
}

Status push_buffer(Call& call, Buffer& buffer) {
  return push_copied(call, buffer.view());
}

// Appends up to and including the next line end; *ended tells whether there was one.
Status append_line(Call& call, Input& in, Buffer* line, bool* ended) {
  *ended = false;
  while (!*ended) {
    int c;
    STRATA_TRY(in.get(&c));
    if (c == EOF) return kOk;
    std::string_view ahead = look_ahead(in.file());
    size_t newline = c == '\n' ? std::string_view::npos : ahead.find('\n');
    size_t n = newline == std::string_view::npos ? ahead.size() : newline + 1;
    if (c == '\n') n = 0;
    STRATA_TRY(append(call, *line, static_cast<char>(c)));
    STRATA_TRY(append(call, *line, ahead.substr(0, n)));
    consume(in.file(), n);
    *ended = c == '\n' || newline != std::string_view::npos;
  }
  return kOk;
}

Status read_line(Call& call, Input& in, bool keep_end, bool* ok) {
  Locked lock(in.file());
  *ok = true;
  std::string_view ahead = look_ahead(in.file());
  if (size_t end = ahead.find('\n'); end != std::string_view::npos) {
    String* s = new_string(call.vm, ahead.substr(0, end + keep_end));
    if (!s) return call.vm.raise_memory();
    consume(in.file(), end + 1);
    call.push(Value::of(s));
    return kOk;
  }
  Buffer line(call.vm);
  bool ended;
  STRATA_TRY(append_line(call, in, &line, &ended));
  *ok = line.size() > 0;
  if (ended && !keep_end) line.truncate(line.size() - 1);
  return push_buffer(call, line);
}

// Up to n bytes of a stream that never blocks, in pieces that grow with what came so far.
Status append_at_once(Call& call, Input& in, size_t n, Buffer* bytes) {
  constexpr size_t kLeastPiece = 4096;
  while (n > 0) {
    size_t piece = std::min(n, std::clamp(bytes->size(), kLeastPiece, kPieceBytes));
    if (!bytes->reserve(piece)) STRATA_TRY(make_room(call, *bytes, piece));
    size_t got = std::fread(bytes->end(), 1, piece, in.file());
    bytes->add_written(got);
    if (got < piece) return kOk;
    n -= got;
    STRATA_TRY(pause(call));
  }
  return kOk;
}

// Up to n bytes, as they come.
Status append_bytes(Call& call, Input& in, size_t n, Buffer* bytes) {
  Locked lock(in.file());
  while (n > 0) {
    STRATA_TRY(look_ahead(in.file()).empty() ? in.wait() : kOk);
    if (in.never_blocks()) return append_at_once(call, in, n, bytes);
    int c;
    STRATA_TRY(in.get(&c));
    if (c == EOF) return kOk;
    std::string_view ahead = look_ahead(in.file()).substr(0, n - 1);
    STRATA_TRY(append(call, *bytes, static_cast<char>(c)));
    STRATA_TRY(append(call, *bytes, ahead));
    consume(in.file(), ahead.size());
    n -= 1 + ahead.size();
  }
  return kOk;
}

Status read_bytes(Call& call, Input& in, size_t n, bool* got_some) {
  Buffer bytes(call.vm);
  STRATA_TRY(append_bytes(call, in, n, &bytes));
  *got_some = bytes.size() > 0;
  return push_buffer(call, bytes);
}

// Format 0: "" unless the file is at its end.
Status read_nothing(Call& call, Input& in, bool* ok) {
  int c;
  STRATA_TRY(in.get(&c));
  std::ungetc(c, in.file());
  *ok = c != EOF;
  return call.push_string("");
}

// Reads the longest prefix of a numeral, at most kMaxNumeral chars.
class NumeralReader {
 public:
  explicit NumeralReader(Input& in) : in_(in) {
    do advance();
    while (c_ == ' ' || (c_ >= '\t' && c_ <= '\r'));
  }

  // Fails only when a limit ends it.
  Status read() {
    accept("-+");
    bool hexadecimal = false;
    int digits = 0;
    if (accept("00")) {
      hexadecimal = accept("xX");
      if (!hexadecimal) digits = 1;
    }
    digits += read_digits(hexadecimal);
    if (accept("..")) digits += read_digits(hexadecimal);
    if (digits > 0 && accept(hexadecimal ? "pP" : "eE")) {
      accept("-+");
      read_digits(false);
    }
    std::ungetc(c_, in_.file());
    return status_;
  }
  std::string_view text() const { return {text_, failed_ ? 0 : length_}; }

 private:
  static constexpr size_t kMaxNumeral = 200;

  bool take() {
    if (length_ >= kMaxNumeral) {
      failed_ = true;
      return false;
    }
    text_[length_++] = static_cast<char>(c_);
    advance();
    return true;
  }
  void advance() {
    if (status_.ok()) status_ = in_.get(&c_);
    if (status_.failed()) c_ = EOF;
  }
  bool accept(const char* two) { return (c_ == two[0] || c_ == two[1]) && take(); }
  bool is_digit(bool hexadecimal) const {
    int lower = c_ | 0x20;
    return (c_ >= '0' && c_ <= '9') || (hexadecimal && lower >= 'a' && lower <= 'f');
  }
  int read_digits(bool hexadecimal) {
    int count = 0;
    while (is_digit(hexadecimal) && take()) count++;
    return count;
  }

  Input& in_;
  int c_;
  Status status_ = kOk;
  size_t length_ = 0;
  bool failed_ = false;
  char text_[kMaxNumeral];
};

Status read_number(Call& call, Input& in, bool* ok) {
  Locked lock(in.file());
  NumeralReader reader(in);
  STRATA_TRY(reader.read());
  base::Number number = base::parse_number(reader.text());
  *ok = number.kind != base::Number::None;
  if (number.kind == base::Number::Int) call.push(Value::integer(number.integer));
  else if (number.kind == base::Number::Float) call.push(Value::real(number.real));
  else call.push(Value::nil());
  return kOk;
}

Status read_counted(Call& call, Input& in, Value format, uint32_t argument, bool* ok) {
  int64_t n;
  if (!to_integer(format, &n)) return call.argument_error(argument, "number has no integer representation");
  return n == 0 ? read_nothing(call, in, ok) : read_bytes(call, in, static_cast<size_t>(n), ok);
}

Status read_format(Call& call, Input& in, Value format, uint32_t argument, bool* ok) {
  if (format.is_number()) return read_counted(call, in, format, argument, ok);
  if (!format.is_string()) return call.type_error(argument, "string", format);
  std::string_view letter = format.as_string()->view();
  if (letter.starts_with('*')) letter.remove_prefix(1);
  if (letter.starts_with('n')) return read_number(call, in, ok);
  if (letter.starts_with('l')) return read_line(call, in, false, ok);
  if (letter.starts_with('L')) return read_line(call, in, true, ok);
  if (!letter.starts_with('a')) return call.argument_error(argument, "invalid format");
  STRATA_TRY(read_bytes(call, in, SIZE_MAX, ok));
  *ok = true;
  return kOk;
}

}  // namespace

bool read_ready_line(VM& vm, Stream& stream, Value* line) {
  Locked lock(stream.file);
  std::string_view ahead = look_ahead(stream.file);
  size_t end = ahead.find('\n');
  if (end == std::string_view::npos || end > kPieceBytes) return false;
  String* s = new_string(vm, ahead.substr(0, end));
  if (!s) return false;
  consume(stream.file, end + 1);
  return *line = Value::of(s), true;
}

Status read_formats(Call& call, Stream& stream, uint32_t first, uint32_t count, uint32_t argument) {
  STRATA_TRY(call.reserve(count + kNativeSlots));
  Input in(call, stream);
  clearerr_unlocked(in.file());
  errno = 0;
  bool ok = true;
  uint32_t results = 0;
  if (count == 0) {
    STRATA_TRY(read_line(call, in, false, &ok));
    results = 1;
  }
  for (; results < count && ok; results++) {
    STRATA_TRY(read_format(call, in, call.at(first + results), argument + results, &ok));
  }
  if (ferror_unlocked(in.file())) return call.result_errno(errno, nullptr);
  if (!ok) {
    call.pop(1);
    call.push(Value::nil());
  }
  return call.results(results);
}

}  // namespace strata::stdlib
