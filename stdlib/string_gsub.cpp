// string.gsub: replaces matches by a string with captures, by fields of a table, or by what a function
// returns. The result is collected in a Buffer; unchanged stretches of the subject are copied only when
// the next replacement needs them, and a subject without changes is returned as it is.
#include <cstring>

#include "base/numerals.h"
#include "stdlib/leaf_functions.h"
#include "stdlib/pattern.h"
#include "stdlib/string_natives.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::kOk;
using runtime::Status;
using runtime::String;
using runtime::Value;

namespace {

class Substitution {
 public:
  Substitution(Call& call, const Pattern& pattern, String* subject)
      : call_(call),
        matcher_(call, pattern, subject->view()),
        anchored_(pattern.anchored),
        result_(call.vm),
        begin_(subject->data()),
        end_(begin_ + subject->length),
        kept_(begin_) {}

  Status run(Value replacement, int64_t limit);
  int64_t count() const { return count_; }
  bool changed() const { return changed_; }
  // The result without the rest of the subject behind the last match: finish() adds it.
  Status finish() {
    STRATA_TRY(append(call_, result_, {kept_, static_cast<size_t>(end_ - kept_)}));
    return result_of(call_, result_);
  }

 private:
  Status replace(Value replacement);
  // What stands in the result for the match: the bytes before it, then `bytes`.
  Status put(std::string_view bytes);
  Status expand(String* replacement);
  Status expand_capture(char digit);
  Status replace_by_value(Value v);

  Call& call_;
  Matcher matcher_;
  bool anchored_;
  runtime::Buffer result_;
  const char* begin_;
  const char* end_;
  const char* kept_;  // the subject up to here is in the result
  bool has_escapes_ = false;  // in the replacement string
  int64_t count_ = 0;
  bool changed_ = false;
};

Status Substitution::put(std::string_view bytes) {
  STRATA_TRY(append(call_, result_, {kept_, static_cast<size_t>(matcher_.match_begin() - kept_)}));
  kept_ = matcher_.match_end();
  changed_ = true;
  return append(call_, result_, bytes);
}

Status Substitution::expand_capture(char digit) {
  std::string_view text;
  int64_t position = 0;
  if (digit == '0')
    text = {matcher_.match_begin(), static_cast<size_t>(matcher_.match_end() - matcher_.match_begin())};
  else
    STRATA_TRY(matcher_.bytes(static_cast<unsigned>(digit - '1'), &text, &position));
  if (position == 0) return append(call_, result_, text);
  char digits[24];
  int length = base::format_integer(position, digits);
  return append(call_, result_, {digits, static_cast<size_t>(length)});
}

// %0 to %9 in the replacement stand for the match and its captures, %% for a percent sign.
Status Substitution::expand(String* replacement) {
  const char* at = replacement->data();
  const char* end = at + replacement->length;
  STRATA_TRY(put({}));
  const char* escape = static_cast<const char*>(std::memchr(at, '%', replacement->length));
  for (Pace pace; escape;) {
    STRATA_TRY(pace.step(call_));
    STRATA_TRY(append(call_, result_, {at, static_cast<size_t>(escape - at)}));
    char c = escape + 1 < end ? escape[1] : '\0';
    if (c == '%') STRATA_TRY(append(call_, result_, '%'));
    else if (is_digit(c)) STRATA_TRY(expand_capture(c));
    else return call_.error("invalid use of '%%' in replacement string");
    at = escape + 2;
    escape = static_cast<const char*>(std::memchr(at, '%', static_cast<size_t>(end - at)));
  }
  return append(call_, result_, {at, static_cast<size_t>(end - at)});
}

// A table's or function's answer; nil and false keep the match.
Status Substitution::replace_by_value(Value v) {
  if (v.is_falsy()) return kOk;
  if (v.is_string()) return put(v.as_string()->view());
  if (!v.is_number()) return call_.error("invalid replacement value (a %s)", runtime::type_name(v));
  char digits[32];
  int length = v.is_integer() ? base::format_integer(v.as_integer(), digits)
                              : base::format_float(v.as_float(), digits);
  return put({digits, static_cast<size_t>(length)});
}

Status Substitution::replace(Value replacement) {
  if (replacement.is_string()) {
    return has_escapes_ ? expand(replacement.as_string()) : put(replacement.as_string()->view());
  }
  uint32_t size = call_.size();
  if (replacement.is_table()) {
    Value key, found;
    STRATA_TRY(matcher_.value(0, &key));
    STRATA_TRY(call_.get(replacement, key, &found));
    call_.push(found);  // keeps it alive while the result grows
  } else {
    call_.push(replacement);
    STRATA_TRY(matcher_.push_values(true));
    STRATA_TRY(call_.call(call_.size() - size - 1, 1));
  }
  STRATA_TRY(replace_by_value(call_.from_top(1)));
  call_.set_size(size);
  return kOk;
}

Status Substitution::run(Value replacement, int64_t limit) {
  has_escapes_ = replacement.is_string() && replacement.as_string()->view().find('%') != std::string_view::npos;
  const char* from = begin_;
  const char* last_end = nullptr;
  Pace pace;
  while (count_ < limit) {
    bool found;
    STRATA_TRY(matcher_.search(from, last_end, &found));
    if (!found) break;
    ++count_;
    from = last_end = matcher_.match_end();
    STRATA_TRY(replace(replacement));
    STRATA_TRY(replacement.is_function() ? poll(call_) : pace.step(call_));
    if (anchored_) break;
  }
  return kOk;
}

}  // namespace

Status string_gsub(Call& call) {
  String *subject, *pattern, *text;
  STRATA_TRY(call.check_string(1, &subject));
  STRATA_TRY(call.check_string(2, &pattern));
  int64_t limit;
  STRATA_TRY(call.opt_integer(4, static_cast<int64_t>(subject->length) + 1, &limit));
  Value replacement = call.arg(3);
  if (replacement.is_number() || replacement.is_string()) {
    STRATA_TRY(call.check_string(3, &text));
    replacement = Value::of(text);
  } else if (!replacement.is_table() && !replacement.is_function()) {
    return call.type_error(3, "string/function/table");
  }
  runtime::Userdata* compiled;
  STRATA_TRY(find_pattern(call, call.upvalue(0).as_userdata(), pattern, &compiled));
  call.push(Value::of(compiled));
  Substitution substitution(call, pattern_of(compiled), subject);
  STRATA_TRY(substitution.run(replacement, limit));
  if (substitution.changed()) STRATA_TRY(substitution.finish());
  else call.push(Value::of(subject));
  call.push(Value::integer(substitution.count()));
  return call.results(2);
}

// Where there is nothing to replace the subject is the result. (A function is seldom given in vain.)
STRATA_LEAF(leaf_gsub) {
  if (count != 3 || !arguments[0].is_string() || !arguments[1].is_string()) return false;
  if (!arguments[2].is_string() && !arguments[2].is_table()) return false;
  String* subject = arguments[0].as_string();
  runtime::Userdata* compiled = known_pattern(self.upvalues[0].as_userdata(), arguments[1].as_string());
  if (!compiled) return false;
  Matcher matcher(vm, pattern_of(compiled), subject->view());
  bool found;
  if (matcher.search(subject->data(), nullptr, &found).failed() || found) return false;
  return *result = Value::of(subject), true;
}

}  // namespace strata::stdlib
