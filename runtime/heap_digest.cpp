// See runtime/heap_digest.h. Objects are numbered as they are found, breadth first, each one's references in an
// order that its contents give; what an object holds is mixed into the digest with those numbers.
#include "runtime/heap_digest.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "isa/annotations.h"
#include "isa/module.h"
#include "runtime/table.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

constexpr int kSignatureDepth = 3;

// The finalizer of splitmix64.
uint64_t mixed(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}
uint64_t mixed(uint64_t a, uint64_t b) { return mixed(a * 0x9e3779b97f4a7c15 + b + 1); }

uint64_t text_digest(std::string_view text) {
  uint64_t low = hash_bytes(text.data(), text.size(), 1), high = hash_bytes(text.data(), text.size(), 2);
  return mixed(text.size(), high << 32 | low);
}
uint64_t name_digest(const char* name) { return name != nullptr ? text_digest(name) : 0; }

// What needs no number: strings count by their bytes.
bool is_plain(Value v) { return v.tag <= kString; }
uint64_t plain_digest(Value v) {
  if (v.is_string()) return mixed(kString, text_digest(v.as_string()->view()));
  return mixed(v.tag, v.is_number() ? v.bits_ : 0);
}

struct Entry {
  Value key, value;
  uint64_t rank = 0;  // of keys that are not plain
};

bool comes_before(const Entry& a, const Entry& b) {
  if (!is_plain(a.key) || !is_plain(b.key)) {
    return is_plain(a.key) != is_plain(b.key) ? is_plain(a.key) : a.rank < b.rank;
  }
  if (a.key.tag != b.key.tag) return a.key.tag < b.key.tag;
  if (a.key.is_string()) return a.key.as_string()->view() < b.key.as_string()->view();
  return a.key.is_integer() ? a.key.as_integer() < b.key.as_integer() : a.key.bits_ < b.key.bits_;
}

// The locals that are set at the start of the block around `offset`: those of every tier's frame, while the block
// may be anywhere between two of its own stores.
uint32_t certain_locals(const FunctionProto& proto, uint32_t offset) {
  isa::Annotations annotations;
  if (!isa::decode_annotations(proto.program->module->function(proto.function_index).annotations, &annotations)) return 0;
  uint32_t live = 0;
  for (const isa::Block& block : annotations.blocks) {
    if (block.offset <= offset) live = static_cast<uint32_t>(block.live);
  }
  return live;
}

class HeapDigest {
 public:
  explicit HeapDigest(VM& vm) : vm_(vm) {}

  void add(Value v) { add(reference(v)); }
  void add(gc::Object* object) { add(object != nullptr ? number_of(object) : 0); }

  uint64_t finish() {
    for (size_t next = 0; next < found_.size(); ++next) {
      add(uint64_t{found_[next]->kind});
      add_contents(found_[next]);
    }
    return mixed(digest_, found_.size());
  }

 private:
  void add(uint64_t word) { digest_ = mixed(digest_, word); }

  uint64_t number_of(gc::Object* object) {
    auto [place, is_new] = numbers_.try_emplace(object, found_.size() + 1);
    if (is_new) found_.push_back(object);
    return place->second;
  }
  uint64_t reference(Value v) { return is_plain(v) ? plain_digest(v) : mixed(v.tag, number_of(v.as_object())); }

  void add_contents(gc::Object* object) {
    switch (static_cast<Kind>(object->kind)) {
      case Kind::Table: return add_table(static_cast<Table*>(object));
      case Kind::LuaFunction: return add_function(*static_cast<LuaFunction*>(object));
      case Kind::NativeFunction: return add_native(*static_cast<NativeFunction*>(object));
      case Kind::Upvalue: return add(*static_cast<Upvalue*>(object)->location);
      case Kind::Program: return add_program(*static_cast<Program*>(object)->module);
      case Kind::Userdata: return add_userdata(*static_cast<Userdata*>(object));
      case Kind::Coroutine: return add_coroutine(*static_cast<Coroutine*>(object));
      default: STRATA_CHECK(false);
    }
  }

  std::vector<Entry> sorted_entries(Table* t) {
    std::vector<Entry> entries;
    uint64_t position = 0;
    for (Entry e; next_at(t, &position, &e.key, &e.value);) {
      if (!is_plain(e.key)) e.rank = rank(e.key);
      entries.push_back(e);
    }
    std::stable_sort(entries.begin(), entries.end(), comes_before);
    return entries;
  }

  void add_table(Table* t) {
    add(t->metatable);
    add(static_cast<uint64_t>(t->flags & kHasFinalizer));
    add(static_cast<uint64_t>(border(t)));
    for (const Entry& e : sorted_entries(t)) {
      add(e.key);
      add(e.value);
    }
  }

