// How each kind of object is traced. A table's storages are its parts: they are traced with it, and
// never have a barrier of their own. Large ones are traced in pieces.
//
// Stacks have no barrier. A coroutine that has run since it was traced is traced again before marking
// ends (Heap::barrier_back, or as a root while it runs).
#include "runtime/collector_state.h"
#include "runtime/inline_cache.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

using gc::kTraced;
using gc::Marker;
using gc::Object;

constexpr size_t kPieceValues = gc::kTracePieceBytes / sizeof(Value);
constexpr size_t kPieceNodes = gc::kTracePieceBytes / sizeof(HashNode);
constexpr size_t kPieceFrames = gc::kTracePieceBytes / sizeof(Frame);

// The end of the piece that starts at `from`.
size_t piece_end(size_t from, size_t count, size_t piece) { return count - from > piece ? from + piece : count; }

size_t trace_values(Object* object, Marker& marker, size_t from) {
  size_t count = object->word;
  size_t end = piece_end(from, count, kPieceValues);
  Value* values = static_cast<ValueStorage*>(object)->values();
  for (size_t i = from; i < end; ++i) mark_value(marker, values[i]);
  return end == count ? kTraced : end;
}

size_t trace_nodes(Object* object, Marker& marker, size_t from) {
  auto* storage = static_cast<HashStorage*>(object);
  size_t count = storage->node_count;
  size_t end = piece_end(from, count, kPieceNodes);
  for (HashNode *node = storage->nodes() + from, *last = storage->nodes() + end; node < last; ++node) {
    if (node->value_tag == kNil) {
      keep_or_kill_key(marker, *node);
    } else {
      mark_value(marker, node->key());
      mark_value(marker, node->value());
    }
  }
  return end == count ? kTraced : end;
}

VM& vm_of(Marker& marker) { return *static_cast<VM*>(marker.heap().client().vm); }

size_t trace_table(Object* object, Marker& marker, size_t) {
  auto* t = static_cast<Table*>(object);
  marker.mark(t->shape);
  if (t->metatable) {
    marker.mark(t->metatable);
    VM& vm = vm_of(marker);
    if (unsigned mode = weak_mode(vm, t); mode != kStrong) {
      trace_weak(vm, t, mode, marker);
      return kTraced;
    }
  }
  for (uint32_t i = 0, n = t->shape->inline_capacity; i < n; ++i) mark_value(marker, t->inline_slots[i]);
  if (t->elements) marker.mark_part(array_storage(t));
  if (t->overflow) marker.mark_part(t->overflow);
  if (t->hash) marker.mark_part(t->hash);
  return kTraced;
}

size_t trace_shape_object(Object* object, Marker& marker, size_t) {
  trace_shape(static_cast<Shape*>(object), marker);
  return kTraced;
}

size_t trace_cell_object(Object* object, Marker& marker, size_t) {
  trace_cell(static_cast<ValidityCell*>(object), marker);
  return kTraced;
}

size_t trace_external_string(Object* object, Marker& marker, size_t) {
  marker.mark(static_cast<String*>(object)->external()->buffer);
  return kTraced;
}

size_t trace_lua_function(Object* object, Marker& marker, size_t) {
  auto* f = static_cast<LuaFunction*>(object);
  marker.mark(f->proto);
  for (uint32_t i = 0; i < f->upvalue_count(); ++i)
    if (f->upvalues[i]) marker.mark(f->upvalues[i]);
  return kTraced;
}

size_t trace_native_function(Object* object, Marker& marker, size_t) {
  auto* f = static_cast<NativeFunction*>(object);
  for (uint32_t i = 0; i < f->word; ++i) mark_value(marker, f->upvalues[i]);
  return kTraced;
}

// The slot of an open one changes without barrier: its coroutine is a root while that can happen.
size_t trace_upvalue(Object* object, Marker& marker, size_t) {
  auto* upvalue = static_cast<Upvalue*>(object);
  if (!marker.is_checking() || !upvalue->is_open()) mark_value(marker, *upvalue->location);
  return kTraced;
}

