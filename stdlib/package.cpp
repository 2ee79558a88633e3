// require and the package library (Lua 5.4 manual 6.3). Modules are Lua text, binary chunks or what a host
// puts into package.preload; libraries in machine code are found, and refused with a reason.
// The searchers and require have the table `package` as captured value.
#include <cstring>
#include <string>

#include "stdlib/chunk.h"
#include "stdlib/io.h"
#include "stdlib/libraries.h"
#include "stdlib/long_work.h"

namespace strata::stdlib {

using namespace runtime;

namespace {

constexpr const char kDefaultPath[] =
    "/usr/local/share/lua/5.4/?.lua;/usr/local/share/lua/5.4/?/init.lua;"
    "/usr/local/lib/lua/5.4/?.lua;/usr/local/lib/lua/5.4/?/init.lua;"
    "/usr/share/lua/5.4/?.lua;/usr/share/lua/5.4/?/init.lua;./?.lua;./?/init.lua";
constexpr const char kDefaultNativePath[] =
    "/usr/local/lib/lua/5.4/?.so;/usr/lib/x86_64-linux-gnu/lua/5.4/?.so;/usr/lib/lua/5.4/?.so;"
    "/usr/local/lib/lua/5.4/loadall.so;./?.so";
constexpr const char kNoNativeModules[] = "modules in machine code (C libraries) are not supported";

constexpr size_t kPathStepBytes = 64 * kBytesPerStep;  // what it costs to ask for a file

// A string up to its first zero byte.
std::string_view c_view(const String* s) { return s->view().substr(0, s->view().find('\0')); }

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

Status get_named(Call& call, Value table, const char* key, Value* out) {
  String* name = new_string(call.vm, key);
  return name ? call.get(table, Value::of(name), out) : call.vm.raise_memory();
}

// ---- Searching

// Asks for one file, and adds it to the text that says where was looked; *found: then `file` is its name.
Status try_file(Call& call, const std::string& candidate, bool* found, Buffer* file) {
  HostServices& host = call.vm.host;
  *found = !candidate.empty() && host.file_is_readable && host.file_is_readable(host.self, candidate.c_str());
  if (*found) file->truncate(0);
  else STRATA_TRY(append(call, *file, file->size() == 0 ? "no file '" : "\n\tno file '"));
  STRATA_TRY(append(call, *file, candidate));
  return *found ? kOk : append(call, *file, '\'');
}

// The first readable file of a path whose marks stand for `name`. Not found: `file` is the text that says
// where was looked. May collect, may call.
Status search_path(Call& call, std::string name, std::string_view path, const std::string& separator,
                   const std::string& directory_separator, bool* found, Buffer* file) {
  if (!separator.empty()) name = replace_all(name, separator, directory_separator);
  Pace pace;
  for (size_t end = 0; end != std::string_view::npos; path.remove_prefix(end + 1)) {
    end = path.find(';');
    // The name may contain a semicolon too.
    std::string files = replace_all(std::string(path.substr(0, end)), "?", name);
    for (size_t from = 0, stop = 0; stop != std::string::npos; from = stop + 1) {
      stop = files.find(';', from);
      STRATA_TRY(try_file(call, files.substr(from, stop - from), found, file));
      if (*found) return kOk;
      STRATA_TRY(pace.step(call, kPathStepBytes));
    }
    if (end == std::string_view::npos) break;
  }
  return kOk;
}

Status package_searchpath(Call& call) {
  String *name, *path, *separator, *directory_separator;
  // The last one first, as the reference's compiled code does.
  STRATA_TRY(call.opt_string(4, &directory_separator));
  STRATA_TRY(call.opt_string(3, &separator));
  STRATA_TRY(call.check_string(2, &path));
  STRATA_TRY(call.check_string(1, &name));
  Buffer file(call.vm);
  bool found;
  STRATA_TRY(search_path(call, c_text(name), c_view(path), separator ? c_text(separator) : ".",
                         directory_separator ? c_text(directory_separator) : "/", &found, &file));
  if (!found) call.push(Value::nil());
  STRATA_TRY(push_copied(call, file.view()));
  return call.results(found ? 1 : 2);
}

// Looks for a module along package.path or package.cpath; not found: the reason is in `file`.
Status find_file(Call& call, const std::string& name, const char* field, bool* found, Buffer* file) {
  Value path;
  STRATA_TRY(get_named(call, call.upvalue(0), field, &path));
  if (path.is_number()) path = Value::of(number_to_string(call.vm, path));
  if (!path.is_string()) return call.error("'package.%s' must be a string", field);
  call.push(path);
  STRATA_TRY(search_path(call, name, c_view(path.as_string()), ".", "/", found, file));
  call.pop(1);
  return kOk;
}

Status refuse_module(Call& call, const std::string& name, const std::string& file, const std::string& why) {
  return call.error("error loading module '%s' from file '%s':\n\t%s", name.c_str(), file.c_str(), why.c_str());
}

Status search_preload(Call& call) {
  String* name;
  STRATA_TRY(call.check_string(1, &name));
  Value preload, loader;
  STRATA_TRY(get_named(call, Value::of(call.vm.registry), "_PRELOAD", &preload));
  STRATA_TRY(call.get(preload, Value::of(name), &loader));
  if (loader.is_nil()) {
    STRATA_TRY(call.push_format("no field package.preload['%s']", c_text(name).c_str()));
    return call.results(1);
  }
  call.push(loader);
  STRATA_TRY(call.push_string(":preload:"));
  return call.results(2);
}

Status search_lua(Call& call) {
  String* module_name;
  STRATA_TRY(call.check_string(1, &module_name));
  std::string name = c_text(module_name);
  Buffer where(call.vm);
  bool found, loaded;
  const auto packed_module = call.vm.upward.packed_module;
  const char* packed = packed_module != nullptr ? packed_module(call.vm, name) : nullptr;
  if (packed == nullptr) {
    STRATA_TRY(find_file(call, name, "path", &found, &where));
    if (!found) return result_of(call, where);
  }
  std::string file(packed != nullptr ? packed : where.view());
  STRATA_TRY(load_file(call, file.c_str(), "bt", &loaded));
  if (!loaded) return refuse_module(call, name, file, std::string(call.from_top(1).as_string()->view()));
  STRATA_TRY(call.push_string(file));
  return call.results(2);
}

// A library in machine code for `name` itself, or for the part before its first dot (`root`).
Status search_native(Call& call, bool root) {
  String* module_name;
  STRATA_TRY(call.check_string(1, &module_name));
  std::string name = c_text(module_name);
  Buffer where(call.vm);
  size_t dot = name.find('.');
  if (root && dot == std::string::npos) return call.none();
  bool found;
  STRATA_TRY(find_file(call, root ? name.substr(0, dot) : name, "cpath", &found, &where));
  return found ? refuse_module(call, name, std::string(where.view()), kNoNativeModules) : result_of(call, where);
}

Status search_native_module(Call& call) { return search_native(call, false); }
Status search_native_root(Call& call) { return search_native(call, true); }

Status package_loadlib(Call& call) {
  String* ignored;
  STRATA_TRY(call.check_string(1, &ignored));
  STRATA_TRY(call.check_string(2, &ignored));
  call.push(Value::nil());
  STRATA_TRY(call.push_string(kNoNativeModules));
  STRATA_TRY(call.push_string("absent"));
  return call.results(3);
}

// ---- require

// Asks the searchers in turn; pushes the loader and its second argument.
Status find_loader(Call& call, Value name) {
  Value searchers;
  STRATA_TRY(get_named(call, call.upvalue(0), "searchers", &searchers));
  if (!searchers.is_table()) return call.error("'package.searchers' must be a table");
  call.push(searchers);
  std::string tried;
  for (int64_t i = 1;; i++) {
    Value searcher = get_int(searchers.as_table(), i);
    if (searcher.is_nil()) break;
    call.push(searcher);
    call.push(name);
    STRATA_TRY(call.call(1, 2));
    Value answer = call.from_top(2);
    if (answer.is_function()) return kOk;
    if (answer.is_number()) answer = Value::of(number_to_string(call.vm, answer));
    if (answer.is_string()) tried += "\n\t" + c_text(answer.as_string());
    call.pop(2);
  }
  return call.error("module '%s' not found:%s", c_text(name.as_string()).c_str(), tried.c_str());
}

Status require(Call& call) {
  String* module_name;
  STRATA_TRY(call.check_string(1, &module_name));
  Value name = Value::of(module_name), loaded = Value::of(call.vm.loaded), module;
  STRATA_TRY(call.get(loaded, name, &module));
  if (module.is_truthy()) return call.result(module);
  STRATA_TRY(find_loader(call, name));
  Value loader = call.from_top(2), extra = call.from_top(1);
  call.push(loader);
  call.push(name);
  call.push(extra);
  STRATA_TRY(call.call(2, 1));
  Value result = call.from_top(1);
  if (!result.is_nil()) STRATA_TRY(call.set(loaded, name, result));
  STRATA_TRY(call.get(loaded, name, &module));
  if (module.is_nil()) {
    module = Value::boolean(true);
    STRATA_TRY(call.set(loaded, name, module));
  }
  extra = call.from_top(2);
  call.push(module);
  call.push(extra);
  return call.results(2);
}

// ---- Opening

// What the environment says of a path; ";;" in it stands for the default.
std::string path_setting(VM& vm, const char* variable, const std::string& otherwise) {
  Value ignored = get_field(vm.registry, new_string(vm, "LUA_NOENV"));
  if (!vm.host.get_environment || ignored.is_truthy()) return otherwise;
  std::string versioned = std::string(variable) + "_5_4";
  const char* setting = vm.host.get_environment(vm.host.self, versioned.c_str());
  if (!setting) setting = vm.host.get_environment(vm.host.self, variable);
  if (!setting) return otherwise;
  std::string path = setting;
  size_t mark = path.find(";;");
  if (mark == std::string::npos) return path;
  std::string before = path.substr(0, mark), after = path.substr(mark + 2);
  return (before.empty() ? "" : before + ";") + otherwise + (after.empty() ? "" : ";" + after);
}

bool set_text(VM& vm, Table* table, const char* name, const std::string& text) {
  String* s = new_string(vm, text);
  return s && set_named(vm, table, name, Value::of(s));
}

Table* make_searchers(VM& vm, Table* package) {
  constexpr NativeEntry kSearchers[] = {search_preload, search_lua, search_native_module, search_native_root};
  Table* searchers = new_table(vm, std::size(kSearchers));
  int64_t i = 1;
  for (NativeEntry entry : kSearchers) {
    NativeFunction* function = searchers ? new_native_function(vm, entry, nullptr, 1) : nullptr;
    if (!function) return nullptr;
    function->upvalues[0] = Value::of(package);
    if (set_int(vm, searchers, i++, Value::of(function)) != StoreResult::Ok) return nullptr;
  }
  return searchers;
}

constexpr NativeRow kFunctions[] = {
    {"loadlib", package_loadlib}, {"searchpath", package_searchpath},
    {"searchers", nullptr},       {"path", nullptr},
    {"cpath", nullptr},           {"config", nullptr},
    {"loaded", nullptr},          {"preload", nullptr},
    {nullptr, nullptr},
};
constexpr NativeRow kRequire[] = {{"require", require}, {nullptr, nullptr}};

}  // namespace

bool open_package(VM& vm) {
  Table* package = new_library(vm, "package", kFunctions);
  Table* searchers = package ? make_searchers(vm, package) : nullptr;
  Table* preload = new_table(vm);
  return searchers && preload && set_named(vm, package, "searchers", Value::of(searchers)) &&
         set_text(vm, package, "path", path_setting(vm, "LUA_PATH", kDefaultPath)) &&
         set_text(vm, package, "cpath", path_setting(vm, "LUA_CPATH", kDefaultNativePath)) &&
         set_text(vm, package, "config", "/\n;\n?\n!\n-\n") &&
         set_named(vm, package, "loaded", Value::of(vm.loaded)) &&
         set_named(vm, package, "preload", Value::of(preload)) &&
         set_named(vm, vm.registry, "_LOADED", Value::of(vm.loaded)) &&
         set_named(vm, vm.registry, "_PRELOAD", Value::of(preload)) &&
         register_natives(vm, vm.globals, kRequire, Value::of(package));
}

}  // namespace strata::stdlib
