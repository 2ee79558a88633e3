// A snippet is a pure function of its function and its profile: the same bytes in every VM, thread and
// process, whatever was loaded before. Machine code is kept under a function's identity because of that.
//
// Profiles come from running the benchmark programs at their smallest sizes; every function of these and of
// the golden scripts is then compiled without a profile, and with its profile where it has one, over and over.
#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <thread>

#include "api/strata.h"
#include "api/vm_state.h"
#include "baseline_jit/compiler.h"
#include "baseline_jit/kept.h"
#include "isa/identity.h"
#include "tests/cache_files.h"

using namespace strata;
using runtime::FunctionProto;
using runtime::Profile;
using runtime::WordProfile;

namespace {

struct Source {
  std::string name, text;
};
// By the function's identity.
using Profiles = std::map<std::string, std::vector<WordProfile>>;
// By the function's identity, and " with its profile".
using Snippets = std::map<std::string, std::string>;

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Source> sources(const char* folder) {
  std::vector<Source> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(STRATA_SOURCE_DIR + std::string(folder))) {
    if (entry.path().extension() == ".lua") found.push_back({entry.path().stem(), file_bytes(entry.path())});
  }
  return found;
}

std::vector<Source> corpus() {
  std::vector<Source> all = sources("/bench/programs");
  for (Source& script : sources("/tests/scripts")) all.push_back(std::move(script));
  return all;
}

// The tiny sizes of bench/programs.txt by program.
std::map<std::string, std::string> tiny_sizes() {
  std::map<std::string, std::string> sizes;
  std::ifstream table(STRATA_SOURCE_DIR "/bench/programs.txt");
  for (std::string line; std::getline(table, line);) {
    std::istringstream row(line);
    std::string name, set, groups, tiny;
    if (row >> name >> set >> groups >> tiny && name[0] != '#') sizes[name] = tiny;
  }
  return sizes;
}

// What the programs of one VM came to, function by function.
template <typename F>
void each_program(Vm& vm, F&& visit) {
  std::map<runtime::Program*, std::vector<isa::Identity>> programs;
  for (FunctionProto* p = detail::Access::state(vm)->vm->protos; p != nullptr; p = p->next) {
    if (!programs.contains(p->program)) programs[p->program] = isa::module_identities(*p->program->module);
  }
  for (auto& [program, identities] : programs) visit(*program, identities);
}

Profiles recorded_profiles() {
  Profiles profiles;
  std::map<std::string, std::string> sizes = tiny_sizes();
  for (const Source& source : sources("/bench/programs")) {
    Options options;
    options.tier = Tier::Jit;
    options.jit_threshold = 3;
    Vm vm(options);
    REQUIRE(vm.run("print = function() end arg = {[1] = '" + sizes[source.name] + "'}").ok());
    REQUIRE_MESSAGE(vm.run(source.text, "@" + source.name).ok(), source.name);
    each_program(vm, [&](runtime::Program& program, const std::vector<isa::Identity>& identities) {
      for (uint32_t i = 0; i < program.proto_count; ++i) {
        const FunctionProto* proto = runtime::known_proto(program, i);
        if (proto != nullptr && proto->native != nullptr) profiles[isa::to_hex(identities[i])] = proto->profile->words;
      }
    });
  }
  return profiles;
}

void add_snippet(Snippets& snippets, const std::string& key, baseline_jit::Compiler::Workspace& workspace,
                 const FunctionProto& proto, const Profile* profile) {
  baseline_jit::CompiledCode made;
  REQUIRE(baseline_jit::Compiler(workspace, proto, profile, isa::CpuLevel::V3).compile(&made));
  std::string bytes(made.bytes.begin(), made.bytes.end());
  auto [known, is_new] = snippets.try_emplace(key, bytes);
  bool is_same = is_new || known->second == bytes;
  CHECK_MESSAGE(is_same, "of two functions with one identity: " << key);
}

