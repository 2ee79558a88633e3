// The table library (Lua 5.4 manual 6.6) but for sort. Tables without metatable take raw paths: stretches
// of their array part are moved as memory, whatever its element kind.
#include <cstring>

#include "base/numerals.h"
#include "stdlib/elements.h"
#include "stdlib/leaf_functions.h"
#include "stdlib/libraries.h"
#include "stdlib/long_work.h"
#include "stdlib/table_sort.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::ElementKind;
using runtime::kOk;
using runtime::Status;
using runtime::StoreResult;
using runtime::String;
using runtime::Table;
using runtime::Value;

namespace {

// Copies array elements [from, from + count) of `source` to [to, to + count) of `target`, counted from 0.
// Both ranges are in use and of the same element kind; they may overlap.
void copy_elements(runtime::VM& vm, Table* source, int64_t from, Table* target, int64_t to, int64_t count) {
  bool any = source->element_kind() == ElementKind::Any;
  size_t size = any ? sizeof(Value) : 8;
  // References may move to where the collector has been already.
  if (any && target->black) vm.heap.barrier_back(target);
  std::memmove(static_cast<char*>(target->elements) + static_cast<size_t>(to) * size,
               static_cast<char*>(source->elements) + static_cast<size_t>(from) * size,
               static_cast<size_t>(count) * size);
}

// ---- insert and remove

// t[position] = v after moving up what is there; `length` elements are in the array part. False: not
// done, the elements are not that plain.
bool insert_plain(Call& call, Table* t, int64_t length, int64_t position, Value v) {
  if (t->array_length != length || v.is_nil()) return false;
  if (runtime::set_int(call.vm, t, length + 1, v) != StoreResult::Ok || t->array_length <= length) return false;
  if (position == length + 1) return true;
  copy_elements(call.vm, t, position - 1, t, position, length + 1 - position);
  return runtime::set_int(call.vm, t, position, v) == StoreResult::Ok;
}

Status insert_slow(Call& call, int64_t length, int64_t position, Value v) {
  Value t = call.arg(1);
  Pace pace;
  for (int64_t i = length + 1; i > position; --i) {
    Value moved;
    STRATA_TRY(get_element(call, t, i - 1, &moved));
    STRATA_TRY(set_element(call, t, i, moved));
    STRATA_TRY(pace.step(call));
  }
  return set_element(call, t, position, v);
}

Status insert(Call& call) {
  int64_t length;
  STRATA_TRY(check_length(call, 1, kReads | kWrites, &length));
  uint64_t end = static_cast<uint64_t>(length) + 1;
  if (call.count() == 2) {
    STRATA_TRY(set_element(call, call.arg(1), static_cast<int64_t>(end), call.arg(2)));
    return call.none();
  }
  if (call.count() != 3) return call.error("wrong number of arguments to 'insert'");
  int64_t position;
  STRATA_TRY(call.check_integer(2, &position));
  if (static_cast<uint64_t>(position) - 1 >= end) return call.argument_error(2, "position out of bounds");
  Table* plain = plain_table(call.arg(1));
  if (!plain || !insert_plain(call, plain, length, position, call.arg(3)))
    STRATA_TRY(insert_slow(call, length, position, call.arg(3)));
  return call.none();
}

// Moves down the elements behind position and drops the last one; as insert_plain.
bool remove_plain(Call& call, Table* t, int64_t length, int64_t position) {
  if (t->array_length != length || position < 1 || position > length) return false;
  if (position < length) copy_elements(call.vm, t, position, t, position - 1, length - position);
  return runtime::set_int(call.vm, t, length, Value::nil()) == StoreResult::Ok;
}

Status remove_slow(Call& call, int64_t length, int64_t position) {
  Value t = call.arg(1);
  Pace pace;
  for (; position < length; ++position) {
    Value moved;
    STRATA_TRY(get_element(call, t, position + 1, &moved));
    STRATA_TRY(set_element(call, t, position, moved));
    STRATA_TRY(pace.step(call));
  }
  return set_element(call, t, position, Value::nil());
}

Status remove(Call& call) {
  int64_t length, position;
  STRATA_TRY(check_length(call, 1, kReads | kWrites, &length));
  STRATA_TRY(call.opt_integer(2, length, &position));
  if (position != length && static_cast<uint64_t>(position) - 1 > static_cast<uint64_t>(length))
    return call.argument_error(2, "position out of bounds");
  Value removed;
  STRATA_TRY(get_element(call, call.arg(1), position, &removed));
  call.push(removed);
  Table* plain = plain_table(call.arg(1));
  if (!plain || !remove_plain(call, plain, length, position)) STRATA_TRY(remove_slow(call, length, position));
  return call.results(1);
}

// ---- move

Status move_one(Call& call, Value source, int64_t from, Value target, int64_t to) {
  Value v;
  STRATA_TRY(get_element(call, source, from, &v));
  return set_element(call, target, to, v);
}

// Copies count elements, from the last to the first when the ranges overlap so.
Status move_range(Call& call, Value source, int64_t from, Value target, int64_t to, int64_t count, bool backward) {
  Pace pace;
  for (int64_t done = 0; done < count; ++done) {
    int64_t i = backward ? count - 1 - done : done;
    STRATA_TRY(move_one(call, source, from + i, target, to + i));
    STRATA_TRY(pace.step(call));
  }
  return kOk;
}

// Elements of array parts, without metatables: what comes behind the target's elements is appended, the
// rest copied as memory. False: nothing done, they are not that plain.
bool move_plain(Call& call, Value source_value, int64_t from, Value target_value, int64_t to, int64_t count) {
  Table *source = plain_table(source_value), *target = plain_table(target_value);
  if (!source || !target || from < 1 || to < 1 || from - 1 + count > source->array_length) return false;
  int64_t length = target->array_length;
  if (to > length + 1) return false;
  int64_t inside = length + 1 - to < count ? length + 1 - to : count;
  if (inside > 0 && source->element_kind() != target->element_kind()) return false;
  // The last element in use is never nil.
  if (inside > 0 && to - 1 + inside == length && runtime::get_int(source, from - 1 + inside).is_nil()) return false;
  for (int64_t i = inside; i < count; ++i) {
    Value v = runtime::get_int(source, from + i);
    if (runtime::set_int(call.vm, target, to + i, v) != StoreResult::Ok) return false;
  }
  if (inside > 0 && source->element_kind() != target->element_kind()) return false;
  if (inside > 0) copy_elements(call.vm, source, from - 1, target, to - 1, inside);
  return true;
}

// In pieces, so that moving much can be interrupted; from the last to the first when `backward`.
Status move_pieces(Call& call, Value source, int64_t from, Value target, int64_t to, int64_t count, bool backward) {
  constexpr int64_t kPiece = 64 * 1024;
  while (count > 0) {
    int64_t piece = count < kPiece ? count : kPiece;
    int64_t at = backward ? count - piece : 0;
    if (!move_plain(call, source, from + at, target, to + at, piece))
      return move_range(call, source, from, target, to, count, backward);
    count -= piece;
    if (!backward) from += piece, to += piece;
    STRATA_TRY(poll(call));
  }
  return kOk;
}

Status move(Call& call) {
  int64_t from, last, to;
  STRATA_TRY(call.check_integer(2, &from));
  STRATA_TRY(call.check_integer(3, &last));
  STRATA_TRY(call.check_integer(4, &to));
  uint32_t target = call.is_none_or_nil(5) ? 1 : 5;
  STRATA_TRY(check_table_like(call, 1, kReads));
  STRATA_TRY(check_table_like(call, target, kWrites));
  if (last >= from) {
    if (from <= 0 && last >= INT64_MAX + from) return call.argument_error(3, "too many elements to move");
    int64_t count = last - from + 1;
    if (to > INT64_MAX - count + 1) return call.argument_error(4, "destination wrap around");
    bool forward = to > last || to <= from;
    if (!forward && target != 1) {
      bool same;
      STRATA_TRY(call.equals(call.arg(1), call.arg(target), &same));
      forward = !same;
    }
    STRATA_TRY(move_pieces(call, call.arg(1), from, call.arg(target), to, count, !forward));
  }
  return call.result(call.arg(target));
}

// ---- concat

Status append_element(Call& call, runtime::Buffer& buffer, Value v, int64_t i) {
  if (v.is_string()) return append(call, buffer, v.as_string()->view());
  char digits[32];
  size_t length;
  if (v.is_integer()) length = static_cast<size_t>(base::format_integer(v.as_integer(), digits));
  else if (v.is_float()) length = static_cast<size_t>(base::format_float(v.as_float(), digits));
  else
    return call.error("invalid value (%s) at index %lld in table for 'concat'", runtime::type_name(v),
                      static_cast<long long>(i));
  return append(call, buffer, {digits, length});
}

Status concat_slow(Call& call, std::string_view separator, int64_t from, int64_t last) {
  runtime::Buffer buffer(call.vm);
  Value t = call.arg(1);
  Pace pace;
  for (int64_t i = from; i <= last; ++i) {
    Value v;
    STRATA_TRY(get_element(call, t, i, &v));
    call.push(v);  // keeps it alive while the buffer grows
    STRATA_TRY(append_element(call, buffer, v, i));
    call.pop(1);
    if (i == last) break;
    STRATA_TRY(append(call, buffer, separator));
    STRATA_TRY(pace.step(call));
  }
  return result_of(call, buffer);
}

// Strings in the array part: their lengths are added up first, so that each byte is copied once.
// *plain: there is nothing else in the range.
Status total_length(Call& call, Table* t, std::string_view separator, int64_t from, int64_t last, size_t* total,
                    bool* plain) {
  *plain = t->element_kind() == ElementKind::Any && from >= 1 && last <= t->array_length;
  if (!*plain) return kOk;
  size_t sum = separator.size() * static_cast<size_t>(last - from);
  for (int64_t i = from; i <= last; ++i) {
    if (i % kStepsPerPoll == 0) STRATA_TRY(pause(call));
    Value v = t->values()[i - 1];
    *plain = v.is_string();
    if (!*plain) return kOk;
    sum += v.as_string()->length;
  }
  *total = sum;
  *plain = sum <= runtime::kMaxStringLength;
  return kOk;
}

// Writes strings and separators one behind the other, as many bytes at a time as are wanted.
class StringsWriter {
 public:
  StringsWriter(Table* t, std::string_view separator, int64_t from)
      : t_(t), separator_(separator), index_(from), part_(string_at(from)) {}

