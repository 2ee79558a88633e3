// See runtime/allocation_sites.h.
#include "runtime/allocation_sites.h"

#include "runtime/inline_cache.h"
#include "runtime/shape.h"

namespace strata::runtime {

namespace {

constexpr uint32_t kFirstGuess = 4;      // inline slots after none, or few
constexpr uint32_t kStep = 4;
constexpr size_t kMaxSites = 1 << 20;

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

void AllocationSites::leave(InlineCache& site) {
  if (site.slot == 0) return;
  sites_[site.slot - 1] = nullptr;
  free_.push_back(site.slot);
}

void AllocationSites::fields_overflow(VM& vm, uint32_t number) {
  InlineCache* site = sites_[number - 1];
  if (site == nullptr || site->shape == nullptr) return;
  uint32_t now = site->shape->inline_capacity;
  Shape* wider = root_shape(vm, now < kFirstGuess ? kFirstGuess : now + kStep);
  if (wider != nullptr) site->shape = wider;
}

}  // namespace strata::runtime
