// Slow paths of the interpreter's operations: the frame's pc is saved, operands are read again from the
// instruction. Each says how to go on.
#pragma once

#include "interpreter/regs.h"

namespace strata::interpreter {

Control slow_arithmetic(VM& vm, const Insn* i, Metamethod op, const Value& a, const Value& b, uint16_t dest);
// Result of a == b etc. where it is known at once: Next, and *result.
Control slow_equal(VM& vm, Value a, Value b, bool* result);
Control slow_less(VM& vm, Value a, Value b, bool or_equal, bool* result);
Control slow_length(VM& vm, Value v, uint16_t dest);
Control slow_concat(VM& vm, const Insn* i);
Control slow_get(VM& vm, const Value& object, const Value& key, uint16_t dest);
// object[key] where the cache knows the function behind __index.
Control call_index_handler(VM& vm, const runtime::CacheHit* hit, const Value& object, runtime::String* key,
                           uint16_t dest);
Control slow_set(VM& vm, const Value& object, const Value& key, const Value& v);
Control slow_get_field(VM& vm, const Value& object, InlineCache& cache, uint16_t dest);
Control slow_set_field(VM& vm, const Value& object, InlineCache& cache, const Value& v);
// A place that makes tables runs for the first time, or there is no memory.
Control slow_new_table(VM& vm, const Insn* i, uint32_t fields);
Control slow_put_list(VM& vm, const Insn* i, uint32_t first, uint32_t count);
Control slow_closure(VM& vm, const Insn* i);
Control slow_for_prep(VM& vm, const Insn* i, bool* runs);
Control slow_vararg(VM& vm, const Insn* i);
Control slow_mark_close(VM& vm, const Insn* i);
Control slow_poll(VM& vm);
// The running function's heat has run out in a loop.
Control slow_hot_loop(VM& vm);
Control slow_return_close(VM& vm, const Insn* i, bool open);
Control slow_hook(VM& vm, const Insn* i);
// After a call with Control::FinishOperation: the operation before the topmost frame's pc gets its result.
Control finish_operation(VM& vm);

}  // namespace strata::interpreter
