// table.sort for all cases: any values, with order functions and metamethods.
//
// Quicksort with the median of three, as the reference has it, in the same order of comparisons and
// swaps: scripts see how elements without a strict order end up. The pivot and the two elements under
// comparison lie on the native's stack, so nothing that the order function does can free them. An order
// function that is no order at all makes a scan leave its range, which is an error.
#include "stdlib/table_sort.h"

#include "stdlib/elements.h"
#include "stdlib/long_work.h"

namespace strata::stdlib {

using runtime::Call;
using runtime::kOk;
using runtime::Status;
using runtime::Value;

namespace {

// Ranges beyond this are worth a random pivot once a partition was very uneven.
constexpr uint32_t kRandomPivotLength = 100;

class Sorter {
 public:
  explicit Sorter(Call& call) : call_(call) { call.set_size(kSlots); }

  // Sorts elements [low, high]. random: 0 takes pivots from the middle.
  Status sort(uint32_t low, uint32_t high, uint32_t random);

 private:
  // Slots of the native's stack.
  enum : uint32_t { kTableSlot, kOrderSlot, kPivot, kLeft, kRight, kSlots };

  STRATA_INLINE Status get(uint32_t i, uint32_t slot) {
    Value v;
    STRATA_TRY(get_element(call_, call_.at(kTableSlot), i, &v));
    call_.set_at(slot, v);
    return kOk;
  }
  STRATA_INLINE Status set(uint32_t i, uint32_t slot) { return set_element(call_, call_.at(kTableSlot), i, call_.at(slot)); }
  Status less(uint32_t a, uint32_t b, bool* out);
  // Loads elements i and j to kLeft and kRight; puts the one into the other's place if less(j, i).
  Status order(uint32_t i, uint32_t j, bool* swapped);
  Status order_three(uint32_t low, uint32_t middle, uint32_t high);
  Status partition(uint32_t low, uint32_t high, uint32_t* middle);
  Status scan_up(uint32_t end, uint32_t* i);
  Status scan_down(uint32_t i, uint32_t* j);

  Call& call_;
  Pace pace_;
};

// At most so much is looked at to compare the two.
size_t compared_bytes(Value a, Value b) {
  if (!a.is_string() || !b.is_string()) return 0;
  size_t one = a.as_string()->length, other = b.as_string()->length;
  return one < other ? one : other;
}

Status Sorter::less(uint32_t a, uint32_t b, bool* out) {
  Value order = call_.at(kOrderSlot);
  if (order.is_nil()) {
    STRATA_TRY(pace_.step(call_, compared_bytes(call_.at(a), call_.at(b))));
    return call_.less_than(call_.at(a), call_.at(b), out);
  }
  call_.push(order);
  call_.push(call_.at(a));
  call_.push(call_.at(b));
  STRATA_TRY(call_.call(2, 1));
  *out = call_.from_top(1).is_truthy();
  call_.pop(1);
  return poll(call_);  // the function may be a native, which does not
}

Status Sorter::order(uint32_t i, uint32_t j, bool* swapped) {
  STRATA_TRY(get(i, kLeft));
  STRATA_TRY(get(j, kRight));
  STRATA_TRY(less(kRight, kLeft, swapped));
  if (!*swapped) return kOk;
  STRATA_TRY(set(i, kRight));
  return set(j, kLeft);
}

// low and high are in order already.
Status Sorter::order_three(uint32_t low, uint32_t middle, uint32_t high) {
  bool swapped;
  STRATA_TRY(order(low, middle, &swapped));
  return swapped ? kOk : order(middle, high, &swapped);
}

uint32_t pivot_position(uint32_t low, uint32_t high, uint32_t random) {
  if (random == 0 || high - low < kRandomPivotLength) return low + (high - low) / 2;
  uint32_t quarter = (high - low) / 4;
  return low + quarter + random % (2 * quarter);
}

// From *i + 1 up to the first element that is not less than the pivot; it is in kLeft then.
Status Sorter::scan_up(uint32_t end, uint32_t* i) {
  for (;;) {
    bool is_less;
    STRATA_TRY(get(++*i, kLeft));
    STRATA_TRY(less(kLeft, kPivot, &is_less));
    if (!is_less) return kOk;
    if (*i == end) return call_.error("invalid order function for sorting");
  }
}

// From *j - 1 down to the first element that the pivot is not less than; it is in kRight then.
Status Sorter::scan_down(uint32_t i, uint32_t* j) {
  for (;;) {
    bool is_less;
    STRATA_TRY(get(--*j, kRight));
    STRATA_TRY(less(kPivot, kRight, &is_less));
    if (!is_less) return kOk;
    if (*j < i) return call_.error("invalid order function for sorting");
  }
}

// The pivot is in its slot and at high - 1; element low is not greater, element high not less.
Status Sorter::partition(uint32_t low, uint32_t high, uint32_t* middle) {
  uint32_t i = low, j = high - 1;
  for (;;) {
    STRATA_TRY(scan_up(high - 1, &i));
    STRATA_TRY(scan_down(i, &j));
    if (j < i) break;
    STRATA_TRY(set(i, kRight));
    STRATA_TRY(set(j, kLeft));
  }
  *middle = i;
  STRATA_TRY(set(high - 1, kLeft));
  return set(i, kPivot);
}

Status Sorter::sort(uint32_t low, uint32_t high, uint32_t random) {
  while (low < high) {
    bool swapped;
    STRATA_TRY(order(low, high, &swapped));
    if (high - low == 1) return kOk;
    uint32_t middle = pivot_position(low, high, random);
    STRATA_TRY(order_three(low, middle, high));
    if (high - low == 2) return kOk;
    STRATA_TRY(get(middle, kPivot));
    STRATA_TRY(get(high - 1, kRight));
    STRATA_TRY(set(middle, kRight));
    STRATA_TRY(set(high - 1, kPivot));
    STRATA_TRY(partition(low, high, &middle));
    uint32_t smaller;
    if (middle - low < high - middle) {
      STRATA_TRY(sort(low, middle - 1, random));
      smaller = middle - low;
      low = middle + 1;
    } else {
      STRATA_TRY(sort(middle + 1, high, random));
      smaller = high - middle;
      high = middle - 1;
    }
    if ((high - low) / 128 > smaller) random = random * 1664525 + 1013904223;
  }
  return kOk;
}

}  // namespace

Status table_sort(Call& call) {
  int64_t length;
  STRATA_TRY(check_length(call, 1, kReads | kWrites, &length));
  if (length < 2) return call.none();
  if (length >= INT32_MAX) return call.argument_error(1, "array too big");
  if (!call.is_none_or_nil(2)) STRATA_TRY(call.check_function(2));
  bool done = false;
  runtime::Table* plain = plain_table(call.arg(1));
  if (plain && call.arg(2).is_nil() && plain->array_length == length)
    STRATA_TRY(sort_plain(call, plain, static_cast<uint32_t>(length), &done));
  if (done) return call.none();
  call.set_size(2);
  STRATA_TRY(Sorter(call).sort(1, static_cast<uint32_t>(length), 0));
  return call.none();
}

}  // namespace strata::stdlib
