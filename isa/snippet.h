// The record formats of what is kept of a function beside its bytecode: its snippet (machine code with what is
// needed to enter it) and its profile. Producer and consumer is the JIT; everybody else sees bytes.
//
// A snippet holds for a function identity (isa/identity.h), CPU level, code options and build of Strata; it has
// no address in it and runs wherever it is mapped, at a multiple of 16.
#pragma once

#include <cstdint>
#include <span>

#include "isa/identity.h"

namespace strata::isa {

// Which instructions a snippet may contain: the x86-64 psABI's microarchitecture levels. A machine runs what is
// of its own level or a lower one.
enum class CpuLevel : uint8_t { V2 = 2, V3 = 3 };

// Options that machine code depends on.
enum SnippetOptions : uint8_t {
  kFusingOff = 1,
  kInlineCachesOff = 2,
};

// Seen in the memory that holds it.
struct SnippetView {
  std::span<const uint8_t> code;
  uint32_t call_entry = 0;            // offset in code
  std::span<const uint32_t> places;   // by word of threaded code, one more at the end: offset in code, 0: none
  std::span<const uint8_t> profile;   // runtime::WordProfile by word; empty: compiled without
  uint32_t times_compiled = 0;        // with a profile, in all runs
  CpuLevel level = CpuLevel::V2;      // what its instructions need
};

}  // namespace strata::isa
