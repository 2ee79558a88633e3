// string.find and string.match: searching for plain text and for patterns. (gmatch is in string_gmatch.cpp.)
#include <cstring>

#include "stdlib/leaf_functions.h"
#include "stdlib/string_natives.h"
#include "stdlib/string_search.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::kOk;
using runtime::Status;
using runtime::String;
using runtime::Userdata;
using runtime::Value;

namespace {

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

// The first occurrence of `text` in [*at, end), or nullptr. Looks for its first byte, which memchr does fastest;
// once that turns out to be frequent it gives up: from *at on memmem takes over, which is never quadratic.
const char* find_by_first_byte(const char** at, const char* end, std::string_view text, bool* gave_up) {
  *gave_up = false;
  if (text.empty()) return *at;
  const char* begin = *at;
  ptrdiff_t misses = 0;
  while (end - *at >= static_cast<ptrdiff_t>(text.size())) {
    size_t starts = static_cast<size_t>(end - *at) - text.size() + 1;
    const char* found = static_cast<const char*>(std::memchr(*at, text[0], starts));
    if (!found || std::memcmp(found, text.data(), text.size()) == 0) return found;
    *at = found + 1;
    *gave_up = ++misses > 8 + (*at - begin) / 32;
    if (*gave_up) return nullptr;
  }
  return nullptr;
}

Status find_text(Call& call, const char* at, const char* end, std::string_view text, const char** found) {
  bool gave_up;
  *found = find_by_first_byte(&at, end, text, &gave_up);
  return gave_up ? find_slowly(call, at, end, text, found) : kOk;
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

// Short forms: the first position, the first capture, where no poll is due on the way.

namespace {

using runtime::NativeFunction;
using runtime::VM;

bool leaf_search(const Value* arguments, uint32_t count, Search* search) {
  if (count < 2 || count > 4 || !arguments[0].is_string() || !arguments[1].is_string()) return false;
  if (count > 2 && !arguments[2].is_integer()) return false;
  search->subject = arguments[0].as_string();
  search->pattern = arguments[1].as_string();
  search->from = start_position(count > 2 ? arguments[2].as_integer() : 1, search->subject->length) - 1;
  return true;
}

bool leaf_find_plain(const Search& search, Value* result) {
  std::string_view subject = search.subject->view(), text = search.pattern->view();
  const char *at = subject.data() + search.from, *end = subject.data() + subject.size();
  bool gave_up;
  const char* found = find_by_first_byte(&at, end, text, &gave_up);
  if (gave_up && static_cast<size_t>(end - at) > kPieceBytes) return false;
  if (gave_up) found = static_cast<const char*>(::memmem(at, static_cast<size_t>(end - at), text.data(), text.size()));
  return *result = found ? Value::integer(found - subject.data() + 1) : Value::nil(), true;
}

// The first match of the pattern, or false: the entry is to look for it.
bool leaf_match_first(NativeFunction& self, const Search& search, VM& vm, bool wants_position, Value* result) {
  runtime::Userdata* compiled = known_pattern(self.upvalues[0].as_userdata(), search.pattern);
  if (!compiled || pattern_of(compiled).unfinished_captures != 0) return false;
  Matcher matcher(vm, pattern_of(compiled), search.subject->view());
  bool found;
  const char* subject = search.subject->data();
  if (matcher.search(subject + search.from, nullptr, &found).failed()) return false;
  Value v = Value::nil();
  if (found && wants_position) v = Value::integer(matcher.match_begin() - subject + 1);
  else if (found && matcher.value(0, &v).failed()) return false;
  return *result = v, true;
}

}  // namespace

STRATA_LEAF(leaf_find) {
  Search search;
  if (!leaf_search(arguments, count, &search)) return false;
  if (search.from > search.subject->length) return *result = Value::nil(), true;
  bool plain = (count == 4 && arguments[3].is_truthy()) || is_plain(search.pattern);
  if (plain) return leaf_find_plain(search, result);
  return leaf_match_first(self, search, vm, true, result);
}

STRATA_LEAF(leaf_match) {
  Search search;
  if (!leaf_search(arguments, count, &search)) return false;
  if (search.from > search.subject->length) return *result = Value::nil(), true;
  return leaf_match_first(self, search, vm, false, result);
}

}  // namespace strata::stdlib
