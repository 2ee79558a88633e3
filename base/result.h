// Result<T>: a value, or the Error that bad input (a file, an option, a source text) caused.
// No exceptions: a Result must be looked at ([[nodiscard]]).
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/check.h"

namespace strata::base {

// What was wrong with some input, as a user reads it. `message` is complete: it already holds the
// file, line and column where they are known.
struct Error {
  std::string message;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}           // NOLINT: implicit on purpose
  Result(Error error) : error_(std::move(error)) {}       // NOLINT: implicit on purpose

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }
  T& value() {
    STRATA_CHECK(ok());
    return *value_;
  }
  const T& value() const {
    STRATA_CHECK(ok());
    return *value_;
  }
  const Error& error() const { return error_; }

 private:
  std::optional<T> value_;
  Error error_;
};

// The Result of a check that has no value.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT: implicit on purpose
  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  const Error& error() const { return error_; }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace strata::base
