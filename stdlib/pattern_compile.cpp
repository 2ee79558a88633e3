// Compiling patterns: one pass over the text makes the nodes, one pass back over the nodes finds what
// the matcher may look ahead to. The odd corners (what closes a set, "-" at its end, "%" before a
// letter that is no class) are the reference's.
#include "stdlib/pattern.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::kOk;
using runtime::Status;
using runtime::Userdata;

namespace {

// The class of a letter as in "%a"; false: no class, the letter stands for itself.
bool find_class(char letter, ByteSet* out) {
  switch (letter | 0x20) {
    case 'a': *out = kLetters; break;
    case 'c': *out = kControls; break;
    case 'd': *out = kDigits; break;
    case 'g': *out = kGraphics; break;
    case 'l': *out = kLowerLetters; break;
    case 'p': *out = kPunctuation; break;
    case 's': *out = kSpaces; break;
    case 'u': *out = kUpperLetters; break;
    case 'w': *out = kAlphanumerics; break;
    case 'x': *out = kHexDigits; break;
    case 'z': *out = byte_range(0, 0); break;
    default: return false;
  }
  if (letter >= 'A' && letter <= 'Z') *out = out->complement();
  return true;
}

void add_class(char letter, ByteSet* set) {
  ByteSet members;
  if (find_class(letter, &members)) set->add_all(members);
  else set->add(static_cast<uint8_t>(letter));
}

class Compiler {
 public:
  Compiler(std::string_view text, size_t at, Pattern& pattern)
      : text_(text), at_(at), pattern_(pattern), node_(pattern.nodes()) {}

  void run() {
    while (at_ < text_.size() && !broken_) item();
    if (!broken_) emit(PatternOp::Match);
    pattern_.unfinished_captures = open_;
    look_ahead();
  }

 private:
  char peek(size_t distance) const { return at_ + distance < text_.size() ? text_[at_ + distance] : '\0'; }

  PatternNode& emit(PatternOp op, unsigned byte = 0, unsigned other = 0) {
    *node_ = {op, static_cast<uint8_t>(byte), static_cast<uint8_t>(other), Rest::Unknown, 0};
    return *node_++;
  }
  void fail(PatternError error, int capture = 0) {
    emit(PatternOp::Error, static_cast<unsigned>(error), static_cast<unsigned>(capture));
    broken_ = true;
  }
  uint32_t add_set(const ByteSet& set) {
    const_cast<ByteSet&>(pattern_.set(pattern_.set_count)) = set;
    return pattern_.set_count++;
  }

  void item() {
    switch (text_[at_]) {
      case '(': return open_capture();
      case ')': return close_capture();
      case '$':
        if (at_ + 1 != text_.size()) return single();
        ++at_;
        emit(PatternOp::SubjectEnd);
        return;
      case '%':
        if (peek(1) == 'b') return balance();
        if (peek(1) == 'f') return frontier();
        if (is_digit(peek(1))) return back_reference();
        return single();
      default: return single();
    }
  }

  void open_capture() {
    unsigned capture = pattern_.capture_count;
    if (capture >= kMaxCaptures) return fail(PatternError::TooManyCaptures);
    ++pattern_.capture_count;
    bool is_position = peek(1) == ')';
    at_ += is_position ? 2 : 1;
    (is_position ? pattern_.position_captures : open_) |= uint32_t{1} << capture;
    emit(is_position ? PatternOp::PositionCapture : PatternOp::OpenCapture, capture);
  }

  void close_capture() {
    ++at_;
    if (open_ == 0) return fail(PatternError::InvalidCapture);
    unsigned capture = 31 - static_cast<unsigned>(__builtin_clz(open_));
    open_ &= ~(uint32_t{1} << capture);
    emit(PatternOp::CloseCapture, capture);
  }

  void balance() {
    if (at_ + 3 >= text_.size()) return fail(PatternError::MissingBalance);
    emit(PatternOp::Balance, static_cast<uint8_t>(text_[at_ + 2]), static_cast<uint8_t>(text_[at_ + 3]));
    at_ += 4;
  }

  void frontier() {
    at_ += 2;
    if (peek(0) != '[') return fail(PatternError::MissingFrontierSet);
    ByteSet set;
    if (bracket(&set)) emit(PatternOp::Frontier).set = add_set(set);
  }