// Compiles all functions of the corpus in a VM of its own, loaded in the given order.
Snippets snippets_of(const std::vector<Source>& corpus, bool backwards, const Profiles& profiles) {
  Vm vm;
  std::vector<Function> loaded;  // keeps the programs
  for (size_t i = 0; i < corpus.size(); ++i) {
    const Source& source = corpus[backwards ? corpus.size() - 1 - i : i];
    Result<Function> function = vm.load(source.text, "@" + source.name);
    if (function.ok()) loaded.push_back(*function);  // else a script about syntax errors
  }
  REQUIRE(loaded.size() > corpus.size() / 2);
  runtime::VM& inner = *detail::Access::state(vm)->vm;
  Snippets snippets;
  baseline_jit::Compiler::Workspace workspace;  // what is left there of other functions must not matter
  each_program(vm, [&](runtime::Program& program, const std::vector<isa::Identity>& identities) {
    for (uint32_t k = 0; k < program.proto_count; ++k) {
      uint32_t index = backwards ? program.proto_count - 1 - k : k;
      FunctionProto* proto = runtime::proto_of(inner, &program, index);
      REQUIRE(proto != nullptr);
      if (proto->code == nullptr) REQUIRE(inner.upward.prepare(inner, *proto) == runtime::kOk);
      proto->heat = backwards ? 0 : 1001;  // what was counted and is in no profile must not matter, either
      std::string identity = isa::to_hex(identities[index]);
      add_snippet(snippets, identity, workspace, *proto, nullptr);
      auto profile = profiles.find(identity);
      if (profile == profiles.end()) continue;
      REQUIRE(profile->second.size() == proto->code_words);
      Profile again;
      again.words = profile->second;
      add_snippet(snippets, identity + " with its profile", workspace, *proto, &again);
    }
  });
  return snippets;
}

void check_same(const Snippets& a, const Snippets& b) {
  CHECK(a.size() == b.size());
  int different = 0;
  for (const auto& [key, bytes] : a) {
    auto other = b.find(key);
    REQUIRE(other != b.end());
    if (bytes == other->second) continue;
    size_t at = 0;
    while (at < bytes.size() && at < other->second.size() && bytes[at] == other->second[at]) ++at;
    if (++different > 5) continue;
    FAIL_CHECK("function " << key << ": " << bytes.size() << " bytes, different from offset " << at << " on");
  }
  CHECK(different == 0);
}

// ---- against what is kept

struct Comparison {
  int same = 0, different = 0, kept = 0;
};

// A function's machine code is what compiling it from the profile beside it makes.
void compare_with_fresh(const runtime::VM& vm, const FunctionProto& proto, baseline_jit::Compiler::Workspace& workspace,
                        Comparison* result) {
  isa::SnippetView view;
  if (!baseline_jit::snippet_of(proto, &view)) return;
  Profile profile;
  profile.words.resize(view.profile.size() / sizeof(WordProfile));
  if (!view.profile.empty()) std::memcpy(static_cast<void*>(profile.words.data()), view.profile.data(), view.profile.size());
  baseline_jit::CompiledCode made;
  REQUIRE(baseline_jit::Compiler(workspace, proto, view.profile.empty() ? nullptr : &profile, vm.cpu_level).compile(&made));
  bool is_same = std::equal(made.bytes.begin(), made.bytes.end(), view.code.begin(), view.code.end()) &&
                 std::equal(made.places.begin(), made.places.end(), view.places.begin(), view.places.end()) &&
                 made.call_entry == view.call_entry;
  ++(is_same ? result->same : result->different);
  result->kept += proto.native != nullptr && proto.native->is_kept;
}

