// Weak tables (Lua 5.4 manual 2.5.4). Strings are values, not objects: they are never removed.
//
// A weak table's storages are marked untraced, and its strong parts traced here: keys of a table with
// weak values; in an ephemeron (weak keys) the values whose key is reachable. What is weak is decided in
// the atomic phase, when everything reachable is marked: ephemerons until nothing changes any more, then
// entries with dead values go, then, when finalizers have marked what they resurrect, those with dead
// keys.
#include "runtime/collector_state.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

using gc::Marker;

bool is_object(uint64_t tag) { return tag > kString && tag < kDeadKey; }

bool is_dead(Marker& marker, Value v) { return is_object(v.tag) && !marker.is_marked(v.as_object()); }

// The fields of a table, in its two places.
template <class Function>
void each_field(Table* t, Function function) {
  for (uint32_t i = 0, n = t->shape->field_count(); i < n; ++i) function(*slot_address(t, i));
}

template <class Function>
void each_element(Table* t, Function function) {
  if (t->element_kind() != ElementKind::Any) return;
  for (uint32_t i = 0; i < t->array_length; ++i) function(t->values()[i]);
}

template <class Function>
void each_node(Table* t, Function function) {
  if (!t->hash) return;
  for (HashNode *node = t->hash->nodes(), *end = node + t->hash->node_count; node < end; ++node) function(*node);
}

void mark_string(Marker& marker, Value v) {
  if (v.is_string()) marker.mark(v.as_object());
}

void trace_weak_values(Table* t, Marker& marker) {
  each_element(t, [&](Value& v) { mark_string(marker, v); });
  each_field(t, [&](Value& v) { mark_string(marker, v); });
  each_node(t, [&](HashNode& node) {
    if (node.value_tag == kNil) return keep_or_kill_key(marker, node);
    mark_value(marker, node.key());
    mark_string(marker, node.value());
  });
}

// Of a table weak in both ways nothing is strong but the strings of the entries that remain: known when
// everything has been cleared.
void mark_strings_of(Table* t, Marker& marker) {
  each_element(t, [&](Value& v) { mark_string(marker, v); });
  each_field(t, [&](Value& v) { mark_string(marker, v); });
  each_node(t, [&](HashNode& node) {
    if (node.value_tag == kNil) return keep_or_kill_key(marker, node);
    mark_string(marker, node.key());
    mark_string(marker, node.value());
  });
}

// True when a value was marked that was not before.
bool trace_ephemeron_nodes(Table* t, Marker& marker) {
  bool changed = false;
  each_node(t, [&](HashNode& node) {
    if (node.value_tag == kNil) return keep_or_kill_key(marker, node);
    mark_string(marker, node.key());
    Value v = node.value();
    if (!v.is_collectable() || is_dead(marker, node.key())) return;
    if (!marker.is_marked(v.as_object())) {
      marker.mark(v.as_object());
      changed = true;
    }
  });
  return changed;
}

void trace_ephemeron(Table* t, Marker& marker) {
  each_element(t, [&](Value& v) { mark_value(marker, v); });
  each_field(t, [&](Value& v) { mark_value(marker, v); });
  trace_ephemeron_nodes(t, marker);
}

void remove_entry(Marker& marker, HashNode& node) {
  node.set_value(Value::nil());
  keep_or_kill_key(marker, node);
}

void clear_values_of(VM& vm, Table* t, Marker& marker) {
  bool cleared = false;
  each_element(t, [&](Value& v) {
    if (!is_dead(marker, v)) return;
    v = Value::nil();
    cleared = true;
  });
  if (cleared) trim_array(t);
  cleared = false;
  each_field(t, [&](Value& v) {
    if (!is_dead(marker, v)) return;
    v = Value::nil();
    cleared = true;
  });
  each_node(t, [&](HashNode& node) {
    if (node.value_tag == kNil || !is_dead(marker, node.value())) return;
    remove_entry(marker, node);
    cleared = true;
  });
  if (cleared && (t->flags & kIsPrototype)) prototype_changed(vm, t);
}

