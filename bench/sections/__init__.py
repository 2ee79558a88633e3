"""The sections of the benchmark, in the order in which they are run. Each is a module with TITLE, names(bench) (what
may be named behind it), measure(bench) -> Result and render(result) -> the parts of its report."""
from sections import ablation, cache, compile, gc, instructions, memory, scale, startup, throughput

ALL = {"startup": startup, "throughput": throughput, "memory": memory, "gc": gc, "compile": compile, "cache": cache,
       "scale": scale, "ablation": ablation, "instructions": instructions}
