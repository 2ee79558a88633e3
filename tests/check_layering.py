#!/usr/bin/env python3
"""Fails when an #include points upward, or pulls in what the start path forbids.

usage: check_layering.py [DIR]

The order of the folders is read from cmake/layers.txt, the same file that decides what
the build links. Tests (*_test.cpp, tests/, bench/) may include everything.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.M)
# The start path has no iostream: one such header costs static constructors and locales.
HEAVY_HEADERS = {"iostream", "fstream", "sstream", "ostream", "istream", "iomanip",
                 "locale", "regex", "fmt/ostream.h"}
HEAVY_ALLOWED = {"strata"}


def read_layers(root):
    layers = {}
    for line in (root / "cmake/layers.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            folder, below = line.split(":")
            layers[folder] = set(below.split()) | {folder}
    return layers


def complaint(folder, bracket, header, layers):
    if bracket == "<":
        if header in HEAVY_HEADERS and folder not in HEAVY_ALLOWED:
            return f"<{header}> is not allowed on the start path"
        return None
    target = header.split("/")[0]
    if "/" not in header:
        return f'"{header}" must be written from the repository root'
    if target in layers and target not in layers[folder]:
        return f'"{header}": {folder}/ may include only {", ".join(sorted(layers[folder]))}'
    return None


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    layers = read_layers(root)
    files = found = 0
    for folder in layers:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in {".h", ".cpp", ".inc", ".def"} or path.stem.endswith("_test"):
                continue
            files += 1
            text = path.read_text()
            for match in INCLUDE.finditer(text):
                why = complaint(folder, match[1], match[2], layers)
                if why:
                    found += 1
                    line = text.count("\n", 0, match.start(1)) + 1
                    print(f"{path.relative_to(root)}:{line}: {why}")
    print(f"looked at the includes of {files} files")
    print(f"{0 if found else 1} passed, {found} failed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
