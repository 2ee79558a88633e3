// Hosts whose file functions are partly their own: tests/cache_guests.py tries those that are not.
#include "tests/cache_files.h"

#include "api/strata.h"

using namespace strata;
using namespace cache_files;

TEST_CASE("guarded host: a host's own functions are called with its own self, beside guarded ones") {
  Directory directory;
  write_file(directory / "key", "secret");
  write_file(directory / "text", "hello");
  struct World {
    int64_t now = 4711;
    std::string asked;
  } world;
  Options options;
  options.cache.directory = directory.path;
  options.host.self = &world;
  options.host.unix_time = [](void* self) { return static_cast<World*>(self)->now; };
  options.host.remove_file = [](void* self, const char* path) {
    static_cast<World*>(self)->asked = path;
    return 0;
  };
  Vm vm(options);
  CHECK(vm.run("return os.time()")->first().integer() == 4711);
  std::string text = "local path = '" + directory.path + "' ";
  CHECK(vm.run(text + "os.remove(path .. '/key')").ok());
  CHECK(world.asked == directory / "key");  // its own matter
  CHECK(vm.run(text + "return select(2, io.open(path .. '/key'))")->first().text() == directory / "key: Permission denied");
  CHECK(vm.run(text + "return select(2, os.rename(path .. '/key', path .. '/x'))")->first().text() == "Permission denied");
  CHECK(vm.run(text + "return select(2, loadfile(path .. '/key'))")->first().text() ==
        "cannot open " + (directory / "key: Permission denied"));
}

TEST_CASE("guarded host: what a host reads by a function of its own is not looked for in the cache") {
  Directory directory;
  std::string path = directory / "x.lua";
  write_file(path, "return 'of the file system'");
  set_age(path, 60);
  Options options;
  options.cache = {CacheMode::Write, directory / "cache"};
  CHECK(Vm(options).run_file(path.c_str())->first().text() == "of the file system");
  CHECK(exists(directory / "cache/programs"));
  options.host.read_file = [](void*, const char*, const FileSink& sink) { return sink.append("return 'of the host'") ? 0 : ECANCELED; };
  for (CacheMode mode : {CacheMode::Write, CacheMode::Read}) {
    options.cache.mode = mode;
    CHECK(Vm(options).run_file(path.c_str())->first().text() == "of the host");
  }
  options.host.read_file = nullptr;
  CHECK_FALSE(Vm(options).run_file(path.c_str()).ok());
}

TEST_CASE("guarded host: the guard does not depend on whether the Vm keeps a cache itself") {
  Directory directory;
  std::string key = directory / "key";
  write_file(key, std::string(32, 'k'));
  for (CacheMode mode : {CacheMode::Off, CacheMode::Read, CacheMode::Write}) {
    Options options;
    options.cache = {mode, directory.path};
    Vm vm(options);
    CHECK(vm.run("return io.open('" + key + "', 'w')")->first().is_nil());
    CHECK(read_file(key) == std::string(32, 'k'));
  }
  Vm elsewhere;
  CHECK(elsewhere.run("return io.type(io.open('" + key + "'))")->first().text() == "file");
}
