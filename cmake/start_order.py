#!/usr/bin/env python3
"""Prints cmake/start_order.ld: what vmrun executes, reads and writes when it starts, placed together.

A short program is over before most of the executable was needed. Where its functions lie scattered, each
touches another 64 KiB that the kernel maps at once, and each variable another page that is copied. So small
programs are run under valgrind's lackey, every address of theirs is looked up in the linker's map, and the
input sections that they lie in are listed in the order of their first use. The linker gives the listed ones
output sections of their own; a name that no longer exists matches nothing and does no harm.

usage: start_order.py VMRUN MAP > cmake/start_order.ld
"""
import bisect
import dataclasses
import itertools
import os
import pathlib
import re
import subprocess
import sys
import tempfile

OPTIONS = [[], ["--cache=off"]]  # found in the cache, and compiled
PROGRAMS = ["", "print('hello')", "local t = {} for i = 1, 10 do t[i] = i end print(#t)"]

# Start section -> the output section that it is taken from, and where it goes in the linker's own script.
# What is read only joins the first pages of the file, which are read anyhow; what is written lies beside
# what else is written at every start.
PLACES = {
    "rodata_start": (".rodata", "AFTER .rela.plt"),
    "text_start": (".text", "BEFORE .text"),
    "relro_start": (".data.rel.ro", "BEFORE .data.rel.ro"),
    "relro_written_at_start": (".data.rel.ro", "AFTER .data.rel.ro"),
    "data_start": (".data", "AFTER .data"),
    "bss_start": (".bss", "BEFORE .bss"),
}
# A large section of which little is used goes behind those that are used as a whole.
LARGE_BYTES = 4096
SPARSE = 0.4
LINE_BYTES = 64
# Merged strings keep no place of their own in the map: all that our folders have go with the rest.
OWN_STRINGS = "*libstrata_*.a:*(.rodata*.str1.*)"
# glibc has one function per kind of processor, of which a start uses one.
PROCESSOR_KINDS = ("sse2", "avx", "evex")
# valgrind hides the kernel's shared object, for which glibc executes these, and what the kernel itself reads.
UNSEEN = {
    "text_start": [f"*libc.a:{member}.o(.text .text.*)" for member in
                   ("dl-object", "dl-lookup", "dl-setup_hash", "strcmp-sse2", "strcmp-avx2", "strcmp-evex")],
    "rodata_start": ["*libc.a:dl-origin.o(.rodata .rodata.*)"],
}
HEADER = """\
/* What vmrun touches when it starts, in the order of its first use: printed by cmake/start_order.py, which
   says why. `./dev start-order` makes it anew. */
"""


@dataclasses.dataclass
class InputSection:
    address: int
    size: int
    output: str
    name: str
    file: str
    written: bool = False
    lines: set = dataclasses.field(default_factory=set)

    def is_sparse(self):
        return self.size >= LARGE_BYTES and len(self.lines) * LINE_BYTES < SPARSE * self.size


def input_sections(map_path):
    """The input sections in the linker's map, by address."""
    origins = {"." + start: origin for start, (origin, _) in PLACES.items()}
    sections, output, name = [], None, None
    for line in map_path.read_text().split("Linker script and memory map", 1)[1].splitlines():
        if found := re.match(r"\.\w\S*", line):
            output = origins.get(found[0], found[0])
        elif found := re.fullmatch(r" (\.\S+|COMMON)", line):
            name = found[1]
        elif found := re.fullmatch(r" (\.\S+|COMMON)?\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S.*)", line):
            address, size, name = int(found[2], 16), int(found[3], 16), found[1] or name
            if size and name and output in origins.values():
                sections.append(InputSection(address, size, output, name, found[4]))
            name = None
    return sorted(sections, key=lambda section: section.address)


def trace(vmrun, options, program, directory):
    """Pairs (I, S, L or M; address) of all that the program executes, stores, loads and changes in a run after
    the first."""
    script, log = directory / "program.lua", directory / "log"
    script.write_text(program)
    for prefix in [], ["valgrind", "--tool=lackey", "--trace-mem=yes", f"--log-file={log}"]:
        subprocess.run([*prefix, vmrun, *options, script], env=dict(os.environ, XDG_CACHE_HOME=directory / "cache"),
                       check=True, stdout=subprocess.DEVNULL)
    for found in re.finditer(r"^[I ][ SLM] +([0-9a-f]+),", log.read_text(), re.M):
        yield found[0][:2].strip(), int(found[1], 16)


def touched_sections(vmrun, sections):
    """The sections that starting touches, by their first use."""
    starts = [section.address for section in sections]
    touched = {}
    with tempfile.TemporaryDirectory(prefix="strata-start-") as directory:
        for options, program in itertools.product(OPTIONS, PROGRAMS):
            for kind, address in trace(vmrun, options, program, pathlib.Path(directory)):
                section = sections[bisect.bisect_right(starts, address) - 1]
                if section.address <= address < section.address + section.size:
                    section.written |= kind in "SM"
                    section.lines.add(address // LINE_BYTES)
                    touched[section.address] = section
    return list(touched.values())


def pattern(section):
    """The input section as a linker script says it, without directories."""
    found = re.fullmatch(r"(?:.*/)?([^/]*\.a)\((.*)\)", section.file)
    if not found:
        return f"*{pathlib.PurePath(section.file).name}({section.name})"
    archive, member = found.groups()
    if ".str1." in section.name and archive.startswith("libstrata_"):
        return OWN_STRINGS
    if archive == "libc.a" and (kind := re.match(r"([a-z_]+)-(?:sse|avx|evex)", member)):
        return "\n    ".join(f"*{archive}:{kind[1]}-{p}*.o(.text .text.*)" for p in PROCESSOR_KINDS)
    return f"*{archive}:{member}({section.name})"


def belongs(section, start):
    origin, _ = PLACES[start]
    if origin == ".data.rel.ro":
        return section.output == origin and section.written == (start == "relro_written_at_start")
    return section.output == origin


# glibc's tunables, first here, are looked at from their beginning and written near their end, on one page with
# what follows. The large among the variables that begin as zero lie before those of which nothing is used yet.
ORDERS = {
    "text_start": InputSection.is_sparse,
    "rodata_start": InputSection.is_sparse,
    "relro_written_at_start": lambda section: -section.size,
    "bss_start": lambda section: section.size,
}


def print_fragment(touched):
    print(HEADER, end="")
    for start, (_, where) in PLACES.items():
        sections = [section for section in touched if belongs(section, start)]
        patterns = [pattern(section) for section in sorted(sections, key=ORDERS.get(start, lambda section: 0))]
        print(f"\nSECTIONS\n{{\n  .{start} :\n  {{")
        for line in dict.fromkeys(UNSEEN.get(start, []) + patterns):
            print("    " + line)
        print(f"  }}\n}}\nINSERT {where};")


def main():
    vmrun, map_path = sys.argv[1], pathlib.Path(sys.argv[2])
    print_fragment(touched_sections(vmrun, input_sections(map_path)))


if __name__ == "__main__":
    main()
