// Bytes in and out: little-endian fixed numbers and LEB128 variable ones.
// ByteWriter appends to a growing buffer. ByteReader never reads past its end: a read that would
// sets failed() and yields 0, so a decoder may check once at the end of a record. A LEB128 number
// has one encoding, the shortest: longer ones fail too.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace strata::base {

class ByteWriter {
 public:
  void u8(uint8_t v) { bytes_.push_back(v); }
  void u16(uint16_t v) { raw(&v, 2); }
  void u32(uint32_t v) { raw(&v, 4); }
  void u64(uint64_t v) { raw(&v, 8); }
  void f64(double v) { raw(&v, 8); }
  void uleb(uint64_t v) {
    while (v >= 0x80) {
      bytes_.push_back(static_cast<uint8_t>(v | 0x80));
      v >>= 7;
    }
    bytes_.push_back(static_cast<uint8_t>(v));
  }
  // Zigzag, then LEB128: small negative numbers stay short.
  void sleb(int64_t v) { uleb((static_cast<uint64_t>(v) << 1) ^ static_cast<uint64_t>(v >> 63)); }
  void raw(const void* data, size_t size_bytes) {
    const uint8_t* p = static_cast<const uint8_t*>(data);
    bytes_.insert(bytes_.end(), p, p + size_bytes);
  }
  void string(std::string_view s) {
    uleb(s.size());
    raw(s.data(), s.size());
  }
  void patch_u32(size_t offset, uint32_t v) { std::memcpy(&bytes_[offset], &v, 4); }

  size_t size() const { return bytes_.size(); }
  const uint8_t* data() const { return bytes_.data(); }
  std::vector<uint8_t>& bytes() { return bytes_; }
  const std::vector<uint8_t>& bytes() const { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

class ByteReader {
 public:
  ByteReader() = default;
  ByteReader(const uint8_t* data, size_t size_bytes) : at_(data), begin_(data), end_(data + size_bytes) {}

  uint8_t u8() { return at_ < end_ ? *at_++ : (failed_ = true, 0); }
  uint16_t u16() { return fixed<uint16_t>(); }
  uint32_t u32() { return fixed<uint32_t>(); }
  uint64_t u64() { return fixed<uint64_t>(); }
  double f64() { return fixed<double>(); }
  uint64_t uleb() {
    if (at_ < end_ && *at_ < 0x80) return *at_++;
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      uint8_t byte = u8();
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte == 0 || (shift == 63 && byte > 1)) failed_ = true;
        return value;
      }
    }
    failed_ = true;
    return 0;
  }
  int64_t sleb() {
    uint64_t z = uleb();
    return static_cast<int64_t>(z >> 1) ^ -static_cast<int64_t>(z & 1);
  }
  std::string_view string() {
    uint64_t size = uleb();
    if (failed_ || size > remaining()) {
      failed_ = true;
      return {};
    }
    std::string_view s(reinterpret_cast<const char*>(at_), size);
    at_ += size;
    return s;
  }
  void skip(size_t n) {
    if (n > remaining()) failed_ = true;
    else at_ += n;
  }

  size_t offset() const { return static_cast<size_t>(at_ - begin_); }
  size_t remaining() const { return static_cast<size_t>(end_ - at_); }
  bool at_end() const { return at_ == end_; }
  bool failed() const { return failed_; }
  const uint8_t* position() const { return at_; }

 private:
  template <typename T>
  T fixed() {
    T v{};
    if (remaining() < sizeof(T)) {
      failed_ = true;
      return v;
    }
    std::memcpy(&v, at_, sizeof(T));
    at_ += sizeof(T);
    return v;
  }

  const uint8_t* at_ = nullptr;
  const uint8_t* begin_ = nullptr;
  const uint8_t* end_ = nullptr;
  bool failed_ = false;
};

}  // namespace strata::base
