// Times and dates (Lua 5.4 manual 6.9): os.date, os.difftime, os.time. Now is the host's; calendar and time
// zone are the C library's.
#include <climits>
#include <cstring>
#include <ctime>
#include <string>

#include "runtime/buffer.h"
#include "stdlib/long_work.h"
#include "stdlib/host_results.h"
#include "stdlib/os.h"

namespace strata::stdlib {

using namespace runtime;

namespace {

Status now(Call& call, const char* function, int64_t* out) {
  HostServices& host = call.vm.host;
  if (!host.unix_time) return refuse(call, function);
  *out = host.unix_time(host.self);
  return kOk;
}

// ---- Fields of a date table

Status set_field_value(Call& call, Value table, const char* key, Value v) {
  String* name = new_string(call.vm, key);
  return name ? call.set(table, Value::of(name), v) : call.vm.raise_memory();
}

struct DateField {
  const char* name;
  int tm::*member;
  int offset;     // what the table holds minus what struct tm holds
  int otherwise;  // -1: must be there
};

constexpr DateField kDateFields[] = {
    {"year", &tm::tm_year, 1900, -1}, {"month", &tm::tm_mon, 1, -1}, {"day", &tm::tm_mday, 0, -1},
    {"hour", &tm::tm_hour, 0, 12},    {"min", &tm::tm_min, 0, 0},    {"sec", &tm::tm_sec, 0, 0},
};
constexpr DateField kDayFields[] = {{"yday", &tm::tm_yday, 1, 0}, {"wday", &tm::tm_wday, 1, 0}};

Status set_field_of(Call& call, Value table, const DateField& field, const tm& date) {
  return set_field_value(call, table, field.name, Value::integer(int64_t{date.*field.member} + field.offset));
}

Status set_all_fields(Call& call, Value table, const tm& date) {
  for (const DateField& field : kDateFields) STRATA_TRY(set_field_of(call, table, field, date));
  for (const DateField& field : kDayFields) STRATA_TRY(set_field_of(call, table, field, date));
  if (date.tm_isdst < 0) return kOk;
  return set_field_value(call, table, "isdst", Value::boolean(date.tm_isdst > 0));
}

Status get_field_value(Call& call, Value table, const char* key, Value* out) {
  String* name = new_string(call.vm, key);
  return name ? call.get(table, Value::of(name), out) : call.vm.raise_memory();
}

Status read_field(Call& call, Value table, const DateField& field, tm* date) {
  Value v;
  STRATA_TRY(get_field_value(call, table, field.name, &v));
  int64_t n;
  if (!to_integer(v, &n)) {
    if (!v.is_nil()) return call.error("field '%s' is not an integer", field.name);
    if (field.otherwise < 0) return call.error("field '%s' missing in date table", field.name);
    date->*field.member = field.otherwise;
    return kOk;
  }
  bool fits = n >= 0 ? n - field.offset <= INT_MAX : INT_MIN + field.offset <= n;
  if (!fits) return call.error("field '%s' is out-of-bound", field.name);
  date->*field.member = static_cast<int>(n - field.offset);
  return kOk;
}

// ---- Formatting

constexpr const char* kSpecifiers = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
constexpr const char* kModifiedE = "cCxXyY";
constexpr const char* kModifiedO = "deHImMSuUVwWy";

bool is_one_of(const char* set, char c) { return c != 0 && std::strchr(set, c); }

// Length of the valid specifier that `text` (behind the %) starts with; 0: there is none.
size_t specifier_length(std::string_view text) {
  if (text.empty()) return 0;
  if (is_one_of(kSpecifiers, text[0])) return 1;
  if (text.size() < 2) return 0;
  if (text[0] == 'E' && is_one_of(kModifiedE, text[1])) return 2;
  return text[0] == 'O' && is_one_of(kModifiedO, text[1]) ? 2 : 0;
}

Status format_date(Call& call, std::string_view format, const tm& date) {
  constexpr size_t kMaxItem = 250;
  Buffer text(call.vm);
  Pace pace;
  while (!format.empty()) {
    STRATA_TRY(pace.step(call));
    if (!text.reserve(kMaxItem)) return call.vm.raise_memory();
    if (format[0] != '%') {
      (void)text.append(format[0]);
      format.remove_prefix(1);
      continue;
    }
    format.remove_prefix(1);
    size_t length = specifier_length(format);
    if (length == 0) {
      std::string rest(format.substr(0, format.find('\0')));
      return call.argument_error(1, ("invalid conversion specifier '%" + rest + "'").c_str());
    }
    std::string item = "%" + std::string(format.substr(0, length));
    text.add_written(std::strftime(text.end(), kMaxItem, item.c_str(), &date));
    format.remove_prefix(length);
  }
  return result_of(call, text);
}

}  // namespace

Status os_date(Call& call) {
  String* given;
  int64_t when;
  STRATA_TRY(call.opt_string(1, &given));
  if (call.is_none_or_nil(2)) STRATA_TRY(now(call, "os.date", &when));
  else STRATA_TRY(call.check_integer(2, &when));
  std::string_view format = given ? given->view() : "%c";
  bool utc = format.starts_with('!');
  if (utc) format.remove_prefix(1);
  time_t t = when;
  tm date;
  if (!(utc ? gmtime_r(&t, &date) : localtime_r(&t, &date))) {
    return call.error("date result cannot be represented in this installation");
  }
  if (format.substr(0, format.find('\0')) != "*t") return format_date(call, format, date);
  Table* table = new_table(call.vm, 0, 9);
  if (!table) return call.vm.raise_memory();
  call.push(Value::of(table));
  STRATA_TRY(set_all_fields(call, Value::of(table), date));
  return call.results(1);
}

Status os_time(Call& call) {
  if (call.is_none_or_nil(1)) {
    int64_t seconds;
    STRATA_TRY(now(call, "os.time", &seconds));
    return call.result(Value::integer(seconds));
  }
  Table* table;
  STRATA_TRY(call.check_table(1, &table));
  Value fields = Value::of(table), is_dst;
  tm date{};
  for (const DateField& field : kDateFields) STRATA_TRY(read_field(call, fields, field, &date));
  STRATA_TRY(get_field_value(call, fields, "isdst", &is_dst));
  date.tm_isdst = is_dst.is_nil() ? -1 : is_dst.is_truthy();
  time_t t = mktime(&date);
  STRATA_TRY(set_all_fields(call, fields, date));
  if (t == -1) return call.error("time result cannot be represented in this installation");
  return call.result(Value::integer(t));
}

Status os_difftime(Call& call) {
  int64_t to, from;
  STRATA_TRY(call.check_integer(1, &to));
  STRATA_TRY(call.check_integer(2, &from));
  return call.result(Value::real(std::difftime(to, from)));
}

}  // namespace strata::stdlib
