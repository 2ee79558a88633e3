// Parsing the command line: see command_line.h. Written by hand: CLI11 needs exceptions, and start-up
// time counts here.
#include "vmrun/command_line.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace strata::vmrun {
namespace {

// Plain decimal digits; false on anything else or when it does not fit.
bool parse_digits(const char* text, uint64_t* out) {
  uint64_t n = 0;
  if (*text == '\0') return false;
  for (; *text >= '0' && *text <= '9'; text++) {
    if (__builtin_mul_overflow(n, 10u, &n) || __builtin_add_overflow(n, static_cast<unsigned>(*text - '0'), &n)) {
      return false;
    }
  }
  *out = n;
  return *text == '\0';
}

bool parse_count(const char* text, uint64_t* out) { return parse_digits(text, out) && *out > 0; }

// Counts that the program keeps in 32 bits.
bool parse_digits(const char* text, uint32_t* out) {
  uint64_t n = 0;
  bool good = parse_digits(text, &n) && n <= UINT32_MAX;
  *out = static_cast<uint32_t>(n);
  return good;
}

// A number of bytes, with K, M or G behind it for powers of 1024.
bool parse_size(const char* text, size_t* out) {
  char digits[24];
  size_t length = std::strlen(text);
  unsigned shift = 0;
  if (length > 0) {
    switch (text[length - 1]) {
      case 'K': case 'k': shift = 10; break;
      case 'M': case 'm': shift = 20; break;
      case 'G': case 'g': shift = 30; break;
      default: break;
    }
  }
  if (shift != 0) length--;
  if (length >= sizeof digits) return false;
  std::memcpy(digits, text, length);
  digits[length] = '\0';
  uint64_t n;
  if (!parse_count(digits, &n) || n > (UINT64_MAX >> shift)) return false;
  *out = n << shift;
  return true;
}

// Seconds with decimals, as milliseconds.
bool parse_seconds(const char* text, uint64_t* out_ms) {
  char* end;
  if (!(*text >= '0' && *text <= '9') && *text != '.') return false;
  double seconds = std::strtod(text, &end);
  if (*end != '\0' || !(seconds > 0) || seconds > 1e9) return false;
  *out_ms = static_cast<uint64_t>(seconds * 1000 + 0.999);
  return true;
}

bool parse_tier(const char* text, Tier* out) {
  constexpr struct {
    const char* name;
    Tier tier;
  } kTiers[] = {{"interp", Tier::Interpreter}, {"jit", Tier::Jit}, {"auto", Tier::Auto}};
  for (const auto& row : kTiers) {
    if (std::strcmp(text, row.name) == 0) return *out = row.tier, true;
  }
  return false;
}

bool parse_cache_mode(const char* text, CacheMode* out) {
  constexpr const char* kModes[] = {"off", "read", "write"};
  for (int k = 0; k < 3; k++) {
    if (std::strcmp(text, kModes[k]) == 0) return *out = static_cast<CacheMode>(k), true;
  }
  return false;
}

bool parse_word(const char* text, std::initializer_list<const char*> words) {
  for (const char* word : words) {
    if (std::strcmp(text, word) == 0) return true;
  }
  return false;
}

// The value of "--name=value", or nullptr when the option is another.
const char* value_of(const char* option, const char* name) {
  size_t length = std::strlen(name);
  return std::strncmp(option, name, length) == 0 && option[length] == '=' ? option + length + 1 : nullptr;
}

// Understands a long option; false: unknown, or with a bad value (line->bad_value says what it wants).
bool parse_long(const char* option, CommandLine* line) {
  auto wants = [&](bool good, const char* what) {
    if (!good) line->bad_value = what;
    return good;
  };
  if (std::strcmp(option, "--help") == 0) return line->show_help = true;
  if (std::strcmp(option, "--version") == 0) return line->show_version = true;
  if (std::strcmp(option, "--perf") == 0) return line->perf = true;
  if (std::strcmp(option, "--gdb") == 0) return line->gdb = true;
  if (std::strcmp(option, "--heap-digest") == 0) return line->heap_digest = true;
  if (std::strcmp(option, "--no-fusing") == 0) return line->no_fusing = true;
  if (std::strcmp(option, "--no-inline-caches") == 0) return line->no_inline_caches = true;
  if (std::strcmp(option, "--no-typed-arrays") == 0) return line->no_typed_arrays = true;
  if (std::strcmp(option, "--stats") == 0) return line->stats = StatsFormat::Text, true;
  if (const char* v = value_of(option, "--stats")) {
    line->stats = StatsFormat::Json;
    return wants(parse_word(v, {"json"}), "json");
  }
  if (const char* v = value_of(option, "--tier")) return wants(parse_tier(v, &line->tier), "interp, jit or auto");
  if (const char* v = value_of(option, "--jit-threshold")) {
    return wants(parse_digits(v, &line->jit_threshold), "a number of calls and loop iterations");
  }
  if (const char* v = value_of(option, "--jit-memory")) {
    return wants(parse_size(v, &line->jit_memory_bytes), "a number of bytes, such as 64M");
  }
  if (const char* v = value_of(option, "--cache")) {
    return wants(parse_cache_mode(v, &line->cache.mode), "off, read or write");
  }
  if (const char* v = value_of(option, "--cache-dir")) {
    line->cache.directory = v;
    return wants(*v != '\0', "a directory");
  }
  if (const char* v = value_of(option, "--max-memory")) {
    return wants(parse_size(v, &line->limits.max_memory_bytes), "a number of bytes, such as 64M");
  }
  if (const char* v = value_of(option, "--max-time")) {
    return wants(parse_seconds(v, &line->limits.max_time_ms), "a number of seconds");
  }
  if (const char* v = value_of(option, "--max-steps")) {
    return wants(parse_count(v, &line->limits.max_steps), "a number");
  }
  if (const char* v = value_of(option, "--max-depth")) {
    bool good = parse_digits(v, &line->limits.max_depth) && line->limits.max_depth > 0;
    return wants(good, "a number of calls");
  }
  return false;
}

// Understands the short option argv[*i]; may take the next argument too.
bool parse_short(CommandLine* line, int* i) {
  const char* option = line->argv[*i];
  bool plain = option[2] == '\0';
  switch (option[1]) {
    case 'E': line->ignore_environment = true; return plain;
    case 'W': line->actions.push_back({Action::Warnings, nullptr}); return plain;
    case 'i': line->interactive = true; [[fallthrough]];
    case 'v': line->show_version = true; return plain;
    case 'e':
    case 'l': {
      const char* text = option + 2;
      if (plain) {
        text = line->argv[*i + 1];
        if (text == nullptr || text[0] == '-') {
          line->needs_argument = true;
          return false;
        }
        ++*i;
      }
      line->actions.push_back({option[1] == 'e' ? Action::Execute : Action::Require, text});
      line->executes |= option[1] == 'e';
      return true;
    }
    default: return false;
  }
}

}  // namespace

