// strata inspect --json: one object; keys are fixed, new ones may be added.
#include <fmt/format.h>

#include "strata/inspect.h"
#include "strata/json.h"

namespace strata::toolbox {
namespace {

std::string section_object(const isa::MlbSection& section) {
  return fmt::format(R"({{"kind": {}, "name": {}, "offset": {}, "bytes": {}, "checksum": "{:016x}"}})",
                     static_cast<uint32_t>(section.kind), json_string(isa::section_name(section.kind)),
                     section.offset, section.size_bytes, section.checksum);
}

std::string function_object(const isa::FunctionView& view, const FunctionSummary& f) {
  const isa::FunctionRecord& r = *view.record;
  return fmt::format(
      R"({{"index": {}, "identity": "{}", "line_defined": {}, "last_line_defined": {}, )"
      R"("code_bytes": {}, "instructions": {}, "blocks": {}, "loops": {}, "constants": {}, )"
      R"("parameters": {}, "vararg": {}, "captures": {}, "closes": {}, "locals": {}, "stack": {}, )"
      R"("upvalues": {}, "children": [{}], "refused": {}}})",
      f.index, isa::to_hex(f.identity), r.line_defined, r.last_line_defined, r.code_size_bytes,
      f.instructions, f.blocks, f.loops, r.constant_count, r.parameter_count,
      (r.flags & isa::kVararg) != 0, (r.flags & isa::kHasCaptures) != 0, (r.flags & isa::kHasMarkClose) != 0,
      r.local_count, r.max_stack, r.upvalue_count, fmt::join(view.children, ", "),
      f.fault.empty() ? "null" : json_string(f.fault));
}

}  // namespace

std::string as_json(const Inspection& inspection) {
  std::vector<std::string> sections, functions;
  for (const isa::MlbSection& section : inspection.sections) sections.push_back(section_object(section));
  for (const FunctionSummary& f : inspection.functions) {
    functions.push_back(function_object(inspection.module->function(f.index), f));
  }
  return fmt::format("{{\n\"file\": {}, \"bytes\": {}, \"chunk\": {}, \"source_bytes\": {},\n"
                     "\"levels\": {},\n\"sections\": [\n{}\n],\n\"functions\": [\n{}\n]\n}}\n",
                     json_string(inspection.path), inspection.size_bytes, json_string(inspection.module->chunk_name),
                     inspection.module->source.size(), levels_object(inspection.levels), fmt::join(sections, ",\n"), fmt::join(functions, ",\n"));
}

}  // namespace strata::toolbox
