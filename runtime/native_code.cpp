// The ways in and out of machine code, in assembler text: what no compiler can express. See
// runtime/native_code.h, and docs/snippet-interface.md for the registers.
#include "runtime/native_code.h"

#include <cstddef>

#include "runtime/function.h"
#include "runtime/metamethods.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

// What machine code does when the function that it calls is no machine code, or its stack is too small.
// The frame of the caller has its pc and resume.
extern "C" uint32_t strata_call_interpreted(VM* vm, uint32_t callee, uint32_t arguments, uint32_t result_slot,
                                            uint64_t expected) {
  uint16_t flags = static_cast<uint16_t>(expected >> 48) | kTierBoundary;
  return static_cast<uint32_t>(call_value(*vm, callee, arguments, result_slot, static_cast<int32_t>(expected), flags));
}

// Where the topmost frame goes on, with its registers.
struct Place {
  const void* address;
  Value* base;
  Value* constants;
  Frame* frame;
};

// Machine code has left a frame for the topmost one: when that is machine code too, it is entered at once.
extern "C" bool strata_next_place(VM* vm, Place* place) {
  Coroutine& co = *vm->running;
  Frame& frame = co.frame();
  if (!frame.is_lua()) return false;
  const FunctionProto& proto = *frame.lua_function()->proto;
  if (proto.tier != TierState::Compiled || (frame.flags & (kHookedFrame | kGenericFrame))) return false;
  uint32_t offset = proto.native->place_table[static_cast<size_t>(static_cast<const uint64_t*>(frame.pc) - proto.code)];
  if (offset == 0) return false;
  mark_boundary(frame);
  *place = {proto.native->code + offset, co.stack + frame.base, proto.constants, &frame};
  return true;
}

// The topmost frame returns `count` values from slot `first` on. Next: the frame below goes on at *place.
extern "C" uint32_t strata_deliver_results(VM* vm, uint32_t first, uint32_t count, Place* place) {
  Control control = deliver(*vm, first, count);
  return static_cast<uint32_t>(control == Control::Reload && strata_next_place(vm, place) ? Control::Next : control);
}

// One round of a generic loop over a table with `next`: 1: state[4], state[5] are set; 0: the end; -1: it is
// another kind of loop. The closing value is nil: its payload remembers the place in the table.
extern "C" int strata_next_pair(Value* state) {
  if (state[1].tag != kTable || state[3].tag != kNil) return -1;
  return next_hinted(state[1].as_table(), state[2], &state[3].bits_, &state[4], &state[5]);
}

// The Lua function that does arithmetic on these operands, one of them an object. nullptr: none, or it is
// something else than a Lua function. Neither calls nor allocates.
extern "C" const void* strata_find_handler(VM* vm, uint32_t metamethod, const Value* a, const Value* b) {
  auto is_object = [](const Value& v) { return v.tag == kTable || v.tag == kUserdata; };
  if (!is_object(*a) && !is_object(*b)) return nullptr;
  Value handler = find_metamethod_of(*vm, *a, static_cast<Metamethod>(metamethod));
  if (handler.is_nil()) handler = find_metamethod_of(*vm, *b, static_cast<Metamethod>(metamethod));
  return handler.tag == kLuaFunction ? handler.pointer_ : nullptr;
}

extern "C" void strata_deliver();
extern "C" uint32_t strata_enter_native(VM* vm, const void* address, Value* base, Value* constants, Frame* frame);
extern "C" void strata_leave_native();
extern "C" void strata_native_to_interpreted();

asm(R"(
  .text
  .p2align 4
  .type strata_enter_native, @function
strata_enter_native:
  push %rbx
  push %rbp
  push %r12
  push %r13
  push %r14
  push %r15
  sub $8, %rsp
  mov %rdi, %r12
  mov %rdx, %r13
  mov %rcx, %r14
  mov %r8, %r15
  jmp *%rsi
  .size strata_enter_native, . - strata_enter_native

  .p2align 4
  .type strata_deliver, @function
strata_deliver:
  sub $32, %rsp
  mov %r12, %rdi
  mov %rsp, %rcx
  call strata_deliver_results
  mov (%rsp), %rdx
  mov 8(%rsp), %r13
  mov 16(%rsp), %r14
  mov 24(%rsp), %r15
  add $32, %rsp
  test %eax, %eax
  jne 1f
  jmp *%rdx
  .size strata_deliver, . - strata_deliver

  .p2align 4
  .type strata_native_to_interpreted, @function
strata_native_to_interpreted:
  mov %r12, %rdi
  lea -1(%rcx), %esi
  mov %r8d, %ecx
  mov %r9, %r8
  call strata_call_interpreted
  .type strata_leave_native, @function
strata_leave_native:
  cmp $1, %eax
  jne 1f
  sub $32, %rsp
  mov %r12, %rdi
  mov %rsp, %rsi
  call strata_next_place
  mov (%rsp), %rdx
  mov 8(%rsp), %r13
  mov 16(%rsp), %r14
  mov 24(%rsp), %r15
  add $32, %rsp
  test %al, %al
  je 2f
  jmp *%rdx
2:
  mov $1, %eax
1:
  add $8, %rsp
  pop %r15
  pop %r14
  pop %r13
  pop %r12
  pop %rbp
  pop %rbx
  ret
  .size strata_leave_native, . - strata_leave_native
  .size strata_native_to_interpreted, . - strata_native_to_interpreted
)");

}  // namespace

static_assert(offsetof(VM, context) == 0);
static_assert(static_cast<int>(Control::Next) == 0 && static_cast<int>(Control::Reload) == 1);

Control enter_native(VM& vm, const void* address) {
  Coroutine& co = *vm.running;
  Frame& frame = co.frame();
  uint32_t control =
      strata_enter_native(&vm, address, co.stack + frame.base, frame.lua_function()->proto->constants, &frame);
  return static_cast<Control>(control);
}

Control call_machine_code(VM& vm, LuaFunction* function, Value* arguments, uint32_t count, uint32_t result_slot,
                          uint64_t expected) {
  using EnterCall = uint32_t (*)(LuaFunction*, Value*, uint32_t, uint32_t, uint32_t, uint64_t, VM*, Frame*);
  Coroutine& co = *vm.running;
  auto enter_call = reinterpret_cast<EnterCall>(reinterpret_cast<uintptr_t>(vm.context.enter_call));
  uint32_t control = enter_call(function, arguments, count, static_cast<uint32_t>(arguments - co.stack), result_slot,
                                expected, &vm, &co.frame());
  if (static_cast<Control>(control) == Control::Interpret) vm.upward.count_exit(vm);
  return static_cast<Control>(control);
}

const void* interpreted_entry() { return reinterpret_cast<const void*>(&strata_native_to_interpreted); }
const void* find_handler_address() { return reinterpret_cast<const void*>(&strata_find_handler); }
const void* next_pair_address() { return reinterpret_cast<const void*>(&strata_next_pair); }
const void* deliver_address() { return reinterpret_cast<const void*>(&strata_deliver); }
const void* leave_address() { return reinterpret_cast<const void*>(&strata_leave_native); }

}  // namespace strata::runtime