// Inline caches are weak: see collector.cpp.
size_t trace_proto(Object* object, Marker& marker, size_t) {
  auto* proto = static_cast<FunctionProto*>(object);
  marker.mark(proto->program);
  for (uint32_t i = 0; i < proto->constant_count; ++i) mark_value(marker, proto->constants[i]);
  return kTraced;
}

size_t trace_program(Object* object, Marker& marker, size_t) {
  auto* program = static_cast<Program*>(object);
  for (uint32_t i = 0; i < program->proto_count; ++i)
    if (FunctionProto* proto = known_proto(*program, i)) marker.mark(proto);
  if (program->stand_in) marker.mark(program->stand_in);
  if (program->long_constants) marker.mark(program->long_constants);
  return kTraced;
}

size_t trace_userdata(Object* object, Marker& marker, size_t) {
  auto* userdata = static_cast<Userdata*>(object);
  if (userdata->metatable) marker.mark(userdata->metatable);
  for (uint32_t i = 0; i < userdata->word; ++i) mark_value(marker, userdata->user_values()[i]);
  return kTraced;
}

void trace_coroutine_head(Coroutine& co, Marker& marker) {
  marker.mark(reinterpret_cast<Object*>(co.stack) - 1);
  mark_value(marker, co.error);
  mark_value(marker, co.hook);
  if (co.resumer) marker.mark(co.resumer);
  for (Upvalue* upvalue = co.open_upvalues; upvalue; upvalue = upvalue->next_open) marker.mark(upvalue);
}

// Positions: the slots, then the frames. Both may have changed since the last piece: then the coroutine
// has run, and will be traced again.
size_t trace_coroutine(Object* object, Marker& marker, size_t from) {
  auto& co = *static_cast<Coroutine*>(object);
  bool runs = co.state == CoroutineState::Running || co.state == CoroutineState::Normal;
  if (marker.is_checking() && runs) return kTraced;
  if (from == 0) {
    if (!marker.is_checking()) clear_dead_slots(co);
    trace_coroutine_head(co, marker);
  }
  size_t slots = slots_in_use(co);
  if (from < slots) {
    size_t end = piece_end(from, slots, kPieceValues);
    for (size_t i = from; i < end; ++i) mark_value(marker, co.stack[i]);
    if (end < slots) return end;
    from = end;
  }
  size_t first = from - slots;
  if (first >= co.frame_count) return kTraced;
  size_t end = piece_end(first, co.frame_count, kPieceFrames);
  for (size_t i = first; i < end; ++i)
    if (co.frames[i].function) marker.mark(co.frames[i].function);
  return end == co.frame_count ? kTraced : slots + end;
}

}  // namespace

void keep_or_kill_key(Marker& marker, HashNode& node) {
  if (node.key_tag < kString || node.key_tag >= kDeadKey || marker.is_checking()) return;
  if (node.key_tag == kString && node.key().as_string()->is_short()) {
    marker.mark(node.key().as_object());  // caches may still lead to this node
  } else {
    node.key_tag = kDeadKey;
  }
}

void install_trace_functions(gc::Client& client) {
  auto set = [&](Kind kind, gc::TraceFunction function) { client.trace[static_cast<size_t>(kind)] = function; };
  set(Kind::Table, trace_table);
  set(Kind::ValueStorage, trace_values);
  set(Kind::HashStorage, trace_nodes);
  set(Kind::Shape, trace_shape_object);
  set(Kind::ValidityCell, trace_cell_object);
  set(Kind::ExternalString, trace_external_string);
  set(Kind::LuaFunction, trace_lua_function);
  set(Kind::NativeFunction, trace_native_function);
  set(Kind::Upvalue, trace_upvalue);
  set(Kind::FunctionProto, trace_proto);
  set(Kind::Program, trace_program);
  set(Kind::Userdata, trace_userdata);
  set(Kind::Coroutine, trace_coroutine);
  for (Kind part : {Kind::ValueStorage, Kind::HashStorage}) client.part_kinds |= 1u << static_cast<unsigned>(part);
}

}  // namespace strata::runtime
