// See baseline_jit/jit.h.
#include "baseline_jit/jit.h"

#include <algorithm>
#include <ctime>
#include <new>

#include "baseline_jit/kept.h"
#include "baseline_jit/observe.h"
#include "baseline_jit/recorder.h"
#include "interpreter/step.h"
#include "isa/module.h"
#include "runtime/inline_cache.h"
#include "runtime/native_code.h"
#include "runtime/vm.h"

namespace strata::baseline_jit {

using runtime::Control;
using runtime::Frame;
using runtime::NativeCode;
using runtime::TierState;
using runtime::VM;

namespace {

constexpr uint32_t kRounds = 12;          // that are recorded
constexpr uint32_t kExitsAllowed = 30;    // before a function is compiled again; four times as many each time
constexpr uint32_t kExitsNoted = 12;      // of so many
constexpr uint32_t kSlowPathsAllowed = 1000;  // likewise; eight times as many each time
constexpr uint32_t kMaxCompilations = 6;
// Machine code from an earlier run meets what that run went through before it was hot: it may leave and take slow
// paths as often as if it had been compiled so many times.
constexpr uint32_t kKeptExits = 4, kKeptSlowPaths = 2;
constexpr uint32_t kNeverHot = UINT32_MAX;
// Compiled code waits for more for this part of the rounds that made it hot, unless so much is waiting.
constexpr uint32_t kPartWaited = 4;
constexpr size_t kBatchBytes = 4 * CodeMemory::kPageBytes;

uint64_t now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<uint64_t>(t.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(t.tv_nsec);
}

// nullptr: nothing can be compiled, nor copied to where it could run.
Jit* jit_of(VM& vm) {
  Jit* jit = vm.jit != nullptr ? vm.jit : make_jit(vm);
  return jit != nullptr && !jit->memory.refused() ? jit : nullptr;
}

bool knows_one_chain(const runtime::InlineCache& cache) {
  return cache.state == runtime::CacheState::Hits && cache.shape == nullptr && cache.hits != nullptr &&
         cache.hits->next == nullptr && cache.hits->flags == runtime::kValueHit && cache.hits->shape != nullptr;
}

bool knows_adds(const runtime::InlineCache& cache) {
  const runtime::CacheHit* hit = cache.state == runtime::CacheState::Hits ? cache.hits : nullptr;
  while (hit != nullptr && hit->flags != runtime::kAddHit) hit = hit->next;
  return hit != nullptr;
}

void note_cache(const runtime::InlineCache& cache, WordProfile& seen) {
  seen.cache = static_cast<uint8_t>(cache.state);
  if (knows_one_chain(cache)) seen.events |= runtime::kSawOneChain;
  else seen.events &= static_cast<uint8_t>(~runtime::kSawOneChain);
  if (knows_adds(cache)) seen.events |= runtime::kSawAdds;
  else seen.events &= static_cast<uint8_t>(~runtime::kSawAdds);
  bool has_slot = cache.state == runtime::CacheState::Own || cache.state == runtime::CacheState::Add;
  if (has_slot && (cache.slot & runtime::kOverflowSlot)) seen.events |= runtime::kSawOverflowSlot;
}

void note_site(const runtime::InlineCache& site, WordProfile& seen) {
  seen.cache = static_cast<uint8_t>(site.shape != nullptr ? site.shape->inline_capacity : runtime::kUnknownCapacity);
  if (site.state != runtime::CacheState::Site) return;
  seen.events |= site.outcome.element_kinds;
  seen.number = site.outcome.array_capacity;
  seen.hash_nodes = static_cast<uint16_t>(site.outcome.hash_log2 > 0 ? std::min(1u << (site.outcome.hash_log2 - 1), 0xffffu) : 0);
}

// It stays interpreted for good.
void give_up(FunctionProto& proto) {
  proto.tier = TierState::Interpreted;
  proto.heat = kNeverHot;
  proto.direct = !(proto.function_flags & isa::kVararg);
}

std::vector<uint8_t> profile_bytes(const Profile& profile) {
  const auto* first = reinterpret_cast<const uint8_t*>(profile.words.data());
  return {first, first + profile.words.size() * sizeof(WordProfile)};
}

// Copies the code to where it will run.
bool write(VM& vm, FunctionProto& proto, const CompiledCode& made) {
  const uint8_t* code = vm.jit->memory.write(made.bytes);
  if (code == nullptr) {
    vm.jit_stats.refused |= vm.jit->memory.refused();
    return false;
  }
  auto* native = new (std::nothrow) NativeCode{};
  if (native == nullptr) return vm.jit->memory.remove(code, made.bytes.size()), false;
  native->code = code;
  native->in_code_memory = true;
  native->size_bytes = static_cast<uint32_t>(made.bytes.size());
  native->call_entry = made.call_entry;
  native->level = made.level;
  native->places.assign(made.places.begin(), made.places.end());
  native->place_table = native->places.data();
  if (proto.profile != nullptr) native->profile = profile_bytes(*proto.profile);
  Jit::Waiting& waiting = vm.jit->waiting.emplace_back(Jit::Waiting{&proto, native, {}});
  if (vm.code_observer.compiled != nullptr) waiting.word_starts.assign(made.word_starts.begin(), made.word_starts.end());
  return true;
}

// The function runs as executable code from now on.
void install(FunctionProto& proto, NativeCode* native) {
  native->times_compiled = proto.profile != nullptr ? ++proto.profile->times_compiled : 0;
  native->retired = proto.retired;
  proto.retired = nullptr;
  make_entered(proto, native);
}

void drop(VM& vm, NativeCode* native) {
  if (vm.jit != nullptr && native->in_code_memory) vm.jit->memory.remove(native->code, native->size_bytes);
  delete native;
}

// nullptr: no code of the function is waiting.
Jit::Waiting* find_waiting(VM& vm, const FunctionProto& proto) {
  if (vm.jit == nullptr) return nullptr;
  for (Jit::Waiting& waiting : vm.jit->waiting) {
    if (waiting.proto == &proto) return &waiting;
  }
  return nullptr;
}

}  // namespace

void install_waiting(VM& vm) {
  if (vm.jit == nullptr || vm.jit->waiting.empty()) return;
  uint64_t start = now_ns();
  bool is_sealed = vm.jit->memory.seal();
  for (const Jit::Waiting& waiting : vm.jit->waiting) {
    if (is_sealed) {
      install(*waiting.proto, waiting.native);
      ++vm.jit_stats.functions_compiled;
    } else {
      drop(vm, waiting.native);
      give_up(*waiting.proto);
    }
  }
  vm.jit_stats.compile_ns += now_ns() - start;
  vm.jit_stats.mapped_bytes = vm.jit->memory.mapped_bytes();
  vm.jit_stats.refused |= !is_sealed;
  for (const Jit::Waiting& waiting : vm.jit->waiting) {
    if (is_sealed) tell_compiled(vm, *waiting.proto, waiting.word_starts);
  }
  vm.jit->waiting.clear();
  if (vm.level_cache != nullptr) vm.upward.code_made(vm, now_ns());
}

namespace {

// The code waits for install_waiting(). `has_run`: what its inline caches hold now belongs to its profile.
bool compile(VM& vm, FunctionProto& proto, bool has_run) {
  if (jit_of(vm) == nullptr) return false;
  uint64_t start = now_ns();
  if (has_run && proto.profile != nullptr) note_caches(proto);
  CompiledCode made;
  if (!Compiler(vm.jit->workspace, proto, proto.profile, vm.cpu_level).compile(&made) || !write(vm, proto, made)) return false;
  runtime::JitStats& stats = vm.jit_stats;
  stats.code_bytes += made.bytes.size();
  stats.bytecodes += proto.instruction_count;
  stats.compile_ns += now_ns() - start;
  return true;
}

bool install_now(VM& vm, const FunctionProto& proto) {
  install_waiting(vm);
  return proto.native != nullptr;
}

// The function was recorded: it is compiled, and goes on in the interpreter until its code is installed.
void compile_recorded(VM& vm, FunctionProto& proto) {
  if (!compile(vm, proto, true)) return give_up(proto);
  uint32_t rounds = vm.jit_threshold / kPartWaited;
  if (rounds == 0 || vm.jit->memory.waiting_bytes() >= kBatchBytes) return install_waiting(vm);
  proto.tier = TierState::Interpreted;
  proto.direct = !(proto.function_flags & isa::kVararg);
  proto.heat = rounds;
}

}  // namespace

Jit* make_jit(VM& vm) {
  vm.jit = new (std::nothrow) Jit(vm.jit_code_limit_bytes);
  link_stubs(vm.context);
  vm.context.steps = reinterpret_cast<const void* const*>(interpreter::kSteps);
  return vm.jit;
}

void make_entered(FunctionProto& proto, NativeCode* native) {
  uint32_t times = native->is_kept ? native->times_compiled : native->times_compiled > 0 ? native->times_compiled - 1 : 0;
  uint32_t exits = native->is_kept ? std::max(times, kKeptExits) : times;
  uint32_t slow_paths = native->is_kept ? std::max(times, kKeptSlowPaths) : times;
  native->exits_left = exits < kMaxCompilations ? kExitsAllowed << (2 * exits) : UINT32_MAX;
  proto.slow_paths_left = slow_paths < kMaxCompilations ? kSlowPathsAllowed << (3 * slow_paths) : UINT32_MAX;
  proto.native = native;
  proto.entry = native->code + native->call_entry;
  proto.tier = TierState::Compiled;
  proto.direct = false;
  proto.heat = 1;  // the interpreter looks for the way back at each back-edge
}

Jit::~Jit() {
  for (const Waiting& code : waiting) delete code.native;
}

void note_caches(FunctionProto& proto) {
  const Insn* code = reinterpret_cast<const Insn*>(proto.code);
  for (uint32_t word = 1; word < proto.code_words;) {
    const interpreter::OpRow& row = interpreter::row(interpreter::first_op(code[word].opcode()));
    char kind = row.operands.size() > 2 ? row.operands[2] : '-';
    WordProfile& seen = proto.profile->words[word];
    if (kind == 'x') note_cache(runtime::inline_cache(proto.constants, code[word].c), seen);
    if (kind == 's') note_site(runtime::inline_cache(proto.constants, code[word].c), seen);
    word += row.words();
  }
}

bool compile_now(VM& vm, FunctionProto& proto) {
  return compile(vm, proto, true) && install_now(vm, proto);
}

bool compile_ahead(VM& vm, FunctionProto& proto) {
  return compile(vm, proto, false) && install_now(vm, proto);
}

static void record_from_now_on(VM& vm, FunctionProto& proto) {
  uint32_t rounds = std::min(vm.jit_threshold, kRounds - 1) + 1;  // one that has begun when it is counted
  if (!start_recording(proto, rounds)) return give_up(proto);
  proto.tier = TierState::Recording;
  proto.direct = false;
  proto.heat = 1;  // an interpreted loop leaves for the recorder at its next back-edge
}

void tier_up(VM& vm, FunctionProto& proto) {
  if (proto.tier != TierState::Interpreted) {
    return;
  }
  if (find_waiting(vm, proto) != nullptr) return install_waiting(vm);
  if (vm.tier == runtime::Tier::Interpreter || jit_of(vm) == nullptr) return give_up(proto);
  if (vm.jit_threshold == 0) {
    if (!compile_now(vm, proto)) give_up(proto);
    return;
  }
  record_from_now_on(vm, proto);
}

namespace {

// The topmost frame goes on in machine code where that can be entered at its pc.
Control enter_compiled(VM& vm, Frame& frame, FunctionProto& proto) {
  size_t word = static_cast<size_t>(static_cast<const uint64_t*>(frame.pc) - proto.code);
  uint32_t place = proto.native->place_table[word];
  if (place == 0) return Control::Interpret;
  runtime::mark_boundary(frame);
  return runtime::enter_native(vm, proto.native->code + place);
}

}  // namespace

// After machine code had to leave the frame to the interpreter: types were not what they used to be.
void count_exit(VM& vm) {
  ++vm.jit_stats.exits;
  FunctionProto& proto = *vm.running->frame().lua_function()->proto;
  if (proto.native == nullptr) return;
  restore_profile(proto);
  bool is_slow = proto.slow_paths_left == 0;
  if (!is_slow && proto.profile != nullptr && proto.native->exits_left % kExitsAllowed < kExitsNoted) note_exit(vm);
  if (--proto.native->exits_left > 0 && !is_slow) return;
  ++vm.jit_stats.recompiled;
  proto.retired = proto.native;
  proto.native = nullptr;
  proto.entry = runtime::interpreted_entry();
  proto.tier = TierState::Interpreted;
  record_from_now_on(vm, proto);
}

Control enter_tier(VM& vm) {
  Frame& frame = vm.running->frame();
  FunctionProto& proto = *frame.lua_function()->proto;
  if (proto.tier == TierState::Recording) {
    runtime::mark_boundary(frame);
    proto.heat = kNeverHot;
    Control control = record(vm);
    if (proto.tier == TierState::Recording) proto.heat = 1;
    if (proto.profile->rounds_left == 0 && proto.tier == TierState::Recording) compile_recorded(vm, proto);
    return control;
  }
  Control control = enter_compiled(vm, frame, proto);
  if (control == Control::Interpret) count_exit(vm);
  return control;
}

void drop_native(VM& vm, FunctionProto& proto) {
  if (Jit::Waiting* waiting = find_waiting(vm, proto)) {
    drop(vm, waiting->native);
    vm.jit->waiting.erase(vm.jit->waiting.begin() + (waiting - vm.jit->waiting.data()));
  }
  NativeCode* code = runtime::newest_code(proto);
  while (code != nullptr) {
    NativeCode* before = code->retired;
    if (vm.jit != nullptr) tell_removed(vm, code->code);
    drop(vm, code);
    code = before;
  }
  if (vm.jit != nullptr) vm.jit_stats.mapped_bytes = vm.jit->memory.mapped_bytes();
  delete proto.profile;
  proto.native = proto.retired = nullptr;
  proto.profile = nullptr;
}

void drop_jit(VM& vm) {
  for (FunctionProto* proto = vm.protos; proto != nullptr; proto = proto->next) {
    NativeCode* code = runtime::newest_code(*proto);
    for (; code != nullptr; code = code->retired) tell_removed(vm, code->code);
  }
  delete vm.jit;
  vm.jit = nullptr;
}

}  // namespace strata::baseline_jit
