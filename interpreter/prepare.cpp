// A function's first call: verification, constants, threaded code. And the map back from threaded code
// to stack code, which is not kept but made again by the same rewriting when somebody asks.
#include <new>

#include "base/memory.h"
#include "interpreter/generic_code.h"
#include "interpreter/interpreter.h"
#include "interpreter/pc_map.h"
#include "interpreter/rewriter.h"
#include "isa/constants.h"
#include "isa/verifier.h"
#include "runtime/inline_cache.h"

namespace strata::interpreter {

using runtime::Coroutine;
using runtime::Frame;
using runtime::FunctionProto;
using runtime::InlineCache;
using runtime::Status;
using runtime::String;
using runtime::Value;
using runtime::VM;

namespace {

RewriteOptions options(const FunctionProto& proto, bool hooked) { return {hooked, proto.program->fusing}; }

// The string constant: short ones are interned in the VM, long ones in the program.
String* string_constant(VM& vm, runtime::Program& program, std::string_view bytes) {
  String* s = new_string(vm, bytes);
  if (s == nullptr || s->is_short()) return s;
  if (program.long_constants == nullptr) {
    program.long_constants = runtime::new_table(vm);
    if (program.long_constants == nullptr) return nullptr;
    runtime::barrier(vm, &program, Value::of(program.long_constants));
  }
  Value known = get(program.long_constants, Value::of(s));
  if (known.is_string()) return known.as_string();
  bool stored = set(vm, program.long_constants, Value::of(s), Value::of(s)) == runtime::StoreResult::Ok;
  return stored ? s : nullptr;
}

// Interns the function's constants, so many as its record says. They live as long as it does. False: no memory.
bool decode_constants(VM& vm, runtime::Program& program, const isa::FunctionView& view, Value* out) {
  constexpr uint32_t kMany = 1000;
  if (view.record->constant_count >= kMany) {
    vm.strings.reserve(view.record->constant_count);
    vm.heap.count_as_lasting(view.constants.size() + view.record->constant_count * sizeof(String));
  }
  isa::ConstantReader reader(view.constants);
  isa::Constant constant;
  for (const Value* end = out + view.record->constant_count; out != end && reader.next(&constant); ++out) {
    switch (constant.kind) {
      case isa::ConstantKind::Int: *out = Value::integer(constant.integer); break;
      case isa::ConstantKind::Float: *out = Value::real(constant.real); break;
      case isa::ConstantKind::String: {
        String* s = string_constant(vm, program, constant.string);
        if (s == nullptr) return false;
        *out = Value::of(s);
        break;
      }
    }
  }
  return true;
}

// Of a site in what is kept: how large the hash part of its only table became (AllocationSites::expect_hash), below
// kNoCacheKey. No index of a constant is as large.
constexpr uint32_t kFirstSiteKey = kNoCacheKey - 63;
constexpr uint32_t site_key(unsigned hash_log2) { return hash_log2 == 0 ? kNoCacheKey : kFirstSiteKey + hash_log2; }
constexpr unsigned expected_hash_log2(uint32_t key) { return key == kNoCacheKey ? 0 : key - kFirstSiteKey; }
constexpr bool is_site_key(uint32_t key) { return key >= kFirstSiteKey; }

// Sets up the caches that end at `first`, by the keys' indices in the constants that start there.
void make_caches(FunctionProto& proto, Value* first, std::span<const uint32_t> keys) {
  for (uint32_t i = 0; i < keys.size(); ++i) {
    InlineCache& cache = runtime::inline_cache(first, i);
    cache = InlineCache{};
    if (!proto.program->inline_caches) cache.state = runtime::CacheState::Off;
    else if (is_site_key(keys[i])) cache.state = runtime::CacheState::Site;
    if (!is_site_key(keys[i])) cache.key = first[keys[i]].as_string();
    else if (cache.state == runtime::CacheState::Site) runtime::AllocationSites::expect_hash(cache, expected_hash_log2(keys[i]));
  }
}

// The function has `code` from now on, and `count` constants from `first` on, with caches below them.
void take_body(VM& vm, FunctionProto& proto, Value* first, size_t count, size_t caches, const void* code, size_t words) {
  proto.constants = first;
  proto.constant_count = static_cast<uint32_t>(count);
  proto.cache_count = static_cast<uint32_t>(caches);
  proto.code_words = static_cast<uint32_t>(words);
  proto.code = static_cast<const uint64_t*>(code);
  first[count] = Value::make(reinterpret_cast<uint64_t>(code), 0);  // for machine code, which has no address in it
  for (size_t i = 0; i < count; ++i) runtime::barrier(vm, &proto, first[i]);
}

// Room for inline caches downwards, then constants upwards: where the constants start. nullptr: no memory.
Value* allocate_body(size_t caches, size_t constants) {
  char* body = static_cast<char*>(base::allocate(caches * sizeof(InlineCache) + constants * sizeof(Value) + 16));
  return body != nullptr ? reinterpret_cast<Value*>(body + caches * sizeof(InlineCache)) : nullptr;
}

void count_body(VM& vm, size_t caches, size_t constants, size_t code_bytes) {
  size_t bytes = caches * sizeof(InlineCache) + constants * sizeof(Value) + code_bytes;
  vm.heap.adjust_external(static_cast<ptrdiff_t>(bytes));
  vm.heap.count_as_lasting(bytes);
}

bool install_body(VM& vm, FunctionProto& proto, const std::vector<Value>& constants, const Rewritten& code) {
  size_t caches = code.cache_keys.size();
  size_t count = constants.size() + code.extra_constants.size();
  size_t code_bytes = code.words.size() * sizeof(Insn);
  Value* first = allocate_body(caches, count);
  void* words = base::allocate(code_bytes);
  if (first == nullptr || words == nullptr) {
    if (first != nullptr) base::free(reinterpret_cast<char*>(first) - caches * sizeof(InlineCache));
    base::free(words);
    return false;
  }
  count_body(vm, caches, count, code_bytes);
  std::copy(constants.begin(), constants.end(), first);
  std::copy(code.extra_constants.begin(), code.extra_constants.end(), first + constants.size());
  make_caches(proto, first, code.cache_keys);
  std::memcpy(words, code.words.data(), code_bytes);
  take_body(vm, proto, first, count, caches, words, code.words.size());
  proto.instruction_count = code.instructions;
  proto.typed_operations = code.typed_from_annotations;
  return true;
}

// Makes threaded code of what the module has. False: no memory.
bool prepare_now(VM& vm, FunctionProto& proto, const isa::FunctionView& view) {
  std::vector<Value> constants(view.record->constant_count);
  Rewritten code;
  if (!decode_constants(vm, *proto.program, view, constants.data())) return false;
  // The collector asks where a frame stands: of a large function the answer would take long to make again.
  bool keeps_map = view.code.size() >= isa::kLargeCodeBytes;
  rewrite(*proto.program->module, proto.function_index, constants, options(proto, false), keeps_map, &code);
  if (!install_body(vm, proto, constants, code)) return false;
  if (keeps_map) proto.pc_map = new (std::nothrow) runtime::PcMap(std::move(code.offsets));
  if (proto.pc_map != nullptr && proto.levels != nullptr) proto.pc_map->cache_keys = std::move(code.cache_keys);
  return true;
}

// Takes what an image has; the code stays where it is mapped. False: no memory.
bool take_prepared(VM& vm, FunctionProto& proto, const isa::FunctionView& view, const isa::PreparedView& kept) {
  static_assert(sizeof(Value) == sizeof(isa::PlainConstant));
  size_t caches = kept.cache_keys.size(), own = view.record->constant_count, count = own + kept.extra_constants.size();
  Value* first = allocate_body(caches, count);
  if (first == nullptr) return false;
  if (!decode_constants(vm, *proto.program, view, first)) {
    base::free(reinterpret_cast<char*>(first) - caches * sizeof(InlineCache));
    return false;
  }
  count_body(vm, caches, count, 0);
  for (size_t i = own; i < count; ++i) {
    const isa::PlainConstant& extra = kept.extra_constants[i - own];
    first[i] = Value::make(extra.tag, extra.payload);
  }
  make_caches(proto, first, kept.cache_keys);
  proto.is_code_mapped = true;
  take_body(vm, proto, first, count, caches, kept.words.data(), kept.words.size());
  proto.pc_map = new (std::nothrow) runtime::PcMap(kept.offsets);
  proto.instruction_count = kept.instructions;
  proto.typed_operations = kept.typed_operations;
  return true;
}

std::span<const Value> own_constants(const FunctionProto& proto) {
  return {proto.constants, proto.program->module->function(proto.function_index).record->constant_count};
}

}  // namespace

Status prepare(VM& vm, FunctionProto& proto) {
  const isa::Module& module = *proto.program->module;
  bool is_verified = module.verified_by_producer;
  if (!is_verified && proto.levels != nullptr) STRATA_TRY(vm.upward.confirm(vm, proto, &is_verified));
  if (!is_verified) {
    base::Result<void> verified = isa::verify_function(module, proto.function_index);
    if (!verified.ok()) return vm.raise_text("bad bytecode: %s", verified.error().message.c_str());
  }
  isa::FunctionView view = module.function(proto.function_index);
  isa::PreparedView kept;
  bool is_kept = proto.levels != nullptr && vm.upward.prepared_code(vm, proto, &kept);
  if (!(is_kept ? take_prepared(vm, proto, view, kept) : prepare_now(vm, proto, view))) return vm.raise_memory();
  proto.local_count = view.record->local_count;
  proto.parameter_count = view.record->parameter_count;
  proto.function_flags = view.record->flags;
  // One more, for Rewriter::key_in_slot.
  proto.frame_slots = static_cast<uint16_t>(uint32_t{view.record->local_count} + view.record->max_stack + 1);
  proto.direct = !(view.record->flags & isa::kVararg);
  proto.heat = vm.tier == runtime::Tier::Interpreter ? UINT32_MAX : vm.jit_threshold + 1;
  vm.stats_typed_from_annotations += proto.typed_operations;
  ++vm.stats_functions_prepared;
  if (proto.levels != nullptr) vm.upward.adopt(vm, proto);
  return runtime::kOk;
}

bool prepared_of(const FunctionProto& proto, isa::PreparedView* out) {
  runtime::PcMap* map = proto.pc_map;
  bool is_usual = proto.program->fusing && proto.program->inline_caches;
  bool is_large = proto.program->module->functions[proto.function_index].code_size_bytes >= isa::kLargeCodeBytes;
  if (!is_large) return false;
  if (map == nullptr || map->cache_keys.size() != proto.cache_count || !is_usual || proto.code == nullptr) return false;
  for (uint32_t i = 0; i < proto.cache_count; ++i) {
    const InlineCache& cache = runtime::inline_cache(proto.constants, i);
    if (cache.state == runtime::CacheState::Site) map->cache_keys[i] = site_key(runtime::AllocationSites::only_hash_log2(cache));
  }
  size_t own = own_constants(proto).size();
  const auto* extra = reinterpret_cast<const isa::PlainConstant*>(proto.constants + own);
  *out = {{extra, proto.constant_count - own}, {proto.code, proto.code_words}, map->cache_keys, map->offsets,
          proto.instruction_count, proto.typed_operations};
  return true;
}

const runtime::PcMap* pc_map(FunctionProto& proto, bool hooked) {
  runtime::PcMap*& cached = hooked ? proto.hooked_pc_map : proto.pc_map;
  if (cached == nullptr) {
    Rewritten code;
    rewrite(*proto.program->module, proto.function_index, own_constants(proto), options(proto, hooked), true, &code);
    cached = new (std::nothrow) runtime::PcMap(std::move(code.offsets));
  }
  return cached;
}

bool make_hooked_code(VM& vm, FunctionProto& proto) {
  if (proto.hooked_code != nullptr) return true;
  Rewritten code;
  rewrite(*proto.program->module, proto.function_index, own_constants(proto), options(proto, true), true, &code);
  // Hooked code uses the constants and caches of the ordinary code, so it may need no others.
  STRATA_CHECK_OP(code.cache_keys.size(), <=, size_t{proto.cache_count});
  STRATA_CHECK_OP(own_constants(proto).size() + code.extra_constants.size(), <=, size_t{proto.constant_count});
  size_t bytes = code.words.size() * sizeof(Insn);
  void* words = base::allocate(bytes);
  if (words == nullptr) return false;
  vm.heap.adjust_external(static_cast<ptrdiff_t>(bytes));
  std::memcpy(words, code.words.data(), bytes);
  proto.hooked_code = static_cast<const uint64_t*>(words);
  proto.hooked_code_words = static_cast<uint32_t>(code.words.size());
  proto.hooked_pc_map = new (std::nothrow) runtime::PcMap(std::move(code.offsets));
  return true;
}

StackPoint stack_point(const FunctionProto& proto, size_t word) {
  return stack_point_at(*proto.program->module, proto.function_index, own_constants(proto), options(proto, false), word);
}

bool code_offsets(Coroutine& co, uint32_t frame_index, uint32_t* executing, uint32_t* next) {
  Frame& frame = co.frames[frame_index];
  FunctionProto& proto = *frame.lua_function()->proto;
  bool hooked = frame.flags & runtime::kHookedFrame;
  const uint64_t* code = code_of(frame);
  const runtime::PcMap* map = code != nullptr ? pc_map(proto, hooked) : nullptr;
  if (map == nullptr || map->offsets.empty()) return false;
  size_t word = static_cast<size_t>(static_cast<const uint64_t*>(frame.pc) - code);
  if (word > map->offsets.size()) return false;
  *executing = map->offsets[word > 0 ? word - 1 : 0];
  *next = map->offsets[word < map->offsets.size() ? word : word - 1];
  return true;
}

uint32_t current_offset(Coroutine& co, uint32_t frame_index) {
  uint32_t executing, next;
  return code_offsets(co, frame_index, &executing, &next) ? executing : 0;
}

}  // namespace strata::interpreter
