// Prototype tables and their validity cells.
//
// A cell knows the cells that depend on it, so that clearing is a walk over cells alone. A cleared cell
// forgets its dependents: they are cleared too, and register again when their tables get new cells. A
// table without a cell therefore changes at the cost of one comparison.
#include "runtime/inline_cache.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

bool is_registered(ValidityCell* dependence, ValidityCell* cell) {
  if (cell->last_dependence == dependence) return true;
  for (uint32_t i = 0; i < dependence->word; ++i)
    if (dependence->dependents->cells()[i] == cell) return true;
  return false;
}

void drop_invalid_dependents(ValidityCell* cell) {
  uint32_t kept = 0;
  ValidityCell** cells = cell->dependents->cells();
  for (uint32_t i = 0; i < cell->word; ++i)
    if (cells[i]->valid) cells[kept++] = cells[i];
  cell->word = kept;
}

bool make_room_for_dependent(VM& vm, ValidityCell* cell) {
  DependentList* before = cell->dependents;
  if (before && cell->word == before->word) drop_invalid_dependents(cell);
  if (before && cell->word < before->word) return true;
  uint32_t capacity = before ? before->word * 2 : 3;
  auto* list = static_cast<DependentList*>(vm.heap.allocate(
      static_cast<uint8_t>(Kind::RawStorage), sizeof(DependentList) + capacity * sizeof(ValidityCell*)));
  if (!list) return false;
  list->word = capacity;
  for (uint32_t i = 0; i < cell->word; ++i) list->cells()[i] = before->cells()[i];
  cell->dependents = list;
  if (cell->black) vm.heap.barrier(cell, list);
  return true;
}

}  // namespace

bool make_prototype(VM& vm, Table* t) {
  if (t->flags & kIsPrototype) return true;
  Shape* own = own_shape(vm, t->shape);
  if (!own) return false;
  t->shape = own;
  t->flags |= kIsPrototype;
  t->word = 0;
  if (t->black) vm.heap.barrier(t, own);
  return true;
}

void prototype_changed(VM&, Table* t) {
  t->word = 0;
  if (ValidityCell* cell = t->shape->cell) {
    t->shape->cell = nullptr;
    invalidate(cell);
  }
}

ValidityCell* validity_cell(VM& vm, Table* t) {
  if (!make_prototype(vm, t)) return nullptr;
  if (ValidityCell* known = t->shape->cell; known && known->valid) return known;
  auto* cell = static_cast<ValidityCell*>(
      vm.heap.allocate(static_cast<uint8_t>(Kind::ValidityCell), sizeof(ValidityCell)));
  if (!cell) return nullptr;
  cell->valid = 1;
  cell->dependents = nullptr;
  cell->last_dependence = nullptr;
  cell->next = vm.shape_registry.cells;
  vm.shape_registry.cells = cell;
  t->shape->cell = cell;
  if (t->shape->black) vm.heap.barrier(t->shape, cell);
  return cell;
}

bool depends_on(VM& vm, Table* t, Table* next) {
  if (t == next) return true;
  ValidityCell* cell = validity_cell(vm, t);
  ValidityCell* dependence = validity_cell(vm, next);
  if (!cell || !dependence) return false;
  if (is_registered(dependence, cell)) return true;
  if (!make_room_for_dependent(vm, dependence)) return false;
  dependence->dependents->cells()[dependence->word++] = cell;
  cell->last_dependence = dependence;
  if (cell->black) vm.heap.barrier(cell, dependence);
  return true;
}

// Chains of prototypes may be deep: the cells still to be visited are linked through last_dependence.
void invalidate(ValidityCell* cell) {
  if (!cell->valid) return;
  cell->valid = 0;
  cell->last_dependence = nullptr;
  while (cell) {
    ValidityCell* waiting = cell->last_dependence;
    for (uint32_t i = 0; i < cell->word; ++i) {
      ValidityCell* dependent = cell->dependents->cells()[i];
      if (!dependent->valid) continue;
      dependent->valid = 0;
      dependent->last_dependence = waiting;
      waiting = dependent;
    }
    cell->dependents = nullptr;
    cell->last_dependence = nullptr;
    cell->word = 0;
    cell = waiting;
  }
}

void trace_cell(ValidityCell* cell, gc::Marker& marker) {
  if (cell->dependents) marker.mark(cell->dependents);
  if (cell->last_dependence) marker.mark(cell->last_dependence);
}

void prune_cells(VM& vm) {
  for (ValidityCell** link = &vm.shape_registry.cells; ValidityCell* cell = *link;) {
    if (!vm.heap.is_marked(cell)) {
      *link = cell->next;
      continue;
    }
    link = &cell->next;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < cell->word; ++i)
      if (ValidityCell* dependent = cell->dependents->cells()[i]; vm.heap.is_marked(dependent))
        cell->dependents->cells()[kept++] = dependent;
    cell->word = kept;
  }
}

}  // namespace strata::runtime
