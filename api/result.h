// Result<T>: what a call into the guest came to: a value, or the Error that ended it.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/value.h"

namespace strata {

struct Error {
  std::string message;    // complete; for a guest error with its position: "tool.lua:3: ..."
  std::string traceback;  // "stack traceback:\n\t..." or empty
  Value value;            // what the guest raised; nil for errors outside a running guest

  // Message and traceback, as a program prints them.
  std::string text() const { return traceback.empty() ? message : message + "\n" + traceback; }
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}      // NOLINT: implicit on purpose
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }
  // The value; ends the process with the error's text when there is none.
  T& value() {
    if (!ok()) die();
    return *value_;
  }
  const T& value() const {
    if (!ok()) die();
    return *value_;
  }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  // Precondition: !ok().
  const Error& error() const { return error_; }

 private:
  [[noreturn]] void die() const {
    std::fprintf(stderr, "strata: value of a failed Result: %s\n", error_.text().c_str());
    std::abort();
  }

  std::optional<T> value_;
  Error error_;
};

// The results of a function: as many as it returned.
struct Values : std::vector<Value> {
  using std::vector<Value>::vector;
  // The i-th result from 0; nil beyond the last, as in the guest.
  const Value& at(size_t i) const {
    static const Value nil;
    return i < size() ? (*this)[i] : nil;
  }
  const Value& first() const { return at(0); }
};

}  // namespace strata
