// The interpreter's state while it runs: kept in machine registers by the run loop. Handlers do_X take
// it by reference and are always inlined; nothing that is not inlined ever sees its address.
#pragma once

#include "interpreter/threaded.h"
#include "runtime/calls.h"
#include "runtime/field_access.h"
#include "runtime/function.h"
#include "runtime/vm.h"

namespace strata::interpreter {

using runtime::Control;
using runtime::copy;
using runtime::Coroutine;
using runtime::Frame;
using runtime::FunctionProto;
using runtime::InlineCache;
using runtime::LuaFunction;
using runtime::Metamethod;
using runtime::Table;
using runtime::Value;
using runtime::VM;

struct Regs {
  const Insn* pc;     // the word being executed; handlers leave it one before the next one
  char* base;         // slot 0 of the running frame
  char* constants;    // of its function; inline caches lie below
  Frame* frame;
  LuaFunction* function;  // the running one
  VM* vm;
  bool runs_loop;         // a constant wherever it is known: false in a single operation for machine code or the recorder
};

#define HANDLER static STRATA_INLINE Control

static STRATA_INLINE Coroutine* running(Regs& r) { return r.vm->running; }

static STRATA_INLINE Value& slot(Regs& r, uint16_t offset) { return *reinterpret_cast<Value*>(r.base + offset); }
static STRATA_INLINE const Value& constant(Regs& r, uint16_t offset) {
  return *reinterpret_cast<const Value*>(r.constants + offset);
}
static STRATA_INLINE InlineCache& cache(Regs& r, uint16_t index) {
  return runtime::inline_cache(r.constants, index);
}
static STRATA_INLINE void set_integer(Value& to, int64_t v) {
  to.tag = runtime::kInt;
  to.integer_ = v;
}
static STRATA_INLINE void set_float(Value& to, double v) {
  to.tag = runtime::kFloat;
  to.real_ = v;
}
static STRATA_INLINE void set_boolean(Value& to, bool v) { to.tag = v ? runtime::kTrue : runtime::kFalse; to.bits_ = 0; }

// Before anything that may raise, call, collect or look at the frame.
static STRATA_INLINE void save(Regs& r) { r.frame->pc = r.pc + 1; }

// What follows from which function runs.
static STRATA_INLINE void set_function(Regs& r, LuaFunction* function, Value* constants) {
  r.function = function;
  r.constants = reinterpret_cast<char*>(constants);
}

static STRATA_INLINE void reload(Regs& r) {
  Coroutine* co = r.vm->running;
  Frame* frame = &co->frames[co->frame_count - 1];
  r.frame = frame;
  r.pc = static_cast<const Insn*>(frame->pc);
  r.base = reinterpret_cast<char*>(co->stack + frame->base);
  set_function(r, frame->lua_function(), frame->lua_function()->proto->constants);
}

}  // namespace strata::interpreter
