// See api/file_levels.h.
#include "api/file_levels.h"

#include "api/vm_state.h"
#include "baseline_jit/jit.h"
#include "baseline_jit/kept.h"
#include "runtime/native_code.h"

namespace strata {

using detail::Access;
using detail::KeptProgram;
using runtime::FunctionProto;
using snippet_cache::Outcome;

namespace {

// Code of a whole program lies side by side until it is written.
constexpr size_t kCodeLimitBytes = size_t{256} << 20;

Options options_for(const CacheOptions& cache) {
  Options options;
  options.open_libraries = false;
  options.jit_code_limit_bytes = kCodeLimitBytes;
  options.cache = cache;
  return options;
}

}  // namespace

struct FileLevels::State {
  explicit State(const CacheOptions& cache) : vm(options_for(cache)) {}

  Vm vm;
  Value main;  // keeps the program alive
  runtime::Program* program = nullptr;
  KeptProgram* kept = nullptr;

  runtime::VM& inner() { return *Access::state(vm)->vm; }

  runtime::Status prepare(runtime::Call& call, uint32_t index, FunctionProto** out) {
    *out = runtime::proto_of(call.vm, program, index);
    if (*out == nullptr) return call.vm.raise_memory();
    return (*out)->code != nullptr ? runtime::kOk : call.vm.upward.prepare(call.vm, **out);
  }

  // Operation(proto), inside the guest, on the prepared function.
  template <typename Operation>
  std::optional<Error> with_function(uint32_t index, Operation operation) {
    Error error;
    bool fine = detail::enter(
        *Access::state(vm),
        [&](runtime::Call& call) {
          FunctionProto* proto;
          STRATA_TRY(prepare(call, index, &proto));
          operation(call.vm, *proto);
          return call.none();
        },
        nullptr, &error);
    return fine ? std::nullopt : std::optional(std::move(error));
  }

  bool is_kept_for_this_level(const FunctionProto& proto) {
    const snippet_cache::Entry* entry;
    return kept->image.find(kept->image.identity(proto.function_index), inner().cpu_level, kept->options, &entry) == Outcome::Hit &&
           entry->level == inner().cpu_level;
  }
};

FileLevels::FileLevels(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileLevels::~FileLevels() = default;

Result<std::unique_ptr<FileLevels>> FileLevels::open(const std::string& path, const CacheOptions& cache,
                                                     std::optional<isa::CpuLevel> level) {
  auto state = std::make_unique<State>(cache);
  if (!state->vm.ok()) return detail::no_memory();
  if (level) state->inner().cpu_level = *level;
  Result<Function> main = state->vm.load_file(path.c_str());
  if (!main.ok()) return main.error();
  state->main = *main;
  state->program = Access::value(*main).as_lua_function()->proto->program;
  state->kept = static_cast<KeptProgram*>(state->program->levels);
  if (state->kept == nullptr) return Error{path + ": nothing is kept of what is no regular file", {}, {}};
  Access::state(state->vm)->levels->compile_ahead();
  return std::unique_ptr<FileLevels>(new FileLevels(std::move(state)));
}

const isa::Module& FileLevels::module() const { return *state_->program->module; }

Outcome FileLevels::outcome() const {
  return state_->kept->kind == KeptProgram::Kind::Unknown ? Outcome::NoDirectory : state_->kept->outcome;
}

const std::string& FileLevels::image_path() const {
  const KeptProgram& p = *state_->kept;
  return p.is_inside && !p.is_published ? p.path : p.image_path;
}
bool FileLevels::is_entry() const { return state_->kept->kind == KeptProgram::Kind::Script; }

const snippet_cache::Image* FileLevels::image() const {
  return state_->kept->has_image ? &state_->kept->image : nullptr;
}

bool FileLevels::is_trusted_by_key() const { return state_->kept->needs_mac; }

Result<Outcome> FileLevels::find(uint32_t index) {
  auto error = state_->with_function(index, [](runtime::VM&, FunctionProto&) {});
  if (error) return std::move(*error);
  return state_->kept->has_image ? state_->kept->functions[index] : outcome();
}

Result<FileLevels::Compiled> FileLevels::compile(uint32_t index) {
  Compiled done = Compiled::Now;
  auto error = state_->with_function(index, [&](runtime::VM& vm, FunctionProto& proto) {
    runtime::NativeCode* before = proto.native;
    if (before != nullptr && (!before->is_kept || state_->is_kept_for_this_level(proto))) {
      done = Compiled::Kept;
      return;
    }
    isa::SnippetView kept;
    detail::LevelCache& cache = *Access::state(state_->vm)->levels;
    if (cache.kept_for_any_level(*state_->kept, proto.function_index, &kept)) baseline_jit::take_profile(proto, kept);
    if (proto.profile != nullptr) done = Compiled::WithProfile;
    proto.retired = proto.native;
    proto.native = nullptr;
    if (!baseline_jit::compile_ahead(vm, proto)) done = Compiled::Refused;
    // It needs nothing of this level: what is kept for a lower one is the same.
    else if (before != nullptr && proto.native->level < vm.cpu_level) done = Compiled::Kept;
  });
  if (error) return std::move(*error);
  return done;
}

Outcome FileLevels::publish() {
  if (state_->kept->kind == KeptProgram::Kind::Unknown) return Outcome::NoDirectory;
  state_->vm.publish();
  return state_->kept->publishing;
}

Outcome FileLevels::pack(detail::PackedFor where, std::vector<uint8_t>* image) {
  return Access::state(state_->vm)->levels->pack(*state_->kept, where, image);
}

Stats FileLevels::stats() const { return state_->vm.stats(); }

}  // namespace strata
