// The rows of interpreter/threaded_ops.def.
#include "interpreter/threaded.h"

namespace strata::interpreter {

const OpRow kOps[static_cast<unsigned>(Op::Count)] = {
#define THREADED(name, operands, finish, stands_for) {#name, operands, Finish::finish, stands_for},
#include "interpreter/threaded_ops.def"
};

}  // namespace strata::interpreter
