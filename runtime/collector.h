// The collector's client for this runtime: roots, tracing, weak tables, finalizers.
#pragma once

#include "gc/object.h"
#include "runtime/status.h"

namespace strata::runtime {

class VM;

// Sets the heap's client. False: no memory.
bool install_collector(VM& vm);
// Frees VM::collector (after finalize_all).
void remove_collector(VM& vm);
// Called when `object` (table or userdata) gets a metatable with a __gc field.
void register_finalizer(VM& vm, gc::Object* object);
// Calls the __gc of objects found dead, nested, on the running coroutine (co.top is above what is
// live). Errors become warnings. May call.
Status run_finalizers(VM& vm);
// At the end of a VM: all objects with a finalizer, in reverse order of registration.
void finalize_all(VM& vm);

}  // namespace strata::runtime
