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

Status poll_counted(Call& call) {
  if (call.vm.limits.max_steps != 0) call.vm.steps += kStepsPerPoll / kStepsPerCountedStep;
  return poll(call);
}

Status make_room(Call& call, runtime::Buffer& buffer, size_t n) {
  STRATA_TRY(call.vm.reserve_memory(n));
  return buffer.reserve(n) ? kOk : call.vm.raise_memory();
}

Status new_result_string(Call& call, size_t length, runtime::String** out) {
  if (length >= kLargeBytes) STRATA_TRY(call.vm.reserve_memory(length));
  *out = runtime::new_long_string(call.vm, length);
  return *out ? kOk : call.vm.raise_memory();
}

Status append_slow(Call& call, runtime::Buffer& buffer, std::string_view bytes) {
  STRATA_TRY(make_room(call, buffer, bytes.size()));
  for (;;) {
    std::string_view piece = bytes.substr(0, kPieceBytes);
    if (!buffer.append(piece)) return call.vm.raise_memory();
    bytes.remove_prefix(piece.size());
    if (bytes.empty()) return kOk;
    STRATA_TRY(pause(call));
  }
}

Status result_of(Call& call, runtime::Buffer& buffer) { return result_copied(call, buffer.view()); }

Status reserve_values(Call& call, size_t count, const char* what) {
  if (call.size() + count <= call.count() + runtime::kNativeSlots) return kOk;
  if (count > call.vm.limits.max_stack_slots || call.co.top + count > call.vm.limits.max_stack_slots)
    return call.error("stack overflow (%s)", what);
  return call.reserve(static_cast<uint32_t>(count));
}

}  // namespace strata::stdlib
