// See debug_map_cache.h.
#include "runtime/debug_map_cache.h"

#include "runtime/debug_info.h"

namespace strata::runtime {

const isa::DebugMap& debug_map(FunctionProto& proto) {
  Program& program = *proto.program;
  if (!program.debug_maps) {
    program.debug_maps = new DebugMapCache;
    program.debug_maps->maps.resize(program.proto_count);
  }
  std::unique_ptr<isa::DebugMap>& map = program.debug_maps->maps[proto.function_index];
  if (!map) {
    map = std::make_unique<isa::DebugMap>();
    isa::FunctionView function = program.module->function(proto.function_index);
    if (!isa::decode_debug_map(function.debug, function.record->line_defined, map.get())) *map = isa::DebugMap();
  }
  return *map;
}

void release_debug_maps(Program& program) {
  delete program.debug_maps;
  program.debug_maps = nullptr;
}

}  // namespace strata::runtime
