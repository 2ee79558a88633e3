// Matching a compiled pattern: one loop over the nodes, with the position in the subject and the number
// of choices in registers. Items are templates over what they test, so that runs of one byte, any byte
// or a set each get their own tight loop.
#include <cstring>

#include "stdlib/pattern.h"

namespace strata::stdlib {

using runtime::kOk;
using runtime::Status;
using runtime::Value;

namespace {

struct ByteTest {
  uint8_t byte;
  bool operator()(char c) const { return static_cast<uint8_t>(c) == byte; }
};
struct AnyTest {
  bool operator()(char) const { return true; }
};
struct SetTest {
  const ByteSet& set;
  bool operator()(char c) const { return set.has(static_cast<uint8_t>(c)); }
};

template <typename Test>
STRATA_INLINE const char* run_end(Test test, const char* s, const char* end) {
  while (s < end && test(*s)) ++s;
  return s;
}
template <>
STRATA_INLINE const char* run_end(AnyTest, const char*, const char* end) {
  return end;
}

template <typename Test>
STRATA_INLINE bool take_one(Test test, const char*& s, const char* end) {
  if (s >= end || !test(*s)) return false;
  ++s;
  return true;
}

// The last position in [least, at] from which the rest after a greedy item may match; nullptr: none.
STRATA_INLINE const char* candidate_back(const PatternNode& node, const char* at, const char* least,
                                         const char* end) {
  if (node.rest == Rest::Unknown) return at;
  if (node.rest == Rest::SubjectEnd) return at == end ? at : nullptr;
  const char* last = at < end ? at : end - 1;
  if (last < least) return nullptr;
  return static_cast<const char*>(memrchr(least, node.other, static_cast<size_t>(last - least) + 1));
}

// The first position at or after `at` from which the rest after a lazy item may match, when all bytes
// before it pass the item's test; nullptr: none.
template <typename Test>
STRATA_INLINE const char* candidate_ahead(Test test, const PatternNode& node, const char* at,
                                          const char* end) {
  if (node.rest == Rest::Unknown) return at;
  if (node.rest == Rest::SubjectEnd) return run_end(test, at, end) == end ? end : nullptr;
  while (at < end && static_cast<uint8_t>(*at) != node.other) {
    if (!test(*at)) return nullptr;
    ++at;
  }
  return at < end ? at : nullptr;
}
template <>
STRATA_INLINE const char* candidate_ahead(AnyTest, const PatternNode& node, const char* at,
                                          const char* end) {
  if (node.rest == Rest::Unknown) return at;
  if (node.rest == Rest::SubjectEnd) return end;
  if (at == end) return nullptr;
  return static_cast<const char*>(std::memchr(at, node.other, static_cast<size_t>(end - at)));
}

// The next candidate of a lazy item that has matched up to `at`; nullptr: none.
template <typename Test>
STRATA_INLINE const char* extend_lazy(Test test, const PatternNode& node, const char* at,
                                      const char* end) {
  if (at >= end || !test(*at)) return nullptr;
  return candidate_ahead(test, node, at + 1, end);
}

}  // namespace

bool Matcher::pay(size_t bytes) {
  left_ -= static_cast<int64_t>(bytes / kBytesPerStep) + 1;
  if (STRATA_LIKELY(left_ > 0)) return true;
  left_ = kStepsPerPoll;
  failure_ = call_ ? poll_counted(*call_) : runtime::kGuestError;
  return failure_.ok();
}

// run_end where there is so much that it must be interruptible.
template <typename Test>
STRATA_NOINLINE const char* Matcher::long_run_end(Test test, const char* s) {
  for (;;) {
    const char* stop = static_cast<size_t>(end_ - s) > kPieceBytes ? s + kPieceBytes : end_;
    s = run_end(test, s, stop);
    if (s != stop || s == end_ || !pay(kPieceBytes)) return s;
  }
}

STRATA_COLD Status Matcher::raise_in(runtime::Call& call, const PatternNode& node) {
  switch (static_cast<PatternError>(node.byte)) {
    case PatternError::EndsWithEscape: return call.error("malformed pattern (ends with '%%')");
    case PatternError::MissingBracket: return call.error("malformed pattern (missing ']')");
    case PatternError::MissingBalance: return call.error("malformed pattern (missing arguments to '%%b')");
    case PatternError::MissingFrontierSet: return call.error("missing '[' after '%%f' in pattern");
    case PatternError::InvalidCapture: return call.error("invalid pattern capture");
    case PatternError::TooManyCaptures: return call.error("too many captures");
    case PatternError::CaptureIndex: return call.error("invalid capture index %%%d", node.other);
  }
  return kOk;
}

STRATA_COLD Status Matcher::raise(const PatternNode& node) { return call_ ? raise_in(*call_, node) : runtime::kGuestError; }

STRATA_COLD Status Matcher::too_complex() { return call_ ? call_->error("pattern too complex") : runtime::kGuestError; }

bool Matcher::balance(const PatternNode& node, const char*& s) {
  const char* at = s;
  if (at >= end_ || static_cast<uint8_t>(*at) != node.byte) return false;
  size_t open = 1;
  const char* paid = s;
  while (++at < end_) {
    if (STRATA_UNLIKELY(static_cast<size_t>(at - paid) > kPieceBytes)) {
      if (!pay(static_cast<size_t>(at - paid))) return false;
      paid = at;
    }
    uint8_t c = static_cast<uint8_t>(*at);
    if (c == node.other) {
      if (--open == 0) {
        s = at + 1;
        return pay(static_cast<size_t>(at - paid));
      }
    } else if (c == node.byte) {
      ++open;
    }
  }
  pay(static_cast<size_t>(end_ - paid));
  return false;
}

bool Matcher::frontier(const PatternNode& node, const char* s) {
  const ByteSet& set = pattern_.set(node.set);
  uint8_t before = s == begin_ ? 0 : static_cast<uint8_t>(s[-1]);
  uint8_t after = s == end_ ? 0 : static_cast<uint8_t>(*s);
  return !set.has(before) && set.has(after);
}

bool Matcher::back_reference(const PatternNode& node, const char*& s) {
  const Capture& capture = captures_[node.byte];
  size_t length = static_cast<size_t>(capture.end - capture.begin);
  if (static_cast<size_t>(end_ - s) < length || std::memcmp(capture.begin, s, length) != 0) return false;
  s += length;
  return pay(length);
}

// The nodes that are rare or do not match bytes one by one.
bool Matcher::match_special(const PatternNode& node, const char*& s) {
  switch (node.op) {
    case PatternOp::Balance: return balance(node, s);
    case PatternOp::Frontier: return frontier(node, s);
    case PatternOp::BackReference: return back_reference(node, s);
    case PatternOp::SubjectEnd: return s == end_;
    case PatternOp::Error: return fail(raise(node));
    default: return false;
  }
}

// Moves a choice on to its next alternative; false: there is none. *exhausted: it was the last one.
bool Matcher::continue_choice(Choice& choice, bool* exhausted) {
  const PatternNode& node = *choice.node;
  const char* from = choice.at;
  if (choice.least) {
    if (choice.at == choice.least) return false;
    choice.at = candidate_back(node, choice.at - 1, choice.least, end_);
    *exhausted = choice.at == choice.least;
    return choice.at != nullptr && pay(static_cast<size_t>(from - choice.at));
  }
  *exhausted = false;
  switch (node.op) {
    case PatternOp::ByteLazy: choice.at = extend_lazy(ByteTest{node.byte}, node, from, end_); break;
    case PatternOp::AnyLazy: choice.at = extend_lazy(AnyTest{}, node, from, end_); break;
    default: choice.at = extend_lazy(SetTest{pattern_.set(node.set)}, node, from, end_); break;
  }
  return choice.at != nullptr && pay(static_cast<size_t>(choice.at - from));
}

// After a mismatch: goes on from the newest choice that has an alternative. False: none, or an error.
bool Matcher::resume(Choice* choices, unsigned& depth, const PatternNode*& node, const char*& s) {
  while (depth > 0 && failure_.ok()) {
    Choice& choice = choices[depth - 1];
    bool exhausted;
    if (!continue_choice(choice, &exhausted)) {
      --depth;
      continue;
    }
    if (exhausted) --depth;
    node = choice.node + 1;
    s = choice.at;
    return true;
  }
  return false;
}

const char* Matcher::match_at(const char* s) {
  Choice choices[kMaxChoices];
  unsigned depth = 0;
  const PatternNode* node = pattern_.nodes();
  const char* const end = end_;

  auto choose = [&](const char* least) __attribute__((always_inline)) {
    if (depth == kMaxChoices) return fail(too_complex());
    choices[depth++] = {node, s, least};
    return true;
  };
  // From `least` on as many as there are, fewer at a mismatch later.
  auto greedy = [&](auto test, const char* least) __attribute__((always_inline)) {
    const char* last = STRATA_LIKELY(static_cast<size_t>(end - s) <= kPieceBytes) ? run_end(test, s, end)
                                                                                 : long_run_end(test, s);
    left_ -= (last - s) / 64;
    if (last < least) return false;
    const char* candidate = candidate_back(*node, last, least, end);
    if (!candidate) return false;
    s = candidate;
    return s == least || node[1].op == PatternOp::Match || choose(least);  // nothing behind it mismatches
  };
  auto lazy = [&](auto test) __attribute__((always_inline)) {
    const char* candidate = candidate_ahead(test, *node, s, end);
    left_ -= ((candidate ? candidate : end) - s) / 64;
    if (!candidate) return false;
    s = candidate;
    return s == end || choose(nullptr);
  };
  auto optional = [&](auto test) __attribute__((always_inline)) {
    const char* least = s;
    return !take_one(test, s, end) || choose(least);
  };

  for (;;) {
    bool matched;
    switch (node->op) {
      case PatternOp::ByteOnce: matched = take_one(ByteTest{node->byte}, s, end); break;
      case PatternOp::ByteStar: matched = greedy(ByteTest{node->byte}, s); break;
      case PatternOp::BytePlus: matched = greedy(ByteTest{node->byte}, s + 1); break;
      case PatternOp::ByteLazy: matched = lazy(ByteTest{node->byte}); break;
      case PatternOp::ByteOptional: matched = optional(ByteTest{node->byte}); break;
      case PatternOp::AnyOnce: matched = take_one(AnyTest{}, s, end); break;
      case PatternOp::AnyStar: matched = greedy(AnyTest{}, s); break;
      case PatternOp::AnyPlus: matched = greedy(AnyTest{}, s + 1); break;
      case PatternOp::AnyLazy: matched = lazy(AnyTest{}); break;
      case PatternOp::AnyOptional: matched = optional(AnyTest{}); break;
      case PatternOp::SetOnce: matched = take_one(SetTest{pattern_.set(node->set)}, s, end); break;
      case PatternOp::SetStar: matched = greedy(SetTest{pattern_.set(node->set)}, s); break;
      case PatternOp::SetPlus: matched = greedy(SetTest{pattern_.set(node->set)}, s + 1); break;
      case PatternOp::SetLazy: matched = lazy(SetTest{pattern_.set(node->set)}); break;
      case PatternOp::SetOptional: matched = optional(SetTest{pattern_.set(node->set)}); break;
      case PatternOp::OpenCapture:
      case PatternOp::PositionCapture:
        captures_[node->byte].begin = s;
        matched = true;
        break;
      case PatternOp::CloseCapture:
        captures_[node->byte].end = s;
        matched = true;
        break;
      case PatternOp::Match: return s;
      default: matched = match_special(*node, s); break;
    }
    if (matched) ++node;
    else if (!resume(choices, depth, node, s)) return nullptr;
  }
}

// The first position from s on where a match may begin; nullptr: none.
const char* Matcher::next_start(const char* s) {
  if (pattern_.first == FirstByte::Byte) {
    if (s >= end_) return nullptr;
    return static_cast<const char*>(std::memchr(s, pattern_.first_byte, static_cast<size_t>(end_ - s)));
  }
  const ByteSet& set = pattern_.set(pattern_.first_set);
  for (;;) {
    const char* stop = static_cast<size_t>(end_ - s) > kPieceBytes ? s + kPieceBytes : end_;
    while (s < stop && !set.has(static_cast<uint8_t>(*s))) ++s;
    if (s < stop) return s;
    if (s == end_ || !pay(kPieceBytes)) return nullptr;
  }
}

// Where the item that a match begins with stops when it begins at s.
const char* Matcher::end_of_first_run(const char* s) {
  const PatternNode& node = pattern_.nodes()[pattern_.first_run - 1];
  const char* stop = s;
  switch (node.op) {
    case PatternOp::ByteStar: case PatternOp::BytePlus: case PatternOp::ByteLazy:
      stop = long_run_end(ByteTest{node.byte}, s);
      break;
    case PatternOp::SetStar: case PatternOp::SetPlus: case PatternOp::SetLazy:
      stop = long_run_end(SetTest{pattern_.set(node.set)}, s);
      break;
    default: stop = end_; break;
  }
  left_ -= (stop - s) / 64;
  return stop;
}

Status Matcher::search(const char* from, const char* last_end, bool* found) {
  *found = false;
  for (const char* s = from; s <= end_; ++s) {
    if (pattern_.first != FirstByte::Unknown && !pattern_.anchored) {
      const char* start = next_start(s);
      if (!start) return failure_;
      left_ -= (start - s) / 64;
      s = start;
    }
    const char* match_end = match_at(s);
    STRATA_TRY(failure_);
    if (match_end && match_end != last_end) {
      match_begin_ = s;
      match_end_ = match_end;
      *found = true;
      return kOk;
    }
    if (pattern_.anchored || !pay(0)) break;
    if (!match_end && pattern_.first_run) s = end_of_first_run(s);
    STRATA_TRY(failure_);
  }
  return failure_;
}

Status Matcher::bytes(unsigned i, std::string_view* bytes, int64_t* position) {
  *position = 0;
  if (i >= pattern_.capture_count) {
    if (i != 0) return call_ == nullptr ? runtime::kGuestError : call_->error("invalid capture index %%%d", static_cast<int>(i) + 1);
    *bytes = {match_begin_, static_cast<size_t>(match_end_ - match_begin_)};
    return kOk;
  }
  const Capture& capture = captures_[i];
  if (pattern_.unfinished_captures >> i & 1) return call_ == nullptr ? runtime::kGuestError : call_->error("unfinished capture");
  if (pattern_.position_captures >> i & 1) *position = capture.begin - begin_ + 1;
  else *bytes = {capture.begin, static_cast<size_t>(capture.end - capture.begin)};
  return kOk;
}

Status Matcher::value(unsigned i, Value* out) {
  std::string_view text;
  int64_t position;
  STRATA_TRY(bytes(i, &text, &position));
  if (position > 0) {
    *out = Value::integer(position);
    return kOk;
  }
  if (call_ == nullptr && text.size() > kPieceBytes) return runtime::kGuestError;
  runtime::String* s = runtime::new_string(vm_, text);
  if (!s) return call_ == nullptr ? runtime::kGuestError : vm_.raise_memory();
  *out = Value::of(s);
  return kOk;
}

Status Matcher::push_values(bool whole) {
  unsigned count = whole ? value_count() : pattern_.capture_count;
  runtime::Call& call = *call_;
  STRATA_TRY(reserve_values(call, count, "too many captures"));
  for (unsigned i = 0; i < count; ++i) {
    std::string_view text;
    int64_t position;
    STRATA_TRY(bytes(i, &text, &position));
    if (position > 0) call.push(Value::integer(position));
    else STRATA_TRY(push_copied(call, text));
  }
  return kOk;
}

}  // namespace strata::stdlib
