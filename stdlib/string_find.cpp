// string.find, string.match and string.gmatch: searching for plain text and for patterns.
#include <cstring>

#include "stdlib/pattern.h"
#include "stdlib/string_natives.h"
#include "stdlib/string_positions.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::kOk;
using runtime::Status;
using runtime::String;
using runtime::Userdata;
using runtime::Value;

namespace {

constexpr ByteSet special_bytes() {
  ByteSet set;
  for (char c : {'^', '$', '*', '+', '?', '.', '(', '[', '%', '-'}) set.add(static_cast<uint8_t>(c));
  return set;
}

bool is_plain(const String* pattern) {
  constexpr ByteSet kSpecial = special_bytes();
  for (char c : pattern->view())
    if (kSpecial.has(static_cast<uint8_t>(c))) return false;
  return true;
}

struct Search {
  String* subject;
  String* pattern;
  size_t from;  // offset; may lie beyond the subject's end
};

// Arguments 1 to 3 of the searching functions.
Status check_search(Call& call, Search* search) {
  STRATA_TRY(call.check_string(1, &search->subject));
  STRATA_TRY(call.check_string(2, &search->pattern));
  int64_t position;
  STRATA_TRY(call.opt_integer(3, 1, &position));
  search->from = start_position(position, search->subject->length) - 1;
  return kOk;
}

// memmem in pieces, which overlap so that no occurrence is missed.
Status find_slowly(Call& call, const char* at, const char* end, std::string_view text, const char** found) {
  size_t piece = text.size() < kPieceBytes / 4 ? kPieceBytes : 4 * text.size();
  for (;;) {
    size_t left = static_cast<size_t>(end - at);
    *found = static_cast<const char*>(::memmem(at, left < piece ? left : piece, text.data(), text.size()));
    if (*found || left <= piece) return kOk;
    at += piece - (text.size() - 1);
    STRATA_TRY(pause(call));
  }
}

// The first occurrence of `text` in [at, end), or nullptr. Looks for its first byte, which memchr does
// fastest; once that turns out to be frequent, memmem takes over, which is never quadratic.
Status find_text(Call& call, const char* at, const char* end, std::string_view text, const char** found) {
  *found = at;
  if (text.empty()) return kOk;
  const char* begin = at;
  ptrdiff_t misses = 0;
  while (end - at >= static_cast<ptrdiff_t>(text.size())) {
    size_t starts = static_cast<size_t>(end - at) - text.size() + 1;
    at = static_cast<const char*>(std::memchr(at, text[0], starts));
    *found = at;
    if (!at || std::memcmp(at, text.data(), text.size()) == 0) return kOk;
    ++at;
    if (++misses > 8 + (at - begin) / 32) return find_slowly(call, at, end, text, found);
  }
  *found = nullptr;
  return kOk;
}

Status find_plain(Call& call, const Search& search) {
  const char* subject = search.subject->data();
  const char* found;
  STRATA_TRY(find_text(call, subject + search.from, subject + search.subject->length, search.pattern->view(), &found));
  if (!found) return call.result(Value::nil());
  int64_t offset = found - subject;
  call.push(Value::integer(offset + 1));
  call.push(Value::integer(offset + static_cast<int64_t>(search.pattern->length)));
  return call.results(2);
}

// Finds the first match. The compiled pattern stays on the stack.
Status find_first(Call& call, const Search& search, bool with_positions) {
  Userdata* compiled;
  STRATA_TRY(find_pattern(call, call.upvalue(0).as_userdata(), search.pattern, &compiled));
  call.push(Value::of(compiled));
  Matcher matcher(call, pattern_of(compiled), search.subject->view());
  bool found;
  const char* subject = search.subject->data();
  STRATA_TRY(matcher.search(subject + search.from, nullptr, &found));
  if (!found) return call.result(Value::nil());
  uint32_t before = call.size();
  if (with_positions) {
    call.push(Value::integer(matcher.match_begin() - subject + 1));
    call.push(Value::integer(matcher.match_end() - subject));
  }
  STRATA_TRY(matcher.push_values(!with_positions));
  return call.results(call.size() - before);
}

}  // namespace

Status string_find(Call& call) {
  Search search;
  STRATA_TRY(check_search(call, &search));
  if (search.from > search.subject->length) return call.result(Value::nil());
  if (call.arg(4).is_truthy() || is_plain(search.pattern)) return find_plain(call, search);
  return find_first(call, search, true);
}

Status string_match(Call& call) {
  Search search;
  STRATA_TRY(check_search(call, &search));
  if (search.from > search.subject->length) return call.result(Value::nil());
  return find_first(call, search, false);
}

namespace {

// Upvalues of gmatch's iterator.
enum { kSubject, kCompiled, kNextOffset, kLastEnd, kIteratorUpvalues };

constexpr int64_t kNoLastEnd = -1;

Status gmatch_next(Call& call) {
  const String* subject = call.upvalue(kSubject).as_string();
  const char* bytes = subject->data();
  int64_t offset = call.upvalue(kNextOffset).as_integer();
  int64_t last_end = call.upvalue(kLastEnd).as_integer();
  if (offset > static_cast<int64_t>(subject->length)) return call.none();
  Matcher matcher(call, pattern_of(call.upvalue(kCompiled).as_userdata()), subject->view());
  bool found;
  STRATA_TRY(matcher.search(bytes + offset, last_end == kNoLastEnd ? nullptr : bytes + last_end, &found));
  if (!found) return call.none();
  runtime::NativeFunction& self = *call.frame().native_function();
  self.upvalues[kNextOffset] = self.upvalues[kLastEnd] = Value::integer(matcher.match_end() - bytes);  // no barrier: numbers
  uint32_t before = call.size();
  STRATA_TRY(matcher.push_values(true));
  return call.results(call.size() - before);
}

}  // namespace

Status string_gmatch(Call& call) {
  Search search;
  STRATA_TRY(check_search(call, &search));
  Userdata* compiled;
  // '^' is no anchor here; such patterns are rare and stay out of the cache.
  if (search.pattern->length > 0 && search.pattern->data()[0] == '^')
    STRATA_TRY(compile_pattern(call, search.pattern->view(), false, &compiled));
  else
    STRATA_TRY(find_pattern(call, call.upvalue(0).as_userdata(), search.pattern, &compiled));
  runtime::NativeFunction* next =
      runtime::new_native_function(call.vm, gmatch_next, "gmatch iterator", kIteratorUpvalues);
  if (!next) return call.vm.raise_memory();
  next->upvalues[kSubject] = Value::of(search.subject);
  next->upvalues[kCompiled] = Value::of(compiled);
  next->upvalues[kNextOffset] = Value::integer(static_cast<int64_t>(search.from));
  next->upvalues[kLastEnd] = Value::integer(kNoLastEnd);
  return call.result(Value::of(next));
}

}  // namespace strata::stdlib
