// See cache_files.h.
#include "strata/cache_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "api/build_id.h"
#include "snippet_cache/directory.h"
#include "strata/commands.h"

namespace strata::toolbox {

using namespace snippet_cache;

namespace {

namespace files = std::filesystem;

// The names in a directory; none where it can't be read.
std::vector<files::path> names_in(const files::path& directory) {
  std::vector<files::path> names;
  std::error_code error;
  for (files::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    names.push_back(at->path());
  }
  return names;
}

void add_file(std::string_view kind, const files::path& path, std::vector<CacheFile>* out) {
  struct stat about;
  bool is_name = path.filename().string().find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!is_name || lstat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return;
  out->push_back({kind, path.string(), static_cast<uint64_t>(about.st_size),
                  static_cast<uint64_t>(about.st_blocks) * 512, about.st_mtim.tv_sec});
}

// Not to be trusted, but shown: its reason comes with it.
Descriptor open_anyway(const std::string& path) {
  return Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

// Of another build's image, too, by its own account.
void open_structure(ImageFile* file) {
  std::span<const uint8_t> bytes = file->mapping->bytes();
  file->structure = Image::open(bytes, detail::build_id(), &file->image);
  file->is_sound = file->structure == Outcome::Hit;
  if (file->structure != Outcome::OtherBuild) return;
  Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.format_version != kImageFormatVersion) return;
  Outcome own = Image::open(bytes, header.build_id, &file->image);
  file->is_sound = own == Outcome::Hit;
  if (!file->is_sound) file->structure = own;
}

}  // namespace

std::string cache_directory_for(const std::string& wanted) {
  std::string directory = cache_directory(wanted);
  if (directory.empty()) throw Failure("there is no cache directory: neither --cache-dir nor $HOME say where");
  return directory;
}

std::vector<CacheFile> cache_files(const std::string& directory) {
  std::vector<CacheFile> all;
  for (std::string_view kind : {kPrograms, kSidecars, kHints}) {
    for (const files::path& shard : names_in(files::path(directory) / kind)) {
      for (const files::path& path : names_in(shard)) add_file(kind, path, &all);
    }
  }
  std::sort(all.begin(), all.end(), [](const CacheFile& a, const CacheFile& b) {
    return a.used_s != b.used_s ? a.used_s > b.used_s : a.path < b.path;
  });
  return all;
}

ImageFile open_image_file(const std::string& path) {
  TrustedFile file;
  ImageFile result{open_trusted(path.c_str(), &file), Outcome::Unreadable};
  result.writer = file.writer;
  if (result.access == Outcome::NoFile) return result;
  if (!file.descriptor.ok()) file.descriptor = open_anyway(path);
  struct stat about;
  if (!file.descriptor.ok() || fstat(file.descriptor.get(), &about) != 0 || !S_ISREG(about.st_mode)) return result;
  result.structure = Outcome::Truncated;
  if (static_cast<uint64_t>(about.st_size) < sizeof(Header)) return result;
  result.mapping = Mapping::map(file.descriptor.get(), 0, static_cast<uint64_t>(about.st_size));
  result.structure = Outcome::Unreadable;
  if (result.mapping != nullptr) open_structure(&result);
  return result;
}

std::vector<NativeLevel> native_levels(const Image& image) {
  std::vector<NativeLevel> levels;
  for (const Entry& entry : image.entries()) {
    if (!image.contains(entry)) continue;
    auto at = std::find_if(levels.begin(), levels.end(), [&](const NativeLevel& l) { return l.level == entry.level; });
    if (at == levels.end()) at = levels.insert(levels.end(), NativeLevel{entry.level});
    at->code_bytes += entry.code_size_bytes;
    at->functions += 1;
    at->profiles += entry.profile_size_bytes > 0;
    at->profile_bytes += entry.profile_size_bytes;
  }
  std::sort(levels.begin(), levels.end(), [](const NativeLevel& a, const NativeLevel& b) { return a.level < b.level; });
  return levels;
}

}  // namespace strata::toolbox
