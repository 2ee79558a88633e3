// A digest of all that a guest can reach, for tests: two VMs that ran the same program to the same end have the
// same digest, whatever tier ran it. Numbers count bit by bit, tables by their contents, functions by their
// place in the program and their captured variables, suspended coroutines by their frames and locals; shared
// objects count as shared. Addresses, shapes, the split into array, fields and hash, and orders of hashing do not.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/value.h"

namespace strata::runtime {

class VM;

// Of what globals, loaded modules, the metatables of basic types and `roots` lead to. Precondition: a full
// collection has just ended, for it clears what is dead in weak tables and in stacks. Objects that are keys of one
// table, and whose contents are the same as far as three references deep, are taken in the table's own order.
// Not part of it: the bytes of userdata, what a userdata without metatable holds, light userdata's addresses, operands between an unfinished expression's calls.
uint64_t heap_digest(VM& vm, std::span<const Value> roots);

}  // namespace strata::runtime
