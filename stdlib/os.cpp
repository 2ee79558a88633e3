// The os library (Lua 5.4 manual 6.9), but for dates (os_date.cpp). All of it asks the host.
#include <cerrno>
#include <clocale>
#include <cstdlib>

#include "stdlib/host_results.h"
#include "stdlib/io.h"
#include "stdlib/libraries.h"
#include "stdlib/os.h"

namespace strata::stdlib {

using namespace runtime;

namespace {

Status os_clock(Call& call) {
  HostServices& host = call.vm.host;
  if (!host.cpu_seconds) return refuse(call, "os.clock");
  return call.result(Value::real(host.cpu_seconds(host.self)));
}

Status os_execute(Call& call) {
  HostServices& host = call.vm.host;
  String* command;
  STRATA_TRY(call.opt_string(1, &command));
  if (!command) return call.result(Value::boolean(host.run_command && host.run_command(host.self, nullptr) != 0));
  if (!host.run_command) return refuse(call, "os.execute");
  errno = 0;
  int wait_status = host.run_command(host.self, c_text(command).c_str());
  return result_of_process(call, wait_status, errno);
}

Status os_exit(Call& call) {
  HostServices& host = call.vm.host;
  int64_t code = EXIT_SUCCESS;
  if (call.arg(1).is_boolean()) code = call.arg(1).is_truthy() ? EXIT_SUCCESS : EXIT_FAILURE;
  else STRATA_TRY(call.opt_integer(1, EXIT_SUCCESS, &code));
  if (!host.exit_process) return refuse(call, "os.exit");
  if (call.arg(2).is_truthy()) call.vm.close();
  host.exit_process(host.self, static_cast<int>(code));
  return call.none();
}

Status os_getenv(Call& call) {
  HostServices& host = call.vm.host;
  String* name;
  STRATA_TRY(call.check_string(1, &name));
  if (!host.get_environment) return refuse(call, "os.getenv");
  const char* text = host.get_environment(host.self, c_text(name).c_str());
  return text ? call.result_string(text) : call.result(Value::nil());
}

Status os_remove(Call& call) {
  HostServices& host = call.vm.host;
  String* path;
  STRATA_TRY(call.check_string(1, &path));
  if (!host.remove_file) return refuse(call, "os.remove");
  std::string name = c_text(path);
  return result_of_file(call, host.remove_file(host.self, name.c_str()), name.c_str());
}

Status os_rename(Call& call) {
  HostServices& host = call.vm.host;
  String *from, *to;
  STRATA_TRY(call.check_string(1, &from));
  STRATA_TRY(call.check_string(2, &to));
  if (!host.rename_file) return refuse(call, "os.rename");
  return result_of_file(call, host.rename_file(host.self, c_text(from).c_str(), c_text(to).c_str()), nullptr);
}

Status os_tmpname(Call& call) {
  HostServices& host = call.vm.host;
  if (!host.temporary_name) return refuse(call, "os.tmpname");
  std::string name;
  if (host.temporary_name(host.self, &name) != 0) return call.error("unable to generate a unique filename");
  return call.result_string(name);
}

Status os_setlocale(Call& call) {
  constexpr const char* kNames[] = {"all", "collate", "ctype", "monetary", "numeric", "time", nullptr};
  constexpr int kCategories[] = {LC_ALL, LC_COLLATE, LC_CTYPE, LC_MONETARY, LC_NUMERIC, LC_TIME};
  HostServices& host = call.vm.host;
  String* name;
  int category;
  STRATA_TRY(call.opt_string(1, &name));
  STRATA_TRY(call.check_option(2, "all", kNames, &category));
  if (!host.set_locale) return refuse(call, "os.setlocale");
  std::string text = name ? c_text(name) : "";
  const char* locale = host.set_locale(host.self, kCategories[category], name ? text.c_str() : nullptr);
  return locale ? call.result_string(locale) : call.result(Value::nil());
}

constexpr NativeRow kFunctions[] = {
    {"clock", os_clock},       {"date", os_date},     {"difftime", os_difftime}, {"execute", os_execute},
    {"exit", os_exit},         {"getenv", os_getenv}, {"remove", os_remove},     {"rename", os_rename},
    {"setlocale", os_setlocale}, {"time", os_time},   {"tmpname", os_tmpname},   {nullptr, nullptr},
};

}  // namespace

bool open_os(VM& vm) { return new_library(vm, "os", kFunctions) != nullptr; }

}  // namespace strata::stdlib
