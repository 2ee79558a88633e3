// The string functions that need neither patterns nor formats: bytes in, bytes out.
#include "runtime/function.h"
#include "stdlib/long_work.h"
#include "stdlib/string_natives.h"
#include "stdlib/string_positions.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::kOk;
using runtime::Status;
using runtime::String;
using runtime::Value;

Status string_len(Call& call) {
  String* s;
  STRATA_TRY(call.check_string(1, &s));
  return call.result(Value::integer(static_cast<int64_t>(s->length)));
}

Status string_sub(Call& call) {
  String* s;
  int64_t from, to;
  STRATA_TRY(call.check_string(1, &s));
  STRATA_TRY(call.check_integer(2, &from));
  STRATA_TRY(call.opt_integer(3, -1, &to));
  size_t start = start_position(from, s->length);
  size_t end = end_position(to, s->length);
  if (start > end) return call.result_string({});
  size_t length = end - start + 1;
  if (length == s->length) return call.result(Value::of(s));
  if (length <= runtime::kMaxShortLength) return call.result_string({s->data() + start - 1, length});
  return result_filled(call, length, [&](char* out) { std::memcpy(out, s->data() + start - 1, length); });
}

Status string_byte(Call& call) {
  String* s;
  int64_t from, to;
  STRATA_TRY(call.check_string(1, &s));
  STRATA_TRY(call.opt_integer(2, 1, &from));
  STRATA_TRY(call.opt_integer(3, from, &to));
  size_t start = start_position(from, s->length);
  size_t end = end_position(to, s->length);
  if (start > end) return call.none();
  size_t count = end - start + 1;
  if (count > INT32_MAX) return call.error("string slice too long");
  STRATA_TRY(reserve_values(call, count, "string slice too long"));
  const char* bytes = s->data() + start - 1;
  for (size_t i = 0; i < count; ++i) call.push(Value::integer(static_cast<uint8_t>(bytes[i])));
  return call.results(static_cast<uint32_t>(count));
}

namespace {

Status check_byte(Call& call, uint32_t i, char* out) {
  int64_t code;
  STRATA_TRY(call.check_integer(i, &code));
  if (static_cast<uint64_t>(code) > 255) return call.argument_error(i, "value out of range");
  *out = static_cast<char>(code);
  return kOk;
}

}  // namespace

Status string_char(Call& call) {
  runtime::Buffer buffer(call.vm);
  uint32_t count = call.count();
  if (!buffer.reserve(count)) STRATA_TRY(make_room(call, buffer, count));
  for (uint32_t i = 0; i < count; ++i) STRATA_TRY(check_byte(call, i + 1, buffer.data() + i));
  buffer.add_written(count);
  return result_of(call, buffer);
}

namespace {

constexpr char to_lower(char c) { return static_cast<unsigned>(c - 'A') < 26 ? static_cast<char>(c + 32) : c; }
constexpr char to_upper(char c) { return static_cast<unsigned>(c - 'a') < 26 ? static_cast<char>(c - 32) : c; }

template <char (*Change)(char)>
Status change_bytes(Call& call) {
  String* s;
  STRATA_TRY(call.check_string(1, &s));
  return result_filled(call, s->length, [s](char* out) {
    const char* in = s->data();
    for (size_t i = 0, n = s->length; i < n; ++i) out[i] = Change(in[i]);
  });
}

}  // namespace

Status string_lower(Call& call) { return change_bytes<to_lower>(call); }
Status string_upper(Call& call) { return change_bytes<to_upper>(call); }

Status string_reverse(Call& call) {
  String* s;
  STRATA_TRY(call.check_string(1, &s));
  return result_filled(call, s->length, [s](char* out) {
    const char* in = s->data();
    for (size_t i = 0, n = s->length; i < n; ++i) out[n - 1 - i] = in[i];
  });
}

namespace {

// The reference's limit for results of string.rep.
constexpr size_t kMaxRepeatedBytes = INT32_MAX;

// Writes the unit, then copies what is written already: the pieces double in size, up to one that
// stays in the cache.
void fill_repeated(char* out, size_t total, size_t unit) {
  constexpr size_t kMaxPiece = 32 * 1024;
  size_t done = unit;
  while (done < total) {
    size_t piece = done < kMaxPiece ? done : kMaxPiece - kMaxPiece % unit;
    if (piece == 0) piece = unit;
    if (piece > total - done) piece = total - done;
    std::memcpy(out + done, out, piece);
    done += piece;
  }
}

// A long result is pushed before it is complete, so that the work can be interrupted between pieces.
Status repeat_long(Call& call, String* s, String* separator, size_t total) {
  constexpr size_t kBytesPerPoll = 4 * 1024 * 1024;
  String* result;
  STRATA_TRY(new_result_string(call, total, &result));
  call.push(Value::of(result));
  char* out = result->inline_bytes();
  std::memcpy(out, s->data(), s->length);
  size_t unit = s->length;
  if (separator && separator->length > 0 && unit < total) {
    std::memcpy(out + unit, separator->data(), separator->length);
    unit += separator->length;
  }
  // Pieces of whole units, each filled from the one before.
  size_t piece = unit >= kBytesPerPoll ? unit : kBytesPerPoll - kBytesPerPoll % unit;
  fill_repeated(out, piece < total ? piece : total, unit);
  for (size_t done = piece; done < total; done += piece) {
    STRATA_TRY(poll(call));
    std::memcpy(out + done, out, piece < total - done ? piece : total - done);
  }
  return call.results(1);
}

}  // namespace

Status string_rep(Call& call) {
  String *s, *separator;
  int64_t count;
  STRATA_TRY(call.check_string(1, &s));
  STRATA_TRY(call.check_integer(2, &count));
  STRATA_TRY(call.opt_string(3, &separator));
  if (count <= 0) return call.result_string({});
  size_t unit = s->length + (separator ? separator->length : 0);
  if (unit > kMaxRepeatedBytes / static_cast<uint64_t>(count)) return call.error("resulting string too large");
  size_t total = unit * static_cast<size_t>(count) - (separator ? separator->length : 0);
  if (total > runtime::kMaxShortLength) return repeat_long(call, s, separator, total);
  char bytes[runtime::kMaxShortLength];
  for (size_t done = 0; done < total;) {
    std::memcpy(bytes + done, s->data(), s->length);
    done += s->length;
    if (separator && done < total) {
      std::memcpy(bytes + done, separator->data(), separator->length);
      done += separator->length;
    }
  }
  return call.result_string({bytes, total});
}

Status string_dump(Call& call) {
  STRATA_TRY(call.check_function(1));
  Value function = call.arg(1);
  if (function.tag != runtime::kLuaFunction || !call.vm.upward.dump_function)
    return call.error("unable to dump given function");
  runtime::FunctionProto& proto = *function.as_lua_function()->proto;
  std::string bytes = call.vm.upward.dump_function(call.vm, *proto.program->module, proto.function_index,
                                                   call.arg(2).is_truthy());
  if (bytes.empty()) return call.error("unable to dump given function");
  return result_filled(call, bytes.size(), [&](char* out) { std::memcpy(out, bytes.data(), bytes.size()); });
}

}  // namespace strata::stdlib
