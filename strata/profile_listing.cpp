// The two forms of a profile's listing: see strata/profile.h.
#include <fmt/format.h>

#include "strata/json.h"
#include "strata/profile.h"

namespace strata::toolbox {
namespace {

std::string_view state_of(const ProfiledFunction& f) {
  using State = ProfiledFunction::State;
  return f.state == State::Compiled ? "compiled" : f.state == State::Recorded ? "recorded" : "interpreted";
}

std::string name_of(const ProfiledFunction& f) { return f.index == 0 ? "main chunk" : fmt::format("f{}", f.index); }

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, text.find_first_of("\r\n")));
    text.remove_prefix(end);
  }
  return lines;
}

std::string head_of(const ProfiledFunction& f) {
  bool is_hot = f.state != ProfiledFunction::State::Interpreted;
  std::string text = fmt::format("{}:{} {}: {}, {}{} calls and rounds", f.source, f.line_defined, name_of(f), state_of(f), f.counted,
                                 is_hot ? " or more" : "");
  if (f.times_compiled > 1) text += fmt::format(", compiled {} times", f.times_compiled);
  if (f.machine_code_bytes > 0) text += fmt::format(", {} bytes of machine code", f.machine_code_bytes);
  return text + "\n";
}

// What was seen at a place, in words; empty: nothing.
std::string notes_of(const ProfiledPlace& p) {
  std::vector<std::string> notes;
  if (!p.first.empty()) notes.push_back(p.second.empty() ? p.first : fmt::format("{} and {}", p.first, p.second));
  if (!p.result.empty()) notes.push_back("gives " + p.result);
  if (p.is_jump) notes.push_back(fmt::format("taken {} times, not taken {}", p.taken, p.not_taken));
  if (p.most_rounds > 0) notes.push_back(fmt::format("up to {} rounds", p.most_rounds));
  if (!p.callee.empty()) notes.push_back("calls " + p.callee);
  if (p.makes_tables) {
    notes.push_back(fmt::format("tables with {} fields inline", p.fields));
    if (p.array > 0) notes.push_back(fmt::format("up to {} elements ({})", p.array, p.elements));
    if (p.hash > 0) notes.push_back(fmt::format("up to {} hash nodes", p.hash));
  }
  if (p.varies) notes.push_back("varies");
  return fmt::format("{}", fmt::join(notes, "; "));
}

std::string place_object(const ProfiledPlace& p) {
  std::string text = fmt::format(R"({{"line": {}, "word": {}, "operation": {}, "operands": [{}, {}], "result": {}, "varies": {})",
                                 p.line, p.word, json_string(p.operation), json_string(p.first), json_string(p.second), json_string(p.result), p.varies);
  if (p.is_jump) text += fmt::format(R"(, "taken": {}, "not_taken": {})", p.taken, p.not_taken);
  if (p.most_rounds > 0) text += fmt::format(R"(, "most_rounds": {})", p.most_rounds);
  if (!p.callee.empty()) text += fmt::format(R"(, "callee": {})", json_string(p.callee));
  if (p.makes_tables) {
    text += fmt::format(R"(, "table": {{"fields": {}, "array": {}, "elements": {}, "hash": {}}})", p.fields, p.array,
                        json_string(p.elements), p.hash);
  }
  return text + "}";
}

}  // namespace

std::string profile_text(const std::vector<ProfiledFunction>& functions, const std::string& path, std::string_view source) {
  std::vector<std::string_view> lines = lines_of(source);
  std::string text;
  for (const ProfiledFunction& f : functions) {
    text += head_of(f);
    uint32_t shown = 0;
    for (const ProfiledPlace& p : f.places) {
      std::string notes = notes_of(p);
      if (notes.empty()) continue;
      if (p.line != shown && p.line > 0) {
        bool has_text = f.source == path && p.line <= lines.size();
        text += fmt::format("{:6}  {}\n", p.line, has_text ? lines[p.line - 1] : "");
        shown = p.line;
      }
      text += fmt::format("        {:4} {:<32} {}\n", p.word, p.operation, notes);
    }
  }
  return text;
}

std::string profile_json(const std::vector<ProfiledFunction>& functions) {
  std::vector<std::string> objects;
  for (const ProfiledFunction& f : functions) {
    std::vector<std::string> places;
    for (const ProfiledPlace& p : f.places) places.push_back(place_object(p));
    objects.push_back(fmt::format(
        R"({{"source": {}, "index": {}, "line_defined": {}, "last_line_defined": {}, "state": "{}", "counted": {}, )"
        R"("times_compiled": {}, "machine_code_bytes": {}, "places": [{}{}]}})",
        json_string(f.source), f.index, f.line_defined, f.last_line, state_of(f), f.counted, f.times_compiled, f.machine_code_bytes,
        places.empty() ? "" : "\n ", fmt::join(places, ",\n ")));
  }
  return fmt::format("{{\"functions\": [\n{}\n]}}\n", fmt::join(objects, ",\n"));
}

}  // namespace strata::toolbox
