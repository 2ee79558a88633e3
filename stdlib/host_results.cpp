// See host_results.h.
#include "stdlib/host_results.h"

#include <sys/wait.h>

namespace strata::stdlib {

using namespace runtime;

Status refuse(Call& call, const char* function) { return call.error("'%s' is not allowed here", function); }

Status result_of_file(Call& call, int error, const char* path) {
  return error == 0 ? call.result(Value::boolean(true)) : call.result_errno(error, path);
}

Status result_of_process(Call& call, int wait_status, int error) {
  if (wait_status == -1) return call.result_errno(error, nullptr);
  bool killed = WIFSIGNALED(wait_status);
  int code = killed ? WTERMSIG(wait_status) : WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : wait_status;
  call.push(!killed && code == 0 ? Value::boolean(true) : Value::nil());
  STRATA_TRY(call.push_string(killed ? "signal" : "exit"));
  call.push(Value::integer(code));
  return call.results(3);
}

}  // namespace strata::stdlib
