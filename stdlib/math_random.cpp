// math.random and math.randomseed. The state is the payload of a userdata, their upvalue 0.
#include "stdlib/math_random.h"

#include <bit>

#include "isa/arith.h"
#include "runtime/function.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::kOk;
using runtime::Status;
using runtime::Value;

uint64_t RandomState::next() {
  uint64_t result = std::rotl(words[1] * 5, 7) * 9;
  uint64_t shifted = words[1] << 17;
  words[2] ^= words[0];
  words[3] ^= words[1];
  words[1] ^= words[2];
  words[0] ^= words[3];
  words[2] ^= shifted;
  words[3] = std::rotl(words[3], 45);
  return result;
}

void RandomState::seed(uint64_t low, uint64_t high) {
  words[0] = low;
  words[1] = 0xff;  // not all zero
  words[2] = high;
  words[3] = 0;
  for (int i = 0; i < 16; ++i) next();
}

// Numbers beyond the limit are drawn again, after a mask has made them rare.
uint64_t RandomState::project(uint64_t random, uint64_t limit) {
  if ((limit & (limit + 1)) == 0) return random & limit;
  uint64_t mask = ~uint64_t{0} >> std::countl_zero(limit);
  while ((random &= mask) > limit) random = next();
  return random;
}

namespace {

RandomState& state_of(Call& call) {
  return *static_cast<RandomState*>(call.upvalue(0).as_userdata()->payload());
}

Status random_between(Call& call, uint64_t random, int64_t low, int64_t high) {
  if (low > high) return call.argument_error(1, "interval is empty");
  uint64_t limit = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
  uint64_t offset = state_of(call).project(random, limit);
  return call.result(Value::integer(isa::add_int(low, static_cast<int64_t>(offset))));
}

Status random(Call& call) {
  uint64_t drawn = state_of(call).next();
  int64_t low = 1, high;
  switch (call.count()) {
    case 0: return call.result(Value::real(random_to_float(drawn)));
    case 1:
      STRATA_TRY(call.check_integer(1, &high));
      if (high == 0) return call.result(Value::integer(static_cast<int64_t>(drawn)));
      break;
    case 2:
      STRATA_TRY(call.check_integer(1, &low));
      STRATA_TRY(call.check_integer(2, &high));
      break;
    default: return call.error("wrong number of arguments");
  }
  return random_between(call, drawn, low, high);
}

// What the host calls random, stretched to two words.
void host_seed(runtime::VM& vm, int64_t* low, int64_t* high) {
  uint64_t seed = vm.host.random_seed ? vm.host.random_seed(vm.host.self) : vm.hash_seed;
  *low = static_cast<int64_t>(seed);
  *high = static_cast<int64_t>((seed ^ seed >> 32) * 0x9E3779B97F4A7C15u);
}

Status randomseed(Call& call) {
  int64_t low, high;
  if (call.has(1)) {
    STRATA_TRY(call.check_integer(1, &low));
    STRATA_TRY(call.opt_integer(2, 0, &high));
  } else {
    host_seed(call.vm, &low, &high);
  }
  state_of(call).seed(static_cast<uint64_t>(low), static_cast<uint64_t>(high));
  call.push(Value::integer(low));
  call.push(Value::integer(high));
  return call.results(2);
}

bool add_with_state(runtime::VM& vm, runtime::Table* math, const char* name, runtime::NativeEntry entry,
                    runtime::Userdata* state) {
  runtime::NativeFunction* function = runtime::new_native_function(vm, entry, name, 1);
  if (!function) return false;
  function->upvalues[0] = Value::of(state);
  return runtime::set_named(vm, math, name, Value::of(function));
}

}  // namespace

bool add_random(runtime::VM& vm, runtime::Table* math) {
  runtime::Userdata* userdata = runtime::new_userdata(vm, sizeof(RandomState), "random state");
  if (!userdata) return false;
  int64_t low, high;
  host_seed(vm, &low, &high);
  static_cast<RandomState*>(userdata->payload())->seed(static_cast<uint64_t>(low), static_cast<uint64_t>(high));
  return add_with_state(vm, math, "random", random, userdata) &&
         add_with_state(vm, math, "randomseed", randomseed, userdata);
}

}  // namespace strata::stdlib
