// See baseline_jit/stub_maker/stub_maker.h.
#include "baseline_jit/stub_maker/stub_maker.h"

#include "baseline_jit/machine.h"
#include "base/check.h"
#include "interpreter/step.h"
#include "interpreter/threaded.h"
#include "runtime/calls.h"

namespace strata::baseline_jit {

using asmjit::Label;
using interpreter::Insn;
using runtime::CacheState;
using runtime::Control;

namespace {

class StubMaker {
 public:
  StubMaker() {
    holder_.init(asmjit::Environment(asmjit::Arch::kX64));
    holder_.attach(&a_);
    leave_ = a_.newLabel();
  }
  bool make(MadeStubs* out);

 private:
  void load_step();
  void step_stubs();
  void leave_with(Control control);
  void reload_frame();
  void copy_results(Label no_room);
  void return_many(bool is_vararg);
  void leave_run(Label general);
  struct FieldLabels;
  void find_field();
  void find_among_hits(const FieldLabels& to);
  void numbers(Stub stub);
  void equal();
  void less(Stub stub);
  void leave();
  void enter_top();
  void enter_call();
  void load_code(x86::Gp to);

  asmjit::CodeHolder holder_;
  x86::Assembler a_;
  MadeStubs* out_ = nullptr;
  Label leave_;
  void begin(Stub stub) {
    a_.align(asmjit::AlignMode::kCode, 16);
    out_->offsets[static_cast<unsigned>(stub)] = static_cast<uint32_t>(a_.offset());
  }
};

// The running function's threaded code.
void StubMaker::load_code(x86::Gp to) {
  a_.mov(to, x86::qword_ptr(kFrame, at::kFrameFunction));
  a_.mov(to, x86::qword_ptr(to, at::kProto));
  a_.mov(to, x86::qword_ptr(to, at::kProtoCode));
}

// From its function's code in rax: the operation in rsi, its number in rax, the steps in rcx.
void StubMaker::load_step() {
  a_.add(x86::rsi, x86::rax);
  a_.mov(x86::rdi, kContext);
  a_.movzx(x86::eax, x86::word_ptr(x86::rsi));
  a_.mov(x86::rcx, x86::qword_ptr(kContext, at::kSteps));
}

void StubMaker::step_stubs() {
  Label exhausted = a_.newLabel(), done = a_.newLabel(), other = a_.newLabel();
  begin(Stub::SlowStep);
  a_.mov(x86::rax, x86::qword_ptr(kFrame, at::kFrameFunction));
  a_.mov(x86::rax, x86::qword_ptr(x86::rax, at::kProto));
  a_.sub(x86::dword_ptr(x86::rax, at::kSlowPathsLeft), 1);
  a_.je(exhausted);
  a_.mov(x86::rax, x86::qword_ptr(x86::rax, at::kProtoCode));
  load_step();
  a_.sub(x86::rsp, 8);
  a_.call(x86::qword_ptr(x86::rcx, x86::rax, 3));
  a_.add(x86::rsp, 8);
  a_.test(x86::eax, x86::eax);
  a_.jne(other);
  a_.bind(done);
  a_.ret();
  a_.bind(other);
  a_.cmp(x86::eax, interpreter::kJumped);
  a_.je(done);
  a_.add(x86::rsp, 8);
  a_.jmp(leave_);
  begin(Stub::Step);
  load_code(x86::rax);
  load_step();
  // The handler returns to our caller.
  a_.jmp(x86::qword_ptr(x86::rcx, x86::rax, 3));
  a_.bind(exhausted);
  a_.add(x86::rsp, 8);
  leave_with(Control::Interpret);
}

void StubMaker::leave_with(Control control) {
  load_code(x86::rax);
  a_.add(x86::rax, x86::rsi);
  a_.mov(x86::qword_ptr(kFrame, at::kFramePc), x86::rax);
  a_.mov(x86::eax, static_cast<uint32_t>(control));
  a_.jmp(x86::qword_ptr(kContext, at::kLeave));
}

void StubMaker::reload_frame() {
  a_.mov(x86::rax, x86::qword_ptr(kContext, at::kRunning));
  a_.mov(x86::ecx, x86::dword_ptr(x86::rax, at::kFrameCount));
  a_.dec(x86::ecx);
  static_assert(at::kFrameBytes == 64);
  a_.shl(x86::rcx, 6);
  a_.add(x86::rcx, x86::qword_ptr(x86::rax, at::kFrames));
  a_.mov(kFrame, x86::rcx);
  a_.mov(x86::ecx, x86::dword_ptr(kFrame, at::kFrameBase));
  a_.shl(x86::rcx, 4);
  a_.add(x86::rcx, x86::qword_ptr(x86::rax, at::kStack));
  a_.mov(kBase, x86::rcx);
  a_.ret();
}

// To where they are wanted, as many as are wanted. r8: coroutine, rsi, ecx as for ReturnMany, eax: the number
// wanted; r11: where the first one went. `no_room`: the open list does not fit.
void StubMaker::copy_results(Label no_room) {
  Label fixed = a_.newLabel(), next = a_.newLabel(), missing = a_.newLabel(), done = a_.newLabel();
  a_.mov(x86::edi, x86::dword_ptr(kFrame, at::kFrameResult));
  a_.shl(x86::rdi, 4);
  a_.add(x86::rdi, x86::qword_ptr(x86::r8, at::kStack));
  a_.mov(x86::r11, x86::rdi);
  a_.cmp(x86::eax, -1);
  a_.jne(fixed);
  a_.mov(x86::r9d, x86::ecx);
  a_.shl(x86::r9, 4);
  a_.add(x86::r9, x86::rdi);
  a_.cmp(x86::r9, x86::qword_ptr(x86::r8, at::kStackEnd));
  a_.ja(no_room);
  a_.mov(x86::r9d, x86::dword_ptr(kFrame, at::kFrameResult));
  a_.add(x86::r9d, x86::ecx);
  a_.mov(x86::dword_ptr(x86::r8, at::kTop), x86::r9d);
  a_.mov(x86::eax, x86::ecx);
  a_.bind(fixed);
  a_.add(x86::rsi, kBase);
  a_.bind(next);
  a_.sub(x86::eax, 1);
  a_.jc(done);
  a_.sub(x86::ecx, 1);
  a_.jc(missing);
  a_.mov(x86::r9, x86::qword_ptr(x86::rsi));
  a_.mov(x86::r10, x86::qword_ptr(x86::rsi, at::kPayload));
  a_.mov(x86::qword_ptr(x86::rdi), x86::r9);
  a_.mov(x86::qword_ptr(x86::rdi, at::kPayload), x86::r10);
  a_.add(x86::rsi, 16);
  a_.add(x86::rdi, 16);
  a_.jmp(next);
  a_.bind(missing);
  a_.xor_(x86::ecx, x86::ecx);
  a_.mov(x86::qword_ptr(x86::rdi), runtime::kNil);
  a_.add(x86::rdi, 16);
  a_.jmp(next);
  a_.bind(done);
}

// A run that a native function nested for one result or none is over, and no hook wants to know. Registers as for
// copy_results.
void StubMaker::leave_run(Label general) {
  Label missing = a_.newLabel(), done = a_.newLabel();
  a_.cmp(x86::eax, 1);
  a_.ja(general);
  a_.cmp(x86::dword_ptr(x86::r8, at::kHookMask), 0);
  a_.jne(general);
  a_.mov(x86::edi, x86::dword_ptr(kFrame, at::kFrameResult));
  a_.lea(x86::r9d, x86::ptr(x86::rdi, x86::rax));
  a_.mov(x86::dword_ptr(x86::r8, at::kTop), x86::r9d);
  a_.test(x86::eax, x86::eax);
  a_.je(done);
  a_.shl(x86::rdi, 4);
  a_.add(x86::rdi, x86::qword_ptr(x86::r8, at::kStack));
  a_.test(x86::ecx, x86::ecx);
  a_.je(missing);
  a_.mov(x86::r9, x86::qword_ptr(kBase, x86::rsi));
  a_.mov(x86::r10, x86::qword_ptr(kBase, x86::rsi, 0, at::kPayload));
  a_.mov(x86::qword_ptr(x86::rdi), x86::r9);
  a_.mov(x86::qword_ptr(x86::rdi, at::kPayload), x86::r10);
  a_.bind(done);
  a_.dec(x86::dword_ptr(x86::r8, at::kFrameCount));
  a_.mov(x86::dword_ptr(kContext, at::kLeaveStatus), 0);
  a_.mov(x86::eax, static_cast<uint32_t>(Control::Leave));
  a_.jmp(x86::qword_ptr(kContext, at::kLeave));
  a_.bind(missing);
  a_.mov(x86::qword_ptr(x86::rdi), runtime::kNil);
  a_.jmp(done);
}

void StubMaker::return_many(bool is_vararg) {
  Label general = a_.newLabel(), same_tier = a_.newLabel(), across = a_.newLabel(), nested = a_.newLabel();
  a_.mov(x86::rax, x86::qword_ptr(kFrame, at::kFrameExpected));
  a_.btr(x86::rax, at::kTailCalledBit);
  a_.mov(x86::rdi, x86::rax);
  a_.shr(x86::rdi, 32);
  a_.mov(x86::r8, x86::qword_ptr(kContext, at::kRunning));
  a_.mov(x86::ebx, x86::edi);
  a_.je(same_tier);
  a_.cmp(x86::edi, static_cast<int32_t>(uint32_t{runtime::kEntryFrame} << 16));
  a_.je(nested);
  // A frame that was entered by something else returns to a Lua frame, where no hook wants to know.
  a_.cmp(x86::edi, static_cast<int32_t>(uint32_t{runtime::kTierBoundary} << 16));
  a_.jne(general);
  a_.cmp(x86::dword_ptr(x86::r8, at::kHookMask), 0);
  a_.jne(general);
  a_.cmp(x86::byte_ptr(kFrame, at::kFrameKind - at::kFrameBytes), static_cast<uint32_t>(runtime::FrameKind::Lua));
  a_.jne(general);
  a_.bind(same_tier);
  copy_results(general);
  a_.mov(kResultTag, x86::qword_ptr(x86::r11));
  a_.mov(kResultPayload, x86::qword_ptr(x86::r11, at::kPayload));
  if (is_vararg) {
    a_.mov(x86::ecx, x86::dword_ptr(kFrame, at::kFrameArguments));
    a_.shl(x86::rcx, 4);
    a_.sub(kBase, x86::rcx);
  }
  a_.dec(x86::dword_ptr(x86::r8, at::kFrameCount));
  a_.sub(kFrame, at::kFrameBytes);
  a_.test(x86::ebx, x86::ebx);
  a_.jne(across);
  a_.jmp(x86::qword_ptr(kFrame, at::kFrameResume));
  a_.bind(across);
  enter_top();
  a_.bind(nested);
  leave_run(general);
  a_.bind(general);
  load_code(x86::rax);
  a_.lea(x86::rax, x86::qword_ptr(x86::rax, x86::rdx, 0, sizeof(Insn)));
  a_.mov(x86::qword_ptr(kFrame, at::kFramePc), x86::rax);
  a_.shr(x86::esi, 4);
  a_.add(x86::esi, x86::dword_ptr(kFrame, at::kFrameBase));
  a_.mov(x86::edx, x86::ecx);
  a_.jmp(x86::qword_ptr(kContext, at::kDeliver));
}

struct StubMaker::FieldLabels {
  Label hits, own, none;
};

void StubMaker::find_field() {
  Label hits = a_.newLabel(), own = a_.newLabel(), overflow = a_.newLabel(), found = a_.newLabel(), none = a_.newLabel();
  Label valid_own = a_.newLabel();
  a_.mov(kScratch2, x86::qword_ptr(kScratch3, at::kShape));
  a_.cmp(kScratch2, x86::qword_ptr(kScratch, at::kCacheShape));
  a_.jne(hits);
  a_.mov(x86::ecx, x86::dword_ptr(kScratch, at::kCacheSlot));
  a_.bind(own);
  a_.test(x86::ecx, x86::ecx);
  a_.js(overflow);
  a_.add(kScratch2, kScratch3);
  a_.bind(found);
  a_.cmp(x86::qword_ptr(kScratch2), runtime::kNil);
  a_.jne(valid_own);
  a_.cmp(x86::qword_ptr(kScratch3, at::kMetatable), 0);
  a_.jne(none);
  a_.bind(valid_own);
  a_.clc();
  a_.ret();
  a_.bind(overflow);
  a_.btr(x86::ecx, 31);
  a_.add(kScratch2, x86::qword_ptr(kScratch3, at::kOverflow));
  a_.add(kScratch2, static_cast<int32_t>(sizeof(gc::Object)));
  a_.jmp(found);
  find_among_hits({hits, own, none});
  a_.bind(none);
  a_.stc();
  a_.ret();
}

// The cache has a list, or knows another shape. kScratch2: the table's shape.
void StubMaker::find_among_hits(const FieldLabels& to) {
  Label next = a_.newLabel(), again = a_.newLabel(), chain = a_.newLabel(), valid = a_.newLabel();
  a_.bind(to.hits);
  a_.cmp(x86::dword_ptr(kScratch, at::kCacheState), static_cast<uint32_t>(CacheState::Hits));
  a_.jne(to.none);
  a_.mov(kScratch, x86::qword_ptr(kScratch, at::kCacheHits));
  a_.bind(again);
  a_.test(kScratch, kScratch);
  a_.je(to.none);
  a_.cmp(kScratch2, x86::qword_ptr(kScratch, at::kHitShape));
  a_.jne(next);
  a_.cmp(x86::byte_ptr(kScratch, at::kFlags), runtime::kValueHit);
  a_.je(chain);
  a_.cmp(x86::byte_ptr(kScratch, at::kFlags), runtime::kOwnHit);
  a_.jne(to.none);
  a_.mov(x86::ecx, x86::dword_ptr(kScratch, at::kHitSlot));
  a_.jmp(to.own);
  a_.bind(next);
  a_.mov(kScratch, x86::qword_ptr(kScratch, at::kHitNext));
  a_.jmp(again);
  a_.bind(chain);
  a_.mov(kScratch2, x86::qword_ptr(kScratch3, at::kMetatable));
  a_.cmp(kScratch2, x86::qword_ptr(kScratch, at::kHitMetatable));
  a_.mov(kScratch2, x86::qword_ptr(kScratch3, at::kShape));
  a_.jne(next);
  a_.mov(kScratch2, x86::qword_ptr(kScratch, at::kHitCell));
  a_.test(kScratch2, kScratch2);
  a_.je(valid);
  a_.cmp(x86::qword_ptr(kScratch2, at::kCellValid), 0);
  a_.je(to.none);
  a_.bind(valid);
  a_.lea(kScratch2, x86::qword_ptr(kScratch, at::kHitValue));
  a_.clc();
  a_.ret();
}

// Integers stay integers; else both become floats.
void StubMaker::numbers(Stub stub) {
  Label x_int = a_.newLabel(), ints = a_.newLabel(), floats = a_.newLabel(), none = a_.newLabel();
  begin(stub);
  a_.cmp(x86::rax, runtime::kInt);
  a_.je(x_int);
  a_.cmp(x86::rax, runtime::kFloat);
  a_.jne(none);
  a_.cmp(x86::rcx, runtime::kFloat);
  a_.je(floats);
  a_.cmp(x86::rcx, runtime::kInt);
  a_.jne(none);
  a_.movq(x86::rdx, x86::xmm1);
  a_.cvtsi2sd(x86::xmm1, x86::rdx);
  a_.bind(floats);
  if (stub == Stub::AddNumbers) a_.addsd(x86::xmm0, x86::xmm1);
  else if (stub == Stub::SubNumbers) a_.subsd(x86::xmm0, x86::xmm1);
  else a_.mulsd(x86::xmm0, x86::xmm1);
  a_.mov(x86::eax, runtime::kFloat);
  a_.movq(x86::rdx, x86::xmm0);
  a_.clc();
  a_.ret();
  a_.bind(x_int);
  a_.movq(x86::rdx, x86::xmm0);
  a_.cmp(x86::rcx, runtime::kInt);
  a_.je(ints);
  a_.cmp(x86::rcx, runtime::kFloat);
  a_.jne(none);
  a_.cvtsi2sd(x86::xmm0, x86::rdx);
  a_.jmp(floats);
  a_.bind(ints);
  a_.movq(x86::rax, x86::xmm1);
  if (stub == Stub::AddNumbers) a_.add(x86::rdx, x86::rax);
  else if (stub == Stub::SubNumbers) a_.sub(x86::rdx, x86::rax);
  else a_.imul(x86::rdx, x86::rax);
  a_.mov(x86::eax, runtime::kInt);
  a_.clc();
  a_.ret();
  a_.bind(none);
  a_.stc();
  a_.ret();
}

void StubMaker::equal() {
  Label yes = a_.newLabel(), no = a_.newLabel(), unlike = a_.newLabel(), unknown = a_.newLabel();
  begin(Stub::Equal);
  a_.mov(x86::rax, x86::qword_ptr(x86::rdx));
  a_.cmp(x86::rax, x86::qword_ptr(x86::rcx));
  a_.jne(unlike);
  a_.cmp(x86::rax, runtime::kTrue);  // nil and booleans are their tags
  a_.jbe(yes);
  a_.cmp(x86::rax, runtime::kFloat);
  a_.je(unknown);
  a_.mov(x86::rdx, x86::qword_ptr(x86::rdx, at::kPayload));
  a_.cmp(x86::rdx, x86::qword_ptr(x86::rcx, at::kPayload));
  a_.je(yes);
  a_.cmp(x86::rax, runtime::kInt);
  a_.je(no);
  a_.cmp(x86::rax, runtime::kString);
  a_.jne(unknown);
  a_.test(x86::byte_ptr(x86::rdx, at::kFlags), runtime::kShortString);
  a_.je(unknown);
  a_.bind(no);
  a_.or_(x86::eax, 1);
  a_.ret();
  a_.bind(yes);
  a_.xor_(x86::eax, x86::eax);
  a_.ret();
  a_.bind(unlike);  // an integer may equal a float
  static_assert(runtime::kFloat == runtime::kInt + 1);
  a_.sub(x86::rax, runtime::kInt);
  a_.cmp(x86::rax, 1);
  a_.ja(no);
  a_.mov(x86::rax, x86::qword_ptr(x86::rcx));
  a_.sub(x86::rax, runtime::kInt);
  a_.cmp(x86::rax, 1);
  a_.ja(no);
  a_.bind(unknown);
  a_.stc();
  a_.ret();
}

void StubMaker::less(Stub stub) {
  bool or_equal = stub == Stub::LessEqual;
  Label floats = a_.newLabel(), done = a_.newLabel(), unknown = a_.newLabel();
  begin(stub);
  a_.mov(x86::rax, x86::qword_ptr(x86::rdx));
  a_.cmp(x86::rax, x86::qword_ptr(x86::rcx));
  a_.jne(unknown);
  a_.cmp(x86::rax, runtime::kFloat);
  a_.je(floats);
  a_.cmp(x86::rax, runtime::kInt);
  a_.jne(unknown);
  a_.mov(x86::rax, x86::qword_ptr(x86::rdx, at::kPayload));
  a_.cmp(x86::rax, x86::qword_ptr(x86::rcx, at::kPayload));
  if (or_equal) a_.setg(x86::al);
  else a_.setge(x86::al);
  a_.bind(done);
  a_.test(x86::al, x86::al);
  a_.ret();
  a_.bind(floats);
  a_.movsd(kFloatScratch, x86::qword_ptr(x86::rcx, at::kPayload));
  a_.ucomisd(kFloatScratch, x86::qword_ptr(x86::rdx, at::kPayload));
  if (or_equal) a_.setb(x86::al);
  else a_.setbe(x86::al);
  a_.jmp(done);
  a_.bind(unknown);
  a_.stc();
  a_.ret();
}

// The topmost frame, r15, goes on at its pc; r8: coroutine.
void StubMaker::enter_top() {
  Label leave = a_.newLabel(), marked = a_.newLabel();
  a_.cmp(x86::byte_ptr(kFrame, at::kFrameKind), static_cast<uint32_t>(runtime::FrameKind::Lua));
  a_.jne(leave);
  a_.mov(x86::rdi, x86::qword_ptr(kFrame, at::kFrameFunction));
  a_.mov(x86::rdi, x86::qword_ptr(x86::rdi, at::kProto));
  a_.cmp(x86::byte_ptr(x86::rdi, at::kProtoTier), static_cast<uint32_t>(runtime::TierState::Compiled));
  a_.jne(leave);
  a_.movzx(x86::edx, x86::word_ptr(kFrame, at::kFrameFlags));
  a_.test(x86::edx, runtime::kHookedFrame | runtime::kGenericFrame);
  a_.jne(leave);
  a_.mov(x86::rax, x86::qword_ptr(kFrame, at::kFramePc));
  a_.mov(x86::rcx, x86::qword_ptr(x86::rdi, at::kProtoNative));
  a_.sub(x86::rax, x86::qword_ptr(x86::rdi, at::kProtoCode));
  a_.shr(x86::rax, 1);  // words to entries of the table
  a_.add(x86::rax, x86::qword_ptr(x86::rcx, at::kPlaceTable));
  a_.mov(x86::eax, x86::dword_ptr(x86::rax));
  a_.test(x86::eax, x86::eax);
  a_.je(leave);
  a_.test(x86::edx, ~uint32_t{runtime::kTailCalled});
  a_.jne(marked);
  a_.or_(x86::edx, runtime::kTierBoundary);  // as runtime::mark_boundary
  a_.mov(x86::word_ptr(kFrame, at::kFrameFlags), x86::dx);
  a_.bind(marked);
  a_.add(x86::rax, x86::qword_ptr(x86::rcx, at::kNativeBytes));
  a_.mov(x86::edx, x86::dword_ptr(kFrame, at::kFrameBase));
  a_.shl(x86::rdx, 4);
  a_.add(x86::rdx, x86::qword_ptr(x86::r8, at::kStack));
  a_.mov(kBase, x86::rdx);
  a_.mov(kConstants, x86::qword_ptr(x86::rdi, at::kProtoConstants));
  a_.jmp(x86::rax);
  a_.bind(leave);
  a_.mov(x86::eax, static_cast<uint32_t>(Control::Reload));
  a_.jmp(x86::qword_ptr(kContext, at::kLeave));
}

void StubMaker::leave() {
  Label out = a_.newLabel();
  a_.cmp(x86::eax, static_cast<uint32_t>(Control::Reload));
  a_.jne(out);
  a_.mov(x86::r8, x86::qword_ptr(kContext, at::kRunning));
  a_.mov(x86::ecx, x86::dword_ptr(x86::r8, at::kFrameCount));
  a_.shl(x86::rcx, 6);
  a_.add(x86::rcx, x86::qword_ptr(x86::r8, at::kFrames));
  a_.lea(kFrame, x86::qword_ptr(x86::rcx, -at::kFrameBytes));
  enter_top();
  a_.bind(out);
  a_.jmp(x86::qword_ptr(kContext, at::kLeave));
}

// A C function: (function, address, number and slot of its arguments, result slot, expected results; VM, caller's
// frame). The native stack looks as runtime/native_code.cpp wants it.
void StubMaker::enter_call() {
  constexpr int32_t kSaved = 6 * 8 + 8 + 8;  // registers, alignment, the way back
  Label returned = a_.newLabel(), done = a_.newLabel();
  for (x86::Gp reg : {x86::rbx, x86::rbp, x86::r12, x86::r13, x86::r14, x86::r15}) a_.push(reg);
  a_.sub(x86::rsp, 8);
  a_.mov(kContext, x86::qword_ptr(x86::rsp, kSaved));
  a_.mov(kFrame, x86::qword_ptr(x86::rsp, kSaved + 8));
  a_.mov(kCalleeProto, x86::qword_ptr(kCallee, at::kProto));
  a_.lea(kScratch, x86::ptr(returned));
  a_.mov(x86::qword_ptr(kFrame, at::kFrameResume), kScratch);
  a_.jmp(x86::qword_ptr(kCalleeProto, at::kProtoEntry));
  // The callee's frame is still to be read.
  a_.bind(returned);
  a_.cmp(x86::dword_ptr(kFrame, at::kFrameBytes + at::kFrameExpected), 1);
  a_.jne(done);
  a_.mov(x86::ecx, x86::dword_ptr(kFrame, at::kFrameBytes + at::kFrameResult));
  a_.shl(x86::rcx, 4);
  a_.mov(x86::r8, x86::qword_ptr(kContext, at::kRunning));
  a_.add(x86::rcx, x86::qword_ptr(x86::r8, at::kStack));
  a_.mov(x86::qword_ptr(x86::rcx), kResultTag);
  a_.mov(x86::qword_ptr(x86::rcx, at::kPayload), kResultPayload);
  a_.bind(done);
  a_.xor_(x86::eax, x86::eax);
  static_assert(static_cast<uint32_t>(Control::Next) == 0);
  a_.jmp(x86::qword_ptr(kContext, at::kLeave));
}

bool StubMaker::make(MadeStubs* out) {
  out_ = out;
  step_stubs();
  begin(Stub::Interpret);
  leave_with(Control::Interpret);
  begin(Stub::Poll);
  leave_with(Control::Poll);
  begin(Stub::ReloadFrame);
  reload_frame();
  begin(Stub::ReturnMany);
  return_many(false);
  begin(Stub::ReturnManyVararg);
  return_many(true);
  begin(Stub::FindField);
  find_field();
  for (Stub stub : {Stub::AddNumbers, Stub::SubNumbers, Stub::MulNumbers}) numbers(stub);
  equal();
  for (Stub stub : {Stub::Less, Stub::LessEqual}) less(stub);
  begin(Stub::Leave);
  a_.bind(leave_);
  leave();
  begin(Stub::EnterCall);
  enter_call();
  if (holder_.resolveUnresolvedLinks() != asmjit::kErrorOk) return false;
  STRATA_CHECK_OP(holder_.relocEntries().size(), ==, 0u);
  const asmjit::CodeBuffer& buffer = holder_.textSection()->buffer();
  out->bytes.assign(buffer.data(), buffer.data() + buffer.size());
  return true;
}

}  // namespace

bool make_stubs(MadeStubs* out) { return StubMaker().make(out); }

}  // namespace strata::baseline_jit
