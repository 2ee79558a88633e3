// Plain stdio; a result appears under its name only when it is complete.
#include "strata/files.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "api/program.h"
#include "assembler/assembler.h"
#include "isa/mlb.h"
#include "isa/verifier.h"
#include "strata/commands.h"

namespace strata::toolbox {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin && file != stdout) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

[[noreturn]] void fail(const std::string& path) {
  throw Failure(fmt::format("{}: {}", path, std::strerror(errno)));
}

void write_all(std::FILE* file, std::span<const uint8_t> bytes, const std::string& path) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) fail(path);
  if (std::fflush(file) != 0) fail(path);
}

}  // namespace

std::vector<uint8_t> read_file(const std::string& path) {
  File file(path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (!file) fail(path);
  std::vector<uint8_t> bytes;
  uint8_t part[65536];
  while (size_t size = std::fread(part, 1, sizeof part, file.get())) {
    bytes.insert(bytes.end(), part, part + size);
  }
  if (std::ferror(file.get())) fail(path);
  return bytes;
}

namespace {

void replace_file(const std::string& path, std::span<const uint8_t> bytes, mode_t added_mode) {
  std::string temporary = path + ".tmp";
  {
    File file(std::fopen(temporary.c_str(), "wb"));
    if (!file) fail(temporary);
    write_all(file.get(), bytes, temporary);
    struct stat about;
    bool has_mode = added_mode == 0 || (fstat(fileno(file.get()), &about) == 0 && fchmod(fileno(file.get()), about.st_mode | added_mode) == 0);
    if (!has_mode) fail(temporary);
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) fail(path);
}

}  // namespace

void write_file(const std::string& path, std::span<const uint8_t> bytes) {
  if (path == "-") return write_all(stdout, bytes, "standard output");
  replace_file(path, bytes, 0);
}

void write_executable(const std::string& path, std::span<const uint8_t> bytes) {
  replace_file(path, bytes, S_IXUSR | S_IXGRP | S_IXOTH);
}

void write_file(const std::string& path, std::string_view text) {
  write_file(path, std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

std::string with_extension(const std::string& path, std::string_view extension) {
  size_t name = path.find_last_of('/') + 1;
  size_t dot = path.find_last_of('.');
  std::string stem = dot == std::string::npos || dot <= name ? path : path.substr(0, dot);
  return fmt::format("{}.{}", stem, extension);
}

namespace {

std::shared_ptr<const isa::Module> read_binary(const std::string& path, std::span<const uint8_t> bytes) {
  auto module = isa::read_mlb(bytes, nullptr, path);
  if (!module) throw Failure(module.error().message);
  return module.value();
}

}  // namespace

std::shared_ptr<const isa::Module> load_module(const std::string& path, std::span<const uint8_t> bytes,
                                               const std::string& chunk_name) {
  if (isa::looks_like_mlb(bytes)) return read_binary(path, bytes);
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (path.ends_with(".vasm")) {
    auto module = assembler::assemble(text, path);
    if (!module) throw Failure("the text has errors\n" + module.error().message);
    return module.value();
  }
  std::string name = !chunk_name.empty() ? chunk_name : path == "-" ? "=stdin" : "@" + path;
  auto binary = strata::compile(text, name, {.debug = true, .source = true});
  if (!binary) throw Failure(binary.error().message);
  return read_binary(path, {reinterpret_cast<const uint8_t*>(binary->data()), binary->size()});
}

std::shared_ptr<const isa::Module> load_verified(const std::string& path) {
  std::shared_ptr<const isa::Module> module = load_module(path, read_file(path));
  if (base::Result<void> verdict = isa::verify_module(*module); !verdict) {
    throw Failure(fmt::format("{}: {}", path, verdict.error().message));
  }
  return module;
}

}  // namespace strata::toolbox
