// Functions, both ways: Function is a guest function that the host calls, Call is what a C++ function
// sees when the guest calls it. The wrapper that turns a C++ callable into a guest function lives here,
// in a template, so that it is compiled in the host's translation unit: an exception that leaves the
// callable is caught there and becomes a guest error, and never meets a frame of the library.
#pragma once

#include <cstdint>
#include <exception>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "api/result.h"
#include "api/value.h"

namespace strata {

class Function : public Value {
 public:
  // Runs the function to its end. Guest errors come back as the Error, with a traceback.
  Result<Values> call(const Argument* arguments, size_t count) const;
  Result<Values> call(std::initializer_list<Argument> arguments) const {
    return call(arguments.begin(), arguments.size());
  }
  template <typename... A>
  Result<Values> operator()(const A&... arguments) const {
    const Argument list[] = {Argument(arguments)..., Argument()};
    return call(list, sizeof...(A));
  }
};

// One call of a C++ function by the guest; valid until that function returns.
class Call {
 public:
  Vm& vm() const;
  size_t count() const;
  Value arg(size_t i) const;  // from 1; nil when absent

  // Argument `i` as a C++ value; false: it has another type, and the guest error ("bad argument #1 to
  // 'f' (number expected, got nil)") is set. A string_view lasts until the function returns.
  bool read(size_t i, bool* out) const;  // any value: neither nil nor false
  bool read(size_t i, int64_t* out);
  bool read(size_t i, double* out);
  bool read(size_t i, std::string_view* out);
  bool read(size_t i, Value* out) const;
  bool read(size_t i, Table* out);
  bool read(size_t i, Function* out);

  // Appends a result. False: memory is out, the guest error is set.
  bool push(Argument result);
  // Ends the function with a guest error once it returns: a message, given the caller's position, or
  // the error that a nested call came back with.
  void fail(std::string_view message);
  void fail(const Error& error);
  // "bad argument #i to 'name' (message)"
  void fail_argument(size_t i, std::string_view message);
  bool failed() const { return failed_; }

 private:
  friend struct detail::Access;
  void* native_ = nullptr;
  detail::VmState* state_ = nullptr;
  int pushed_ = 0;
  bool failed_ = false;
};

namespace detail {

using HostEntry = void (*)(void* target, Call& call);
using HostDestroy = void (*)(void* target);

// Reads the next argument into `*out` and advances `i`.
template <typename T>
bool take(Call& call, size_t& i, T* out) {
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, int64_t>) {
    int64_t wide;
    if (!call.read(i, &wide)) return false;
    if (!std::in_range<T>(wide)) return call.fail_argument(i, "number out of range"), false;
    *out = static_cast<T>(wide);
    return ++i, true;
  } else if constexpr (std::is_same_v<T, float>) {
    double wide;
    if (!call.read(i, &wide)) return false;
    *out = static_cast<float>(wide);
    return ++i, true;
  } else if constexpr (std::is_same_v<T, std::string>) {
    std::string_view bytes;
    if (!call.read(i, &bytes)) return false;
    *out = std::string(bytes);
    return ++i, true;
  } else {
    return call.read(i++, out);
  }
}
template <typename T>
bool take(Call& call, size_t& i, std::optional<T>* out) {
  if (call.arg(i).is_nil()) return ++i, true;
  T value{};
  if (!take(call, i, &value)) return false;
  *out = std::move(value);
  return true;
}
// All arguments that are left.
inline bool take(Call& call, size_t& i, Values* out) {
  for (; i <= call.count(); i++) out->push_back(call.arg(i));
  return true;
}
inline bool take(Call& call, size_t&, Call** out) {
  *out = &call;
  return true;
}

template <typename T>
void give(Call& call, const T& result) {
  call.push(Argument(result));
}
template <typename T>
void give(Call& call, const std::optional<T>& result) {
  if (result) give(call, *result);
  else call.push(nullptr);
}
inline void give(Call& call, const Values& results) {
  for (const Value& v : results) {
    if (!call.push(v)) return;
  }
}
inline void give(Call& call, const Error& error) { call.fail(error); }
template <typename T>
void give(Call& call, const Result<T>& result) {
  if (result.ok()) give(call, *result);
  else call.fail(result.error());
}
template <typename... T>
void give(Call& call, const std::tuple<T...>& results) {
  std::apply([&](const T&... each) { (give(call, each), ...); }, results);
}

// How a parameter is held while the others are read: a Call& as a pointer, the rest by value.
template <typename P>
using Held = std::conditional_t<std::is_same_v<P, Call&>, Call*, std::remove_cvref_t<P>>;
template <typename P>
decltype(auto) hand_over(Held<P>& held) {
  if constexpr (std::is_same_v<P, Call&>) return static_cast<Call&>(*held);
  else return std::move(held);
}

template <typename R, typename... P>
struct Invocation {
  template <typename F>
  static void run(F& f, Call& call) {
    static_assert(((std::is_same_v<P, Call&> || !std::is_lvalue_reference_v<P> ||
                    std::is_const_v<std::remove_reference_t<P>>) && ...),
                  "parameters are taken by value or const reference (and Call&)");
    std::tuple<Held<P>...> held{};
    size_t next = 1;
    bool good = std::apply([&](Held<P>&... each) { return (take(call, next, &each) && ...); }, held);
    if (!good) return;
    std::apply(
        [&](Held<P>&... each) {
          if constexpr (std::is_void_v<R>) f(hand_over<P>(each)...);
          else give(call, f(hand_over<P>(each)...));
        },
        held);
  }
};

template <typename F>
struct Signature : Signature<decltype(&F::operator())> {};
template <typename R, typename... P>
struct Signature<R (*)(P...)> : Invocation<R, P...> {};
template <typename R, typename... P>
struct Signature<R (*)(P...) noexcept> : Invocation<R, P...> {};
template <typename C, typename R, typename... P>
struct Signature<R (C::*)(P...)> : Invocation<R, P...> {};
template <typename C, typename R, typename... P>
struct Signature<R (C::*)(P...) const> : Invocation<R, P...> {};
template <typename C, typename R, typename... P>
struct Signature<R (C::*)(P...) noexcept> : Invocation<R, P...> {};
template <typename C, typename R, typename... P>
struct Signature<R (C::*)(P...) const noexcept> : Invocation<R, P...> {};

template <typename F>
void enter_host_function(void* target, Call& call) {
  F& f = *static_cast<F*>(target);
#ifdef __cpp_exceptions
  try {
    Signature<F>::run(f, call);
  } catch (const std::exception& e) {
    call.fail(e.what());
  } catch (...) {
    call.fail("C++ exception");
  }
#else
  Signature<F>::run(f, call);
#endif
}
template <typename F>
void destroy_host_function(void* target) {
  delete static_cast<F*>(target);
}

}  // namespace detail
}  // namespace strata
