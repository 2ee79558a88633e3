// See runtime/allocation_sites.h.
#include "runtime/allocation_sites.h"

#include <algorithm>

#include "runtime/inline_cache.h"
#include "runtime/shape.h"

namespace strata::runtime {

namespace {

constexpr uint32_t kFirstGuess = 4;      // inline slots after none, or few
constexpr uint32_t kStep = 4;
constexpr size_t kMaxSites = 1 << 20;
constexpr unsigned kLeastExpectedLog2 = 6, kMostExpectedLog2 = 16;
// Larger tables come late so seldom that it costs little, and what a wrong guess wastes stays modest.
constexpr unsigned kMaxLateLog2 = 12;
constexpr unsigned kManyLateTables = 4, kMaxLateTables = 7;

}  // namespace

void AllocationSites::enter(InlineCache& site) {
  if (!free_.empty()) {
    site.slot = free_.back();
    free_.pop_back();
    sites_[site.slot - 1] = &site;
    return;
  }
  if (sites_.size() == kMaxSites) return;
  sites_.push_back(&site);
  site.slot = static_cast<uint32_t>(sites_.size());
}

void AllocationSites::restore(VM& vm, InlineCache& site, uint32_t inline_slots) {
  if (site.shape != nullptr || inline_slots >= kRootShapeCount) return;
  Shape* root = root_shape(vm, inline_slots);
  if (root == nullptr) return;
  enter(site);
  site.shape = root;
}

unsigned AllocationSites::only_hash_log2(const InlineCache& site) {
  unsigned log2 = site.outcome.hash_log2 > 0 ? site.outcome.hash_log2 - 1u : 0;
  return site.outcome.counted == 1 && log2 >= kLeastExpectedLog2 ? log2 : 0;
}

void AllocationSites::expect_hash(InlineCache& site, unsigned log2) {
  if (log2 < kLeastExpectedLog2 || log2 > kMostExpectedLog2) return;
  site.outcome.first_hash_log2 = static_cast<uint8_t>(log2) & 0x7f;
  site.outcome.is_expected = 1;
}

void AllocationSites::leave(InlineCache& site) {
  if (site.slot == 0) return;
  sites_[site.slot - 1] = nullptr;
  free_.push_back(site.slot);
}

void AllocationSites::fields_overflow(VM& vm, uint32_t number) {
  InlineCache* of = site(number);
  if (of == nullptr || of->shape == nullptr) return;
  uint32_t now = of->shape->inline_capacity;
  Shape* wider = root_shape(vm, now < kFirstGuess ? kFirstGuess : now + kStep);
  if (wider != nullptr) of->shape = wider;
}

void AllocationSites::array_changed(uint32_t number, uint32_t capacity, uint8_t element_kind) {
  InlineCache* of = site(number);
  if (of == nullptr || element_kind == 0) return;
  of->outcome.array_capacity = std::max(of->outcome.array_capacity, capacity);
  of->outcome.element_kinds |= static_cast<uint8_t>(1u << (element_kind - 1));
}

void AllocationSites::hash_changed(uint32_t number, unsigned node_count_log2, bool is_first) {
  InlineCache* of = site(number);
  if (of == nullptr) return;
  SiteOutcome& outcome = of->outcome;
  outcome.hash_log2 = std::max(outcome.hash_log2, static_cast<uint8_t>(node_count_log2 + 1));
  if (is_first && outcome.is_expected) outcome.first_hash_log2 = outcome.is_expected = 0;
  if (!is_first) {
    if (node_count_log2 == outcome.first_hash_log2 + 1u && outcome.outgrown < 7) ++outcome.outgrown;
    if (node_count_log2 == outcome.first_hash_log2 + 2u && outcome.outgrown_twice < 7) ++outcome.outgrown_twice;
  } else if (++outcome.counted == 0) {  // of a round of four
    if (outcome.outgrown_twice >= 3) ++outcome.first_hash_log2;
    else if (outcome.outgrown < 2 && outcome.first_hash_log2 > 0) --outcome.first_hash_log2;
    outcome.outgrown = outcome.outgrown_twice = 0;
  }
}

unsigned AllocationSites::first_hash_log2(uint32_t number) const {
  const InlineCache* of = site(number);
  return of != nullptr ? of->outcome.first_hash_log2 : 0;
}

// A table counts twice, one that was left alone in vain (takes_holes) takes away one.
void AllocationSites::array_came_late(uint32_t number, unsigned size_log2, bool is_its_first) {
  InlineCache* of = site(number);
  if (of == nullptr || size_log2 > kMaxLateLog2) return;
  SiteOutcome& outcome = of->outcome;
  bool is_much_less = size_log2 + 1 < outcome.late_log2;
  outcome.late_log2 = static_cast<uint8_t>(is_much_less ? outcome.late_log2 - 1u : std::max<unsigned>(outcome.late_log2, size_log2));
  if (is_its_first) outcome.late_tables = static_cast<uint8_t>(std::min(outcome.late_tables + 2u, kMaxLateTables));
}

bool AllocationSites::takes_holes(uint32_t number, uint64_t index, bool is_its_first) {
  InlineCache* of = site(number);
  if (of == nullptr || of->outcome.late_tables < kManyLateTables || index >> of->outcome.late_log2 != 0) return false;
  if (!is_its_first || ++of->outcome.since_left_alone != 0) return true;
  --of->outcome.late_tables;
  return false;
}

}  // namespace strata::runtime
