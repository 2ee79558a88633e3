// Text to module: parse, bind functions to those that make them, number them, emit each, find or take
// over its annotations, and verify the result.
#include "assembler/assembler.h"

#include <fmt/format.h>

#include <algorithm>

#include "assembler/annotate.h"
#include "assembler/function_code.h"
#include "isa/verifier.h"

namespace strata::assembler {
namespace {

class ModuleAssembler {
 public:
  ModuleAssembler(std::string_view file_name, AssembleOptions options)
      : file_name_(file_name), options_(options), diagnostics_(file_name) {}

  base::Result<std::shared_ptr<const isa::Module>> run(std::string_view text);

 private:
  void bind_functions();
  void bind_child(FunctionSyntax* f, const Reference& r);
  void number(FunctionSyntax* f);
  void complete(FunctionCode* f);
  bool explicit_annotations(const FunctionCode& f, base::ByteWriter* out);
  bool found_annotations(const FunctionCode& f, base::ByteWriter* out);
  isa::FunctionShape shape_of(const FunctionCode& f) const;
  void add_function(const FunctionCode& f, uint32_t index);
  void verify(const isa::Module& module);
  base::Error failure() const { return base::Error{diagnostics_.text()}; }

  std::string file_name_;
  AssembleOptions options_;
  Diagnostics diagnostics_;
  FileSyntax file_;
  std::vector<FunctionSyntax*> order_;                  // by index
  std::map<const FunctionSyntax*, uint32_t> index_;
  ResolvedUpvalues upvalues_;
  std::vector<FunctionCode> code_;
  isa::ModuleBuilder builder_;
};

// ---- which function is whose child

// A function on the outermost level belongs to the first one that makes closures of it.
void ModuleAssembler::bind_child(FunctionSyntax* f, const Reference& r) {
  if (r.number) return;
  auto named = [&](const FunctionSyntax* child) { return child->name == r.name; };
  if (std::any_of(f->children.begin(), f->children.end(), named)) return;
  for (auto& candidate : file_.functions) {
    if (candidate->name != r.name || candidate.get() == file_.functions.front().get()) continue;
    if (candidate->parent) {
      diagnostics_.error(r.at, fmt::format("expected a function inside this one or on the outermost level: "
                                           "'{}' belongs to '{}'", r.name, candidate->parent->name));
      return;
    }
    candidate->parent = f;
    f->children.push_back(candidate.get());
    return;
  }
}

void ModuleAssembler::bind_functions() {
  for (auto& f : file_.functions) {
    for (const Statement& s : f->statements) {
      if (s.kind != Statement::Instruction) continue;
      bool makes_closure = isa::row(s.instruction.op).operands[0] == isa::OperandKind::Child;
      if (makes_closure) bind_child(f.get(), s.instruction.operands[0].reference);
    }
  }
}

// A function before its children, so that indices of children are greater.
void ModuleAssembler::number(FunctionSyntax* f) {
  std::vector<FunctionSyntax*> waiting = {f};
  while (!waiting.empty()) {
    FunctionSyntax* next = waiting.back();
    waiting.pop_back();
    index_[next] = builder_.reserve_function();
    order_.push_back(next);
    waiting.insert(waiting.end(), next->children.rbegin(), next->children.rend());
  }
  for (auto& other : file_.functions) {
    if (index_.contains(other.get())) continue;
    diagnostics_.error(other->at, fmt::format("expected a closure instruction that names function '{}': "
                                              "it can't be reached from '{}'", other->name, f->name));
  }
}

// ---- annotations

isa::FunctionShape ModuleAssembler::shape_of(const FunctionCode& f) const {
  isa::FunctionShape shape;
  shape.local_count = f.local_count;
  shape.max_stack = f.max_stack;
  shape.upvalue_count = static_cast<uint32_t>(f.upvalues.size());
  shape.flags = f.flags;
  shape.constants = f.constant_kinds;
  for (const FunctionSyntax* child : f.syntax->children) shape.children.push_back(upvalues_.at(child));
  return shape;
}

bool ModuleAssembler::found_annotations(const FunctionCode& f, base::ByteWriter* out) {
  isa::FunctionShape shape = shape_of(f);
  std::string why;
  if (!isa::find_captures(&shape, &why)) {
    diagnostics_.error(f.syntax->at, why);
    return false;
  }
  AnnotateFault fault;
  uint32_t parameters = static_cast<uint32_t>(f.syntax->parameters.size());
  if (annotate(shape, parameters, f.code.bytes(), out, &fault)) return true;
  diagnostics_.error(f.position_of(fault.offset), fault.text);
  return false;
}

bool ModuleAssembler::explicit_annotations(const FunctionCode& f, base::ByteWriter* out) {
  isa::AnnotationsWriter writer;
  for (size_t i = 0; i < f.blocks.size(); i++) {
    const FunctionCode::PlacedBlock& block = f.blocks[i];
    bool ascends = i == 0 ? block.offset == 0 : block.offset > f.blocks[i - 1].offset;
    if (!ascends) {
      diagnostics_.error(block.at, i == 0 ? "expected the first .block before the first instruction"
                                          : "expected an instruction between two .block directives");
      return false;
    }
    uint32_t header = isa::kNoLoop;
    for (uint32_t h = 0; block.loop_offset != UINT32_MAX && h < f.blocks.size(); h++) {
      if (f.blocks[h].offset == block.loop_offset) header = h;
    }
    if (block.loop_offset != UINT32_MAX && header == isa::kNoLoop) {
      diagnostics_.error(block.claim->loop->at, "expected a label in front of a .block");
      return false;
    }
    writer.add(block.offset, block.claim->depth, header, block.claim->live, block.types);
  }
  writer.finish(out);
  return true;
}

// ---- functions into the module

// What the text leaves open; limits that the record could not hold are errors here.
void ModuleAssembler::complete(FunctionCode* f) {
  f->max_stack = f->syntax->stack.value_or(deepest_stack(f->code.bytes()));
  if (f->local_count > isa::kMaxLocals) {
    diagnostics_.error(f->syntax->at, fmt::format("expected at most {} locals", isa::kMaxLocals));
  }
  if (f->local_count + uint64_t{f->max_stack} > isa::kMaxFrameSlots) {
    diagnostics_.error(f->syntax->at, fmt::format("expected at most {} locals and stack entries",
                                                  isa::kMaxFrameSlots));
  }
  if (f->syntax->parameters.size() > isa::kMaxParameters) {
    diagnostics_.error(f->syntax->at, fmt::format("expected at most {} parameters", isa::kMaxParameters));
  }
  if (f->upvalues.size() > isa::kMaxUpvalues) {
    diagnostics_.error(f->syntax->at, fmt::format("expected at most {} upvalues", isa::kMaxUpvalues));
  }
}

void ModuleAssembler::add_function(const FunctionCode& f, uint32_t index) {
  base::ByteWriter annotations, debug;
  bool ok = f.blocks.empty() ? found_annotations(f, &annotations) : explicit_annotations(f, &annotations);
  if (!ok) return;
  isa::ModuleBuilder::Function out;
  bool has_lines = f.syntax->has_lines || (file_.debug && index != 0);
  out.record.line_defined = has_lines ? f.syntax->first_line : 0;
  out.record.last_line_defined = has_lines ? f.syntax->last_line : 0;
  if (file_.debug) isa::encode_debug_map(f.debug, out.record.line_defined, &debug);
  out.record.constant_count = static_cast<uint32_t>(f.constant_kinds.size());
  out.record.parameter_count = static_cast<uint16_t>(f.syntax->parameters.size());
  out.record.local_count = static_cast<uint16_t>(f.local_count);
  out.record.max_stack = static_cast<uint16_t>(f.max_stack);
  out.record.flags = f.flags;
  out.code = f.code.bytes();
  out.constants = f.constants.bytes();
  out.annotations = annotations.bytes();
  out.debug = debug.bytes();
  std::vector<uint32_t> children;
  for (const FunctionSyntax* child : f.syntax->children) children.push_back(index_.at(child));
  out.children = children;
  out.upvalues = f.upvalues;
  builder_.finish_function(index, out);
}

void ModuleAssembler::verify(const isa::Module& module) {
  for (uint32_t index = 0; index < order_.size(); index++) {
    std::optional<isa::VerifierFault> fault = isa::find_fault(module, index);
    if (!fault) continue;
    Position at = fault->offset ? code_[index].position_of(*fault->offset) : order_[index]->at;
    diagnostics_.error(at, fault->text);
  }
}

base::Result<std::shared_ptr<const isa::Module>> ModuleAssembler::run(std::string_view text) {
  file_ = parse(text, &diagnostics_);
  if (!diagnostics_.any() && file_.functions.empty()) diagnostics_.error({}, "expected a '.function'");
  if (diagnostics_.any()) return failure();
  bind_functions();
  number(file_.functions.front().get());
  for (const UpvalueDeclaration& u : order_[0]->upvalues) {
    if (!u.source.number) diagnostics_.error(u.source.at, "expected a number: nothing encloses this function");
    upvalues_[order_[0]].push_back({u.from_parent_local, u.kind, static_cast<uint16_t>(u.source.number.value_or(0))});
  }
  for (FunctionSyntax* f : order_) code_.push_back(emit_function(*f, file_.debug, &upvalues_, &diagnostics_));
  for (FunctionCode& f : code_) complete(&f);
  if (diagnostics_.any()) return failure();
  for (uint32_t index = 0; index < code_.size(); index++) add_function(code_[index], index);
  if (diagnostics_.any()) return failure();
  builder_.set_source(file_.source);
  auto module = builder_.build(file_.chunk_name.value_or("@" + file_name_), false);
  if (options_.verify) verify(*module);
  if (diagnostics_.any()) return failure();
  return module;
}

}  // namespace

base::Result<std::shared_ptr<const isa::Module>> assemble(std::string_view text,
                                                          std::string_view file_name,
                                                          AssembleOptions options) {
  return ModuleAssembler(file_name, options).run(text);
}

}  // namespace strata::assembler
