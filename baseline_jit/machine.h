// The machine as snippets see it: pinned registers, and where things lie behind them. The rules are in
// docs/snippet-interface.md.
#pragma once

#include <asmjit/x86.h>

#include <cstddef>

#include "runtime/coroutine.h"
#include "runtime/field_access.h"
#include "runtime/function.h"
#include "runtime/native_code.h"
#include "runtime/vm.h"

namespace strata::baseline_jit {

namespace x86 = asmjit::x86;

inline constexpr x86::Gp kContext = x86::r12;    // runtime::Context, first member of the VM
inline constexpr x86::Gp kBase = x86::r13;       // slot 0 of the running frame
inline constexpr x86::Gp kConstants = x86::r14;  // of the running function; its caches lie below, its code pointer behind
inline constexpr x86::Gp kFrame = x86::r15;

// At a call of machine code by machine code.
inline constexpr x86::Gp kCallee = x86::rdi;         // LuaFunction
inline constexpr x86::Gp kCalleeProto = x86::r11;   // its FunctionProto
inline constexpr x86::Gp kNewBase = x86::rsi;        // address of the first argument
inline constexpr x86::Gp kArgumentCount = x86::edx;
inline constexpr x86::Gp kNewBaseSlot = x86::ecx;    // its slot number
inline constexpr x86::Gp kResultSlot = x86::r8d;
inline constexpr x86::Gp kExpected = x86::r9;        // expected_results, kind and flags of the new frame
// At a return to Frame::resume: the first result (nil when there is none).
inline constexpr x86::Gp kResultTag = x86::rax;
inline constexpr x86::Gp kResultPayload = x86::rdx;

// Never allocated: helpers, divisions and shifts need them anyway.
inline constexpr x86::Gp kScratch = x86::rax, kScratch2 = x86::rcx, kScratch3 = x86::rdx;
inline constexpr x86::Xmm kFloatScratch = x86::xmm0, kFloatScratch2 = x86::xmm1;

// So many bytes there, where an operand does not say.
inline x86::Mem narrow(x86::Mem m, uint32_t bytes) {
  m.setSize(bytes);
  return m;
}

// Offsets of what machine code reads and writes.
namespace at {
using runtime::Context;
using runtime::Coroutine;
using runtime::Frame;
using runtime::FunctionProto;
using runtime::InlineCache;
using runtime::LuaFunction;
using runtime::Table;
inline constexpr int kPayload = offsetof(runtime::Value, bits_);
inline constexpr int kInterrupt = offsetof(Context, interrupt), kRunning = offsetof(Context, running);
inline constexpr int kLeaveStatus = offsetof(runtime::VM, leave_status);  // the context is the VM's first member
inline constexpr int kLeave = offsetof(Context, leave), kSteps = offsetof(Context, steps);
inline constexpr int kNextPair = offsetof(Context, next_pair);
inline constexpr int kFindIndexed = offsetof(Context, find_indexed), kStoreIndexed = offsetof(Context, store_indexed);
inline constexpr int kCompareStrings = offsetof(Context, compare_strings), kStoreCached = offsetof(Context, store_cached);
inline constexpr int kCloseUpvalues = offsetof(Context, close_upvalues);
inline constexpr int kFindHandler = offsetof(Context, find_handler), kFindAccess = offsetof(Context, find_access);
inline constexpr int kDeliver = offsetof(Context, deliver);
inline constexpr int kCallInterpreted = offsetof(Context, call_interpreted);
inline constexpr int kTop = offsetof(Coroutine, top);
inline constexpr int kStack = offsetof(Coroutine, stack), kStackEnd = offsetof(Coroutine, stack_end);
inline constexpr int kFrames = offsetof(Coroutine, frames), kFrameCount = offsetof(Coroutine, frame_count);
inline constexpr int kDirectFrameLimit = offsetof(Coroutine, direct_frame_limit);
inline constexpr int kOpenUpvalues = offsetof(Coroutine, open_upvalues), kCloseCount = offsetof(Coroutine, close_count);
inline constexpr int kFrameFunction = offsetof(Frame, function), kFramePc = offsetof(Frame, pc);
inline constexpr int kFrameBase = offsetof(Frame, base), kFrameResult = offsetof(Frame, result_slot);
inline constexpr int kFrameExpected = offsetof(Frame, expected_results);
inline constexpr int kFrameVarargs = offsetof(Frame, vararg_count), kFrameState = offsetof(Frame, state);
inline constexpr int kFrameArguments = offsetof(Frame, argument_count);
inline constexpr int kRuns = offsetof(Context, runs), kSite = offsetof(Table, site), kInlineSlots = offsetof(Table, inline_slots);
inline constexpr int kInlineCapacity = offsetof(runtime::Shape, inline_capacity);
inline constexpr int kFrameConstants = offsetof(Frame, constants);
inline constexpr int kFrameResume = offsetof(Frame, resume), kFrameBytes = sizeof(Frame);
inline constexpr int kProto = offsetof(LuaFunction, proto), kUpvalues = offsetof(LuaFunction, upvalues);
inline constexpr int kProtoTier = offsetof(FunctionProto, tier), kProtoNative = offsetof(FunctionProto, native);
inline constexpr int kPlaceTable = offsetof(runtime::NativeCode, place_table), kNativeBytes = offsetof(runtime::NativeCode, code);
inline constexpr int kFrameKind = offsetof(Frame, kind), kFrameFlags = offsetof(Frame, flags);
inline constexpr int kHookMask = offsetof(Coroutine, hook_mask);
inline constexpr int kProtoConstants = offsetof(FunctionProto, constants), kProtoEntry = offsetof(FunctionProto, entry);
// In Frame::expected_results, kind and flags read as one number.
inline constexpr int kTailCalledBit = 48 + 2;
static_assert(runtime::kTailCalled == 1 << 2);
inline constexpr int kStubs = offsetof(Context, stubs);
inline constexpr int kProtoCode = offsetof(FunctionProto, code), kSlowPathsLeft = offsetof(FunctionProto, slow_paths_left);
inline constexpr int kLeaf = offsetof(runtime::NativeFunction, leaf);
inline constexpr int kLocation = offsetof(runtime::Upvalue, location);
inline constexpr int kBlack = offsetof(gc::Object, black), kFlags = offsetof(gc::Object, flags);
inline constexpr int kWord = offsetof(gc::Object, word);
inline constexpr int kShape = offsetof(Table, shape), kMetatable = offsetof(Table, metatable);
inline constexpr int kElements = offsetof(Table, elements), kArrayLength = offsetof(Table, array_length);
inline constexpr int kArrayCapacity = offsetof(Table, array_capacity), kOverflow = offsetof(Table, overflow);
inline constexpr int kHash = offsetof(Table, hash), kPositiveIntegers = offsetof(runtime::HashStorage, positive_integers);
inline constexpr int kCacheShape = offsetof(InlineCache, shape), kCacheSlot = offsetof(InlineCache, slot);
inline constexpr int kCacheState = offsetof(InlineCache, state), kCacheHits = offsetof(InlineCache, hits);
inline constexpr int kCacheNextShape = offsetof(InlineCache, next_shape), kCacheKey = offsetof(InlineCache, key);
inline constexpr int kNodeCount = offsetof(runtime::HashStorage, node_count), kNodes = sizeof(runtime::HashStorage);
inline constexpr int kNodeKey = offsetof(runtime::HashNode, key_bits), kNodeKeyTag = offsetof(runtime::HashNode, key_tag);
inline constexpr int kNodeValue = offsetof(runtime::HashNode, value_bits), kNodeTag = offsetof(runtime::HashNode, value_tag);
inline constexpr int kHitShape = offsetof(runtime::CacheHit, shape), kHitMetatable = offsetof(runtime::CacheHit, metatable);
inline constexpr int kHitCell = offsetof(runtime::CacheHit, cell), kHitValue = offsetof(runtime::CacheHit, value);
inline constexpr int kHitNext = offsetof(runtime::CacheHit, next), kHitSlot = offsetof(runtime::CacheHit, slot);
inline constexpr int kCellValid = offsetof(runtime::ValidityCell, valid);
inline constexpr int kStringLength = offsetof(runtime::String, length);
}  // namespace at

}  // namespace strata::baseline_jit
