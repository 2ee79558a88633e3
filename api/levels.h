// What a VM keeps of program files on disk, and finds there: the level cache of one VM. Each program that was loaded
// from a file has a KeptProgram: where its image is (snippet_cache/image.h), what of it was found and trusted,
// and what is to be published when the VM ends. Not installed.
//
// A script's image is an entry in the user's cache directory, found by a hash of the source or by a stat hint;
// it holds the compiled module as well. A multi-level binary's image is its sidecar (foo.mlb.snip) or inside it.
// Whatever is wrong with an image is a miss (snippet_cache/outcome.h).
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "api/build_id.h"
#include "api/mapped_files.h"
#include "api/strata.h"
#include "runtime/levels.h"
#include "runtime/services.h"
#include "runtime/vm.h"
#include "snippet_cache/archive.h"
#include "snippet_cache/image.h"
#include "snippet_cache/key.h"
#include "snippet_cache/mapping.h"
#include "snippet_cache/stat_hint.h"
#include "snippet_cache/trusted_file.h"

namespace strata::detail {

class LevelCache;

// A snippet whose function has ended before its VM.
struct RememberedSnippet {
  uint32_t function_index;
  isa::CpuLevel level;
  uint8_t options;
  uint32_t call_entry, times_compiled;
  std::vector<uint8_t> code, profile;
  std::vector<uint32_t> places;
};

// What is kept of a program as it was before an edit: functions that are in it unchanged are served from there.
struct EarlierImage {
  std::shared_ptr<snippet_cache::Mapping> mapping;
  snippet_cache::Image image;
  bool needs_mac = true;
  std::vector<isa::Identity> identities;  // of the program's functions as they are now; empty: not made yet
};

struct KeptProgram : runtime::ProgramLevels {
  enum class Kind : uint8_t {
    Unknown,  // not loaded yet, or by no means that is kept
    Script,   // text: the image is an entry with the module
    Chunk,    // text that a program handed to `load`: likewise, under the program's content or identity
    Binary,   // .mlb: the image is a sidecar, or inside the file
    Packed,   // in the running executable: the image is in its archive
  };

  std::string path;            // of the program, as it was given; a chunk's name
  std::string chunk_name;      // as debug information has it
  std::string image_path;      // where its image is looked for, and published
  Kind kind = Kind::Unknown;
  bool has_stat = false, hint_is_due = false;
  snippet_cache::SourceStat stat{};
  snippet_cache::ContentKey content{};
  std::shared_ptr<const isa::Module> module;
  uint8_t options = 0;         // isa::SnippetOptions
  const snippet_cache::PackedProgram* packed = nullptr;
  uint32_t chunks = 0;         // handed to `load` so far
  size_t text_bytes = 0;       // of a chunk
  // The image, when there is one.
  bool has_image = false, needs_mac = true, is_published = false;
  bool is_inside = false;      // the program's own file; what is published goes to image_path all the same
  std::shared_ptr<snippet_cache::Mapping> mapping;
  snippet_cache::Image image;
  isa::PreparedView prepared;  // of the main function, in the image; empty: none
  snippet_cache::TagKey tag_key{};     // where the image is tagged
  std::vector<bool> confirmed_rows;    // whose tag was right
  snippet_cache::Outcome outcome = snippet_cache::Outcome::NoFile;
  snippet_cache::Outcome publishing = snippet_cache::Outcome::Hit;  // what came of it, the last time
  // By function index. OtherProgram: it is not what the image is of; Count: not prepared yet.
  std::vector<snippet_cache::Outcome> functions;
  std::vector<RememberedSnippet> remembered;
  std::unique_ptr<EarlierImage> earlier;  // only where there is no image

  bool is_text() const { return kind == Kind::Script || kind == Kind::Chunk; }
  // A function was called that the image is not of, though it is of the main function: a binary was built anew.
  bool was_changed() const { return std::ranges::find(functions, snippet_cache::Outcome::OtherProgram) != functions.end(); }
};

// Where a program's image is to be put.
enum class PackedFor : uint8_t {
  File,        // its own .mlb: MACs under the user's key
  Executable,  // with the module; needs no MACs
};

class LevelCache {
 public:
  LevelCache(runtime::VM& vm, const CacheOptions& options);
  ~LevelCache();

