// Finding a function in a module's sections, and collecting functions into sections.
#include "isa/module.h"

#include "base/check.h"

namespace strata::isa {

FunctionView Module::function(uint32_t index) const {
  STRATA_DCHECK(index < functions.size());
  const FunctionRecord& r = functions[index];
  return FunctionView{
      .record = &r,
      .code = {code.data() + r.code_offset, r.code_size_bytes},
      .constants = {constants.data() + r.constants_offset, r.constants_size_bytes},
      .children = {children.data() + r.children_offset, r.child_count},
      .upvalues = {upvalues.data() + r.upvalues_offset, r.upvalue_count},
      .annotations = {annotations.data() + r.annotations_offset, r.annotations_size_bytes},
      .debug = {debug.data() + r.debug_offset, r.debug_size_bytes},
  };
}

uint32_t ModuleBuilder::reserve_function() {
  records_.emplace_back();
  return static_cast<uint32_t>(records_.size() - 1);
}

namespace {

uint32_t append(base::ByteWriter* section, std::span<const uint8_t> bytes) {
  size_t offset = section->size();
  section->raw(bytes.data(), bytes.size());
  STRATA_CHECK_OP(section->size(), <=, UINT32_MAX);
  return static_cast<uint32_t>(offset);
}

template <typename T>
uint32_t append(std::vector<T>* section, std::span<const T> items) {
  size_t offset = section->size();
  section->insert(section->end(), items.begin(), items.end());
  return static_cast<uint32_t>(offset);
}

// What a module built in this process owns.
struct Sections {
  std::vector<FunctionRecord> records;
  std::vector<uint8_t> code, constants, annotations, debug;
  std::vector<uint32_t> children;
  std::vector<UpvalueDescriptor> upvalues;
  std::string source;
};

}  // namespace

void ModuleBuilder::finish_function(uint32_t index, const Function& function) {
  STRATA_CHECK_OP(index, <, records_.size());
  FunctionRecord r = function.record;
  r.code_offset = append(&code_, function.code);
  r.code_size_bytes = static_cast<uint32_t>(function.code.size());
  r.constants_offset = append(&constants_, function.constants);
  r.constants_size_bytes = static_cast<uint32_t>(function.constants.size());
  r.annotations_offset = append(&annotations_, function.annotations);
  r.annotations_size_bytes = static_cast<uint32_t>(function.annotations.size());
  r.debug_offset = append(&debug_, function.debug);
  r.debug_size_bytes = static_cast<uint32_t>(function.debug.size());
  r.children_offset = append(&children_, function.children);
  r.child_count = static_cast<uint32_t>(function.children.size());
  r.upvalues_offset = append(&upvalues_, function.upvalues);
  r.upvalue_count = static_cast<uint32_t>(function.upvalues.size());
  records_[index] = r;
}

std::shared_ptr<const Module> ModuleBuilder::build(std::string chunk_name, bool verified_by_producer) {
  auto sections = std::make_shared<Sections>();
  sections->records = std::move(records_);
  sections->code = std::move(code_.bytes());
  sections->constants = std::move(constants_.bytes());
  sections->annotations = std::move(annotations_.bytes());
  sections->debug = std::move(debug_.bytes());
  sections->children = std::move(children_);
  sections->upvalues = std::move(upvalues_);
  sections->source = std::move(source_);
  *this = ModuleBuilder();

  auto module = std::make_shared<Module>();
  module->functions = sections->records;
  module->code = sections->code;
  module->constants = sections->constants;
  module->annotations = sections->annotations;
  module->debug = sections->debug;
  module->children = sections->children;
  module->upvalues = sections->upvalues;
  module->source = sections->source;
  module->chunk_name = std::move(chunk_name);
  module->verified_by_producer = verified_by_producer;
  module->owner = std::move(sections);
  return module;
}

}  // namespace strata::isa
