#!/usr/bin/env python3
"""Every planted fault must end the sanitizer's build with the right report.

usage: check_planted.py BUILD      (build/asan or build/tsan)

The faults are the skipped test cases of planted_test.cpp. What is not seen here would not be seen in
the other suites either.
"""
import os
import pathlib
import subprocess
import sys

ASAN = {
    "use-after-sweep of a table": "use-after-poison",
    "use-after-sweep of a string in a block that lives on": "use-after-poison",
    "use-after-sweep of a large object": "heap-use-after-free",
    "write behind a cell into the tail of its run": "use-after-poison",
    "write behind a large object": "heap-buffer-overflow",
    "write behind a long buffer": "AddressSanitizer",
    "a leak": "detected memory leaks",
    "signed overflow": "signed integer overflow",
    "nullptr where it must not be": "null pointer passed as argument",
}
TSAN = {"a race": "data race"}


def complaint(build, name, report):
    environment = {k: v for k, v in os.environ.items() if not k.endswith("SAN_OPTIONS")}
    done = subprocess.run([build / "strata_tests", "--no-skip", f"--test-case=planted: {name}"],
                          env=environment, capture_output=True, text=True, errors="replace")
    if done.returncode == 0 or report not in done.stderr:
        return f"exit code {done.returncode}, no {report!r} in {done.stderr[-500:]!r}"
    return None


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    faults = TSAN if build.name == "tsan" else ASAN
    failed = 0
    for name, report in faults.items():
        if why := complaint(build, name, report):
            failed += 1
            print(f"FAILED {name}: {why}")
    print(f"{len(faults) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