void clear_keys_of(VM& vm, Table* t, Marker& marker) {
  bool cleared = false;
  each_node(t, [&](HashNode& node) {
    if (node.value_tag == kNil || !is_dead(marker, node.key())) return;
    remove_entry(marker, node);
    cleared = true;
  });
  if (cleared && (t->flags & kIsPrototype)) prototype_changed(vm, t);
}

}  // namespace

unsigned weak_mode(VM& vm, Table* t) {
  if (!t->metatable) return kStrong;
  Value mode = find_metamethod(vm, t->metatable, Metamethod::Mode);
  if (!mode.is_string()) return kStrong;
  std::string_view text = mode.as_string()->view();
  return (text.find('k') != text.npos ? kWeakKeyMode : kStrong) |
         (text.find('v') != text.npos ? kWeakValueMode : kStrong);
}

void start_weak_tables(CollectorState& state) {
  for (gc::ObjectList* list : {&state.weak_tables, &state.weak_values, &state.ephemerons, &state.all_weak})
    list->truncate(0);
}

void trace_weak(VM& vm, Table* t, unsigned mode, Marker& marker) {
  CollectorState& state = *vm.collector;
  if (t->elements) marker.mark_untraced(array_storage(t));
  if (t->overflow) marker.mark_untraced(t->overflow);
  if (t->hash) marker.mark_untraced(t->hash);
  if (marker.is_checking()) return;
  bool keys = mode & kWeakKeyMode, values = mode & kWeakValueMode;
  if (!keys) trace_weak_values(t, marker);
  else if (!values) trace_ephemeron(t, marker);
  gc::ObjectList& list = !state.in_atomic ? state.weak_tables
                         : keys && values ? state.all_weak
                         : values         ? state.weak_values
                                          : state.ephemerons;
  if (list.push(t)) return;
  // No memory to remember it: its entries stay, for this cycle.
  each_element(t, [&](Value& v) { mark_value(marker, v); });
  each_field(t, [&](Value& v) { mark_value(marker, v); });
  each_node(t, [&](HashNode& node) {
    if (node.value_tag == kNil) return;
    mark_value(marker, node.key());
    mark_value(marker, node.value());
  });
}

// Tables that were found weak are looked at again: their metatables may have changed.
void retrace_weak_tables(VM& vm, Marker& marker) {
  gc::ObjectList& tables = vm.collector->weak_tables;
  while (!tables.is_empty()) {
    auto* t = static_cast<Table*>(tables.pop());
    if (unsigned mode = weak_mode(vm, t); mode != kStrong) trace_weak(vm, t, mode, marker);
    else marker.mark_again(t);
  }
  marker.drain();
}

// Marking one value may make another table's key reachable; going back and forth through the tables
// shortens chains.
void converge_ephemerons(VM& vm, Marker& marker) {
  gc::ObjectList& tables = vm.collector->ephemerons;
  bool backwards = false;
  for (bool changed = true; changed; backwards = !backwards) {
    changed = false;
    for (size_t i = 0, n = tables.size(); i < n; ++i) {
      auto* t = static_cast<Table*>(tables[backwards ? n - 1 - i : i]);
      if (!trace_ephemeron_nodes(t, marker)) continue;
      marker.drain();
      changed = true;
    }
  }
}

void clear_weak_values(VM& vm, size_t first_weak, size_t first_all_weak, Marker& marker) {
  CollectorState& state = *vm.collector;
  for (size_t i = first_weak; i < state.weak_values.size(); ++i)
    clear_values_of(vm, static_cast<Table*>(state.weak_values[i]), marker);
  for (size_t i = first_all_weak; i < state.all_weak.size(); ++i)
    clear_values_of(vm, static_cast<Table*>(state.all_weak[i]), marker);
}

void clear_weak_keys(VM& vm, Marker& marker) {
  CollectorState& state = *vm.collector;
  for (gc::ObjectList* list : {&state.ephemerons, &state.all_weak})
    for (size_t i = 0; i < list->size(); ++i) clear_keys_of(vm, static_cast<Table*>((*list)[i]), marker);
}

void mark_remaining_strings(VM& vm, Marker& marker) {
  gc::ObjectList& tables = vm.collector->all_weak;
  for (size_t i = 0; i < tables.size(); ++i) mark_strings_of(static_cast<Table*>(tables[i]), marker);
}

}  // namespace strata::runtime
