// Concatenation: see runtime/concat.h.
#include "runtime/concat.h"

#include "base/numerals.h"
#include "runtime/native.h"

namespace strata::runtime {
namespace {

constexpr uint32_t kBatch = 32;
constexpr size_t kLargeResult = 1 << 16;
constexpr size_t kIntegerChars = 20;  // of base::format_integer

String* text_of(VM& vm, Value v) { return v.is_string() ? v.as_string() : number_to_string(vm, v); }

Status join(Coroutine& co, const String* const* parts, uint32_t count, Value* out) {
  VM& vm = *co.vm;
  size_t length = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (parts[i] == nullptr) return vm.raise_memory();
    length += parts[i]->length;
    if (length > kMaxStringLength) return vm.raise(co, "string length overflow");
  }
  if (length >= kLargeResult) STRATA_TRY(vm.reserve_memory(length));
  String* joined = count == 2 ? concat(vm, const_cast<String*>(parts[0]), const_cast<String*>(parts[1]))
                              : concat(vm, parts, count);
  if (joined == nullptr) return vm.raise_memory();
  *out = Value::of(joined);
  return kOk;
}

// At most kMaxShortLength bytes, in words that may overlap.
STRATA_INLINE void copy_short(char* to, const char* from, size_t length) {
  if (length >= 8) {
    for (size_t i = 0; i + 8 < length; i += 8) std::memcpy(to + i, from + i, 8);
    std::memcpy(to + length - 8, from + length - 8, 8);
  } else if (length >= 4) {
    std::memcpy(to, from, 4);
    std::memcpy(to + length - 4, from + length - 4, 4);
  } else {
    for (size_t i = 0; i < length; ++i) to[i] = from[i];
  }
}

}  // namespace

String* concat_short(VM& vm, const Value* values, uint32_t count) {
  char bytes[kMaxShortLength + kIntegerChars];
  size_t length = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const Value& v = values[i];
    if (v.is_string()) {
      const String* s = v.as_string();
      if (s->length > kMaxShortLength - length) return nullptr;
      copy_short(bytes + length, s->data(), s->length);
      length += s->length;
    } else {
      if (!v.is_integer()) return nullptr;
      length += static_cast<size_t>(base::format_integer(v.as_integer(), bytes + length));
      if (length > kMaxShortLength) return nullptr;
    }
  }
  return vm.strings.intern(bytes, length);
}

Status concat_pair(Coroutine& co, Value a, Value b, Value* out) {
  const String* parts[2] = {text_of(*co.vm, a), text_of(*co.vm, b)};
  return join(co, parts, 2, out);
}

Status concat_slots(Coroutine& co, uint32_t first, uint32_t count, Value* out) {
  const String* parts[kBatch];
  // From the right, so that what metamethods would see stays the same; a batch at a time.
  Value joined = Value::nil();
  uint32_t end = first + count;
  while (end > first) {
    uint32_t room = joined.is_nil() ? kBatch : kBatch - 1;
    uint32_t begin = end - first > room ? end - room : first;
    uint32_t n = 0;
    for (uint32_t i = begin; i < end; ++i) {
      Value v = co.stack[i];
      parts[n] = text_of(*co.vm, v);
      if (parts[n] != nullptr && !v.is_string()) co.stack[i] = Value::of(parts[n]);
      ++n;
    }
    if (!joined.is_nil()) parts[n++] = joined.as_string();
    STRATA_TRY(join(co, parts, n, &joined));
    // The running result stays rooted in the last slot it replaces.
    co.stack[begin] = joined;
    end = begin;
  }
  *out = joined;
  return kOk;
}

}  // namespace strata::runtime
