#!/usr/bin/env python3
"""Runs a command that gets no executable memory: mprotect(PROT_EXEC) is refused, as hardened systems do.

usage: refuse_executable.py COMMAND [ARGUMENTS...]

A seccomp filter answers EPERM; the loader maps code with mmap, which stays allowed.
"""
import ctypes
import os
import struct
import sys

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, EPERM = 0x7FFF0000, 0x00050001
NR_MPROTECT, PROT_EXEC = 10, 4
LOAD, JUMP_IF_EQUAL, JUMP_IF_SET, RETURN = 0x20, 0x15, 0x45, 0x06
NUMBER, PROTECTION = 0, 32  # offsets in struct seccomp_data: nr, the low half of args[2]

FILTER = [
    (LOAD, 0, 0, NUMBER),
    (JUMP_IF_EQUAL, 0, 3, NR_MPROTECT),
    (LOAD, 0, 0, PROTECTION),
    (JUMP_IF_SET, 0, 1, PROT_EXEC),
    (RETURN, 0, 0, EPERM),
    (RETURN, 0, 0, ALLOW),
]


def install(rows):
    """The filter holds for this process from now on, and for what it executes."""
    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *row) for row in rows))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(rows), ctypes.addressof(code)))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program):
        sys.exit(f"{sys.argv[0]}: no filter: {os.strerror(ctypes.get_errno())}")


def main():
    install(FILTER)
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
