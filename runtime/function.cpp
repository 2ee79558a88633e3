// Making programs, protos, functions, userdata and upvalues.
#include "runtime/function.h"

#include <cstring>
#include <new>

#include "base/memory.h"
#include "runtime/levels.h"
#include "runtime/native_code.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

template <typename T>
T* allocate(VM& vm, Kind kind, size_t size_bytes = sizeof(T)) {
  return static_cast<T*>(vm.heap.allocate(static_cast<uint8_t>(kind), size_bytes));
}

// Everything behind the header becomes zero.
template <typename T>
void clear_body(T* object) {
  std::memset(reinterpret_cast<char*>(object) + sizeof(gc::Object), 0, sizeof(T) - sizeof(gc::Object));
}

}  // namespace

Program* new_program(VM& vm, std::shared_ptr<const isa::Module> module) {
  auto count = static_cast<uint32_t>(module->functions.size());
  auto* protos = static_cast<FunctionProto**>(base::allocate((count + !count) * sizeof(FunctionProto*)));
  if (!protos) return nullptr;
  std::memset(protos, 0, count * sizeof(FunctionProto*));
  auto* program = allocate<Program>(vm, Kind::Program);
  if (program) {
    new (&program->module) std::shared_ptr<const isa::Module>(std::move(module));
    program->protos = protos;
    program->proto_count = count;
    program->debug_maps = nullptr;
    program->long_constants = nullptr;
    program->stand_in = nullptr;
    program->fusing = vm.fusing;
    program->inline_caches = vm.inline_caches;
    program->levels = nullptr;
    if (vm.heap.add_destructor(program)) {
      vm.heap.adjust_external(static_cast<ptrdiff_t>(program_bytes(*program)));
      return program;
    }
    program->module.~shared_ptr();
    program->protos = nullptr;
    program->proto_count = 0;
  }
  base::free(protos);
  return nullptr;
}

namespace {

// What functions that were not called yet share: nothing but the program, and the way to the interpreter.
FunctionProto* stand_in_of(VM& vm, Program* program) {
  if (program->stand_in) return program->stand_in;
  auto* proto = allocate<FunctionProto>(vm, Kind::FunctionProto);
  if (!proto) return nullptr;
  clear_body(proto);
  proto->program = program;
  proto->entry = interpreted_entry();
  program->stand_in = proto;
  if (program->black) vm.heap.barrier(program, proto);
  return proto;
}

// What a new function has for a proto. The second one of an index gets its own: what is made again and again is
// likely to be called.
FunctionProto* first_proto(VM& vm, Program* program, uint32_t function_index) {
  FunctionProto*& known = program->protos[function_index];
  if (known == nullptr && function_index <= kMaxStandInIndex) return known = stand_in_of(vm, program);
  return proto_of(vm, program, function_index);
}

}  // namespace

FunctionProto* known_proto(const Program& program, uint32_t function_index) {
  FunctionProto* known = program.protos[function_index];
  return known == program.stand_in ? nullptr : known;
}

FunctionProto* proto_of(VM& vm, Program* program, uint32_t function_index) {
  if (FunctionProto* known = known_proto(*program, function_index)) return known;
  auto* proto = allocate<FunctionProto>(vm, Kind::FunctionProto);
  if (!proto) return nullptr;
  clear_body(proto);
  const isa::FunctionRecord& record = program->module->functions[function_index];
  proto->parameter_count = record.parameter_count;
  proto->local_count = record.local_count;
  proto->function_flags = record.flags;
  proto->function_index = function_index;
  proto->upvalue_count = record.upvalue_count;
  proto->children = program->module->children.data() + record.children_offset;
  proto->program = program;
  proto->entry = interpreted_entry();
  if (!vm.heap.add_destructor(proto)) return nullptr;
  vm.heap.count_as_lasting(sizeof(FunctionProto));
  proto->levels = program->levels;
  if (proto->levels != nullptr) ++proto->levels->references;
  proto->next = vm.protos;
  vm.protos = proto;
  program->protos[function_index] = proto;
  if (program->black) vm.heap.barrier(program, proto);
  return proto;
}

FunctionProto* own_proto(VM& vm, LuaFunction* function) {
  Program* program = function->proto->program;
  if (function->proto != program->stand_in) return function->proto;
  FunctionProto* proto = proto_of(vm, program, function->function_index());
  if (!proto) return nullptr;
  function->proto = proto;
  if (function->black) vm.heap.barrier(function, proto);
  return proto;
}

LuaFunction* new_lua_function(VM& vm, Program* program, uint32_t function_index) {
  FunctionProto* proto = first_proto(vm, program, function_index);
  if (!proto) return nullptr;
  uint32_t count = program->module->functions[function_index].upvalue_count;
  auto* f = allocate<LuaFunction>(vm, Kind::LuaFunction, sizeof(LuaFunction) + count * sizeof(Upvalue*));
  if (!f) return nullptr;
  f->word = count | function_index << 8;
  f->proto = proto;
  if (proto == program->stand_in) vm.heap.count_as_lasting(sizeof(LuaFunction));  // most programs keep their functions
  for (uint32_t i = 0; i < count; ++i) f->upvalues[i] = nullptr;
  return f;
}

NativeFunction* new_native_function(VM& vm, NativeEntry entry, const char* name, uint32_t upvalue_count) {
  auto* f = allocate<NativeFunction>(vm, Kind::NativeFunction, sizeof(NativeFunction) + upvalue_count * sizeof(Value));
  if (!f) return nullptr;
  f->word = upvalue_count;
  f->entry = entry;
  f->leaf = nullptr;
  f->name = name;
  for (uint32_t i = 0; i < upvalue_count; ++i) f->upvalues[i] = Value::nil();
  return f;
}

Userdata* new_userdata(VM& vm, size_t size_bytes, const char* type_name, uint32_t user_value_count) {
  size_t values_bytes = user_value_count * sizeof(Value);
  if (size_bytes > SIZE_MAX / 2) return nullptr;
  auto* u = allocate<Userdata>(vm, Kind::Userdata, sizeof(Userdata) + values_bytes + size_bytes);
  if (!u) return nullptr;
  u->word = user_value_count;
  u->metatable = nullptr;
  u->size_bytes = size_bytes;
  u->type_name = type_name;
  for (uint32_t i = 0; i < user_value_count; ++i) u->user_values()[i] = Value::nil();
  std::memset(u->payload(), 0, size_bytes);
  return u;
}

Upvalue* new_closed_upvalue(VM& vm, Value v) {
  auto* upvalue = allocate<Upvalue>(vm, Kind::Upvalue);
  if (!upvalue) return nullptr;
  upvalue->closed = v;
  upvalue->location = &upvalue->closed;
  return upvalue;
}

}  // namespace strata::runtime
