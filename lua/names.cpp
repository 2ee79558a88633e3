// Adding to, and growing, the table of names.
#include "lua/names.h"

#include <algorithm>
#include <string_view>

namespace strata::lua {
namespace {

constexpr uint32_t kFirstCapacity = 256;

// The parser's own names, with the padding that intern() asks for.
constexpr std::string_view kEnv = "_ENV\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
constexpr std::string_view kSelf = "self\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
constexpr std::string_view kForState = "(for state)\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
constexpr std::string_view kBreakLabel = "break\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

struct PaddedWord {
  char text[8 + kTextPadding];
};

// Reserved words, padded.
constexpr auto kReservedWords = [] {
  struct {
    PaddedWord words[kReservedCount];
  } table{};
  for (int i = 0; i < kReservedCount; i++) {
    std::string_view word = kTokenTexts[static_cast<int>(kFirstReserved) + i];
    for (size_t k = 0; k < word.size(); k++) table.words[i].text[k] = word[k];
  }
  return table;
}();

}  // namespace

Names::Names() {
  slots_.reserve(kFirstCapacity);
  slots_.set_end(slots_.data() + kFirstCapacity);
  std::fill(slots_.begin(), slots_.end(), 0);
  mask_ = kFirstCapacity - 1;
  entries_.reserve(kFirstCapacity / 2);
  for (int i = 0; i < kReservedCount; i++) {
    Token token = static_cast<Token>(static_cast<int>(kFirstReserved) + i);
    std::string_view word = kTokenTexts[static_cast<int>(token)];
    NameId id = intern(kReservedWords.words[i].text, static_cast<uint32_t>(word.size()));
    entries_[id].token = token;
  }
  env = intern(kEnv.data(), 4);
  self = intern(kSelf.data(), 4);
  for_state = intern(kForState.data(), 11);
  break_label = intern(kBreakLabel.data(), 5);
}

NameId Names::add(uint32_t slot, const char* text, uint32_t size, const Key& key) {
  entries_.push(Name{.low = key.low,
                     .high = key.high,
                     .text = text,
                     .size = size,
                     .hash = key.hash,
                     .binding = kNoVariable,
                     .constant = 0,
                     .token = Token::Name});
  slots_[slot] = entries_.size();
  NameId id = entries_.size() - 1;
  if (entries_.size() * 2 > slots_.size()) grow();
  return id;
}

void Names::grow() {
  uint32_t capacity = slots_.size() * 2;
  slots_.clear();
  slots_.reserve(capacity);
  slots_.set_end(slots_.data() + capacity);
  std::fill(slots_.begin(), slots_.end(), 0);
  mask_ = capacity - 1;
  for (uint32_t i = 0; i < entries_.size(); i++) {
    uint32_t slot = entries_[i].hash & mask_;
    while (slots_[slot] != 0) slot = (slot + 1) & mask_;
    slots_[slot] = i + 1;
  }
}

}  // namespace strata::lua
