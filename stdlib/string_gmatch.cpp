// string.gmatch: its iterator keeps subject, compiled pattern and position as captured values.
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

// For loops that take one value.
STRATA_LEAF(leaf_gmatch_next) {
  (void)arguments, (void)count;
  const String* subject = self.upvalues[kSubject].as_string();
  const char* bytes = subject->data();
  int64_t offset = self.upvalues[kNextOffset].as_integer();
  int64_t last_end = self.upvalues[kLastEnd].as_integer();
  if (offset > static_cast<int64_t>(subject->length)) return *result = Value::nil(), true;
  const Pattern& pattern = pattern_of(self.upvalues[kCompiled].as_userdata());
  if (pattern.unfinished_captures != 0) return false;
  Matcher matcher(vm, pattern, subject->view());
  bool found;
  if (matcher.search(bytes + offset, last_end == kNoLastEnd ? nullptr : bytes + last_end, &found).failed()) return false;
  Value v = Value::nil();
  if (found && matcher.value(0, &v).failed()) return false;
  if (found) self.upvalues[kNextOffset] = self.upvalues[kLastEnd] = Value::integer(matcher.match_end() - bytes);
  return *result = v, true;
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
  next->leaf = leaf_gmatch_next;
  next->flags |= runtime::kLeafForOneResult;
  next->upvalues[kSubject] = Value::of(search.subject);
  next->upvalues[kCompiled] = Value::of(compiled);
  next->upvalues[kNextOffset] = Value::integer(static_cast<int64_t>(search.from));
  next->upvalues[kLastEnd] = Value::integer(kNoLastEnd);
  return call.result(Value::of(next));
}

}  // namespace strata::stdlib
