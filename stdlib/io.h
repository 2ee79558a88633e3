// Files of the io library: full userdata of native type "FILE*" around a stdio stream that the host gave
// out. stdio because hosts and embedders share its streams, buffers and positions with us.
#pragma once

#include <cstdio>
#include <string>

#include "runtime/native.h"

namespace strata::stdlib {

extern const char kFileType[];  // "FILE*"

struct Stream {
  enum Kind : uint8_t { Closed, File, Process, Standard } kind;
  std::FILE* file;
  bool never_blocks = false;  // a regular file, once that is known
};

inline Stream& stream_of(runtime::Value file) { return *static_cast<Stream*>(file.as_userdata()->payload()); }
inline bool is_file(runtime::Value v) {
  return v.tag == runtime::kUserdata && v.as_userdata()->type_name == kFileType;
}

// A text as a C string, cut at its first zero byte (names of files and modes).
inline std::string c_text(const runtime::String* s) { return std::string(s->view().substr(0, s->view().find('\0'))); }

// Argument i must be an open file.
runtime::Status check_open_file(runtime::Call& call, uint32_t i, Stream** out);
// Closes an open file; answers as file:close does.
runtime::Status close_stream(runtime::Call& call, Stream& stream);
// Pushes a closed file, for `stream` to be filled in.
runtime::Status push_new_file(runtime::Call& call, Stream** out);
// The function that file:lines answers: reads from the file at stack index 0 with the formats that are
// arguments 2 .. count. It closes the file at its end when `closes`.
runtime::Status push_lines(runtime::Call& call, bool closes);

// Reads by the formats at stack index `first` .. `first + count` (none: a line) and returns the values, the
// first failure as nil; or nil, message, error number. A bad format is blamed on argument
// `argument` and on.
runtime::Status read_formats(runtime::Call& call, Stream& in, uint32_t first, uint32_t count, uint32_t argument);
// The next line without its end, when all of it has been read ahead; false, and nothing has happened, otherwise.
bool read_ready_line(runtime::VM& vm, Stream& in, runtime::Value* line);
// Writes arguments `argument` and on; answers `file`, or nil, message, error number.
runtime::Status write_arguments(runtime::Call& call, std::FILE* out, uint32_t argument, runtime::Value file);

// Makes the metatable of files. nullptr: no memory.
runtime::Table* make_file_metatable(runtime::VM& vm);

}  // namespace strata::stdlib
