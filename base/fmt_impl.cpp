// The compiled part of fmt. Debian ships fmt's library only shared, and vmrun links
// statically, so the definitions are emitted here, once; every other file includes
// <fmt/format.h> without FMT_HEADER_ONLY. The fixed thousands separator keeps
// std::locale, its facets and their start-up cost out of the programs.
#define FMT_STATIC_THOUSANDS_SEPARATOR ','
#include <fmt/format-inl.h>

namespace fmt {
inline namespace v9 {
namespace detail {

template FMT_API auto dragonbox::to_decimal(float x) noexcept -> dragonbox::decimal_fp<float>;
template FMT_API auto dragonbox::to_decimal(double x) noexcept -> dragonbox::decimal_fp<double>;
template FMT_API auto thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto decimal_point_impl(locale_ref) -> char;

}  // namespace detail
}  // namespace v9
}  // namespace fmt