CommandLine parse_command_line(int argc, char** argv) {
  CommandLine line;
  line.argv = argv;
  line.argc = argc;
  if (argc > 0 && argv[0][0] != '\0') line.program = argv[0];
  for (int i = 1; i < argc; i++) {
    const char* option = argv[i];
    if (option[0] != '-' || option[1] == '\0') {
      line.script = i;
      line.script_is_stdin = option[0] == '-';
      return line;
    }
    if (std::strcmp(option, "--") == 0) {
      if (i + 1 < argc) line.script = i + 1;
      return line;
    }
    bool good = option[1] == '-' ? parse_long(option, &line) : parse_short(&line, &i);
    if (!good) {
      line.bad_option = option;
      return line;
    }
  }
  return line;
}

constexpr const char kHelp[] =
    "usage: %s [options] [script [args]]\n"
    "The script is Lua text, a .vasm text or a .mlb file. Available options are:\n"
    "  -e stat   execute string 'stat'\n"
    "  -i        enter interactive mode after executing 'script'\n"
    "  -l mod    require library 'mod' into global 'mod'\n"
    "  -l g=mod  require library 'mod' into global 'g'\n"
    "  -v        show version information\n"
    "  -E        ignore environment variables\n"
    "  -W        turn warnings on\n"
    "  --        stop handling options\n"
    "  -         stop handling options and execute stdin\n"
    "  --max-memory=SIZE    memory of the program in bytes (or with K, M, G behind the number)\n"
    "  --max-time=SECONDS   time it may take\n"
    "  --max-steps=N        function calls and loop iterations\n"
    "  --max-depth=N        nested calls\n"
    "  --stats[=json]       at the end, say what it took (on standard error)\n"
    "  --tier=interp|jit|auto  interpret, compile everything, or (auto) what runs often\n"
    "  --jit-threshold=N    calls and loop iterations before a function is compiled\n"
    "  --jit-memory=SIZE    executable memory; beyond it functions are interpreted\n"
    "  --perf               tell perf of machine code: /tmp/perf-PID.map and /tmp/jit-PID.dump\n"
    "  --gdb                tell gdb of machine code\n"
    "  --cache=off|read|write  what to do with the cache of machine code (write)\n"
    "  --cache-dir=DIR      where it is; else $STRATA_CACHE, $XDG_CACHE_HOME/strata or ~/.cache/strata\n"
    "  --version            as -v\n"
    "  --help               show this text\n";

void print_usage_error(const CommandLine& line) {
  if (line.bad_value != nullptr) {
    std::fprintf(stderr, "%s: '%s': %s expected\n", line.program, line.bad_option, line.bad_value);
  } else if (line.needs_argument) {
    std::fprintf(stderr, "%s: '%s' needs argument\n", line.program, line.bad_option);
  } else {
    std::fprintf(stderr, "%s: unrecognized option '%s'\n", line.program, line.bad_option);
  }
  std::fprintf(stderr, kHelp, line.program);
}

void print_help(const CommandLine& line) { std::printf(kHelp, line.program); }

void print_version() {
  std::printf("Strata %s (Lua 5.4), for the language of Lua.org, PUC-Rio\n", kVersion);
  std::fflush(stdout);
}

}  // namespace strata::vmrun
