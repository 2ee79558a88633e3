// The commands of the toolbox. Each add_ function hangs one command with its options onto the
// application; the command runs from its callback and throws Failure when its input is bad.
#pragma once

#include <CLI/CLI.hpp>
#include <stdexcept>
#include <string>

namespace strata::toolbox {

// Bad input: main prints the message and exits with kExitBadInput.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline constexpr int kExitBadInput = 1;
inline constexpr int kExitBadUsage = 2;

void add_asm(CLI::App& app);
void add_build(CLI::App& app);
void add_cache(CLI::App& app);
void add_compile(CLI::App& app);
void add_dis(CLI::App& app);
void add_inspect(CLI::App& app);
void add_pack(CLI::App& app);
void add_profile(CLI::App& app);
void add_reference(CLI::App& app);
void add_strip(CLI::App& app);
void add_why(CLI::App& app);

}  // namespace strata::toolbox
