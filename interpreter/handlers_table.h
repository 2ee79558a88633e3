// Handlers: tables and fields.
#pragma once

#include "interpreter/slow_paths.h"

namespace strata::interpreter {

using runtime::CacheState;
using runtime::ElementKind;

// Element `index` (from 0) of the array part; false: not there, or nil.
static STRATA_INLINE bool load_element(Table* t, uint64_t index, Value& to) {
  if (STRATA_UNLIKELY(index >= t->array_length)) return false;
  ElementKind kind = t->element_kind();
  if (kind == ElementKind::Any) {
    const Value& v = t->values()[index];
    if (v.tag == runtime::kNil) return false;
    copy(to, v);
    return true;
  }
  if (kind == ElementKind::Int) set_integer(to, t->ints()[index]);
  else set_float(to, t->floats()[index]);
  return true;
}

// Overwrites element `index` where kind and value allow it without conversion; false: slow path.
static STRATA_INLINE bool store_element(Regs& r, Table* t, uint64_t index, const Value& v) {
  ElementKind kind = t->element_kind();
  if (STRATA_UNLIKELY(index >= t->array_length)) return false;
  if (kind == ElementKind::Any) {
    Value& to = t->values()[index];
    if (to.tag == runtime::kNil || v.tag == runtime::kNil) return false;
    copy(to, v);
    runtime::barrier(*r.vm, t, v);
    return true;
  }
  if (kind == ElementKind::Int && v.tag == runtime::kInt) return t->ints()[index] = v.integer_, true;
  if (kind == ElementKind::Float && v.tag == runtime::kFloat) return t->floats()[index] = v.real_, true;
  return false;
}

// t[#t + 1] = v where the array part has room and the table is plain; false: slow path.
static STRATA_INLINE bool append_element(Regs& r, Table* t, uint64_t index, const Value& v) {
  if (index != t->array_length || index >= t->array_capacity) return false;
  if (t->metatable != nullptr || (t->hash != nullptr && t->hash->positive_integers != 0)) return false;
  ElementKind kind = t->element_kind();
  if (kind == ElementKind::Any) {
    if (v.tag == runtime::kNil) return false;
    copy(t->values()[index], v);
    runtime::barrier(*r.vm, t, v);
  } else if (kind == ElementKind::Int && v.tag == runtime::kInt) {
    t->ints()[index] = v.integer_;
  } else if (kind == ElementKind::Float && v.tag == runtime::kFloat) {
    t->floats()[index] = v.real_;
  } else {
    return false;
  }
  t->array_length = static_cast<uint32_t>(index + 1);
  return true;
}

HANDLER do_NewTable(Regs& r, const Insn* i) {
  InlineCache& site = cache(r, i->c);
  ++r.pc;
  if (STRATA_LIKELY(site.shape != nullptr)) {
    size_t slots = site.shape->inline_capacity;
    gc::Object* object = r.vm->heap.allocate(static_cast<uint8_t>(runtime::Kind::Table),
                                             sizeof(Table) + slots * sizeof(Value));
    if (STRATA_LIKELY(object != nullptr)) {
      Table* t = static_cast<Table*>(object);
      runtime::clear_new_table(t, site.shape, i->b, site.slot);
      slot(r, i->a).tag = runtime::kTable;
      slot(r, i->a).bits_ = reinterpret_cast<uint64_t>(t);
      return Control::Next;
    }
  }
  save(r);
  return slow_new_table(*r.vm, i, static_cast<uint32_t>(i[1].word()));
}

HANDLER do_GetIndex(Regs& r, const Insn* i) {
  const Value& t = slot(r, i->b);
  const Value& k = slot(r, i->c);
  if (STRATA_LIKELY(t.tag == runtime::kTable && k.tag == runtime::kInt)) {
    if (load_element(t.as_table(), static_cast<uint64_t>(k.integer_) - 1, slot(r, i->a))) return Control::Next;
  }
  if (t.tag == runtime::kTable && runtime::load_indexed(t.as_table(), k, &slot(r, i->a))) return Control::Next;
  save(r);
  return slow_get(*r.vm, t, k, i->a);
}
HANDLER do_GetIndexI(Regs& r, const Insn* i) {
  const Value& t = slot(r, i->b);
  int64_t k = i->sc;
  if (STRATA_LIKELY(t.tag == runtime::kTable)) {
    if (load_element(t.as_table(), static_cast<uint64_t>(k) - 1, slot(r, i->a))) return Control::Next;
  }
  save(r);
  return slow_get(*r.vm, t, Value::integer(k), i->a);
}
HANDLER do_GetIndexK(Regs& r, const Insn* i) {
  save(r);
  return slow_get(*r.vm, slot(r, i->b), constant(r, i->c), i->a);
}

static STRATA_INLINE Control set_index(Regs& r, const Value& t, const Value& k, const Value& v) {
  if (STRATA_LIKELY(t.tag == runtime::kTable && k.tag == runtime::kInt)) {
    uint64_t index = static_cast<uint64_t>(k.integer_) - 1;
    if (store_element(r, t.as_table(), index, v)) return Control::Next;
    if (append_element(r, t.as_table(), index, v)) return Control::Next;
  }
  if (t.tag == runtime::kTable && runtime::store_indexed(*r.vm, t.as_table(), k, v)) return Control::Next;
  save(r);
  return slow_set(*r.vm, t, k, v);
}
HANDLER do_SetIndex(Regs& r, const Insn* i) { return set_index(r, slot(r, i->a), slot(r, i->b), slot(r, i->c)); }
HANDLER do_SetIndexK(Regs& r, const Insn* i) { return set_index(r, slot(r, i->a), slot(r, i->b), constant(r, i->c)); }
HANDLER do_SetIndexI(Regs& r, const Insn* i) {
  return set_index(r, slot(r, i->a), Value::integer(i->sb()), slot(r, i->c));
}

static STRATA_INLINE Control get_field(Regs& r, const Insn* i, const Value& object) {
  InlineCache& ic = cache(r, i->c);
  if (STRATA_LIKELY(object.tag == runtime::kTable)) {
    Table* t = object.as_table();
    if (STRATA_LIKELY(t->shape == ic.shape)) {
      const Value& v = *runtime::cached_slot(t, ic.slot);
      if (STRATA_LIKELY(v.tag != runtime::kNil)) return copy(slot(r, i->a), v), Control::Next;
    } else if (ic.state == CacheState::Hits) {
      const runtime::CacheHit* hit = ic.hits;
      if (STRATA_UNLIKELY(hit == nullptr || t->shape != hit->shape || t->metatable != hit->metatable ||
                          !is_valid(hit))) {
        hit = runtime::find_hit(ic, t);
      }
      if (STRATA_LIKELY(hit != nullptr)) {
        if (hit->flags == runtime::kValueHit) return copy(slot(r, i->a), hit->value), Control::Next;
        if (hit->flags == runtime::kHandlerHit) {
          save(r);
          return call_index_handler(*r.vm, hit, object, ic.key, i->a);
        }
        if (hit->flags == runtime::kOwnHit) {
          const Value& v = *runtime::cached_slot(t, hit->slot);
          if (v.tag != runtime::kNil) return copy(slot(r, i->a), v), Control::Next;
        }
      }
    } else if (ic.state == CacheState::Dictionary) {
      const runtime::HashNode* node = runtime::cached_node(t, ic);
      if (STRATA_LIKELY(node && node->value_tag != runtime::kNil)) {
        return copy(slot(r, i->a), node->value()), Control::Next;
      }
    }
  } else if (object.tag == runtime::kString && ic.state == CacheState::Hits) {
    const runtime::CacheHit* hit = runtime::find_string_hit(ic, r.vm->basic_metatables[runtime::kString]);
    if (hit != nullptr) return copy(slot(r, i->a), hit->value), Control::Next;
  }
  save(r);
  return slow_get_field(*r.vm, object, ic, i->a);
}
HANDLER do_GetField(Regs& r, const Insn* i) { return get_field(r, i, slot(r, i->b)); }
HANDLER do_GetGlobal(Regs& r, const Insn* i) {
  return get_field(r, i, *r.function->upvalues[i->b]->location);
}
HANDLER do_Method(Regs& r, const Insn* i) {
  Value object = slot(r, i->b);
  Value& receiver = *reinterpret_cast<Value*>(r.base + i->a + sizeof(Value));
  copy(receiver, object);
  return get_field(r, i, receiver);
}

// Stores into field `index` of t. False: it holds nil and a metatable may have __newindex.
static STRATA_INLINE bool store_own(Regs& r, Table* t, uint32_t index, const Value& v) {
  Value& to = *runtime::cached_slot(t, index);
  if (STRATA_UNLIKELY(to.tag == runtime::kNil && t->metatable != nullptr)) return false;
  copy(to, v);
  runtime::barrier(*r.vm, t, v);
  return true;
}

static STRATA_INLINE Control set_field(Regs& r, InlineCache& ic, const Value& object, const Value& v) {
  if (STRATA_LIKELY(object.tag == runtime::kTable)) {
    Table* t = object.as_table();
    if (STRATA_LIKELY(t->shape == ic.shape && ic.state != CacheState::Add)) {
      if (store_own(r, t, ic.slot, v)) return Control::Next;
    } else if (t->shape == ic.shape && runtime::may_add_inline(t, ic, v)) {
      t->shape = ic.next_shape;
      copy(*runtime::cached_slot(t, ic.slot), v);
      if (STRATA_UNLIKELY(t->black)) runtime::shape_changed(*r.vm, t, v);
      return Control::Next;
    } else if (ic.state == CacheState::Hits) {
      const runtime::CacheHit* hit = runtime::find_hit(ic, t);
      if (STRATA_LIKELY(hit != nullptr && hit->flags == runtime::kOwnHit)) {
        if (store_own(r, t, hit->slot, v)) return Control::Next;
      }
    } else if (ic.state == CacheState::Dictionary && !(t->flags & runtime::kIsPrototype)) {
      runtime::HashNode* node = runtime::cached_node(t, ic);
      if (STRATA_LIKELY(node && node->value_tag != runtime::kNil)) {
        node->set_value(v);
        runtime::barrier(*r.vm, t, v);
        return Control::Next;
      }
    }
  }
  save(r);
  return slow_set_field(*r.vm, object, ic, v);
}
HANDLER do_SetField(Regs& r, const Insn* i) { return set_field(r, cache(r, i->c), slot(r, i->a), slot(r, i->b)); }
HANDLER do_SetFieldK(Regs& r, const Insn* i) { return set_field(r, cache(r, i->c), slot(r, i->a), constant(r, i->b)); }

HANDLER do_PutList(Regs& r, const Insn* i) {
  uint32_t first = static_cast<uint32_t>((++r.pc)->word());
  save(r);
  return slow_put_list(*r.vm, i, first, i->b);
}
HANDLER do_PutListOpen(Regs& r, const Insn* i) {
  uint32_t first = static_cast<uint32_t>((++r.pc)->word());
  save(r);
  uint32_t values = static_cast<uint32_t>(running(r)->stack + running(r)->top - &slot(r, i->a)) - 1;
  return slow_put_list(*r.vm, i, first, values);
}
HANDLER do_Closure(Regs& r, const Insn* i) {
  save(r);
  return slow_closure(*r.vm, i);
}
HANDLER do_Close(Regs& r, const Insn* i) {
  if (running(r)->open_upvalues == nullptr && running(r)->close_count == 0) return Control::Next;
  save(r);
  return runtime::close_scope(*r.vm, r.frame->base + i->a / sizeof(Value));
}
HANDLER do_MarkClose(Regs& r, const Insn* i) {
  if (slot(r, i->a).is_falsy()) return Control::Next;
  save(r);
  return slow_mark_close(*r.vm, i);
}
HANDLER do_Hook(Regs& r, const Insn* i) {
  save(r);
  return slow_hook(*r.vm, i);
}

}  // namespace strata::interpreter
