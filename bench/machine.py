"""What a report says of the machine, the versions and the circumstances."""
import datetime
import os
import pathlib
import platform
import re
import subprocess

import engines


def cpu_model():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def memory_gib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def system():
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def kernel():
    return re.match(r"[0-9.]*", platform.release()).group()


def commit():
    def git(*words):
        return subprocess.run(["git", *words], capture_output=True, text=True, cwd=pathlib.Path(__file__).parent).stdout.strip()
    short = git("rev-parse", "--short", "HEAD")
    return f"{short}{', changed' if short and git('status', '--porcelain', '--untracked-files=no') else ''}"


def describe(bench, parts):
    """All strings, in the order in which they are shown. `parts`: what was run when it was not everything."""
    load = " ".join(f"{n:.1f}" for n in os.getloadavg())
    found = {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
             "machine": f"{cpu_model()}, {os.cpu_count()} cores, {memory_gib():.0f} GiB, {system()}, Linux {kernel()}",
             "load before": f"{load} (1, 5 and 15 minutes)", "commit": commit(), "run": bench.size + parts}
    for engine in bench.engines.values():
        version = engines.version(engine)
        if version:
            found[engine.name] = version
    if engines.NATIVE in bench.engines:
        found[engines.NATIVE] = engines.compiler_version() + ", as Strata is compiled"
    return {name: text for name, text in found.items() if text}
