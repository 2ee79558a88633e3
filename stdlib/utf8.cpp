// The utf8 library (Lua 5.4 manual 6.5). Positions count bytes from 1. Unless `lax` is given, only
// what Unicode allows is decoded; lax goes up to 2^31 - 1 and lets surrogates pass.
#include "stdlib/libraries.h"
#include "stdlib/long_work.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::kOk;
using runtime::Status;
using runtime::String;
using runtime::Value;

namespace {

constexpr uint32_t kMaxUnicode = 0x10FFFF;
constexpr uint32_t kMaxCode = 0x7FFFFFFF;
constexpr size_t kMaxSequence = 6;

bool is_continuation(char c) { return (c & 0xC0) == 0x80; }
bool continues_at(std::string_view s, size_t i) { return i < s.size() && is_continuation(s[i]); }

// Number of continuation bytes that a first byte announces; -1 when it is no first byte.
int continuation_count(uint8_t first) {
  if (first < 0x80) return 0;
  int ones = __builtin_clz(~(static_cast<uint32_t>(first) << 24));
  return ones >= 2 && ones <= 7 ? ones - 1 : -1;
}

// Decodes the sequence at `at` (inside s); returns its length, 0 when it is invalid.
size_t decode(std::string_view s, size_t at, bool lax, uint32_t* out) {
  constexpr uint32_t kLeast[] = {0, 0x80, 0x800, 0x10000, 0x200000, 0x4000000};
  uint8_t first = static_cast<uint8_t>(s[at]);
  int count = continuation_count(first);
  if (count < 0 || count > 5) return 0;
  uint32_t code = count == 0 ? first : first & (0x3Fu >> count);
  for (int i = 1; i <= count; ++i) {
    if (!continues_at(s, at + static_cast<size_t>(i))) return 0;
    code = code << 6 | (static_cast<uint8_t>(s[at + static_cast<size_t>(i)]) & 0x3F);
  }
  if (code < kLeast[count]) return 0;
  if (!lax && (code > kMaxUnicode || (code >= 0xD800 && code <= 0xDFFF))) return 0;
  *out = code;
  return static_cast<size_t>(count) + 1;
}

// Writes a code up to kMaxCode to the end of an array of kMaxSequence bytes; returns its length.
size_t encode(uint32_t code, char* out) {
  if (code < 0x80) {
    out[kMaxSequence - 1] = static_cast<char>(code);
    return 1;
  }
  size_t length = 0;
  uint32_t room = 0x3F;  // greatest value that fits in the first byte
  do {
    out[kMaxSequence - ++length] = static_cast<char>(0x80 | (code & 0x3F));
    code >>= 6;
    room >>= 1;
  } while (code > room);
  out[kMaxSequence - ++length] = static_cast<char>((~room << 1) | code);
  return length;
}

// Negative positions count from the end; those before the beginning become 0.
int64_t absolute_position(int64_t position, size_t length) {
  if (position >= 0) return position;
  if (0 - static_cast<uint64_t>(position) > length) return 0;
  return static_cast<int64_t>(length) + position + 1;
}

Status check_position(Call& call, uint32_t i, int64_t otherwise, size_t length, int64_t* out) {
  STRATA_TRY(call.opt_integer(i, otherwise, out));
  *out = absolute_position(*out, length);
  return kOk;
}

Status len(Call& call) {
  String* s;
  int64_t from, to;
  STRATA_TRY(call.check_string(1, &s));
  std::string_view text = s->view();
  int64_t size = static_cast<int64_t>(text.size());
  STRATA_TRY(check_position(call, 2, 1, text.size(), &from));
  STRATA_TRY(check_position(call, 3, -1, text.size(), &to));
  bool lax = call.arg(4).is_truthy();
  if (from < 1 || --from > size) return call.argument_error(2, "initial position out of bounds");
  if (--to >= size) return call.argument_error(3, "final position out of bounds");
  int64_t count = 0;
  uint32_t code;
  Pace pace;
  for (int64_t at = from; at <= to; ++count) {
    STRATA_TRY(pace.step(call));
    size_t length = decode(text, static_cast<size_t>(at), lax, &code);
    if (length == 0) {
      call.push(Value::nil());
      call.push(Value::integer(at + 1));
      return call.results(2);
    }
    at += static_cast<int64_t>(length);
  }
  return call.result(Value::integer(count));
}

Status codepoint(Call& call) {
  String* s;
  int64_t from, to;
  STRATA_TRY(call.check_string(1, &s));
  std::string_view text = s->view();
  STRATA_TRY(check_position(call, 2, 1, text.size(), &from));
  STRATA_TRY(check_position(call, 3, from, text.size(), &to));
  bool lax = call.arg(4).is_truthy();
  if (from < 1) return call.argument_error(2, "out of bounds");
  if (to > static_cast<int64_t>(text.size())) return call.argument_error(3, "out of bounds");
  if (from > to) return call.none();
  if (to - from >= INT32_MAX) return call.error("string slice too long");
  STRATA_TRY(reserve_values(call, static_cast<size_t>(to - from) + 1, "string slice too long"));
  uint32_t count = 0;
  for (size_t at = static_cast<size_t>(from) - 1; at < static_cast<size_t>(to); ++count) {
    uint32_t code;
    size_t length = decode(text, at, lax, &code);
    if (length == 0) return call.error("invalid UTF-8 code");
    call.push(Value::integer(code));
    at += length;
  }
  return call.results(count);
}

Status char_(Call& call) {
  runtime::Buffer buffer(call.vm);
  for (uint32_t i = 1, count = call.count(); i <= count; ++i) {
    int64_t code;
    STRATA_TRY(call.check_integer(i, &code));
    if (static_cast<uint64_t>(code) > kMaxCode) return call.argument_error(i, "value out of range");
    char bytes[kMaxSequence];
    size_t length = encode(static_cast<uint32_t>(code), bytes);
    STRATA_TRY(append(call, buffer, {bytes + kMaxSequence - length, length}));
  }
  return result_of(call, buffer);
}

// Moves *at to the beginning of the character there, or of the next one.
Status skip_continuations(Call& call, std::string_view s, int64_t step, int64_t* at) {
  for (Pace pace; *at > 0 && continues_at(s, static_cast<size_t>(*at)); *at += step) STRATA_TRY(pace.step(call));
  return kOk;
}

// Moves *at over n characters, backwards for n < 0; *done: there are so many.
Status skip_characters(Call& call, std::string_view s, int64_t n, int64_t* at, bool* done) {
  int64_t size = static_cast<int64_t>(s.size());
  Pace pace;
  for (; n < 0 && *at > 0; ++n) {
    --*at;
    STRATA_TRY(skip_continuations(call, s, -1, at));
    STRATA_TRY(pace.step(call));
  }
  for (; n > 0 && *at < size; --n) {
    ++*at;
    STRATA_TRY(skip_continuations(call, s, 1, at));
    STRATA_TRY(pace.step(call));
  }
  *done = n == 0;
  return kOk;
}

Status offset(Call& call) {
  String* s;
  int64_t n, at;
  STRATA_TRY(call.check_string(1, &s));
  STRATA_TRY(call.check_integer(2, &n));
  std::string_view text = s->view();
  int64_t size = static_cast<int64_t>(text.size());
  STRATA_TRY(check_position(call, 3, n >= 0 ? 1 : size + 1, text.size(), &at));
  if (at < 1 || --at > size) return call.argument_error(3, "position out of bounds");
  if (n == 0) {
    STRATA_TRY(skip_continuations(call, text, -1, &at));
  } else {
    if (continues_at(text, static_cast<size_t>(at))) return call.error("initial position is a continuation byte");
    bool done;
    STRATA_TRY(skip_characters(call, text, n > 0 ? n - 1 : n, &at, &done));
    if (!done) return call.result(Value::nil());
  }
  return call.result(Value::integer(at + 1));
}

template <bool lax>
Status next_code(Call& call) {
  String* s;
  STRATA_TRY(call.check_string(1, &s));
  std::string_view text = s->view();
  int64_t previous = 0;
  runtime::to_integer(call.arg(2), &previous);
  uint64_t at = static_cast<uint64_t>(previous);
  for (Pace pace; continues_at(text, at); ++at) STRATA_TRY(pace.step(call));
  if (at >= text.size()) return call.none();
  uint32_t code;
  size_t length = decode(text, at, lax, &code);
  if (length == 0 || continues_at(text, at + length)) return call.error("invalid UTF-8 code");
  call.push(Value::integer(static_cast<int64_t>(at) + 1));
  call.push(Value::integer(code));
  return call.results(2);
}

// Upvalues: the strict and the lax iterator.
Status codes(Call& call) {
  String* s;
  STRATA_TRY(call.check_string(1, &s));
  if (continues_at(s->view(), 0)) return call.argument_error(1, "invalid UTF-8 code");
  call.push(call.upvalue(call.arg(2).is_truthy() ? 1 : 0));
  call.push(call.arg(1));
  call.push(Value::integer(0));
  return call.results(3);
}

bool add_codes(runtime::VM& vm, runtime::Table* library) {
  runtime::NativeFunction* function = runtime::new_native_function(vm, codes, "codes", 2);
  runtime::NativeFunction* strict = runtime::new_native_function(vm, next_code<false>, "codes iterator");
  runtime::NativeFunction* lax = runtime::new_native_function(vm, next_code<true>, "codes iterator");
  if (!function || !strict || !lax) return false;
  function->upvalues[0] = Value::of(strict);
  function->upvalues[1] = Value::of(lax);
  return runtime::set_named(vm, library, "codes", Value::of(function));
}

constexpr runtime::NativeRow kUtf8[] = {
    {"char", char_}, {"codepoint", codepoint}, {"len", len}, {"offset", offset},
    {"codes", nullptr}, {"charpattern", nullptr}, {nullptr, nullptr},
};

// Matches one sequence, if the subject is valid.
constexpr std::string_view kCharPattern("[\0-\x7F\xC2-\xFD][\x80-\xBF]*", 14);

}  // namespace

bool open_utf8(runtime::VM& vm) {
  runtime::Table* library = runtime::new_library(vm, "utf8", kUtf8);
  if (!library || !add_codes(vm, library)) return false;
  String* pattern = runtime::new_string(vm, kCharPattern);
  return pattern && runtime::set_named(vm, library, "charpattern", Value::of(pattern));
}

}  // namespace strata::stdlib