  void back_reference() {
    int capture = peek(1) - '1';
    uint32_t bit = capture >= 0 ? uint32_t{1} << capture : 0;
    at_ += 2;
    if (capture < 0 || capture >= pattern_.capture_count || (open_ & bit))
      return fail(PatternError::CaptureIndex, capture + 1);
    // A position is no text, so nothing is equal to it.
    if (pattern_.position_captures & bit) emit(PatternOp::Fail);
    else emit(PatternOp::BackReference, static_cast<unsigned>(capture));
  }

  // One byte, any byte, a class or a set, with its repetition.
  void single() {
    ByteSet set;
    switch (text_[at_]) {
      case '.': set = byte_range(0, 255); ++at_; break;
      case '[':
        if (!bracket(&set)) return;
        break;
      case '%':
        if (at_ + 1 == text_.size()) return fail(PatternError::EndsWithEscape);
        add_class(text_[at_ + 1], &set);
        at_ += 2;
        break;
      default: set.add(static_cast<uint8_t>(text_[at_++]));
    }
    emit_single(set, repetition());
  }

  // 0: once, then as in PatternOp.
  unsigned repetition() {
    switch (peek(0)) {
      case '*': ++at_; return 1;
      case '+': ++at_; return 2;
      case '-': ++at_; return 3;
      case '?': ++at_; return 4;
      default: return 0;
    }
  }

  void emit_single(const ByteSet& set, unsigned repetition) {
    auto with = [repetition](PatternOp once) {
      return static_cast<PatternOp>(static_cast<unsigned>(once) + repetition);
    };
    int count = set.count();
    if (count == 256) emit(with(PatternOp::AnyOnce));
    else if (count == 1) emit(with(PatternOp::ByteOnce), member(set));
    else emit(with(PatternOp::SetOnce)).set = add_set(set);
  }
  static unsigned member(const ByteSet& set) {
    unsigned word = 0;
    while (set.words[word] == 0) ++word;
    return word * 64 + static_cast<unsigned>(__builtin_ctzll(set.words[word]));
  }

  // Index of the bracket that closes the set that opens at at_; npos when there is none. The first
  // member may be a bracket.
  size_t closing_bracket() const {
    size_t i = at_ + 1;
    if (i < text_.size() && text_[i] == '^') ++i;
    do {
      if (i >= text_.size()) return std::string_view::npos;
      i += text_[i] == '%' && i + 1 < text_.size() ? 2 : 1;
    } while (i >= text_.size() || text_[i] != ']');
    return i;
  }

  // Reads "[...]" into a set; false: malformed.
  bool bracket(ByteSet* set) {
    size_t close = closing_bracket();
    if (close == std::string_view::npos) {
      fail(PatternError::MissingBracket);
      return false;
    }
    size_t i = at_ + 1;
    bool complement = text_[i] == '^';
    if (complement) ++i;
    for (; i < close; ++i) {
      if (text_[i] == '%') {
        add_class(text_[++i], set);
      } else if (text_[i + 1] == '-' && i + 2 < close) {
        set->add_range(static_cast<uint8_t>(text_[i]), static_cast<uint8_t>(text_[i + 2]));
        i += 2;
      } else {
        set->add(static_cast<uint8_t>(text_[i]));
      }
    }
    if (complement) *set = set->complement();
    at_ = close + 1;
    return true;
  }

  static bool is_capture(PatternOp op) { return op >= PatternOp::OpenCapture && op <= PatternOp::CloseCapture; }

  // From the last node to the first: what the rest must begin with, if that is one byte or the end.
  void look_ahead() {
    Rest rest = Rest::Unknown;
    uint8_t byte = 0;
    for (PatternNode* node = node_; node-- != pattern_.nodes();) {
      if (node->op <= PatternOp::SetOptional) {
        node->rest = rest;
        node->other = byte;
      }
      if (node->op == PatternOp::ByteOnce || node->op == PatternOp::BytePlus ||
          node->op == PatternOp::Balance) {
        rest = Rest::Byte;
        byte = node->byte;
      } else if (node->op == PatternOp::SubjectEnd) {
        rest = Rest::SubjectEnd;
      } else if (!is_capture(node->op)) {
        rest = Rest::Unknown;
      }
    }
    find_first();
    find_first_run();
  }

  void find_first() {
    const PatternNode* node = pattern_.nodes();
    while (is_capture(node->op)) ++node;
    switch (node->op) {
      case PatternOp::ByteOnce:
      case PatternOp::BytePlus:
      case PatternOp::Balance:
        pattern_.first = FirstByte::Byte;
        pattern_.first_byte = node->byte;
        break;
      case PatternOp::SetOnce:
      case PatternOp::SetPlus:
        pattern_.first = FirstByte::Set;
        pattern_.first_set = node->set;
        break;
      default: break;
    }
  }

