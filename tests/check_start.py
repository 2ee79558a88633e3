#!/usr/bin/env python3
"""Fails when vmrun's start path takes in what it should not:

  - a constructor that runs before main, other than those of the C and C++ libraries named here;
  - cmake/start_order.ld lists sections that have become others (./dev start-order makes it anew);
  - an empty script makes more page faults than a start is good for, or peaks above lua5.4.

usage: check_start.py BUILD      (a build directory with a static vmrun, such as build/release)
"""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CONSTRUCTORS = {"frame_dummy", "_GLOBAL__sub_I_eh_alloc.cc", "_GLOBAL__sub_I_system_error.cc",
                "_GLOBAL__sub_I_memory_resource.cc"}
LEAST_LIVE_SHARE = 0.9
MOST_PAGE_FAULTS = 70  # 42 where this was written; 89 before anything was done for them


def output_of(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def unwanted_constructors(vmrun):
    names = {int(row[0], 16): row[2] for row in map(str.split, output_of("nm", vmrun).splitlines()) if len(row) == 3}
    dump = re.findall(r"^  0x[0-9a-f]+ ((?:[0-9a-f]{8} ?){1,4})", output_of("readelf", "-x", ".init_array", vmrun), re.M)
    data = bytes.fromhex("".join(dump).replace(" ", ""))
    entries = [int.from_bytes(data[i:i + 8], "little") for i in range(0, len(data), 8)]
    if not entries:
        return ["no list of constructors was found in vmrun"]
    found = [names.get(entry, hex(entry)) for entry in entries]
    return [f"{name} runs before main" for name in found if name not in CONSTRUCTORS]


def stale_order(map_path):
    """Our own sections that the list names, looked for in the linker's map."""
    fragment = (ROOT / "cmake/start_order.ld").read_text()
    listed = set(re.findall(r"\*(libstrata_\w+\.a:\w+\.cpp\.o\(\.[^ *)]+)\)", fragment))
    linked = map_path.read_text().split("Linker script and memory map", 1)[1]
    present = {f"{archive}:{member}({section}" for section, archive, member in
               re.findall(r"^ (\.\S+)\s+0x[0-9a-f]+\s+0x[0-9a-f]+ \S*?(libstrata_\w+\.a)\((\S+)\)$", linked, re.M)}
    live = len(listed & present)
    if len(listed) < 100 or live < LEAST_LIVE_SHARE * len(listed):
        return [f"{live} of {len(listed)} sections in cmake/start_order.ld exist: run ./dev start-order"]
    return []


def page_faults(*command):
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    return usage.ru_minflt + usage.ru_majflt if status == 0 else sys.maxsize


def costly_start(build):
    found = []
    faults = min(page_faults(str(build / "vmrun"), "/dev/null") for _ in range(5))
    if faults > MOST_PAGE_FAULTS:
        found.append(f"an empty script makes {faults} page faults, more than {MOST_PAGE_FAULTS}")
    rows = output_of(build / "bench_startup", "1", build / "vmrun", "/dev/null", "--", "lua5.4", "/dev/null")
    ours, theirs = (int(row.split()[3]) for row in rows.splitlines())
    if not 0 < ours < theirs:
        found.append(f"an empty script peaks at {ours} KiB, in lua5.4 at {theirs}")
    return found


def main():
    build = pathlib.Path(sys.argv[1])
    checks = [unwanted_constructors(build / "vmrun"), stale_order(build / "vmrun.map"), costly_start(build)]
    print("\n".join(line for found in checks for line in found))
    failed = sum(map(bool, checks))
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
