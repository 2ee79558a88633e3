// What is assumed at a loop's head: the types that slots have whenever a round begins, and registers for the
// payloads of an innermost loop. A wrong guess costs an exit each time; the profile remembers that the place
// had one, and nothing is assumed there when the function is compiled again. See baseline_jit/joins.cpp.
#include <algorithm>
#include <bit>

#include "baseline_jit/compiler.h"

namespace strata::baseline_jit {

using runtime::kFloat;
using runtime::kInt;

namespace {

constexpr unsigned kLoopGprs = 6, kLoopXmms = 10;  // the rest is for what a round computes

constexpr uint8_t kVaried = 0xfe;  // several types

void join_tag(uint8_t* known, uint8_t tag) {
  if (*known == kUnknownTag) *known = tag;
  else if (*known != tag) *known = kVaried;
}

uint8_t only_tag(TagSet set) {
  if (!std::has_single_bit(set) || set < 1u << kInt) return kVaried;
  return static_cast<uint8_t>(std::countr_zero(set));
}

}  // namespace

struct Compiler::LoopScan {
  uint8_t written[64], used[64];  // by slot: kUnknownTag, a tag or kVaried
  uint16_t uses[64];
  bool keeps_registers = true;
};

// The type of what an operation writes to its slot, as far as can be told before.
uint8_t Compiler::predicted_tag(uint32_t word, Op op) const {
  const Insn& i = code_[word];
  switch (op) {
    case Op::LoadInt: return kInt;
    case Op::LoadK: return static_cast<uint8_t>(constants_[i.b / 16].tag);
    case Op::NewTable: return runtime::kTable;
    case Op::Closure: return runtime::kLuaFunction;
    default: break;
  }
  Op family;
  uint8_t type;
  if (find_arithmetic(op, &family, &type) && type != kUnknownTag) return type;
  if (profile_ == nullptr) return kVaried;
  return is_unseen(word) ? kUnknownTag : only_tag(profile_->words[word].result);
}

void Compiler::scan_uses(uint32_t word, LoopScan* scan) const {
  const OperationTraits& operation = traits(word);
  const Insn& i = code_[word];
  const uint16_t offsets[] = {i.a, i.b, i.c};
  size_t first = operation.writes & 1;
  bool looks = operation.looks_at_types && profile_ != nullptr && !is_unseen(word);
  for (size_t k = 0; k < 3; ++k) {
    uint32_t slot = offsets[k] / 16u;
    if (!((operation.reads | operation.writes) >> k & 1) || slot >= 64) continue;
    ++scan->uses[slot];
    if (!looks || !(operation.reads >> k & 1) || k < first || k > first + 1) continue;
    join_tag(&scan->used[slot], only_tag(k == first ? profile_->words[word].b : profile_->words[word].c));
  }
}

void Compiler::scan_loop(uint32_t head, LoopScan* scan) const {
  std::fill(std::begin(scan->written), std::end(scan->written), kUnknownTag);
  std::fill(std::begin(scan->used), std::end(scan->used), kUnknownTag);
  std::fill(std::begin(scan->uses), std::end(scan->uses), uint16_t{0});
  for (uint32_t word = head; word <= flow_.loop_end(head); word += words_of(word)) {
    const OperationTraits& operation = traits(word);
    Op op = operation.op;
    if (word != head && flow_.is_loop_head(word)) scan->keeps_registers = false;
    if (gives_up_registers(word, op)) scan->keeps_registers = false;
    scan_uses(word, scan);
    SlotSet writes = flow_.written(word);
    uint32_t result = operation.writes & 1 ? code_[word].a / 16u : operation.writes & 4 ? code_[word].c / 16u : 64;
    bool is_for = op == Op::ForPrep || op == Op::ForLoop || op == Op::ForLoopInt;
    bool is_int_loop = op == Op::ForLoopInt || (profile_ != nullptr && (is_unseen(word) || profile_->words[word].b == 1u << kInt));
    for (; writes != 0; writes &= writes - 1) {
      uint32_t slot = static_cast<uint32_t>(std::countr_zero(writes));
      uint8_t tag = slot == result ? predicted_tag(word, op) : is_for && is_int_loop ? uint8_t{kInt} : kVaried;
      if (tag != kUnknownTag) join_tag(&scan->written[slot], tag);
      if (is_for) scan->uses[slot]++;
    }
  }
}

// Other code runs there, or the interpreter's handler does all the work.
bool Compiler::gives_up_registers(uint32_t word, Op op) const {
  bool is_access = traits(word).has_cache || traits(word).indexes;
  if (is_access && profile_ != nullptr && profile_->words[word].callee != runtime::CalleeKind::None) return true;
  switch (op) {
    case Op::Call1: case Op::CallN: return intrinsic_at(word) == runtime::Intrinsic::None;
    case Op::Call0: case Op::CallAll: case Op::CallOpen: case Op::ForCall:
    case Op::Closure: case Op::Concat: case Op::GetIndexK: case Op::PutList: case Op::PutListOpen: case Op::Close:
    case Op::MarkClose: case Op::Vararg:
      return true;
    case Op::GetIndex: case Op::SetIndex: case Op::SetIndexK: {
      constexpr uint8_t kArrays = runtime::kSawIntArray | runtime::kSawFloatArray | runtime::kSawAnyArray | runtime::kSawAppend;
      if (profile_ == nullptr || profile_->words[word].c == 0) return false;
      return profile_->words[word].c != 1u << kInt || !(profile_->words[word].events & kArrays);
    }
    default: return false;
  }
}

// The types known on entry, or looked at by the first use, that each round leaves as they are.
void Compiler::choose_head_state(uint32_t head) {
  JoinState& join = join_at(head);
  join.is_reached = true;
  join.begin = static_cast<uint32_t>(joined_.size());
  if (is_untyped(head)) return;
  LoopScan scan;
  scan_loop(head, &scan);
  for (SlotSet live = flow_.live(head); live != 0; live &= live - 1) {
    uint32_t slot = static_cast<uint32_t>(std::countr_zero(live));
    SlotState known = falls_through_ && slots_[slot].active ? slots_[slot] : SlotState{};
    bool is_written = scan.written[slot] != kUnknownTag;
    if (known.tag == kUnknownTag && scan.used[slot] < kVaried) known.tag = scan.used[slot], known.home_tag = known.tag;
    if (known.tag == kUnknownTag || (is_written && scan.written[slot] != known.tag)) continue;
    SlotState s;
    s.tag = known.tag;
    if (scan.keeps_registers) {
      s.home_tag = known.home_tag == known.tag ? known.tag : kUnknownTag;
      s.is_constant = known.is_constant && !is_written;
      s.constant = s.is_constant ? known.constant : 0;
    }
    joined_.push_back({slot, s});
  }
  join.count = static_cast<uint32_t>(joined_.size()) - join.begin;
  if (scan.keeps_registers) choose_registers(join, scan);
}

// For the slots that are used most.
void Compiler::choose_registers(const JoinState& join, const LoopScan& scan) {
  Kept* order[64];
  size_t count = 0;
  for (uint32_t k = join.begin; k < join.begin + join.count; ++k) {
    const SlotState& s = joined_[k].state;
    uint32_t uses = scan.uses[joined_[k].slot];
    if (uses == 0 || s.tag < kInt || (s.is_constant && s.tag == kInt)) continue;
    size_t at = count++;
    for (; at > 0 && scan.uses[order[at - 1]->slot] < uses; --at) order[at] = order[at - 1];
    order[at] = &joined_[k];
  }
  unsigned gprs = 0, xmms = 0;
  for (Kept* kept : std::span(order, count)) {
    if (kept->state.tag == kFloat) {
      if (xmms < kLoopXmms) kept->state.xmm = loop_xmm(xmms++);
    } else if (gprs < kLoopGprs) {
      kept->state.gpr = loop_gpr(gprs++);
    }
  }
}

}  // namespace strata::baseline_jit
