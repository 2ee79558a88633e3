// Argument checks of native functions and the errors they raise: the part of class Call that knows the
// reference's messages (Lua 5.4 manual, chapter 5, luaL_check*). Each check has an inline-sized fast
// part; what is wrong is found out only once something is.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "runtime/debug_info.h"
#include "runtime/metamethods.h"
#include "runtime/native.h"

namespace strata::runtime {

namespace {

std::string format_text(const char* format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  char small[256];
  int length = std::vsnprintf(small, sizeof small, format, arguments);
  std::string text;
  if (length >= 0 && static_cast<size_t>(length) < sizeof small) {
    text.assign(small, static_cast<size_t>(length));
  } else if (length >= 0) {
    text.resize(static_cast<size_t>(length) + 1);
    std::vsnprintf(text.data(), text.size(), format, again);
    text.pop_back();
  }
  va_end(again);
  return text;
}

}  // namespace

// ---- Strings and results

Status Call::push_string(std::string_view bytes) {
  String* s = new_string(vm, bytes);
  if (!s) return vm.raise_memory();
  push(Value::of(s));
  return kOk;
}

Status Call::push_format(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  std::string text = format_text(format, arguments);
  va_end(arguments);
  return push_string(text);
}

Status Call::result_string(std::string_view bytes) {
  STRATA_TRY(push_string(bytes));
  return results(1);
}

Status Call::result_errno(int error, const char* path) {
  const char* reason = error != 0 ? std::strerror(error) : "(no extra info)";
  std::string text = path ? std::string(path) + ": " + reason : std::string(reason);
  push(Value::nil());
  STRATA_TRY(push_string(text));
  push(Value::integer(error));
  return results(3);
}

// ---- Errors

Status Call::error(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  std::string text = position_prefix(co, 1) + format_text(format, arguments);
  va_end(arguments);
  String* message = new_string(vm, text);
  return message ? vm.raise_value(Value::of(message)) : vm.raise_memory();
}

Status Call::argument_error(uint32_t i, const char* message) {
  NameInfo name = function_name(co, frame_index_);
  if (name.kind && std::strcmp(name.kind, "method") == 0) {
    i--;  // the receiver is not counted
    if (i == 0) return error("calling '%s' on bad self (%s)", name.name.c_str(), message);
  }
  if (!name.kind) {
    name.name = global_function_name(vm, Value::of(frame().native_function()));
    if (name.name.empty()) name.name = "?";
  }
  return error("bad argument #%u to '%s' (%s)", i, name.name.c_str(), message);
}

Status Call::type_error(uint32_t i, const char* expected) {
  if (has(i)) return type_error(i, expected, arg(i));
  return argument_error(i, (std::string(expected) + " expected, got no value").c_str());
}

Status Call::type_error(uint32_t i, const char* expected, Value actual) {
  Value own_name = find_metamethod_of(vm, actual, Metamethod::Name);
  std::string message = std::string(expected) + " expected, got ";
  if (own_name.is_string()) message += own_name.as_string()->view();
  else if (actual.tag == kLightUserdata) message += "light userdata";
  else message += type_name(actual);
  return argument_error(i, message.c_str());
}

// ---- Checks

Status Call::check_any(uint32_t i) {
  return has(i) ? kOk : argument_error(i, "value expected");
}

Status Call::convert_to_integer(uint32_t i, int64_t* out) {
  Value v = arg(i);
  if (to_integer(v, out)) return kOk;
  double number;
  if (to_number(v, &number)) return argument_error(i, "number has no integer representation");
  return type_error(i, "number");
}

Status Call::check_number(uint32_t i, double* out) {
  Value v = arg(i);
  if (STRATA_LIKELY(v.is_float())) {
    *out = v.as_float();
    return kOk;
  }
  return to_number(v, out) ? kOk : type_error(i, "number");
}

Status Call::opt_number(uint32_t i, double otherwise, double* out) {
  if (!is_none_or_nil(i)) return check_number(i, out);
  *out = otherwise;
  return kOk;
}

Status Call::convert_to_string(uint32_t i, String** out) {
  Value v = arg(i);
  if (!v.is_number()) return type_error(i, "string");
  *out = number_to_string(vm, v);
  if (!*out) return vm.raise_memory();
  set_at(i - 1, Value::of(*out));
  return kOk;
}

Status Call::opt_string(uint32_t i, String** out) {
  if (!is_none_or_nil(i)) return check_string(i, out);
  *out = nullptr;
  return kOk;
}

Status Call::check_table(uint32_t i, Table** out) {
  Value v = arg(i);
  if (!v.is_table()) return type_error(i, "table");
  *out = v.as_table();
  return kOk;
}

Status Call::check_function(uint32_t i) {
  return arg(i).is_function() ? kOk : type_error(i, "function");
}

Status Call::check_type(uint32_t i, uint64_t tag, const char* expected) {
  return has(i) && arg(i).tag == tag ? kOk : type_error(i, expected);
}

Status Call::check_userdata(uint32_t i, const char* type_name, Userdata** out) {
  Value v = arg(i);
  if (v.tag != kUserdata || v.as_userdata()->type_name != type_name) return type_error(i, type_name);
  *out = v.as_userdata();
  return kOk;
}

Status Call::check_option(uint32_t i, const char* otherwise, const char* const* names, int* out) {
  std::string_view wanted;
  if (otherwise && is_none_or_nil(i)) {
    wanted = otherwise;
  } else {
    String* given;
    STRATA_TRY(check_string(i, &given));
    wanted = given->view();
    wanted = wanted.substr(0, wanted.find('\0'));
  }
  for (int k = 0; names[k]; k++) {
    if (wanted == names[k]) {
      *out = k;
      return kOk;
    }
  }
  return argument_error(i, ("invalid option '" + std::string(wanted) + "'").c_str());
}

}  // namespace strata::runtime