  void add_function(LuaFunction& f) {
    add(f.proto->program);
    add(uint64_t{f.function_index()});
    for (uint64_t i = 0; i < f.upvalue_count(); ++i) add(f.upvalues[i]);
  }

  void add_native(NativeFunction& f) {
    add(name_digest(f.name));
    for (uint64_t i = 0; i < f.word; ++i) add(f.upvalues[i]);
  }

  void add_program(const isa::Module& module) {
    add(text_digest(module.chunk_name));
    add(text_digest({reinterpret_cast<const char*>(module.code.data()), module.code.size()}));
  }

  // Those without a metatable are the libraries' own: what the pattern cache holds depends on addresses.
  void add_userdata(Userdata& u) {
    add(u.metatable);
    add(name_digest(u.type_name));
    if (u.metatable == nullptr) return;
    for (uint64_t i = 0; i < u.word; ++i) add(u.user_values()[i]);
  }

  void add_coroutine(Coroutine& co) {
    add(static_cast<uint64_t>(co.state) | uint64_t{co.failed} << 8 | uint64_t{co.hook_mask} << 16);
    add(co.hook);
    if (co.state == CoroutineState::Dead) add(co.error);
    if (co.state != CoroutineState::Suspended) return;
    for (uint32_t i = 0; i < co.frame_count; ++i) add_frame(co, i);
    for (uint32_t i = 0; i < co.close_count; ++i) add(uint64_t{co.close_slots[i]});
  }

  // A Lua frame's place, and its locals, which are in their slots in every tier; a native one's arguments.
  void add_frame(Coroutine& co, uint32_t index) {
    const Frame& frame = co.frames[index];
    if (frame.function != nullptr) add(frame.function);
    add(uint64_t{frame.base} | static_cast<uint64_t>(frame.expected_results) << 32);
    uint32_t count = frame.argument_count;
    if (frame.is_lua()) {
      uint32_t offset = vm_.upward.current_offset(co, index);
      add(uint64_t{offset});
      count = certain_locals(*frame.lua_function()->proto, offset);
    }
    for (uint32_t i = 0; i < count && frame.base + i < co.stack_size; ++i) add(co.stack[frame.base + i]);
  }

  // Where an object stands among the keys of a table: those with a number first.
  uint64_t rank(Value v) {
    auto place = numbers_.find(v.as_object());
    return place != numbers_.end() ? place->second : signature(v, kSignatureDepth) | uint64_t{1} << 63;
  }

  // Of an object's contents, so many references deep; the same for equal contents in any order.
  uint64_t signature(Value v, int depth) {
    if (is_plain(v)) return plain_digest(v);
    if (auto place = numbers_.find(v.as_object()); place != numbers_.end()) return mixed(v.tag, place->second);
    uint64_t sum = mixed(v.tag);
    if (depth == 0) return sum;
    if (v.is_table()) {
      uint64_t position = 0;
      for (Entry e; next_at(v.as_table(), &position, &e.key, &e.value);) {
        sum += mixed(signature(e.key, depth - 1), signature(e.value, depth - 1));
      }
      if (Table* metatable = v.as_table()->metatable) sum += mixed(3, signature(Value::of(metatable), depth - 1));
    } else if (v.tag == kLuaFunction) {
      LuaFunction* f = v.as_lua_function();
      const FunctionProto* proto = known_proto(*f->proto->program, f->function_index());
      sum += mixed(f->function_index(), proto != nullptr ? proto->instruction_count : 0);
      for (uint64_t i = 0; i < f->upvalue_count(); ++i) {
        if (f->upvalues[i] != nullptr) sum += mixed(i, signature(*f->upvalues[i]->location, depth - 1));
      }
    } else if (v.tag == kNativeFunction) {
      sum += name_digest(v.as_native_function()->name);
    }
    return mixed(sum);
  }

  VM& vm_;
  uint64_t digest_ = 0;
  std::unordered_map<gc::Object*, uint64_t> numbers_;  // from 1, in the order of found_
  std::vector<gc::Object*> found_;
};

}  // namespace

uint64_t heap_digest(VM& vm, std::span<const Value> roots) {
  HeapDigest digest(vm);
  for (Value root : roots) digest.add(root);
  for (Table* table : {vm.globals, vm.loaded}) digest.add(static_cast<gc::Object*>(table));
  for (Table* metatable : vm.basic_metatables) digest.add(static_cast<gc::Object*>(metatable));
  return digest.finish();
}

}  // namespace strata::runtime
