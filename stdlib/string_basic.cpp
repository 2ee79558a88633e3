// The string functions that need neither patterns nor formats: bytes in, bytes out.
#include "runtime/function.h"
#include "stdlib/long_work.h"
#include "stdlib/leaf_functions.h"
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
  std::string_view bytes(s->data() + start - 1, length);
  return length <= runtime::kMaxShortLength ? call.result_string(bytes) : result_copied(call, bytes);
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
  return result_filled(call, s->length, [s](char* out, size_t from, size_t to) {
    const char* in = s->data();
    for (size_t i = from; i < to; ++i) out[i] = Change(in[i]);
  });
}

template <char (*Change)(char)>
bool change_short(runtime::VM& vm, const Value* arguments, uint32_t count, Value* result) {
  if (count == 0 || !arguments[0].is_string()) return false;
  std::string_view from = arguments[0].as_string()->view();
  if (from.size() > kPieceBytes) return false;
  if (from.size() > runtime::kMaxShortLength) {
    String* s = runtime::new_long_string(vm, from.size());
    if (!s) return false;
    for (size_t i = 0; i < from.size(); ++i) s->inline_bytes()[i] = Change(from[i]);
    return *result = Value::of(s), true;
  }
  char bytes[runtime::kMaxShortLength];
  for (size_t i = 0; i < from.size(); ++i) bytes[i] = Change(from[i]);
  String* s = runtime::new_string(vm, {bytes, from.size()});
  return s && (*result = Value::of(s), true);
}

}  // namespace

STRATA_LEAF(leaf_lower) { return (void)self, change_short<to_lower>(vm, arguments, count, result); }
STRATA_LEAF(leaf_upper) { return (void)self, change_short<to_upper>(vm, arguments, count, result); }

Status string_lower(Call& call) { return change_bytes<to_lower>(call); }
Status string_upper(Call& call) { return change_bytes<to_upper>(call); }

Status string_reverse(Call& call) {
  String* s;
  STRATA_TRY(call.check_string(1, &s));
  return result_filled(call, s->length, [s](char* out, size_t from, size_t to) {
    const char* behind = s->data() + s->length - from;
    for (size_t i = from; i < to; ++i) out[i] = *--behind;
  });
}

namespace {

// The reference's limit for results of string.rep.
constexpr size_t kMaxRepeatedBytes = INT32_MAX;

// Bytes [from, to) of a repeated unit, where all before `from` are written, among them at least one unit.
// Copies come from the beginning, which stays in the cache.
void fill_repeated(char* out, size_t from, size_t to, size_t unit) {
  constexpr size_t kMaxPiece = 32 * 1024;
  while (from < to) {
    size_t start = from % unit;
    size_t piece = from - start < kMaxPiece ? from - start : kMaxPiece;
    if (piece > to - from) piece = to - from;
    std::memcpy(out + from, out + start, piece);
    from += piece;
  }
}

// Bytes [from, to) of the first unit: the string, then the separator.
void fill_unit(char* out, size_t from, size_t to, const String* s, const String* separator) {
  if (from < s->length) {
    size_t end = to < s->length ? to : s->length;
    std::memcpy(out + from, s->data() + from, end - from);
    from = end;
  }
  if (from < to) std::memcpy(out + from, separator->data() + (from - s->length), to - from);
}

Status repeat_long(Call& call, const String* s, const String* separator, size_t total) {
  size_t unit = s->length + (separator ? separator->length : 0);
  if (unit > total) unit = total;  // no separator behind the last
  return result_filled(call, total, [=](char* out, size_t from, size_t to) {
    if (from < unit) {
      size_t end = to < unit ? to : unit;
      fill_unit(out, from, end, s, separator);
      from = end;
    }
    fill_repeated(out, from, to, unit);
  });
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

STRATA_LEAF(leaf_rep) {
  (void)self;
  if (count != 2 || !arguments[0].is_string() || !arguments[1].is_integer()) return false;
  std::string_view unit = arguments[0].as_string()->view();
  uint64_t times = arguments[1].as_integer() < 0 ? 0 : static_cast<uint64_t>(arguments[1].as_integer());
  if (unit.size() > runtime::kMaxShortLength || times > runtime::kMaxShortLength || unit.size() * times > runtime::kMaxShortLength) {
    return false;
  }
  char bytes[runtime::kMaxShortLength];
  for (uint64_t i = 0; i < times; ++i) std::memcpy(bytes + i * unit.size(), unit.data(), unit.size());
  String* s = runtime::new_string(vm, {bytes, unit.size() * times});
  return s && (*result = Value::of(s), true);
}

Status string_dump(Call& call) {
  STRATA_TRY(call.check_function(1));
  Value function = call.arg(1);
  if (function.tag != runtime::kLuaFunction || !call.vm.upward.dump_function)
    return call.error("unable to dump given function");
  runtime::FunctionProto* proto = runtime::own_proto(call.vm, function.as_lua_function());
  if (proto == nullptr) return call.vm.raise_memory();
  std::string bytes = call.vm.upward.dump_function(call.vm, *proto->program->module, proto->function_index,
                                                   call.arg(2).is_truthy());
  if (bytes.empty()) return call.error("unable to dump given function");
  return result_copied(call, bytes);
}

}  // namespace strata::stdlib
