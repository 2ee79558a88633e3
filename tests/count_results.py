#!/usr/bin/env python3
"""Turns suites' logs into counts, so that ./dev test can print one sum.

usage: count_results.py NAME STATUS LOG BEGAN ENDED   prints "NAME passed failed skipped seconds"
       count_results.py --sum FILE                    prints the table and the sum of such rows

A suite that died, or printed no summary, counts as one failure: nothing is swallowed.
"""
import re
import sys

PLAIN = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?", re.M)
DOCTEST = re.compile(r"\[doctest\] test cases: *(\d+) \| *(\d+) passed \| *(\d+) failed")


def counts(text):
    """(passed, failed, skipped) of the last summary in the text, or None."""
    found = []
    for match in PLAIN.finditer(text):
        found.append((match.start(), int(match[1]), int(match[2]), int(match[3] or 0)))
    for match in DOCTEST.finditer(text):
        found.append((match.start(), int(match[2]), int(match[3]), 0))
    return max(found)[1:] if found else None


def one_suite(name, status, log, began, ended):
    text = re.sub(r"\x1b\[[0-9;]*m", "", open(log, errors="replace").read())
    passed, failed, skipped = counts(text) or (0, 1, 0)
    if status != 0 and failed == 0:
        failed = 1
    print(name, passed, failed, skipped, f"{ended - began:.1f}")


def total(path):
    passed = failed = skipped = 0
    seconds = 0.0
    print()
    for line in open(path):
        name, good, bad, left_out, time = line.split()
        note = f" {left_out:>4} skipped, see its log" if int(left_out) else ""
        print(f"{name:24} {time:>8} s {good:>6} passed {bad:>4} failed{note}{' <---' if int(bad) else ''}")
        skipped += int(left_out)
        passed += int(good)
        failed += int(bad)
        seconds += float(time)
    print(f"{'all':24} {seconds:8.1f} s; the suites' logs are in build/test-logs")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    if sys.argv[1] == "--sum":
        sys.exit(total(sys.argv[2]))
    one_suite(sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4]), float(sys.argv[5]))
