// Places in the program that make tables, and what became of the tables that they made: when fields of one
// do not fit into the table object, the next ones get more room there; how large array and hash parts get is kept for
// the profile. Where the keys of most tables come in an odd order (from the last one down, say), and sooner or later
// move from the hash part to an array part with holes, later tables get this array part at once; one of eight does
// not, and shows whether that still is so. A table knows its site by number;
// a number outlives the function that it belongs to, and may then name another site: a wrong guess, no error.
#pragma once

#include <cstdint>
#include <vector>

namespace strata::runtime {

class VM;
struct InlineCache;

class AllocationSites {
 public:
  // Gives `site` its number, in site.slot (0 when there is no number left).
  void enter(InlineCache& site);
  // What an earlier run has learnt: tables get so many inline slots from the first one on.
  void restore(VM& vm, InlineCache& site, uint32_t inline_slots);
  // The largest hash part, where one table got any (or, rarely, 5, 9, ..): as log2 of its nodes. 0: small, or not so.
  static unsigned only_hash_log2(const InlineCache& site);
  // An earlier run has seen that: the next table's hash part begins with that size, up to 2^16 nodes. Those after it begin
  // small, for what is as large as that may have been the only one.
  static void expect_hash(InlineCache& site, unsigned log2);
  // The function that `site` belongs to ends.
  void leave(InlineCache& site);
  // The first field beyond the inline slots of a table of site `number`.
  void fields_overflow(VM& vm, uint32_t number);
  // A table of site `number` (0: of none) got another array part or hash part.
  void array_changed(uint32_t number, uint32_t capacity, uint8_t element_kind);
  void hash_changed(uint32_t number, unsigned node_count_log2, bool is_first);
  // What the first hash part of such a table had better begin with: half of what most of them come to.
  unsigned first_hash_log2(uint32_t number) const;
  // The array part of a table of site `number` got 2^size_log2 elements, for all keys of its hash part.
  void array_came_late(uint32_t number, unsigned size_log2, bool is_its_first);
  // Whether the array part of a table (none yet: is_its_first) had better take the element `index`, though that leaves holes.
  bool takes_holes(uint32_t number, uint64_t index, bool is_its_first);

 private:
  InlineCache* site(uint32_t number) const { return number != 0 ? sites_[number - 1] : nullptr; }
  std::vector<InlineCache*> sites_;      // by number - 1; nullptr: free
  std::vector<uint32_t> free_;
};

}  // namespace strata::runtime
