// Identity of a function: a BLAKE2b-256 hash over all that the verifier or an emitter reads, a Merkle
// tree over the function's children. Two functions with one identity behave the same, so machine code
// and profile are kept under it. Chunk name, lines and names of variables are outside: an edit that
// only moves a function keeps its identity.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "isa/module.h"

namespace strata::isa {

struct Identity {
  std::array<uint8_t, 32> bytes{};
  auto operator<=>(const Identity&) const = default;
};

// 64 hexadecimal digits.
std::string to_hex(const Identity& identity);

// Identity of one function from those of its children, in their order.
Identity function_identity(const FunctionView& function, std::span<const Identity> children);

// Identities of all functions, by index. Linear in the module's size. Precondition: the module's
// structure was verified.
std::vector<Identity> module_identities(const Module& module);

}  // namespace strata::isa