Comparison run_and_compare(const std::string& name, const std::string& size, const std::string& cache) {
  Options options;
  options.jit_threshold = 3;
  options.cache = {CacheMode::Write, cache};
  Vm vm(options);
  REQUIRE(vm.run("print = function() end arg = {[1] = '" + size + "'}").ok());
  REQUIRE(vm.run_file((STRATA_SOURCE_DIR "/bench/programs/" + name + ".lua").c_str()).ok());
  Comparison result;
  baseline_jit::Compiler::Workspace workspace;
  const runtime::VM& inner = *detail::Access::state(vm)->vm;
  for (FunctionProto* p = inner.protos; p != nullptr; p = p->next) compare_with_fresh(inner, *p, workspace, &result);
  return result;
}

// ---- between two processes

void write_text(std::ostream& out, const std::string& text) { out << text.size() << ' ' << text; }

std::string read_text(std::istream& in) {
  size_t size = 0;
  in >> size;
  in.get();
  std::string text(size, '\0');
  in.read(text.data(), static_cast<std::streamsize>(size));
  return text;
}

template <typename Map>
void write_map(const std::string& path, const Map& map) {
  std::ofstream out(path, std::ios::binary);
  for (const auto& [key, items] : map) {
    write_text(out, key);
    write_text(out, std::string(reinterpret_cast<const char*>(items.data()), items.size() * sizeof(*items.data())));
  }
}

template <typename Map>
Map read_map(const std::string& path) {
  Map map;
  std::ifstream in(path, std::ios::binary);
  while (in.peek() != EOF) {
    std::string key = read_text(in), bytes = read_text(in);
    auto& items = map[key];
    items.resize(bytes.size() / sizeof(*items.data()));
    std::memcpy(static_cast<void*>(items.data()), bytes.data(), bytes.size());
  }
  return map;
}

constexpr const char kFolderVariable[] = "STRATA_SNIPPETS_FOLDER";

}  // namespace

TEST_CASE("snippets are the same in two VMs at a time, in any load order, and in another process") {
  const std::vector<Source> all = corpus();
  const Profiles profiles = recorded_profiles();
  Snippets here, there;
  std::thread first([&] { here = snippets_of(all, false, profiles); });
  std::thread second([&] { there = snippets_of(all, true, profiles); });
  first.join();
  second.join();
  CHECK(profiles.size() > 150);
  CHECK(here.size() > 1000 + profiles.size());
  check_same(here, there);

  char folder[] = "/tmp/strata-snippets-XXXXXX";
  REQUIRE(mkdtemp(folder) != nullptr);
  std::string path = folder;
  write_map(path + "/profiles", profiles);
  std::string program = std::filesystem::read_symlink("/proc/self/exe");
  std::string command = std::string(kFolderVariable) + "=" + path + " '" + program +
                        "' --no-skip --test-case='snippets of another process' >&2";
  CHECK(std::system(command.c_str()) == 0);
  check_same(here, read_map<Snippets>(path + "/snippets"));
  std::filesystem::remove_all(path);
}

TEST_CASE("snippets of another process" * doctest::skip()) {
  const char* folder = std::getenv(kFolderVariable);
  if (folder == nullptr) return;
  std::string path = folder;
  write_map(path + "/snippets", snippets_of(corpus(), false, read_map<Profiles>(path + "/profiles")));
}

TEST_CASE("snippets that are kept have the bytes that compiling from their profile makes anew") {
  cache_files::Directory directory;
  std::map<std::string, std::string> sizes = tiny_sizes();
  Comparison cold, warm;
  for (Comparison* total : {&cold, &warm}) {
    for (const Source& source : sources("/bench/programs")) {
      Comparison one = run_and_compare(source.name, sizes[source.name], directory / "cache");
      CHECK_MESSAGE(one.different == 0, source.name << std::string(total == &warm ? ", from the cache" : ""));
      total->same += one.same;
      total->kept += one.kept;
    }
  }
  CHECK(cold.same > 150);
  CHECK(cold.kept == 0);
  CHECK(warm.same >= cold.same);
  CHECK(warm.kept > cold.same - 10);
}
