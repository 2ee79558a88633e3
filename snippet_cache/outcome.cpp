// Keys and texts of the outcomes, from their one list.
#include "snippet_cache/outcome.h"

namespace strata::snippet_cache {
namespace {

constexpr std::string_view kNames[] = {
#define ROW(name, text) #name,
    STRATA_CACHE_OUTCOMES(ROW)
#undef ROW
};
constexpr std::string_view kTexts[] = {
#define ROW(name, text) text,
    STRATA_CACHE_OUTCOMES(ROW)
#undef ROW
};

constexpr size_t kLongestKey = 24;
struct KeyText {
  char text[kLongestKey];
  size_t size;
};

// "WrongMac" becomes "wrong-mac".
constexpr KeyText key_of(std::string_view name) {
  KeyText key{};
  for (char c : name) {
    bool upper = c >= 'A' && c <= 'Z';
    if (upper && key.size > 0) key.text[key.size++] = '-';
    key.text[key.size++] = static_cast<char>(upper ? c - 'A' + 'a' : c);
  }
  return key;
}

struct KeyTable {
  KeyText keys[kOutcomes];
};
constexpr KeyTable kKeys = [] {
  KeyTable table{};
  for (unsigned i = 0; i < kOutcomes; ++i) table.keys[i] = key_of(kNames[i]);
  return table;
}();

}  // namespace

std::string_view outcome_key(Outcome outcome) {
  const KeyText& key = kKeys.keys[static_cast<unsigned>(outcome)];
  return {key.text, key.size};
}

std::string_view outcome_text(Outcome outcome) { return kTexts[static_cast<unsigned>(outcome)]; }

}  // namespace strata::snippet_cache
