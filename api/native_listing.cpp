// See api/native_listing.h.
#include "api/native_listing.h"

#include <cstddef>
#include <iterator>

#include "api/vm_state.h"
#include "base/check.h"
#include "baseline_jit/compiler.h"
#include "interpreter/interpreter.h"

namespace strata {
namespace {

using runtime::Context;
using runtime::Frame;

struct Field {
  int64_t offset;
  const char* name;
};
constexpr Field kContextFields[] = {
    {offsetof(Context, interrupt), "interrupt"}, {offsetof(Context, running), "running"},
    {offsetof(Context, runs), "runs"},           {offsetof(Context, leave), "leave"},
    {offsetof(Context, next_pair), "next_pair"}, {offsetof(Context, find_indexed), "find_indexed"},
    {offsetof(Context, store_indexed), "store_indexed"}, {offsetof(Context, compare_strings), "compare_strings"},
    {offsetof(Context, store_cached), "store_cached"}, {offsetof(Context, close_upvalues), "close_upvalues"},
    {offsetof(Context, find_handler), "find_handler"}, {offsetof(Context, find_access), "find_access"},
    {offsetof(Context, deliver), "deliver"},
    {offsetof(Context, call_interpreted), "call_interpreted"}, {offsetof(Context, steps), "steps"},
};
constexpr Field kFrameFields[] = {
    {offsetof(Frame, function), "function"},         {offsetof(Frame, pc), "pc"},
    {offsetof(Frame, base), "base"},                 {offsetof(Frame, result_slot), "result_slot"},
    {offsetof(Frame, expected_results), "expected_results"}, {offsetof(Frame, flags), "flags"},
    {offsetof(Frame, vararg_count), "vararg_count"}, {offsetof(Frame, argument_count), "argument_count"},
    {offsetof(Frame, state), "state"},               {offsetof(Frame, resume), "resume"},
    {offsetof(Frame, constants), "constants"},
};
template <size_t n>
std::string field_name(const char* owner, const Field (&fields)[n], int64_t offset) {
  for (const Field& field : fields) {
    if (field.offset == offset) return owner + std::string(".") + field.name;
  }
  return "";
}

std::string value_name(const std::string& name, int64_t offset) {
  if (offset % 16 == 0) return name;
  return offset % 16 == baseline_jit::at::kPayload ? name + " payload" : "";
}

NativeFunctionListing listing_of(const runtime::FunctionProto& proto, const baseline_jit::CompiledCode& made) {
  using Kind = MachinePiece::Kind;
  auto lines = interpreter::threaded_lines(*proto.program->module, proto.function_index);
  NativeFunctionListing listing{{made.bytes.begin(), made.bytes.end()}, {}};
  std::vector<MachinePiece>& pieces = listing.pieces;
  std::vector<const interpreter::ThreadedLine*> by_word(proto.code_words);
  for (const interpreter::ThreadedLine& line : lines) {
    STRATA_CHECK_OP(line.word, <, proto.code_words);
    by_word[line.word] = &line;
  }
  auto add = [&](Kind kind, uint32_t begin, uint32_t word) {
    if (!pieces.empty()) pieces.back().end = begin;
    pieces.push_back({kind, begin, static_cast<uint32_t>(made.bytes.size())});
    if (kind != Kind::Operation && kind != Kind::SlowPath) return;
    STRATA_CHECK(by_word[word] != nullptr);
    pieces.back().word = word;
    pieces.back().code_offset = by_word[word]->code_offset;
    pieces.back().operation = by_word[word]->text;
  };
  add(Kind::Entry, 0, 0);
  for (const interpreter::ThreadedLine& line : lines) {
    if (line.word > 0) add(Kind::Operation, made.word_starts[line.word], line.word);
  }
  for (const auto& path : made.slow_paths) add(Kind::SlowPath, path.start, path.word);
  add(Kind::Exits, made.exits_start, 0);
  if (made.data_start < made.bytes.size()) add(Kind::Constants, made.data_start, 0);
  return listing;
}

}  // namespace

Result<std::vector<NativeFunctionListing>> native_listing(std::string_view binary, std::string_view file_name) {
  Options options;
  options.open_libraries = false;
  Vm vm(options);
  if (!vm.ok()) return detail::no_memory();
  Result<Function> main = vm.load(binary, "=" + std::string(file_name));
  if (!main) return main.error();
  runtime::VM& inner = *detail::Access::state(vm)->vm;
  STRATA_CHECK(inner.protos != nullptr);
  runtime::Program* program = inner.protos->program;  // the only one
  std::vector<NativeFunctionListing> listings;
  for (uint32_t index = 0; index < program->proto_count; ++index) {
    runtime::FunctionProto* proto = runtime::proto_of(inner, program, index);
    baseline_jit::CompiledCode made;
    baseline_jit::Compiler::Workspace workspace;
    if (proto == nullptr || inner.upward.prepare(inner, *proto) != runtime::kOk ||
        !baseline_jit::Compiler(workspace, *proto, nullptr, isa::CpuLevel::V2).compile(&made)) {
      return detail::no_memory();
    }
    listings.push_back(listing_of(*proto, made));
  }
  return listings;
}

std::string snippet_place(unsigned register_number, int64_t displacement) {
  constexpr int64_t kStubs = offsetof(Context, stubs);
  switch (register_number) {
    case 12: {
      int64_t stub = (displacement - kStubs) / static_cast<int64_t>(sizeof(void*));
      if (displacement >= kStubs && stub < int64_t{runtime::kSharedStubs}) return std::string("stub ") + baseline_jit::kStubNames[stub];
      return field_name("context", kContextFields, displacement);
    }
    case 13: return displacement < 0 ? "" : value_name("s" + std::to_string(displacement / 16), displacement);
    case 14:
      if (displacement < 0) return "cache " + std::to_string((-displacement - 1) / int64_t{sizeof(runtime::InlineCache)});
      return value_name("constant " + std::to_string(displacement / 16), displacement);
    case 15: return field_name("frame", kFrameFields, displacement);
    default: return "";
  }
}

}  // namespace strata
