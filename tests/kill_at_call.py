#!/usr/bin/env python3
"""Runs a command that ends at once, as by kill -9, where it first makes a system call of those that publishing consists of.

usage: kill_at_call.py CALL [--named] COMMAND [ARGUMENTS...]

--named: there are no unnamed files (O_TMPFILE), as on some network file systems.
"""
import os
import sys

from refuse_executable import ALLOW, JUMP_IF_EQUAL, JUMP_IF_SET, LOAD, NUMBER, RETURN, install

CALLS = {"flock": 73, "openat": 257, "writev": 20, "fchmod": 91, "linkat": 265, "unlinkat": 263, "renameat2": 316}
KILL, EOPNOTSUPP = 0x80000000, 0x0005005F
FLAGS = 32  # offset in struct seccomp_data: the low half of args[2]
UNNAMED = 0o20000000  # what O_TMPFILE has beyond O_DIRECTORY


def filter_for(call, has_unnamed):
    """Of openat, only making a new file counts."""
    ends = [] if call == "openat" else [(JUMP_IF_EQUAL, 0, 1, CALLS[call]), (RETURN, 0, 0, KILL)]
    opening = [(LOAD, 0, 0, FLAGS)]
    if not has_unnamed:
        opening += [(JUMP_IF_SET, 0, 1, UNNAMED), (RETURN, 0, 0, EOPNOTSUPP)]
    if call == "openat":
        opening += [(JUMP_IF_SET, 0, 1, UNNAMED | os.O_CREAT), (RETURN, 0, 0, KILL)]
    return [(LOAD, 0, 0, NUMBER), *ends, (JUMP_IF_EQUAL, 0, len(opening), CALLS["openat"]), *opening, (RETURN, 0, 0, ALLOW)]


def main():
    call, has_unnamed = sys.argv[1], sys.argv[2] != "--named"
    command = sys.argv[2:] if has_unnamed else sys.argv[3:]
    install(filter_for(call, has_unnamed))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
