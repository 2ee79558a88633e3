// The rewriter: stack code to threaded code at a function's first call, in one pass, by simulating the
// operand stack symbolically. `get.local a; get.local b; add; set.local c` becomes `AddRR c a b`.
//
// A stack entry is Home (its value is in its home slot, local_count + depth) or still symbolic: a local,
// a constant, a small integer. Symbolic entries are materialised where an operation needs them in place,
// before a local they name is set, and at every block boundary. Locals that a child function captures are
// settled earlier, before anything that may run other code: it could change them. An operation that yields
// into its home slot is redirected when set.local follows at once. Where the block's annotations, which the
// verifier has checked, prove the types of all operands, the typed operation is taken instead of the
// generic one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "interpreter/symbolic_stack.h"
#include "interpreter/threaded.h"
#include "isa/module.h"
#include "runtime/value.h"

namespace strata::interpreter {

struct RewriteOptions {
  bool hooked = false;   // unfused, a Hook before each step, everything in home slots after it
  bool fuse = true;      // off: to measure what it is worth
};

inline constexpr uint32_t kNoCacheKey = UINT32_MAX;

struct Rewritten {
  std::vector<Insn> words;
  std::vector<runtime::Value> extra_constants;  // appended to the function's own
  std::vector<uint32_t> cache_keys;             // constant index of each inline cache's key; kNoCacheKey: a site
  std::vector<uint32_t> offsets;                // code offset of each word, when asked for
  uint32_t instructions = 0;                    // of stack code
  uint32_t typed_from_annotations = 0;          // operations chosen because a claim gave the type
};

// Precondition: the function is verified. `constants` are its own, decoded.
void rewrite(const isa::Module& module, uint32_t function_index, std::span<const runtime::Value> constants,
             const RewriteOptions& options, bool record_offsets, Rewritten* out);

// Where the threaded code goes on at `word`, told in stack code: the next instruction, and the operand
// stack before it.
struct StackPoint {
  uint32_t offset = 0;
  std::vector<Entry> stack;
};
// Precondition: an instruction's threaded code starts at `word` (the code after a call does).
StackPoint stack_point_at(const isa::Module& module, uint32_t function_index,
                          std::span<const runtime::Value> constants, const RewriteOptions& options, size_t word);

}  // namespace strata::interpreter
