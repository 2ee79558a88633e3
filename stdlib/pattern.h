// Patterns (Lua 5.4 manual 6.4.1), compiled to nodes and matched without recursion.
//
// A pattern has no alternatives, so its nodes form one sequence. A node that may match in several
// lengths leaves a choice on a stack of fixed size; at a mismatch the newest choice is continued. What
// a capture number means at each place is known when compiling, and captures need no undoing: going
// back to a choice passes all later nodes again. A malformed pattern becomes a node that raises the
// error when it is reached, as in the reference, where "b[" is no error in a subject without b.
//
// A compiled pattern is the payload of a userdata that no script sees:
//
//   Pattern | node 0 .. node n (Match or Error) .. | byte set 0 ..
#pragma once

#include <string_view>

#include "runtime/function.h"
#include "runtime/native.h"
#include "stdlib/byte_set.h"
#include "stdlib/long_work.h"

namespace strata::stdlib {

inline constexpr unsigned kMaxCaptures = 32;
inline constexpr unsigned kMaxChoices = 200;  // the reference's MAXCCALLS

// Items of one byte come in five repetitions each, in this order.
enum class PatternOp : uint8_t {
  ByteOnce, ByteStar, BytePlus, ByteLazy, ByteOptional,
  AnyOnce, AnyStar, AnyPlus, AnyLazy, AnyOptional,
  SetOnce, SetStar, SetPlus, SetLazy, SetOptional,
  OpenCapture, PositionCapture, CloseCapture,  // byte: capture
  Balance,        // byte, other: the pair
  Frontier,       // set
  BackReference,  // byte: capture
  SubjectEnd,
  Match,
  Fail,
  Error,          // byte: PatternError, other: capture number
};

enum class PatternError : uint8_t {
  EndsWithEscape, MissingBracket, MissingBalance, MissingFrontierSet, InvalidCapture, TooManyCaptures,
  CaptureIndex,
};

// Which positions are worth going on from after a node with choices: before the byte that the next node
// that matches bytes must begin with, or where the subject ends.
enum class Rest : uint8_t { Unknown, Byte, SubjectEnd };

struct PatternNode {
  PatternOp op;
  uint8_t byte;
  uint8_t other;   // Rest::Byte: the byte
  Rest rest;
  uint32_t set;    // index of the byte set
};
static_assert(sizeof(PatternNode) == 8);

// What a match must begin with, if that is known: searching skips everything else.
enum class FirstByte : uint8_t { Unknown, Byte, Set };

struct alignas(8) Pattern {
  uint32_t node_capacity;
  uint32_t set_count;
  uint32_t position_captures;     // bit per capture
  uint32_t unfinished_captures;
  uint8_t capture_count;
  bool anchored;
  FirstByte first;
  uint8_t first_byte;
  uint32_t first_set;
  // The node, counted from 1, of a repeated item that a match begins with, where it matters only up to
  // where this item goes, not where it began: after a failure all of the run has failed. 0: none.
  uint32_t first_run;

  PatternNode* nodes() { return reinterpret_cast<PatternNode*>(this + 1); }
  const PatternNode* nodes() const { return reinterpret_cast<const PatternNode*>(this + 1); }
  const ByteSet& set(uint32_t i) const {
    return reinterpret_cast<const ByteSet*>(nodes() + node_capacity)[i];
  }
};
static_assert(sizeof(Pattern) == 32);

// Compiles `text`. With may_anchor, a leading '^' anchors the match (not in gmatch). The userdata is
// fresh: the caller roots it before anything may collect. May collect itself, before.
runtime::Status compile_pattern(runtime::Call& call, std::string_view text, bool may_anchor,
                                runtime::Userdata** out);
inline const Pattern& pattern_of(runtime::Userdata* u) { return *static_cast<const Pattern*>(u->payload()); }

// The cache of compiled patterns of one VM: a userdata that the pattern functions hold as upvalue 0.
// nullptr: no memory.
runtime::Userdata* new_pattern_cache(runtime::VM& vm);
// The compiled form of a pattern; from the cache if it was used lately. Not rooted by the cache alone.
runtime::Status find_pattern(runtime::Call& call, runtime::Userdata* cache, runtime::String* text,
                             runtime::Userdata** out);
// The same if it is in the cache, else nullptr.
runtime::Userdata* known_pattern(runtime::Userdata* cache, const runtime::String* text);

// A pattern applied to a subject. Both are on the native's stack (or are its upvalues) as long as the
// Matcher is used.
class Matcher {
 public:
  Matcher(runtime::Call& call, const Pattern& pattern, std::string_view subject)
      : Matcher(&call, call.vm, pattern, subject) {}
  // For a short form (runtime::NativeLeaf): fails, and no error is raised, where there is one to raise, or more
  // to do than between two polls.
  Matcher(runtime::VM& vm, const Pattern& pattern, std::string_view subject) : Matcher(nullptr, vm, pattern, subject) {}

  // Finds the first match that begins at `from` or later and does not end at `last_end` (which an
  // empty match right after the match before would; may be nullptr). May collect, may call.
  runtime::Status search(const char* from, const char* last_end, bool* found);
  const char* match_begin() const { return match_begin_; }
  const char* match_end() const { return match_end_; }

  // Number of values that a match gives: its captures, or itself.
  unsigned value_count() const { return pattern_.capture_count ? pattern_.capture_count : 1; }
  // Capture i (from 0) of the last match as a value; without captures, 0 is the whole match.
  runtime::Status value(unsigned i, runtime::Value* out);
  // The same as bytes; *bytes is unset and *position > 0 for a position capture.
  runtime::Status bytes(unsigned i, std::string_view* bytes, int64_t* position);
  // Pushes the captures; the whole match if there are none and `whole`.
  runtime::Status push_values(bool whole);

 private:
  Matcher(runtime::Call* call, runtime::VM& vm, const Pattern& pattern, std::string_view subject)
      : call_(call), vm_(vm), pattern_(pattern), begin_(subject.data()), end_(begin_ + subject.size()) {}

  struct Choice {
    const PatternNode* node;
    const char* at;      // greedy: where the rest was tried last; lazy: end of what the item has matched
    const char* least;   // greedy: the shortest; nullptr: lazy
  };
  struct Capture {
    const char* begin;
    const char* end;
  };

  const char* match_at(const char* s);  // nullptr: no match, or failure_ failed
  const char* next_start(const char* s);
  const char* end_of_first_run(const char* s);
  template <typename Test>
  const char* long_run_end(Test test, const char* s);
  bool resume(Choice* choices, unsigned& depth, const PatternNode*& node, const char*& s);
  bool continue_choice(Choice& choice, bool* exhausted);
  bool match_special(const PatternNode& node, const char*& s);
  bool balance(const PatternNode& node, const char*& s);
  bool frontier(const PatternNode& node, const char* s);
  bool back_reference(const PatternNode& node, const char*& s);
  bool fail(runtime::Status status) {
    failure_ = status;
    return false;
  }
  runtime::Status raise(const PatternNode& node);
  runtime::Status raise_in(runtime::Call& call, const PatternNode& node);
  runtime::Status too_complex();
  bool pay(size_t bytes);  // counts work; false: interrupted by an error

  runtime::Call* call_;  // nullptr: of a short form
  runtime::VM& vm_;
  const Pattern& pattern_;
  const char* begin_;
  const char* end_;
  const char* match_begin_ = nullptr;
  const char* match_end_ = nullptr;
  runtime::Status failure_ = runtime::kOk;
  int64_t left_ = kStepsPerPoll;
  Capture captures_[kMaxCaptures];
};

}  // namespace strata::stdlib
