// The collector's client: roots, the atomic phase, and what dead objects own outside the heap.
//
// Inline caches are weak, or they would keep classes and shapes alive that the program has forgotten:
// at the end of marking, those that hold something dead are emptied.
#include "runtime/collector.h"

#include <new>

#include "base/memory.h"
#include "runtime/collector_state.h"
#include "runtime/debug_map_cache.h"
#include "runtime/inline_cache.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

using gc::Marker;

template <class T>
void mark_if(Marker& marker, T* object) {
  if (object) marker.mark(object);
}

// The running coroutine and those that wait for it have no barrier on their stacks.
void mark_running(VM& vm, Marker& marker) {
  mark_if(marker, vm.main);
  for (Coroutine* co = vm.running; co; co = co->resumer) marker.mark_again(co);
}

void trace_roots(void* self, Marker& marker) {
  VM& vm = *static_cast<VM*>(self);
  mark_running(vm, marker);
  mark_if(marker, vm.globals);
  mark_if(marker, vm.registry);
  mark_if(marker, vm.loaded);
  for (Table* metatable : vm.basic_metatables) mark_if(marker, metatable);
  for (String* name : vm.metamethod_names) mark_if(marker, name);
  mark_if(marker, vm.memory_error_text);
  mark_if(marker, vm.error_in_error_text);
  for (Shape* shape : vm.root_shapes) mark_if(marker, shape);
  mark_if(marker, vm.dictionary_shape);
  for (Value v : {vm.error_value, vm.warn_function, vm.host_message_handler, vm.host_roots}) mark_value(marker, v);
  mark_pending(*vm.collector, marker);
}

void start_cycle(void* self, Marker&) {
  CollectorState& state = *static_cast<VM*>(self)->collector;
  start_weak_tables(state);
  state.liveness.clear();
}

bool is_kept(Marker& marker, gc::Object* object) { return !object || marker.is_marked(object); }

bool is_kept(Marker& marker, Value v) { return !v.is_collectable() || marker.is_marked(v.as_object()); }

bool is_hit_alive(Marker& marker, CacheHit* hit) {
  if (!is_valid(hit) || !is_kept(marker, hit->shape) || !is_kept(marker, hit->value)) return false;
  if (hit->metatable != kNoMetatable && !is_kept(marker, hit->metatable)) return false;
  gc::Object* other = hit->flags == kAddHit ? static_cast<gc::Object*>(hit->next_shape) : hit->through;
  return is_kept(marker, hit->cell) && is_kept(marker, other) && is_kept(marker, hit->receiver);
}

// Dead hits leave the list; the others are marked. The count of hits begins anew: objects of a class may all
// be dead, and with them their shapes, whenever a cycle ends.
void clear_hits(InlineCache& cache, Marker& marker) {
  uint32_t alive = 0;
  for (CacheHit** link = &cache.hits; CacheHit* hit = *link;) {
    if (is_hit_alive(marker, hit)) {
      marker.mark_untraced(hit);
      ++alive;
      link = &hit->next;
    } else {
      *link = hit->next;
    }
  }
  if (cache.hits != nullptr) cache.hits->word = alive;
}

void clear_cache(InlineCache& cache, Marker& marker) {
  bool is_shape_kept = is_kept(marker, cache.shape);
  if (cache.state == CacheState::Hits) {
    clear_hits(cache, marker);
    if (!is_shape_kept) cache.shape = nullptr;
    if (cache.shape != nullptr || cache.hits != nullptr) return;
  } else if (is_shape_kept && (cache.state != CacheState::Add || is_kept(marker, cache.next_shape))) {
    return;
  }
  String* key = cache.key;
  cache = {};
  cache.key = key;
}

void clear_caches(FunctionProto& proto, Marker& marker) {
  for (uint32_t i = 0; i < proto.cache_count; ++i) {
    InlineCache& cache = inline_cache(proto.constants, i);
    if (cache.state != CacheState::Empty && cache.state != CacheState::Megamorphic) clear_cache(cache, marker);
  }
}

// Dead protos leave the list; they are still whole, since nothing has been swept.
void visit_protos(VM& vm, Marker& marker) {
  for (FunctionProto** link = &vm.protos; FunctionProto* proto = *link;) {
    if (marker.is_marked(proto)) {
      clear_caches(*proto, marker);
      link = &proto->next;
    } else {
      *link = proto->next;
    }
  }
}

void atomic(void* self, Marker& marker) {
  VM& vm = *static_cast<VM*>(self);
  CollectorState& state = *vm.collector;
  state.in_atomic = true;
  retrace_weak_tables(vm, marker);
  converge_ephemerons(vm, marker);
  clear_weak_values(vm, 0, 0, marker);
  size_t weak_before = state.weak_values.size(), all_weak_before = state.all_weak.size();
  separate_dead(vm, marker);
  marker.drain();
  converge_ephemerons(vm, marker);
  clear_weak_keys(vm, marker);
  clear_weak_values(vm, weak_before, all_weak_before, marker);
  mark_remaining_strings(vm, marker);
  visit_protos(vm, marker);
  marker.drain();
  prune_shapes(vm);
  state.in_atomic = false;
}

bool sweep_strings(void* self, gc::Heap&, size_t budget) { return static_cast<VM*>(self)->strings.sweep(budget); }

// Its stack has not been swept yet: upvalues that outlive it take their values along.
void destroy_coroutine(VM& vm, Coroutine& co) {
  while (Upvalue* upvalue = co.open_upvalues) {
    co.open_upvalues = upvalue->next_open;
    upvalue->closed = *upvalue->location;  // no barrier: the upvalue may be dead itself
    upvalue->location = &upvalue->closed;
  }
  size_t bytes = co.frame_capacity * sizeof(Frame) + co.close_capacity * sizeof(uint32_t);
  vm.heap.adjust_external(-static_cast<ptrdiff_t>(bytes));
  base::free(co.frames);
  base::free(co.close_slots);
}

void destroy(void* self, gc::Object* object) {
  VM& vm = *static_cast<VM*>(self);
  switch (static_cast<Kind>(object->kind)) {
    case Kind::Coroutine: destroy_coroutine(vm, *static_cast<Coroutine*>(object)); break;
    case Kind::FunctionProto: free_body(vm, *static_cast<FunctionProto*>(object)); break;
    case Kind::Program: {
      auto* program = static_cast<Program*>(object);
      vm.heap.adjust_external(-static_cast<ptrdiff_t>(program_bytes(*program)));
      release_debug_maps(*program);
      release_levels(vm, program->levels);
      base::free(program->protos);
      program->module.~shared_ptr();
      break;
    }
    case Kind::Userdata:
      if (vm.destroy_userdata) vm.destroy_userdata(static_cast<Userdata*>(object));
      break;
    default: STRATA_CHECK_OP(object->kind, <, 0);
  }
}

}  // namespace

bool install_collector(VM& vm) {
  vm.collector = new (std::nothrow) CollectorState;
  if (!vm.collector) return false;
  gc::Client client;
  client.vm = &vm;
  install_trace_functions(client);
  client.start_cycle = start_cycle;
  client.trace_roots = trace_roots;
  client.atomic = atomic;
  client.sweep_strings = sweep_strings;
  client.destroy = destroy;
  vm.heap.set_client(client);
  return true;
}

void remove_collector(VM& vm) {
  delete vm.collector;
  vm.collector = nullptr;
}

}  // namespace strata::runtime
