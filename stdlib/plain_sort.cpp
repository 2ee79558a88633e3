// Sorting arrays of integers, floats or strings by <. They are copied out, sorted in plain memory and
// written back, so that finalizers and hooks that run at an interrupt may do to the table what they like.
// Large ranges are partitioned until the pieces are small enough to be sorted between two polls.
#include <algorithm>
#include <bit>

#include "stdlib/elements.h"
#include "stdlib/long_work.h"
#include "stdlib/table_sort.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::ElementKind;
using runtime::kOk;
using runtime::Status;
using runtime::String;
using runtime::Table;
using runtime::Value;

namespace {

constexpr ptrdiff_t kSortedAtOnce = 16 * 1024;

struct Text {
  uint64_t prefix;  // the first eight bytes, the first one highest; padded with zeros
  const String* string;

  bool operator<(const Text& other) const {
    if (prefix != other.prefix) return prefix < other.prefix;
    return runtime::compare_strings(string, other.string) < 0;
  }
};

uint64_t prefix_of(const String* s) {
  uint64_t bytes = 0;
  std::memcpy(&bytes, s->data(), s->length < 8 ? s->length : 8);
  return __builtin_bswap64(bytes);
}

Value to_value(int64_t v) { return Value::integer(v); }
Value to_value(double v) { return Value::real(v); }
Value to_value(const Text& text) { return Value::of(text.string); }

// Numbers need no roots. Strings get some at the first interrupt: what runs then might take them out
// of the table.
struct Roots {
  template <typename T>
  Status keep(Call&, const T*, const T*) {
    return kOk;
  }
  Status keep(Call& call, const Text* begin, const Text* end) {
    if (kept) return kOk;
    kept = true;
    uint32_t count = static_cast<uint32_t>(end - begin);
    runtime::Userdata* roots = runtime::new_userdata(call.vm, 0, "strings being sorted", count);
    if (!roots) return call.vm.raise_memory();
    for (uint32_t i = 0; i < count; ++i) roots->user_values()[i] = to_value(begin[i]);
    call.push(Value::of(roots));
    return kOk;
  }
  bool kept = false;
};

template <typename T>
class PlainSorter {
 public:
  PlainSorter(Call& call, T* begin, T* end) : call_(call), begin_(begin), end_(end) {}

  Status sort(T* first, T* last) {
    while (last - first > kSortedAtOnce) {
      STRATA_TRY(poll_rooted());
      T pivot = choose_pivot(first, last);
      T *equal, *greater;
      STRATA_TRY(partition(first, last, [&](const T& v) { return v < pivot; }, &equal));
      STRATA_TRY(partition(equal, last, [&](const T& v) { return !(pivot < v); }, &greater));
      if (equal - first < last - greater) {
        STRATA_TRY(sort(first, equal));
        first = greater;
      } else {
        STRATA_TRY(sort(greater, last));
        last = equal;
      }
    }
    std::sort(first, last);
    return kOk;
  }

 private:
  // The median of nine elements, scattered so that no ordinary pattern of input makes it a bad one.
  T choose_pivot(T* first, T* last) {
    T samples[9];
    for (T& sample : samples) {
      random_ = random_ * 6364136223846793005u + 1442695040888963407u;
      sample = first[(random_ >> 33) % static_cast<uint64_t>(last - first)];
    }
    std::nth_element(samples, samples + 4, samples + 9);
    return samples[4];
  }

  // Moves what passes the test to the front, up to *middle.
  template <typename Test>
  Status partition(T* first, T* last, Test test, T** middle) {
    while (!partition_some(first, last, test)) STRATA_TRY(poll_rooted());
    *middle = first;
    return kOk;
  }

  // What lies outside [first, last) is in its place already; true when that is all.
  template <typename Test>
  static bool partition_some(T*& first, T*& last, Test test) {
    for (ptrdiff_t left = 4 * kSortedAtOnce; left > 0; --left) {
      for (; left > 0 && first < last && test(*first); ++first) --left;
      for (; left > 0 && first < last && !test(last[-1]); --last) --left;
      if (first == last) return true;
      if (left > 0) std::swap(*first++, *--last);
    }
    return false;
  }

