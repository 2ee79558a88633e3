// See baseline_jit/recorder.h.
#include "baseline_jit/recorder.h"

#include <algorithm>
#include <new>

#include "baseline_jit/operation_traits.h"
#include "interpreter/step.h"
#include "runtime/field_access.h"
#include "runtime/inline_cache.h"
#include "runtime/profile.h"
#include "runtime/vm.h"

namespace strata::baseline_jit {

using interpreter::Insn;
using interpreter::Op;
using runtime::CalleeKind;
using runtime::Control;
using runtime::Frame;
using runtime::FunctionProto;
using runtime::Profile;
using runtime::TagSet;
using runtime::Value;
using runtime::VM;
using runtime::WordProfile;

namespace {

// The operation at a frame's pc, with its operands.
struct Place {
  FunctionProto& proto;
  const Insn* i;
  Value* base;
  WordProfile& seen;
  std::string_view operands;

  char letter(size_t n) const { return letter_of(operands, n); }
  const Value* operand(char which) const {
    uint16_t offset = which == 'a' ? i->a : which == 'b' ? i->b : i->c;
    switch (letter(static_cast<size_t>(which - 'a'))) {
      case 'r': return &base[offset / 16];
      case 'k': return &proto.constants[offset / 16];
      default: return nullptr;
    }
  }
};

void note(TagSet& set, const Value* v) {
  if (v != nullptr) set |= static_cast<TagSet>(1u << v->tag);
}

// The element kind of a table that is indexed with an integer, and whether the store appends.
void note_element(Place& place, const Value* table, const Value* key, int64_t immediate) {
  if (table == nullptr || !table->is_table() || (key != nullptr && !key->is_integer())) return;
  runtime::Table* t = table->as_table();
  if (t->metatable != nullptr) place.seen.events |= runtime::kSawMetatable;
  uint8_t kind = static_cast<uint8_t>(t->element_kind());
  if (kind != 0) place.seen.events |= static_cast<uint8_t>(1u << (kind - 1));
  int64_t index = key != nullptr ? key->as_integer() : immediate;
  if (static_cast<uint64_t>(index) - 1 == t->array_length) place.seen.events |= runtime::kSawAppend;
}

// Which library function is called, and with what.
void note_call(Place& place) {
  const Value* callee = place.operand('a');
  bool is_native = callee->tag == runtime::kNativeFunction;
  uint8_t which = is_native ? static_cast<uint8_t>(callee->as_native_function()->flags >> runtime::kIntrinsicShift) : uint8_t{0};
  if (which == 0) which = static_cast<uint8_t>(runtime::Intrinsic::Other);
  bool differs = place.seen.intrinsic != 0 && place.seen.intrinsic != which;
  place.seen.intrinsic = differs ? static_cast<uint8_t>(runtime::Intrinsic::Other) : which;
  if (place.i->b > 0) note(place.seen.c, callee + 1);
}

void note_operands(Place& place) {
  bool yields = place.letter(0) == 'd';
  note(place.seen.b, place.operand(yields ? 'b' : 'a'));
  note(place.seen.c, place.operand(yields ? 'c' : 'b'));
  switch (interpreter::first_op(place.i->opcode())) {
    case Op::GetIndex: note_element(place, place.operand('b'), place.operand('c'), 0); break;
    case Op::GetIndexI: note_element(place, place.operand('b'), nullptr, place.i->sc); break;
    case Op::SetIndex: case Op::SetIndexK: note_element(place, place.operand('a'), place.operand('b'), 0); break;
    case Op::SetIndexI: note_element(place, place.operand('a'), nullptr, place.i->sb()); break;
    case Op::Call1: case Op::CallN: note_call(place); break;
    default: break;
  }
}

void count(uint16_t& counter) {
  if (counter != UINT16_MAX) ++counter;
}

// A conditional jump of any kind, with what a numeric loop's preparation has left in its slots.
void note_jump(Place& place, bool taken) {
  Op op = interpreter::first_op(place.i->opcode());
  bool may_jump = place.letter(2) == 'j' || place.letter(1) == 'J';
  if (!may_jump || op == Op::Jump || op == Op::Loop) return;
  count(taken ? place.seen.taken : place.seen.not_taken);
  if (op != Op::ForPrep || taken) return;
  const Value* state = &place.base[place.i->a / 16];
  if (!state[0].is_integer()) return;
  uint64_t rounds = static_cast<uint64_t>(state[1].as_integer());
  place.seen.number = std::max(place.seen.number, static_cast<uint32_t>(std::min<uint64_t>(rounds, UINT32_MAX - 1) + 1));
}

bool is_call(Op op) {
  switch (op) {
    case Op::Call0: case Op::Call1: case Op::CallN: case Op::CallAll: case Op::CallOpen:
    case Op::TailCall: case Op::TailCallOpen: case Op::ForCall: return true;
    default: return false;
  }
}

void note_called(Place& place, const Value& callee) {
  CalleeKind kind = CalleeKind::Callable;
  uint32_t number = 0;
  if (callee.tag == runtime::kLuaFunction) {
    const runtime::LuaFunction& target = *callee.as_lua_function();
    bool is_own = target.proto->program == place.proto.program;
    kind = is_own ? CalleeKind::Lua : CalleeKind::LuaOfOther;
    number = is_own ? target.function_index() : 0;
  } else if (callee.tag == runtime::kNativeFunction) {
    kind = CalleeKind::Native;
    number = runtime::native_name_hash(callee.as_native_function()->name);
  }
  WordProfile& seen = place.seen;
  bool is_same = seen.callee == kind && seen.number == number;
  if (seen.callee != CalleeKind::None && !is_same) kind = CalleeKind::Several, number = 0;
  seen.callee = kind;
  seen.number = number;
}

void note_callee(Place& place) {
  if (is_call(interpreter::first_op(place.i->opcode()))) note_called(place, place.base[place.i->a / 16]);
}

// An operation that is no call has pushed a frame: that of a metamethod.
void note_handler(Place& place, VM& vm, uint32_t depth) {
  runtime::Coroutine& co = *vm.running;
  if (is_call(interpreter::first_op(place.i->opcode())) || co.frame_count != depth + 1 || !co.frame().is_lua()) return;
  note_called(place, Value::of(co.frame().lua_function()));
}

// A place that adds a field has met several shapes by now when its tables have begun with room for more fields from
// some time on. What it does now is learnt anew.
void forget_stale_adds(FunctionProto& proto, const Insn& i) {
  std::string_view operands = interpreter::row(interpreter::first_op(i.opcode())).operands;
  if (letter_of(operands, 2) == 'x') runtime::forget_adds(runtime::inline_cache(proto.constants, i.c));
}

Place place_at(FunctionProto& proto, VM& vm) {
  runtime::Coroutine& co = *vm.running;
  Frame& frame = co.frame();
  const Insn* i = static_cast<const Insn*>(frame.pc);
  Profile& profile = *proto.profile;
  size_t word = static_cast<size_t>(i - reinterpret_cast<const Insn*>(proto.code));
  WordProfile& seen = profile.words[word];
  if (seen.phase != profile.phase) {
    bool is_untyped = seen.is_untyped;
    if (!(seen.events & runtime::kVaries)) seen = WordProfile{};
    seen.is_untyped = is_untyped;
    seen.phase = profile.phase;
    forget_stale_adds(proto, *i);
  }
  return {proto, i, co.stack + frame.base, seen,
          interpreter::row(interpreter::first_op(i->opcode())).operands};
}

// What the call before pc has brought. That word may be the second one of an operation, which can look like
// anything: nobody reads what is noted for such a word.
void note_call_result(FunctionProto& proto, VM& vm) {
  Frame& frame = vm.running->frame();
  const Insn* before = static_cast<const Insn*>(frame.pc) - 1;
  if (before <= reinterpret_cast<const Insn*>(proto.code)) return;
  if (before->op >= static_cast<size_t>(Op::Count)) return;
  Op op = interpreter::first_op(before->opcode());
  WordProfile& seen = proto.profile->words[static_cast<size_t>(before - reinterpret_cast<const Insn*>(proto.code))];
  bool has_handler = seen.callee != CalleeKind::None && letter_of(interpreter::row(op).operands, 0) == 'd';
  if (op != Op::Call1 && !has_handler) return;
  uint32_t slot = (has_handler ? before->a : before->c) / 16u;
  if (slot < proto.frame_slots) note(seen.result, &vm.running->base()[slot]);
}

void note_result(Place& place) {
  if (place.letter(0) == 'd') note(place.seen.result, &place.base[place.i->a / 16]);
  if (interpreter::first_op(place.i->opcode()) == Op::Call1) note(place.seen.result, &place.base[place.i->c / 16]);
}

// After an operation whose frame goes on: its result, and the next pc.
void finish_operation(Place& place, VM& vm) {
  Frame& frame = vm.running->frame();
  unsigned words = place.operands.size() == 4 ? 2 : 1;
  place.base = vm.running->base();
  note_result(place);
  frame.pc = place.i + words;
}

// The first rounds may see what never comes again: a sum that starts as an integer.
void finish_round(Profile& profile) {
  if (profile.rounds_left > 0) --profile.rounds_left;
  if (profile.rounds_to_forget > 0 && --profile.rounds_to_forget == 0) ++profile.phase;
}

}  // namespace

void note_exit(VM& vm) {
  Frame& frame = vm.running->frame();
  FunctionProto& proto = *frame.lua_function()->proto;
  const Insn* code = reinterpret_cast<const Insn*>(proto.code);
  const Insn* before = nullptr;
  for (const Insn* i = code + 1; i < frame.pc; i += interpreter::row(interpreter::first_op(i->opcode())).words()) before = i;
  proto.profile->words[static_cast<size_t>(static_cast<const Insn*>(frame.pc) - code)].is_untyped = true;
  if (before == nullptr) return;
  WordProfile& seen = proto.profile->words[static_cast<size_t>(before - code)];
  Op op = interpreter::first_op(before->opcode());
  Place place{proto, before, vm.running->base(), seen, interpreter::row(op).operands};
  bool is_call = op == Op::Call1 || op == Op::CallN;  // its operands are gone
  if (is_call) seen.intrinsic = static_cast<uint8_t>(runtime::Intrinsic::Other);
  else note_operands(place);
  note_result(place);
  seen.events |= runtime::kVaries;
}

bool start_recording(FunctionProto& proto, uint32_t rounds) {
  if (proto.profile == nullptr) {
    proto.profile = new (std::nothrow) Profile;
    if (proto.profile == nullptr) return false;
    proto.profile->words.resize(proto.code_words);
  }
  proto.profile->rounds_left = rounds;
  proto.profile->rounds_to_forget = rounds / 3;
  ++proto.profile->phase;
  return true;
}

Control record(VM& vm) {
  FunctionProto& proto = *vm.running->frame().lua_function()->proto;
  Profile& profile = *proto.profile;
  if (static_cast<const uint64_t*>(vm.running->frame().pc) == proto.code + 1) {
    finish_round(profile);
  } else {
    note_call_result(proto, vm);
  }
  while (profile.rounds_left > 0) {
    Place place = place_at(proto, vm);
    note_operands(place);
    note_callee(place);
    uint32_t depth = vm.running->frame_count;
    uint32_t step = interpreter::kSteps[place.i->op](&vm, place.i);
    if (step == static_cast<uint32_t>(Control::Next)) {
      finish_operation(place, vm);
      note_jump(place, false);
    } else if (step != interpreter::kJumped) {
      note_handler(place, vm, depth);
      return static_cast<Control>(step);
    } else {
      note_jump(place, true);
      if (static_cast<const Insn*>(vm.running->frame().pc) <= place.i) finish_round(profile);
    }
  }
  return Control::Reload;
}

}  // namespace strata::baseline_jit
