// The .mlb file and identities: what is written is read back, damage is refused with a reason.
#include "isa/mlb.h"

#include <doctest/doctest.h>

#include <cstring>
#include <functional>

#include "isa/identity.h"
#include "isa/verifier.h"
#include "tests/hand_module.h"

namespace strata::isa {
namespace {

using tests::HandFunction;

HandFunction child_function() {
  HandFunction child(1, 1);
  child.constant(Constant::of_integer(42));
  child.debug.string("lines and names");
  child.op(Opcode::Const, {0}).op(Opcode::Return, {1});
  return child;
}

std::vector<HandFunction> small_program() {
  HandFunction main(1, 1, kVararg);
  main.constant(Constant::of_string("hello"));
  main.upvalues = {{1, 0, 0}};
  main.children = {1};
  main.op(Opcode::Closure, {0}).op(Opcode::Return, {1});
  return {main, child_function()};
}

std::vector<uint8_t> small_file() {
  ModuleBuilder builder;
  std::vector<HandFunction> functions = small_program();
  for (size_t i = 0; i < functions.size(); i++) (void)builder.reserve_function();
  for (uint32_t i = 0; i < functions.size(); i++) functions[i].add_to(&builder, i);
  builder.set_source("return function() return 42 end");
  return write_mlb(*builder.build("@small.lua", false));
}

std::string refusal(std::span<const uint8_t> bytes) {
  auto result = read_mlb(bytes, nullptr, "x.mlb");
  return result ? "" : result.error().message;
}

std::shared_ptr<const Module> read_back(std::span<const uint8_t> file) {
  auto result = read_mlb(file, nullptr, "x.mlb");
  REQUIRE(result.ok());
  return result.value();
}

TEST_CASE("an .mlb file's native section lies at a multiple of the page, and is not looked at when it is read") {
  std::vector<uint8_t> plain = small_file(), native(5000, 7);
  std::vector<uint8_t> file = write_mlb(*read_back(plain), {.native = native});
  std::optional<MlbSection> section = native_section(file);
  REQUIRE(section.has_value());
  CHECK(section->offset % kNativeAlignment == 0);
  CHECK(section->size_bytes == native.size());
  CHECK(std::memcmp(file.data() + section->offset, native.data(), native.size()) == 0);
  CHECK(!native_section(plain).has_value());
  file[section->offset + 17] ^= 1;
  CHECK(write_mlb(*read_back(file)) == plain);
  REQUIRE(reseal_mlb(file));
  CHECK(native_section(file)->checksum == 0);
  file.pop_back();
  CHECK(!native_section(file).has_value());
}

TEST_CASE("an .mlb file is read back as it was written") {
  std::vector<uint8_t> file = small_file();
  auto result = read_mlb(file, nullptr, "x.mlb");
  REQUIRE(result.ok());
  const Module& module = *result.value();
  CHECK(module.chunk_name == "@small.lua");
  CHECK(module.source == "return function() return 42 end");
  CHECK(module.functions.size() == 2);
  CHECK(verify_module(module).ok());
  CHECK(write_mlb(module) == file);
}

TEST_CASE("an .mlb file with an owner is not copied") {
  auto owner = std::make_shared<std::vector<uint8_t>>(small_file());
  auto result = read_mlb(*owner, owner, "x.mlb");
  REQUIRE(result.ok());
  const uint8_t* code = result.value()->code.data();
  CHECK((code > owner->data() && code < owner->data() + owner->size()));
  CHECK(owner.use_count() == 2);
}

TEST_CASE("an .mlb file without debug map and source keeps its identity") {
  auto whole = read_mlb(small_file(), nullptr, "x.mlb");
  std::vector<uint8_t> stripped = write_mlb(*whole.value(), {.debug = false, .source = false});
  CHECK(stripped.size() < small_file().size());
  auto bare = read_mlb(stripped, nullptr, "x.mlb");
  REQUIRE(bare.ok());
  CHECK(bare.value()->source.empty());
  CHECK(bare.value()->function(1).debug.empty());
  CHECK(module_identities(*bare.value()) == module_identities(*whole.value()));
}

TEST_CASE("a truncated .mlb file is refused at every length") {
  std::vector<uint8_t> file = small_file();
  for (size_t size = 0; size < file.size(); size++) {
    std::string message = refusal({file.data(), size});
    const char* wanted = size < 4 ? "not a multi-level binary" : size < 32 ? "its header is cut off" : "truncated";
    CHECK(message.find(wanted) != std::string::npos);
  }
}

TEST_CASE("foreign, newer and damaged files are refused for what they are") {
  CHECK(refusal(std::vector<uint8_t>(100, 'x')) == "x.mlb: is not a multi-level binary (.mlb)");
  std::vector<uint8_t> file = small_file();
  auto with = [&](size_t offset, uint8_t value) {
    std::vector<uint8_t> copy = file;
    copy[offset] = value;
    return refusal(copy);
  };
  CHECK(with(4, '\n') == "x.mlb: is damaged: was it transferred as text?");
  CHECK(with(8, 2) == "x.mlb: has format version 2, this program reads version 1");
  CHECK(with(12, 255) == "x.mlb: is damaged: its section table is cut off");
  CHECK(with(33, 1) == "x.mlb: is damaged: the header's checksum does not match");
  CHECK(with(file.size() - 1, 0) == "x.mlb: section 'source' is damaged: its checksum does not match");
  file.push_back(0);
  CHECK(refusal(file) == "x.mlb: has 1 bytes after its end");
}

TEST_CASE("section tables that lie are refused") {
  auto with_section = [](uint32_t index, size_t field, uint64_t value) {
    std::vector<uint8_t> file = small_file();
    std::memcpy(file.data() + 32 + index * sizeof(MlbSection) + field, &value, 8);
    CHECK(reseal_mlb(file));
    return refusal(file);
  };
  CHECK(with_section(0, 16, uint64_t{1} << 40) == "x.mlb: section 'functions' reaches beyond the end of the file");
  CHECK(with_section(0, 8, UINT64_MAX - 7) == "x.mlb: section 'functions' reaches beyond the end of the file");
  CHECK(with_section(0, 8, 33) == "x.mlb: section 'functions' is not aligned");
  CHECK(with_section(0, 8, 0) == "x.mlb: section 'functions' overlaps the header");
  CHECK(with_section(0, 16, 67) == "x.mlb: section 'functions' has a broken size");
  CHECK(with_section(3, 16, 3) == "x.mlb: section 'children' has a broken size");
  CHECK(with_section(4, 16, 3) == "x.mlb: section 'upvalues' has a broken size");
  CHECK(with_section(1, 0, 1) == "x.mlb: section 'functions' is there twice");
  CHECK(with_section(0, 0, 77) == "x.mlb: the module has no main function");
}

TEST_CASE("every single-byte change of an .mlb file is refused or harmless") {
  const std::vector<uint8_t> file = small_file();
  int accepted = 0;
  for (size_t i = 0; i < file.size(); i++) {
    std::vector<uint8_t> copy = file;
    copy[i] ^= 0x55;
    if (refusal(copy).empty()) accepted++;  // the zeros between sections
  }
  CHECK(accepted < 7 * 9);
}

TEST_CASE("an identity covers what a function does, and nothing else") {
  auto identity_with = [](const std::function<void(std::vector<HandFunction>*)>& change) {
    std::vector<HandFunction> functions = small_program();
    change(&functions);
    return module_identities(*tests::hand_module(functions));
  };
  auto plain = identity_with([](auto*) {});
  auto renamed = identity_with([](auto* f) { (*f)[1].debug.string("other names"); });
  CHECK(renamed == plain);
  auto moved = identity_with([](auto* f) { (*f)[1].record.line_defined = 7; });
  CHECK(moved == plain);
  auto deeper = identity_with([](auto* f) { (*f)[1].record.max_stack++; });
  CHECK(deeper[1] != plain[1]);
  CHECK(deeper[0] != plain[0]);
  auto parent = identity_with([](auto* f) { (*f)[0].record.local_count++; });
  CHECK(parent[1] == plain[1]);
  CHECK(parent[0] != plain[0]);
  auto constant = identity_with([](auto* f) { (*f)[1].constant(Constant::of_integer(1)); });
  CHECK(constant[1] != plain[1]);
  auto claims = identity_with([](auto* f) { (*f)[1].blocks[0].live = 1; });
  CHECK(claims[1] != plain[1]);
  auto upvalue = identity_with([](auto* f) { (*f)[1].upvalues = {{1, 0, 0}}; });
  CHECK(upvalue[1] != plain[1]);
  CHECK(to_hex(plain[0]).size() == 64);
}

}  // namespace
}  // namespace strata::isa