  // See runtime::UpwardServices.
  KeptProgram* open(const char* path);
  KeptProgram* open_chunk(KeptProgram& program, std::string_view text, std::string_view chunk_name);
  std::shared_ptr<const isa::Module> module_of(KeptProgram& program, const std::string_view* bytes);
  const char* packed_module(std::string_view name) const;
  void attach(KeptProgram& levels, runtime::Program& program);
  runtime::Status confirm(runtime::FunctionProto& proto, bool* is_verified);
  bool prepared_code(runtime::FunctionProto& proto, isa::PreparedView* out);
  void adopt(runtime::FunctionProto& proto);
  void remember(runtime::FunctionProto& proto);
  void drop(KeptProgram& levels);

  // Programs that run for long publish now and then.
  void code_made(uint64_t now_ns);
  // Writes what was compiled since the last time, and the counters. May be called more than once.
  void publish();

  // A tool compiles programs and runs none: its lookups are not counted, and code without a profile is not hot.
  void compile_ahead() { is_ahead_ = true; }
  // What is kept of a function for any CPU level. False: nothing that is trusted.
  bool kept_for_any_level(KeptProgram& p, uint32_t function_index, isa::SnippetView* out);

  // The image of what is kept of a program and what was compiled. Hit, NoKey, Damaged, WrongMac.
  snippet_cache::Outcome pack(KeptProgram& p, PackedFor where, std::vector<uint8_t>* out);

  void add_to(Stats* stats) const;
  const std::vector<std::unique_ptr<KeptProgram>>& programs() const { return programs_; }
  const MappedFiles& mapped_files() const { return mapped_files_; }

 private:
  // levels_find.cpp
  const snippet_cache::Key* key();
  snippet_cache::Outcome have_key();
  std::shared_ptr<const isa::Module> script_module(KeptProgram& p);
  std::shared_ptr<const isa::Module> binary_module(KeptProgram& p, std::string_view bytes);
  snippet_cache::Outcome open_image(KeptProgram& p);
  snippet_cache::Outcome map_image(KeptProgram& p, const snippet_cache::TrustedFile& file, uint64_t offset, uint64_t size_bytes);
  snippet_cache::Outcome open_sidecar(KeptProgram& p, const isa::Module& module);
  snippet_cache::Outcome find_sidecar(KeptProgram& p, const isa::Module& module);
  snippet_cache::Outcome open_native_section(KeptProgram& p, const isa::Module& module, std::span<const uint8_t> file_bytes);
  KeptProgram* open_packed(const char* path);
  std::shared_ptr<const isa::Module> program_of_archive(KeptProgram& p);
  bool is_image_of(KeptProgram& p, const isa::Module& module);
  void find_earlier(KeptProgram& p);
  snippet_cache::Outcome confirm_image(KeptProgram& p);
  void count_program(KeptProgram& p, snippet_cache::Outcome outcome);
  bool confirms_main(KeptProgram& p, const isa::Module& module);
  bool confirms(KeptProgram& p, uint32_t function_index, const isa::Module& module);
  bool confirms_all(KeptProgram& p);
  bool confirms_identity(const KeptProgram& p, uint32_t function_index, const isa::Module& module);
  snippet_cache::Outcome check(const snippet_cache::Image& image, bool needs_mac, const snippet_cache::Entry& entry);
  snippet_cache::Outcome adopt_from(const snippet_cache::Image& image, const snippet_cache::Mapping& mapping, bool needs_mac,
                                    const isa::Identity& identity, runtime::FunctionProto& proto);
  snippet_cache::Outcome adopt_earlier(KeptProgram& p, runtime::FunctionProto& proto);
  // levels_publish.cpp
  void publish(KeptProgram& p);
  bool is_worth_keeping(const KeptProgram& p);
  void count_runs();
  void note_published(KeptProgram& p, uint64_t size_bytes);

  runtime::VM& vm_;
  CacheOptions options_;
  bool is_ahead_ = false;
  std::string directory_;                 // empty: there is none
  snippet_cache::Key key_;
  snippet_cache::Outcome key_outcome_ = snippet_cache::Outcome::Count;  // Count: not looked for yet
  std::vector<std::unique_ptr<KeptProgram>> programs_;
  MappedFiles mapped_files_;
  std::vector<isa::Identity> children_;   // room for confirms()
  snippet_cache::OutcomeCounts program_counts_{}, function_counts_{}, counted_programs_{}, counted_functions_{};
  uint64_t next_publishing_ns_ = 0;       // 0: nothing was compiled yet
  uint64_t published_files_ = 0, published_bytes_ = 0, counted_files_ = 0, counted_bytes_ = 0;
};

// The name under which a chunk is kept of a program with this content key or identity.
snippet_cache::ContentKey chunk_key(std::span<const uint8_t> program, std::string_view text);

}  // namespace strata::detail
