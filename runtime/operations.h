// Lua's operations in full, with metamethods: the slow paths that all tiers share, and natives use.
//
// Each comes in two layers. The *_raw ones compute without metamethods and say whether they could.
// find_* name the metamethod that must be called; the caller (run loop, or a native through Call) then
// calls it in its own way: the run loop by pushing a Frame, a native by nesting.
#pragma once

#include "runtime/coroutine.h"
#include "runtime/metamethods.h"
#include "runtime/native.h"
#include "runtime/value.h"

namespace strata::runtime {

// a op b (b == a for unary) on numbers; false: needs a metamethod, or is an error, and *error is set
// to a printf text if it is one ("attempt to divide by zero").
bool arithmetic_raw(Metamethod op, Value a, Value b, Value* out, const char** error);
// The same on numbers and numerals in strings (the string library's metamethods).
bool string_arithmetic(Metamethod op, Value a, Value b, Value* out, const char** error);
// Guest error for operands that have no metamethod: "attempt to perform arithmetic on a nil value (local 'x')".
Status arithmetic_error(Coroutine& co, Metamethod op, Value a, Value b);
// operand: which one of the instruction's `a` is.
Status concat_error(Coroutine& co, Value a, Value b, uint32_t operand = 0);
Status compare_error(Coroutine& co, Value a, Value b);
// names_operand: `indexed` is the one that the instruction names, not what its __index or __newindex led to.
Status index_error(Coroutine& co, Value indexed, bool names_operand = true);
Status call_error(Coroutine& co, Value callee);
Status length_error(Coroutine& co, Value v);
// A to-be-closed variable (slot of the stack) without __close.
Status close_error(Coroutine& co, uint32_t slot);
Status for_error(Coroutine& co, const char* what, Value v);  // what: "initial", "limit", "step"

bool raw_equals(Value a, Value b);
// Numbers and strings; false: needs a metamethod.
bool less_than_raw(Value a, Value b, bool* out);
bool less_equal_raw(Value a, Value b, bool* out);

// Follows __index through tables. Found: *out, returns true. Else *handler is the function to call with
// (*handler_receiver, key); nil: the receiver can't be indexed; false: the chain is too long.
bool get_through(VM& vm, Value receiver, Value key, Value* out, Value* handler, Value* handler_receiver);
// Likewise for stores. True when stored; *store says what went wrong, if anything.
bool set_through(VM& vm, Value receiver, Value key, Value v, Value* handler, Value* handler_receiver,
                 StoreResult* store);
Status store_error(Coroutine& co, StoreResult result);

// Joins strings and numbers at co.stack[first .. first+count), as far as no metamethod is needed; see
// interpreter/ for its use.
bool is_concatenable(Value v);

// Runs the function below `arguments` values on top of co nested natively; see Call::call.
Status call_nested(Coroutine& co, uint32_t arguments, int32_t expected_results, uint16_t frame_flags = 0);
Status protected_call_nested(Coroutine& co, uint32_t arguments, int32_t expected_results, bool* failed,
                             uint16_t frame_flags = 0);
// The same for __gc (on top: the function and the object), its frame marked so. No results.
Status call_finalizer_nested(Coroutine& co);

// Collector steps, limits, Ctrl-C, finalizers, stress: what a set interrupt word asks for. May collect,
// may call. Called by every tier's poll with the running frame's live range in order (co.top above it).
Status handle_interrupt(Coroutine& co);
// Deadline and memory limit, when the limit bit was set.
Status check_limits(Coroutine& co);
// The part of handle_interrupt that ends a guest: steps, time, memory, Ctrl-C. Runs no guest code and
// moves no stack; may collect.
Status check_stop(Coroutine& co);

}  // namespace strata::runtime
