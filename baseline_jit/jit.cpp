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
// Machine code from an earlier run meets what that run went through before it was hot: as if compiled so often.
constexpr uint32_t kKeptTimes = 2;
constexpr uint32_t kNeverHot = UINT32_MAX;

uint64_t now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<uint64_t>(t.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(t.tv_nsec);
}

bool install_stubs(VM& vm) {
  static_assert(runtime::kSharedStubs == static_cast<unsigned>(Stub::Count));
  Stubs stubs;
  if (!make_stubs(&stubs)) return false;
  const uint8_t* code = vm.jit->memory.add(stubs.bytes);
  if (code == nullptr) return vm.jit_stats.refused |= vm.jit->memory.refused(), false;
  vm.jit->stubs = {code, stubs.bytes.size()};
  for (unsigned k = 0; k < runtime::kSharedStubs; ++k) vm.context.stubs[k] = code + stubs.offsets[k];
  return true;
}

Jit* jit_of(VM& vm) {
  if (vm.jit == nullptr && make_jit(vm) != nullptr) vm.jit->has_stubs = install_stubs(vm);
  return vm.jit != nullptr && vm.jit->has_stubs ? vm.jit : nullptr;
}

bool knows_one_chain(const runtime::InlineCache& cache) {
  return cache.state == runtime::CacheState::Hits && cache.shape == nullptr && cache.hits != nullptr &&
         cache.hits->next == nullptr && cache.hits->flags == runtime::kValueHit && cache.hits->shape != nullptr;
}

// What the inline caches hold now is part of the profile: code is a function of the profile alone.
void note_caches(FunctionProto& proto) {
  const Insn* code = reinterpret_cast<const Insn*>(proto.code);
  auto* caches = reinterpret_cast<runtime::InlineCache*>(proto.constants);
  for (uint32_t word = 1; word < proto.code_words;) {
    const interpreter::OpRow& row = interpreter::row(interpreter::first_op(code[word].opcode()));
    if (row.operands.size() > 2 && row.operands[2] == 'x') {
      const runtime::InlineCache& cache = caches[-1 - static_cast<ptrdiff_t>(code[word].c)];
      WordProfile& seen = proto.profile->words[word];
      seen.cache = static_cast<uint8_t>(cache.state);
      if (knows_one_chain(cache)) seen.events |= runtime::kSawOneChain;
      else seen.events &= static_cast<uint8_t>(~runtime::kSawOneChain);
      bool has_slot = cache.state == runtime::CacheState::Own || cache.state == runtime::CacheState::Add;
      if (has_slot && (cache.slot & runtime::kOverflowSlot)) seen.events |= runtime::kSawOverflowSlot;
    }
    if (row.operands.size() > 2 && row.operands[2] == 's') {
      const runtime::InlineCache& site = caches[-1 - static_cast<ptrdiff_t>(code[word].c)];
      WordProfile& seen = proto.profile->words[word];
      seen.cache = static_cast<uint8_t>(site.shape != nullptr ? site.shape->inline_capacity : runtime::kUnknownCapacity);
    }
    word += row.words();
  }
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

bool install(VM& vm, FunctionProto& proto, const CompiledCode& made) {
