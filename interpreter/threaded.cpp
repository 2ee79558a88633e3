// The rows of interpreter/threaded_ops.def, and which operations have a fused form.
#include "interpreter/threaded.h"

#include <array>

namespace strata::interpreter {

namespace {

constexpr size_t kOpCount = static_cast<size_t>(Op::Count);

// A fused operation has the operands, and where a result is to go, of its first one.
constexpr std::array<OpRow, kOpCount> make_rows() {
  std::array<OpRow, kOpCount> rows{};
  auto fuse = [&](Op op, std::string_view name, Op first, std::string_view stands_for) {
    rows[static_cast<size_t>(op)] = rows[static_cast<size_t>(first)];
    rows[static_cast<size_t>(op)].name = name;
    rows[static_cast<size_t>(op)].stands_for = stands_for;
  };
#define THREADED(name, operands, finish, stands_for) \
  rows[static_cast<size_t>(Op::name)] = {#name, operands, Finish::finish, stands_for};
#define FUSED(First, Second, operand) \
  fuse(Op::First##_##Second##operand, #First "+" #Second, Op::First, #First ", then " #Second " with its result");
#define FUSED_APART(First, Second) fuse(Op::First##_##Second, #First "+" #Second, Op::First, #First ", then " #Second);
#include "interpreter/threaded_ops.def"
  return rows;
}

struct Fused {
  Op first, second, fused;
  char operand;  // of the second that the first yields: 'B', 'C'; ' ': none
};

constexpr Fused kFused[] = {
#define THREADED(name, operands, finish, stands_for)
#define TYPED(name, generic, type, operands, stands_for)
#define FUSED(First, Second, operand) {Op::First, Op::Second, Op::First##_##Second##operand, #operand[0]},
#define FUSED_APART(First, Second) {Op::First, Op::Second, Op::First##_##Second, ' '},
#include "interpreter/threaded_ops.def"
};

// The pairs by their first operation, otherwise in the order of their rows: those of `op` stand from
// first[op] up to first[op + 1].
struct PairTable {
  std::array<Fused, std::size(kFused)> pairs{};
  std::array<uint8_t, kOpCount + 1> first{};
};
static_assert(std::size(kFused) <= UINT8_MAX);

constexpr PairTable make_pairs() {
  PairTable table;
  size_t at = 0;
  for (size_t op = 0; op < kOpCount; op++) {
    table.first[op] = static_cast<uint8_t>(at);
    for (const Fused& fused : kFused) {
      if (fused.first == static_cast<Op>(op)) table.pairs[at++] = fused;
    }
  }
  table.first[kOpCount] = static_cast<uint8_t>(at);
  return table;
}
constexpr PairTable kPairs = make_pairs();

// Whether `fused`, a pair that starts with first's operation, does what `first` and `second` do.
bool fits(const Fused& fused, const Insn& first, const Insn& second, uint32_t first_temporary) {
  if (fused.second != second.opcode()) return false;
  if (fused.operand == ' ') return true;
  uint16_t taken = fused.operand == 'B' ? second.b : second.c, other = fused.operand == 'B' ? second.c : second.b;
  bool other_is_slot = row(second.opcode()).operands[fused.operand == 'B' ? 2 : 1] == 'r';
  return taken == first.a && first.a >= first_temporary && !(other_is_slot && other == first.a);
}

}  // namespace

constexpr std::array<OpRow, kOpCount> kRows = make_rows();
const OpRow* const kOps = kRows.data();

Op fused_op(const Insn& first, const Insn& second, uint32_t first_temporary) {
  for (size_t i = kPairs.first[first.op]; i < kPairs.first[first.op + 1]; ++i) {
    if (fits(kPairs.pairs[i], first, second, first_temporary)) return kPairs.pairs[i].fused;
  }
  return first.opcode();
}

}  // namespace strata::interpreter