  void write(char* out, size_t bytes) {
    for (;;) {
      size_t n = part_.size() < bytes ? part_.size() : bytes;
      std::memcpy(out, part_.data(), n);
      part_.remove_prefix(n);
      out += n;
      bytes -= n;
      if (bytes == 0) return;
      in_separator_ = !in_separator_;
      part_ = in_separator_ ? separator_ : string_at(++index_);
    }
  }

 private:
  std::string_view string_at(int64_t i) const { return t_->values()[i - 1].as_string()->view(); }

  Table* t_;
  std::string_view separator_;
  int64_t index_;
  std::string_view part_;  // what is left of the string or separator under way
  bool in_separator_ = false;
};

Status concat_strings(Call& call, Table* t, std::string_view separator, int64_t from, size_t total) {
  StringsWriter writer(t, separator, from);
  return result_filled(call, total,
                       [&](char* out, size_t begin, size_t end) { writer.write(out + begin, end - begin); });
}

Status concat(Call& call) {
  int64_t from, last;
  String* given;
  STRATA_TRY(check_length(call, 1, kReads, &last));
  STRATA_TRY(call.opt_string(2, &given));
  STRATA_TRY(call.opt_integer(3, 1, &from));
  STRATA_TRY(call.opt_integer(4, last, &last));
  std::string_view separator = given ? given->view() : std::string_view("");
  if (from > last) return call.result_string({});
  Table* plain = plain_table(call.arg(1));
  size_t total;
  bool all_strings = false;
  if (plain) STRATA_TRY(total_length(call, plain, separator, from, last, &total, &all_strings));
  if (all_strings) return concat_strings(call, plain, separator, from, total);
  return concat_slow(call, separator, from, last);
}

// Strings of a plain array whose result is short.
bool leaf_concat(runtime::VM& vm, runtime::NativeFunction&, const Value* arguments, uint32_t count, Value* result) {
  if (count == 0 || count > 2 || !arguments[0].is_table() || (count == 2 && !arguments[1].is_string())) return false;
  Table* t = arguments[0].as_table();
  if (t->metatable != nullptr || t->element_kind() != ElementKind::Any || runtime::border(t) != t->array_length) return false;
  std::string_view separator = count == 2 ? arguments[1].as_string()->view() : std::string_view("");
  char bytes[runtime::kMaxShortLength];
  size_t length = 0;
  auto add = [&](std::string_view part) {
    if (part.size() > sizeof bytes - length) return false;
    std::memcpy(bytes + length, part.data(), part.size());
    length += part.size();
    return true;
  };
  for (uint32_t i = 0; i < t->array_length; ++i) {
    Value v = t->values()[i];
    if (!v.is_string() || (i > 0 && !add(separator)) || !add(v.as_string()->view())) return false;
  }
  String* s = runtime::new_string(vm, {bytes, length});
  return s != nullptr && (*result = Value::of(s), true);
}

// ---- pack and unpack

Status pack(Call& call) {
  uint32_t count = call.count();
  Table* t = runtime::new_table(call.vm, count, 1);
  if (!t) return call.vm.raise_memory();
  StoreResult result = runtime::set_elements(call.vm, t, 1, call.co.base(), count);
  if (result != StoreResult::Ok) return runtime::store_error(call.co, result);
  if (!runtime::set_named(call.vm, t, "n", Value::integer(count))) return call.vm.raise_memory();
  return call.result(Value::of(t));
}

// Pushes elements of the array part, counted from 1.
void push_elements(Call& call, const Table* t, int64_t from, uint32_t count) {
  Value* out = call.co.stack + call.co.top;
  int64_t first = from - 1;
  switch (t->element_kind()) {
    case ElementKind::Int:
      for (uint32_t i = 0; i < count; ++i) out[i] = Value::integer(static_cast<int64_t*>(t->elements)[first + i]);
      break;
    case ElementKind::Float:
      for (uint32_t i = 0; i < count; ++i) out[i] = Value::real(static_cast<double*>(t->elements)[first + i]);
      break;
    default:
      for (uint32_t i = 0; i < count; ++i) out[i] = static_cast<Value*>(t->elements)[first + i];
      break;
  }
  call.co.top += count;
}

Status unpack(Call& call) {
  int64_t from, last;
  STRATA_TRY(call.opt_integer(2, 1, &from));
  if (call.is_none_or_nil(3)) STRATA_TRY(call.length(call.arg(1), &last));
  else STRATA_TRY(call.check_integer(3, &last));
  if (from > last) return call.none();
  uint64_t more = static_cast<uint64_t>(last) - static_cast<uint64_t>(from);
  if (more >= INT32_MAX || call.co.top + more >= call.vm.limits.max_stack_slots)
    return call.error("too many results to unpack");
  uint32_t count = static_cast<uint32_t>(more) + 1;
  STRATA_TRY(reserve_values(call, count, "too many results"));
  if (Table* t = plain_table(call.arg(1)); t && from >= 1 && last <= t->array_length) {
    push_elements(call, t, from, count);
    return call.results(count);
  }
  Pace pace;
  for (uint32_t i = 0; i < count; ++i) {
    Value v;
    STRATA_TRY(get_element(call, call.arg(1), from + static_cast<int64_t>(i), &v));
    call.push(v);
    STRATA_TRY(pace.step(call));
  }
  return call.results(count);
}

constexpr runtime::NativeRow kTable[] = {
    {"concat", concat, leaf_concat}, {"insert", insert, leaf_insert, runtime::kLeafForOneResult},   {"move", move}, {"pack", pack},
    {"remove", remove}, {"sort", table_sort}, {"unpack", unpack}, {nullptr, nullptr},
};

}  // namespace

bool open_table(runtime::VM& vm) { return runtime::new_library(vm, "table", kTable) != nullptr; }

}  // namespace strata::stdlib
