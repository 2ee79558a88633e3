// See packed.h.
#include "vmrun/packed.h"

#include <cstdlib>
#include <cstring>

#include "api/packed.h"

namespace strata::vmrun {
namespace {

StatsFormat wanted_stats() {
  const char* wanted = std::getenv("STRATA_STATS");
  if (wanted == nullptr || *wanted == '\0') return StatsFormat::None;
  return std::strcmp(wanted, "json") == 0 ? StatsFormat::Json : StatsFormat::Text;
}

}  // namespace

CommandLine packed_command_line(int argc, char** argv) {
  CommandLine line;
  line.argv = argv;
  line.argc = argc;
  if (argc > 0 && argv[0][0] != '\0') line.program = argv[0];
  line.stats = wanted_stats();
  auto* archive = new snippet_cache::Archive;
  snippet_cache::Outcome outcome = detail::open_packed(archive);
  if (outcome != snippet_cache::Outcome::Hit) {
    line.bad_packed = snippet_cache::outcome_text(outcome).data();
    return line;
  }
  line.cache = {CacheMode::Read, {}, 0, archive};
  line.packed_main = archive->main().path.c_str();
  return line;
}

}  // namespace strata::vmrun
