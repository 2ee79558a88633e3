// The bytes that are hashed: a tag with the version of this list, the fixed numbers, then each part
// behind its size, so that no two functions flow into one stream of bytes.
#include "isa/identity.h"

#include <sodium.h>

#include "base/bytes.h"
#include "base/check.h"

namespace strata::isa {
namespace {

constexpr char kTag[] = "strata function 1";

class Hasher {
 public:
  Hasher() { crypto_generichash_init(&state_, nullptr, 0, sizeof(Identity::bytes)); }

  void raw(const void* data, size_t size_bytes) {
    crypto_generichash_update(&state_, static_cast<const uint8_t*>(data), size_bytes);
  }
  void number(uint64_t v) { raw(&v, sizeof v); }
  template <typename T>
  void part(std::span<const T> items) {
    number(items.size());
    if (!items.empty()) raw(items.data(), items.size_bytes());
  }
  Identity finish() {
    Identity identity;
    crypto_generichash_final(&state_, identity.bytes.data(), identity.bytes.size());
    return identity;
  }

 private:
  crypto_generichash_state state_;
};

}  // namespace

std::string to_hex(const Identity& identity) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (uint8_t byte : identity.bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

Identity function_identity(const FunctionView& function, std::span<const Identity> children) {
  STRATA_CHECK_OP(children.size(), ==, function.children.size());
  const FunctionRecord& r = *function.record;
  Hasher hasher;
  hasher.raw(kTag, sizeof kTag);
  hasher.number(r.parameter_count);
  hasher.number(r.local_count);
  hasher.number(r.max_stack);
  hasher.number(r.flags);
  hasher.number(r.constant_count);
  hasher.part(function.code);
  hasher.part(function.constants);
  hasher.part(function.upvalues);
  hasher.part(function.annotations);
  hasher.part(children);
  return hasher.finish();
}

std::vector<Identity> module_identities(const Module& module) {
  // Looking for the fastest code that the machine runs costs as much as hashing 50 KiB with the plain one.
  constexpr size_t kLargeBytes = 256 * 1024;
  if (module.size_bytes() >= kLargeBytes) (void)sodium_init();
  std::vector<Identity> all(module.functions.size());
  std::vector<Identity> children;
  for (size_t i = all.size(); i-- > 0;) {
    FunctionView function = module.function(static_cast<uint32_t>(i));
    children.clear();
    for (uint32_t child : function.children) children.push_back(all[child]);
    all[i] = function_identity(function, children);
  }
  return all;
}

}  // namespace strata::isa
