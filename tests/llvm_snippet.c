// A snippet made by LLVM: preserve_none's first arguments are the pinned registers, the following ones those of a call
// between snippets (docs/snippet-interface.md). It answers calls with one integer, which get 1000 more; all others
// are the interpreter's. llvm_snippet_test.cpp compiles it and gives the offsets.
#include <stdint.h>

#define SNIPPET __attribute__((preserve_none))
#define AT(type, object, offset) (*(type*)((char*)(object) + (offset)))

// r12, r13, r14, r15; rdi, rsi, rdx, rcx, r8, r9.
typedef SNIPPET void Snippet(char* context, uint64_t* base, void* constants, char* frame, void* callee, uint64_t* new_base,
                             uint64_t argument_count, uint64_t new_base_slot, uint64_t result_slot, uint64_t expected);

SNIPPET void snippet(char* context, uint64_t* base, void* constants, char* frame, void* callee, uint64_t* new_base,
                     uint64_t argument_count, uint64_t new_base_slot, uint64_t result_slot, uint64_t expected) {
  char* running = AT(char*, context, RUNNING);
  uint32_t count = AT(uint32_t, running, FRAME_COUNT);
  if ((uint32_t)argument_count != 1 || new_base[0] != INT_TAG || count >= AT(uint32_t, running, DIRECT_FRAME_LIMIT)) {
    __attribute__((musttail)) return AT(Snippet*, context, CALL_INTERPRETED)(
        context, base, constants, frame, callee, new_base, argument_count, new_base_slot, result_slot, expected);
  }
  AT(uint32_t, running, FRAME_COUNT) = count + 1;
  frame += FRAME_BYTES;
  AT(void*, frame, FRAME_FUNCTION) = callee;
  AT(uint32_t, frame, FRAME_BASE) = (uint32_t)new_base_slot;
  AT(uint32_t, frame, FRAME_RESULT) = (uint32_t)result_slot;
  AT(uint64_t, frame, FRAME_EXPECTED) = expected;
  AT(uint64_t, frame, FRAME_VARARGS) = argument_count << 32;
  AT(uint64_t, frame, FRAME_STATE) = 0;
  new_base[1] += 1000;
  // rsi: where the results are, from the base; rdx: the word; rcx: how many.
  __attribute__((musttail)) return AT(Snippet*, context, RETURN_MANY)(context, new_base, constants, frame, callee, 0, 8, 1,
                                                                      result_slot, expected);
}
