// What a Vm has seen of the functions that it ran, for tools: how often, operand types, which way jumps went, what calls
// led to, what became of tables. Of functions that got hot, the last rounds before they were compiled are recorded
// operation by operation; of the others there is a count alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/strata.h"

namespace strata {

// One operation of a recorded function that was executed while it was recorded.
struct ProfiledPlace {
  uint32_t line;                       // 0: unknown
  uint32_t word;                       // of its function's threaded code
  std::string operation;               // as `strata dis --threaded` shows it
  // Types that its operands and its result had, such as "integer" or "float,nil"; empty: none was noted.
  std::string first, second, result;
  bool is_jump = false;                // conditional; of a loop: rounds that followed, and ends
  uint32_t taken = 0, not_taken = 0;
  uint32_t most_rounds = 0;            // preparing a numeric loop
  std::string callee;                  // calls: "f3 (line 12)", "string.byte", "several", ...; empty: not seen
  bool makes_tables = false;
  uint32_t fields = 0, array = 0, hash = 0;  // room in the tables that it makes, the largest ones
  std::string elements;                // kinds of their array parts: "integer", "float", "any", with commas
  bool varies = false;                 // machine code met other types here than it was made for
};

struct ProfiledFunction {
  std::string source;
  uint32_t index;                      // in its program; 0: the main chunk
  uint32_t line_defined, last_line;
  enum class State : uint8_t { Interpreted, Recorded, Compiled } state;
  // Calls and loop rounds together, until it got hot: nothing is counted after that, as nothing must be paid for it.
  uint64_t counted;
  uint32_t times_compiled;
  uint32_t machine_code_bytes;         // 0: not compiled
  std::vector<ProfiledPlace> places;   // of a recorded function, by word
};

// All functions of `vm` that were called and are still there, programs in the order in which they were loaded, functions
// by index. Not from inside the guest's own calls into the host, but from its exit (Host::exit_process).
std::vector<ProfiledFunction> profile_of(Vm& vm);

}  // namespace strata