  Status poll_rooted() {
    if (!is_interrupted(call_.vm)) return kOk;
    STRATA_TRY(roots_.keep(call_, begin_, end_));
    return poll(call_);
  }

  Call& call_;
  T* begin_;
  T* end_;
  uint64_t random_ = 1;
  Roots roots_;
};

bool load(Table* t, uint32_t length, int64_t* out) {
  if (t->element_kind() != ElementKind::Int) return false;
  std::memcpy(out, t->ints(), length * sizeof(int64_t));
  return true;
}

// NaN has no place in an order, and the places of 0.0 and -0.0 can be seen.
bool load(Table* t, uint32_t length, double* out) {
  if (t->element_kind() != ElementKind::Float) return false;
  for (uint32_t i = 0; i < length; ++i) {
    double v = t->floats()[i];
    if (v != v || std::bit_cast<uint64_t>(v) == uint64_t{1} << 63) return false;
    out[i] = v;
  }
  return true;
}

// Long strings may take long to compare: they are left to the sorter that polls between two comparisons.
bool load(Table* t, uint32_t length, Text* out) {
  constexpr size_t kLongText = 4096;
  if (t->element_kind() != ElementKind::Any) return false;
  for (uint32_t i = 0; i < length; ++i) {
    Value v = t->values()[i];
    if (!v.is_string() || v.as_string()->length > kLongText) return false;
    out[i] = {prefix_of(v.as_string()), v.as_string()};
  }
  return true;
}

void store(Table* t, uint32_t i, int64_t v) { t->ints()[i] = v; }
void store(Table* t, uint32_t i, double v) { t->floats()[i] = v; }
void store(Table* t, uint32_t i, const Text& text) { t->values()[i] = to_value(text); }

template <typename T>
Status write_back(Call& call, Table* t, ElementKind kind, const T* sorted, uint32_t length) {
  if (plain_table(Value::of(t)) && t->element_kind() == kind && t->array_length >= length) {
    if (t->black && kind == ElementKind::Any) call.vm.heap.barrier_back(t);
    for (uint32_t i = 0; i < length; ++i) store(t, i, sorted[i]);
    return kOk;
  }
  // It was changed meanwhile.
  for (uint32_t i = 0; i < length; ++i) STRATA_TRY(set_element(call, Value::of(t), i + 1, to_value(sorted[i])));
  return kOk;
}

template <typename T>
Status sort_as(Call& call, Table* t, uint32_t length, bool* done) {
  runtime::Buffer memory(call.vm);
  if (!memory.reserve(length * sizeof(T) + alignof(T))) STRATA_TRY(make_room(call, memory, length * sizeof(T) + alignof(T)));
  uintptr_t address = reinterpret_cast<uintptr_t>(memory.data());
  T* elements = reinterpret_cast<T*>((address + alignof(T) - 1) / alignof(T) * alignof(T));
  ElementKind kind = t->element_kind();
  *done = load(t, length, elements);
  if (!*done) return kOk;
  STRATA_TRY(PlainSorter<T>(call, elements, elements + length).sort(elements, elements + length));
  return write_back(call, t, kind, elements, length);
}

}  // namespace

Status sort_plain(Call& call, Table* t, uint32_t length, bool* done) {
  switch (t->element_kind()) {
    case ElementKind::Int: return sort_as<int64_t>(call, t, length, done);
    case ElementKind::Float: return sort_as<double>(call, t, length, done);
    case ElementKind::Any:
      *done = false;
      return t->values()[0].is_string() ? sort_as<Text>(call, t, length, done) : kOk;
    case ElementKind::None: break;
  }
  *done = false;
  return kOk;
}

}  // namespace strata::stdlib
