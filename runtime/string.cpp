// Strings: making, joining and comparing them.
#include "runtime/string.h"

#include "runtime/string_hash.h"
#include "runtime/vm.h"

namespace strata::runtime {

namespace {

// A result of concat shorter than this is copied whole by the next append.
constexpr size_t kMinBufferedLength = 256;
constexpr size_t kLargeBuffer = 1 << 20;

String* new_external(VM& vm, StringBuffer* buffer, size_t length) {
  auto* s = static_cast<String*>(
      vm.heap.allocate(static_cast<uint8_t>(Kind::ExternalString), sizeof(String) + sizeof(String::External)));
  if (!s) return nullptr;
  s->flags = kExternalString | kConcatResult;
  s->length = length;
  *s->external() = {buffer->bytes(), buffer};
  return s;
}

// Room behind the bytes of `a` for `added` more, or nullptr. A buffer may be shared by many strings;
// only the one that ends where its used part ends may be appended to in place.
StringBuffer* buffer_with_room(const String* a, size_t added) {
  if (!(a->flags & kExternalString)) return nullptr;
  StringBuffer* buffer = a->external()->buffer;
  return a->length == buffer->used && added <= buffer->capacity - buffer->used ? buffer : nullptr;
}

StringBuffer* new_buffer(VM& vm, const String* a, size_t length) {
  size_t capacity = length + (length < kLargeBuffer ? length : length / 2);
  auto* buffer = static_cast<StringBuffer*>(
      vm.heap.allocate(static_cast<uint8_t>(Kind::StringBuffer), sizeof(StringBuffer) + capacity));
  if (!buffer) return nullptr;
  buffer->capacity = capacity;
  buffer->used = a->length;
  std::memcpy(buffer->bytes(), a->data(), a->length);
  return buffer;
}

// parts[0] grows by the others, in place if it can.
String* append_to_first(VM& vm, const String* const* parts, size_t count, size_t length) {
  const String* first = parts[0];
  StringBuffer* buffer = buffer_with_room(first, length - first->length);
  if (!buffer) buffer = new_buffer(vm, first, length);
  if (!buffer) return nullptr;
  String* s = new_external(vm, buffer, length);
  if (!s) return nullptr;
  char* out = buffer->bytes() + first->length;
  for (size_t i = 1; i < count; ++i) {
    std::memcpy(out, parts[i]->data(), parts[i]->length);
    out += parts[i]->length;
  }
  buffer->used = length;
  return s;
}

void copy_parts(const String* const* parts, size_t count, char* out) {
  for (size_t i = 0; i < count; ++i) {
    std::memcpy(out, parts[i]->data(), parts[i]->length);
    out += parts[i]->length;
  }
}

}  // namespace

uint32_t hash_bytes(const char* bytes, size_t length, uint32_t seed) { return hash_inline(bytes, length, seed); }

uint32_t compute_hash(const String* s, uint32_t seed) {
  if (s->flags & kHashed) return s->word;
  auto* mutable_string = const_cast<String*>(s);
  mutable_string->word = hash_bytes(s->data(), s->length, seed);
  mutable_string->flags |= kHashed;
  return s->word;
}

uint32_t hash_of(VM& vm, String* s) { return compute_hash(s, vm.hash_seed); }

String* new_long_string(VM& vm, size_t length) {
  if (length > kMaxStringLength) return nullptr;
  auto* s = static_cast<String*>(
      vm.heap.allocate(static_cast<uint8_t>(Kind::String), sizeof(String) + length + 1));
  if (!s) return nullptr;
  s->length = length;
  s->inline_bytes()[length] = 0;
  return s;
}

String* new_string(VM& vm, std::string_view bytes) {
  if (bytes.size() <= kMaxShortLength) return vm.strings.intern(bytes.data(), bytes.size());
  String* s = new_long_string(vm, bytes.size());
  if (s) std::memcpy(s->inline_bytes(), bytes.data(), bytes.size());
  return s;
}

String* concat(VM& vm, String* a, String* b) {
  const String* parts[2] = {a, b};
  return concat(vm, parts, 2);
}

String* concat(VM& vm, const String* const* parts, size_t count) {
  size_t length = 0;
  for (size_t i = 0; i < count; ++i) {
    if (parts[i]->length > kMaxStringLength - length) return nullptr;
    length += parts[i]->length;
  }
  for (size_t i = 0; i < count; ++i)
    if (parts[i]->length == length) return const_cast<String*>(parts[i]);  // the others are empty
  if (length <= kMaxShortLength) {
    char bytes[kMaxShortLength];
    copy_parts(parts, count, bytes);
    return vm.strings.intern(bytes, length);
  }
  if ((parts[0]->flags & kConcatResult) && length >= kMinBufferedLength)
    return append_to_first(vm, parts, count, length);
  String* s = new_long_string(vm, length);
  if (!s) return nullptr;
  s->flags |= kConcatResult;
  copy_parts(parts, count, s->inline_bytes());
  return s;
}

int compare_strings(const String* a, const String* b) {
  size_t common = a->length < b->length ? a->length : b->length;
  int order = std::memcmp(a->data(), b->data(), common);
  if (order != 0) return order;
  return a->length == b->length ? 0 : a->length < b->length ? -1 : 1;
}

}  // namespace strata::runtime
