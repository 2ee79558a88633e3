// The threaded code of a large main function, as an image keeps it: what a function's first call makes of its stack
// code and constants, but for what lies in the VM. Producer and consumer is the interpreter; everybody else sees
// numbers. It holds for a function identity and a build of Strata, with all options as usual.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace strata::isa {

// Functions with so much stack code keep what they were prepared with.
inline constexpr size_t kLargeCodeBytes = 16 * 1024;

// A value that is no object, as it lies in the VM.
struct PlainConstant {
  uint64_t tag, payload;
};

// Seen in the memory that holds it.
struct PreparedView {
  std::span<const PlainConstant> extra_constants;  // behind the function's own
  std::span<const uint64_t> words;
  std::span<const uint32_t> cache_keys;            // of each inline cache: the index of a constant, or that it is a site
                                                   // and what became of its table: that alone differs between runs
  std::span<const uint32_t> offsets;               // of each word: where its instruction is in the stack code
  uint32_t instructions = 0, typed_operations = 0;
  bool empty() const { return words.empty(); }
};

}  // namespace strata::isa
