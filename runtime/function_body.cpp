// What a FunctionProto owns outside the heap: see the picture in runtime/function.h.
#include "base/memory.h"
#include "runtime/function.h"
#include "runtime/inline_cache.h"
#include "runtime/levels.h"
#include "runtime/native_code.h"
#include "runtime/vm.h"

namespace strata::runtime {

void release_levels(VM& vm, ProgramLevels* levels) {
  if (levels != nullptr && --levels->references == 0) vm.upward.drop_levels(vm, *levels);
}

void free_body(VM& vm, FunctionProto& proto) {
  if (proto.levels != nullptr && newest_code(proto) != nullptr) vm.upward.remember(vm, proto);
  if (newest_code(proto) != nullptr || proto.profile != nullptr) vm.upward.drop_native(vm, proto);
  if (proto.constants != nullptr) {
    for (uint32_t i = 0; i < proto.cache_count; ++i) {
      InlineCache& cache = inline_cache(proto.constants, i);
      if (cache.state == CacheState::Site) vm.sites.leave(cache);
    }
    size_t caches_bytes = proto.cache_count * sizeof(InlineCache);
    base::free(reinterpret_cast<char*>(proto.constants) - caches_bytes);
    size_t bytes = caches_bytes + proto.constant_count * sizeof(Value) + (proto.is_code_mapped ? 0 : size_t{proto.code_words} * 8) +
                   size_t{proto.hooked_code_words} * 8 + (proto.generic_code ? size_t{proto.code_words} * 8 : 0);
    vm.heap.adjust_external(-static_cast<ptrdiff_t>(bytes));
  }
  if (!proto.is_code_mapped) base::free(const_cast<uint64_t*>(proto.code));
  base::free(const_cast<uint64_t*>(proto.hooked_code));
  base::free(const_cast<uint64_t*>(proto.generic_code));
  delete proto.pc_map;
  delete proto.hooked_pc_map;
  proto.constants = nullptr;
  proto.code = proto.hooked_code = proto.generic_code = nullptr;
  proto.pc_map = proto.hooked_pc_map = nullptr;
  release_levels(vm, proto.levels);
  proto.levels = nullptr;
}

}  // namespace strata::runtime
