// Generic code: a function's threaded code with each typed operation exchanged for its generic twin, word
// for word. A frame whose locals debug.setlocal gives another type goes on there, at the same word; so it
// can move at any time, in the middle of an operation, too. Made when first needed.
#include "interpreter/generic_code.h"

#include <array>

#include "base/memory.h"
#include "interpreter/interpreter.h"
#include "interpreter/threaded.h"
#include "runtime/vm.h"

namespace strata::interpreter {

using isa::SlotType;
using runtime::Frame;
using runtime::FunctionProto;
using runtime::VM;

namespace {

struct Twin {
  Op typed, generic;
  SlotType type;
};

constexpr Twin kTwins[] = {
#define THREADED(name, operands, finish, stands_for)
#define TYPED(name, generic, type, operands, stands_for) {Op::name, Op::generic, SlotType::type},
#include "interpreter/threaded_ops.def"
};

constexpr size_t kOpCount = static_cast<size_t>(Op::Count);

struct TwinTable {
  std::array<Op, kOpCount> ints{}, floats{}, generic{};
};

constexpr TwinTable make_table() {
  TwinTable table;
  for (size_t op = 0; op < kOpCount; op++) table.ints[op] = table.floats[op] = table.generic[op] = static_cast<Op>(op);
  for (const Twin& twin : kTwins) {
    size_t generic = static_cast<size_t>(twin.generic);
    (twin.type == SlotType::Int ? table.ints : table.floats)[generic] = twin.typed;
    table.generic[static_cast<size_t>(twin.typed)] = twin.generic;
  }
  return table;
}

constexpr TwinTable kTable = make_table();

bool make_generic_code(VM& vm, FunctionProto& proto) {
  if (proto.generic_code != nullptr) return true;
  size_t bytes = proto.code_words * sizeof(Insn);
  Insn* words = static_cast<Insn*>(base::allocate(bytes));
  if (words == nullptr) return false;
  vm.heap.adjust_external(static_cast<ptrdiff_t>(bytes));
  std::memcpy(words, proto.code, bytes);
  for (uint32_t i = 0; i < proto.code_words; i += row(words[i].opcode()).words()) {
    words[i].op = static_cast<uint16_t>(kTable.generic[words[i].op]);
  }
  proto.generic_code = reinterpret_cast<const uint64_t*>(words);
  return true;
}

}  // namespace

Op typed_op(Op op, SlotType type) {
  size_t index = static_cast<size_t>(op);
  return type == SlotType::Int ? kTable.ints[index] : type == SlotType::Float ? kTable.floats[index] : op;
}

const uint64_t* code_of(const Frame& frame) {
  const FunctionProto& proto = *frame.lua_function()->proto;
  if (frame.flags & runtime::kHookedFrame) return proto.hooked_code;
  return frame.flags & runtime::kGenericFrame ? proto.generic_code : proto.code;
}

bool use_generic_code(VM& vm, Frame& frame) {
  FunctionProto& proto = *frame.lua_function()->proto;
  bool assumes_types = proto.typed_operations != 0 || proto.native != nullptr || proto.retired != nullptr;
  if (!assumes_types || frame.flags & (runtime::kHookedFrame | runtime::kGenericFrame)) return true;
  if (!make_generic_code(vm, proto)) return false;
  frame.pc = proto.generic_code + (static_cast<const uint64_t*>(frame.pc) - proto.code);
  frame.flags |= runtime::kGenericFrame;
  if (&frame != &vm.running->frame()) (&frame + 1)->flags |= runtime::kTierBoundary;  // must not return to machine code
  return true;
}

}  // namespace strata::interpreter
