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

constexpr std::array<bool, kOpCount> make_starts() {
  std::array<bool, kOpCount> starts{};
  for (const Fused& fused : kFused) starts[static_cast<size_t>(fused.first)] = true;
  return starts;
}
constexpr std::array<bool, kOpCount> kStartsPair = make_starts();

bool fits(const Fused& fused, const Insn& first, const Insn& second, uint32_t first_temporary) {
  if (fused.first != first.opcode() || fused.second != second.opcode()) return false;
  if (fused.operand == ' ') return true;
  uint16_t taken = fused.operand == 'B' ? second.b : second.c, other = fused.operand == 'B' ? second.c : second.b;
  bool other_is_slot = row(second.opcode()).operands[fused.operand == 'B' ? 2 : 1] == 'r';
  return taken == first.a && first.a >= first_temporary && !(other_is_slot && other == first.a);
}

}  // namespace

constexpr std::array<OpRow, kOpCount> kRows = make_rows();
const OpRow* const kOps = kRows.data();

Op fused_op(const Insn& first, const Insn& second, uint32_t first_temporary) {
  if (!kStartsPair[first.op]) return first.opcode();
  for (const Fused& fused : kFused) {
    if (fits(fused, first, second, first_temporary)) return fused.fused;
  }
  return first.opcode();
}

}  // namespace strata::interpreter
