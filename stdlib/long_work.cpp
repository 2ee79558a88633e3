// Memory and stack room for natives with long results; see long_work.h.
#include "stdlib/long_work.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::kOk;
using runtime::Status;

namespace {

// Strings shorter than this are not worth a look at the limit: the allocation itself tells.
constexpr size_t kLargeBytes = 64 * 1024;

}  // namespace

Status make_room(Call& call, runtime::Buffer& buffer, size_t n) {
  STRATA_TRY(call.vm.reserve_memory(n));
  return buffer.reserve(n) ? kOk : call.vm.raise_memory();
}

Status new_result_string(Call& call, size_t length, runtime::String** out) {
  if (length >= kLargeBytes) STRATA_TRY(call.vm.reserve_memory(length));
  *out = runtime::new_long_string(call.vm, length);
  return *out ? kOk : call.vm.raise_memory();
}

Status result_of(Call& call, runtime::Buffer& buffer) {
  return result_filled(call, buffer.size(),
                       [&](char* out) { std::memcpy(out, buffer.data(), buffer.size()); });
}

Status reserve_values(Call& call, size_t count, const char* what) {
  if (call.size() + count <= call.count() + runtime::kNativeSlots) return kOk;
  if (count > call.vm.limits.max_stack_slots || call.co.top + count > call.vm.limits.max_stack_slots)
    return call.error("stack overflow (%s)", what);
  return call.reserve(static_cast<uint32_t>(count));
}

}  // namespace strata::stdlib