  // Only a back reference can tell where the match began.
  void find_first_run() {
    const PatternNode* first = pattern_.nodes();
    while (is_capture(first->op)) ++first;
    for (const PatternNode* node = first; node < node_; ++node)
      if (node->op == PatternOp::BackReference) return;
    switch (first->op) {
      case PatternOp::ByteStar: case PatternOp::BytePlus: case PatternOp::ByteLazy:
      case PatternOp::AnyStar: case PatternOp::AnyPlus: case PatternOp::AnyLazy:
      case PatternOp::SetStar: case PatternOp::SetPlus: case PatternOp::SetLazy:
        pattern_.first_run = static_cast<uint32_t>(first - pattern_.nodes()) + 1;
        break;
      default: break;
    }
  }

  std::string_view text_;
  size_t at_;
  Pattern& pattern_;
  PatternNode* node_;
  uint32_t open_ = 0;
  bool broken_ = false;
};

const char kPatternType[] = "compiled pattern";
const char kPatternCacheType[] = "compiled patterns";

constexpr uint32_t kCacheEntries = 64, kEntriesInSet = 4;
constexpr size_t kMaxCachedLength = 1000;

}  // namespace

Status compile_pattern(Call& call, std::string_view text, bool may_anchor, Userdata** out) {
  if (text.size() >= UINT32_MAX) return call.error("pattern too complex");
  size_t set_capacity = 0;
  for (char c : text) set_capacity += c == '[' || c == '%';
  size_t size = sizeof(Pattern) + (text.size() + 1) * sizeof(PatternNode) + set_capacity * sizeof(ByteSet);
  if (size > 64 * 1024) STRATA_TRY(call.vm.reserve_memory(size));
  *out = runtime::new_userdata(call.vm, size, kPatternType);
  if (!*out) return call.vm.raise_memory();
  Pattern& pattern = *static_cast<Pattern*>((*out)->payload());
  pattern = {};
  pattern.node_capacity = static_cast<uint32_t>(text.size() + 1);
  pattern.anchored = may_anchor && !text.empty() && text[0] == '^';
  Compiler(text, pattern.anchored ? 1 : 0, pattern).run();
  return kOk;
}

// User value 2i is the text of entry i, 2i + 1 its compiled form: both stay alive with the cache.
Userdata* new_pattern_cache(runtime::VM& vm) {
  return runtime::new_userdata(vm, 0, kPatternCacheType, 2 * kCacheEntries);
}

namespace {

// The entries that may hold a pattern: where its address leads. (With one alone, two patterns of a loop that share it
// were compiled each time: programs ran at 1.35 of their time, as their strings happened to lie.)
runtime::Value* entries_for(Userdata* cache, const runtime::String* text) {
  uintptr_t address = reinterpret_cast<uintptr_t>(text) >> 4;
  return cache->user_values() + 2 * kEntriesInSet * ((address ^ address >> 4) % (kCacheEntries / kEntriesInSet));
}

// In the place of the oldest one.
void remember(runtime::VM& vm, Userdata* cache, runtime::String* text, Userdata* compiled) {
  runtime::Value* entries = entries_for(cache, text);
  for (uint32_t k = 2 * kEntriesInSet; k-- > 2;) {
    entries[k] = entries[k - 2];
    runtime::barrier(vm, cache, entries[k]);
  }
  entries[0] = runtime::Value::of(text);
  entries[1] = runtime::Value::of(compiled);
  runtime::barrier(vm, cache, entries[0]);
  runtime::barrier(vm, cache, entries[1]);
}

}  // namespace

Userdata* known_pattern(Userdata* cache, const runtime::String* text) {
  const runtime::Value* entries = entries_for(cache, text);
  for (uint32_t k = 0; k < kEntriesInSet; ++k) {
    if (entries[2 * k].is_string() && entries[2 * k].as_string() == text) return entries[2 * k + 1].as_userdata();
  }
  return nullptr;
}

Status find_pattern(Call& call, Userdata* cache, runtime::String* text, Userdata** out) {
  *out = known_pattern(cache, text);
  if (*out) return kOk;
  STRATA_TRY(compile_pattern(call, text->view(), true, out));
  if (text->length <= kMaxCachedLength) remember(call.vm, cache, text, *out);
  return kOk;
}

}  // namespace strata::stdlib
