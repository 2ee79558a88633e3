// utilities/word_count.lua in C++.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

using Counts = std::unordered_map<std::string, long>;

long count_words(const std::string& text, Counts& counts) {
  long words = 0;
  std::string word;
  for (size_t at = 0; at <= text.size(); at++) {
    const int c = at < text.size() ? static_cast<unsigned char>(text[at]) : '\n';
    if (std::isalpha(c)) {
      word.push_back(static_cast<char>(std::tolower(c)));
    } else if (!word.empty()) {
      words++;
      counts[word]++;
      word.clear();
    }
  }
  return words;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 2) return 2;
  std::ifstream file(arguments[1], std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  Counts counts;
  const long words = count_words(text, counts);
  std::vector<std::pair<std::string, long>> order(counts.begin(), counts.end());
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::printf("%ld lines, %ld words, %zu bytes, %zu different words\n",
              static_cast<long>(std::count(text.begin(), text.end(), '\n')), words, text.size(), order.size());
  for (size_t i = 0; i < std::min<size_t>(50, order.size()); i++) std::printf("%7ld %s\n", order[i].second, order[i].first.c_str());
}
