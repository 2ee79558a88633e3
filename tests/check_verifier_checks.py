#!/usr/bin/env python3
"""Removes the checks of the verifier one by one; each time a unit test of isa/ must turn red.

usage: check_verifier_checks.py [--build DIR] [--list] [--only N] [--show]

Works on copies of the sources that read, decode and verify a file. In the copy every reason to refuse
has a number, and the one that the environment names is ignored; so everything is compiled once, and
the tests run once for each check. A disjunction is as many checks as it has parts:

    if (a || b) return fail("..");   ->   if (((a) && checks(7)) || ((b) && checks(8))) return fail("..");
    return fail("..");               ->   if (checks(9)) return fail("..");

Rules that only say what holds after an instruction are listed below. A test that crashes or never ends without a check counts as red, too. Costs about half a minute.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import resource
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What refuses, by file, and functions in which the same words mean something else.
REFUSALS = {
    "verifier.cpp": (r'return (?:fail|fail_at|error|find_captures)\(|return (?:false|structure|result);|return "|return base::Error\{(?:"|fault)',
                     {"verify_function", "fail", "fail_at"}),
    "flow.cpp": (r"return fail\(|return false;", {"fail"}),
    "annotations.cpp": (r"return false;|return in\.at_end\(\);|return \*loop != previous;", set()),
    "constants.cpp": (r"failed_ = true;", {"decode_constants"}),
    "opcode.cpp": (r"return false;|return nullptr;", {"leaves_open", "typed_row"}),
    "mlb.cpp": (r'return error\(|return false;|return "', {"reseal_mlb", "section_name", "looks_like_mlb"}),
}
# Rules that refuse nothing by themselves: statements or expressions, and what takes their place.
RULES = {
    "flow.cpp": [
        ("return {1, 0, 1};", "return {1, 0, 0};"),
        ("return {4, 0, 3};", "return {3, 0, 3};"),
        ("return {4, 0, 3};", "return {4, 1, 3};"),
        ("return {4, 0, 3};", "return {4, 0, 2};"),
        ("return {4 + in.operand[1], 0, 3};", "return {4, 0, 3};"),
        ("return {4 + in.operand[1], 0, 3};", "return {4 + in.operand[1], 1, 3};"),
        ("return {4 + in.operand[1], 0, 3};", "return {4 + in.operand[1], 0, 2};"),
        ("return {5, 4, 5};", "return {4, 0, 0};"),
        ("return {5, 4, 5};", "return {5, 0, 0};"),
        ("shape->captured[upvalue.index] = true;", ""),
        ("state->slots[slot] = shape_.captured[slot] ? SlotType::Any : type;", "state->slots[slot] = type;"),
        ("std::fill_n(state->slots.begin() + claim.live, locals - claim.live, SlotType::Unset);", ""),
        ("std::fill_n(state->slots.begin() + locals, claim.depth, SlotType::Any);", ""),
        ("state->depth = claim.depth;", ""),
        ("return nth == 1 ? operands[0] : SlotType::Any;", "return operands[0];"),
        ("bottom[0] = state->slots[in.operand[0]];", "bottom[0] = SlotType::Int;"),
        ("set_local(state, in.operand[0], bottom[0]);", ""),
        ("set_local(state, in.operand[0] + 4 + i, SlotType::Any);", ""),
        ("bottom[nth] = pushed_type(in, bottom, pops, nth);", ""),
        ("state->depth += static_cast<uint32_t>(pushes - pops);", ""),
        ("state->open = (facts.checks & kSpecial) && in.leaves_open();", ""),
        ("if (edge == Edge::Jump && (row(in.op).flags & kKeeps)) state->depth++;", ""),
        ("set_local(state, slot, known ? type : SlotType::Any);", "set_local(state, slot, type);"),
        ("if (edge == Edge::Fall) set_local(state, first + 3, type);", ""),
        ("set_local(state, first, type);\n    set_local(state, first + 3, type);", "set_local(state, first, type);"),
        ("set_local(state, first, type);", "set_local(state, first, SlotType::Int);"),
        ("set_local(state, first + 2, state->slots[first + 4]);", ""),
    ],
    "verifier.cpp": [
        ("is_open_loop_[open_loops_.back()] = false;", ""),
        ("open_loops_.pop_back();", "break;"),
        ("state_.depth = depth;", ""),
        ("flow_.leave(in, Edge::Fall, &state_);", ""),
        ("flow_.leave(in, Edge::Jump, &jump_state_);", ""),
        ("flow_.leave(in, Edge::Jump, &state_);", ""),
        ("return satisfies(jump_state_, *target);", "return true;"),
        ("return satisfies(state_, claims_.blocks[b + 1]);", "return true;"),
        ("satisfies(state_, *target)", "true"),
        ("return satisfies_types(state, target);", "return true;"),
        ("nesting[child] = static_cast<uint8_t>(nesting[index] + 1);", "nesting[child] = 1;"),
    ],
}
PROLOGUE = """#include <cstdlib>
static bool checks(int number) {
  static const char* const without = std::getenv("STRATA_WITHOUT_CHECK");
  return !without || std::atoi(without) != number;
}
"""


def matching(text, at):
    """The position of the bracket that closes the one at `at`."""
    depth = 0
    in_string = False
    for i in range(at, len(text)):
        if text[i] == '"' and text[i - 1] != "\\":
            in_string = not in_string
        elif not in_string and text[i] in "([{":
            depth += 1
        elif not in_string and text[i] in ")]}":
            depth -= 1
            if depth == 0:
                return i
    raise ValueError("unbalanced")


def disjuncts(condition):
    parts, depth, begin = [], 0, 0
    for i, c in enumerate(condition):
        depth += (c in "([{") - (c in ")]}")
        if depth == 0 and condition.startswith("||", i):
            parts.append(condition[begin:i].strip())
            begin = i + 2
    return parts + [condition[begin:].strip()]


class Sources:
    """Copies of the sources with numbered checks."""

    def __init__(self):
        self.checks = []  # (file, line, text)

    def number(self, name, text, at, what):
        self.checks.append((name, text.count("\n", 0, at) + 1, " ".join(what.split())))
        return len(self.checks)

    def function_at(self, text, at):
        """The name of the function around a position: the last definition that starts in column 0."""
        found = re.findall(r"^(?!namespace|using|struct|class|template|#|//|constexpr std)\w[^;\n]*?(\w+)\([^;]*?\{$",
                           text[:at], re.M)
        return found[-1] if found else ""

    def edits(self, name, text):
        refusal, elsewhere = REFUSALS[name]
        taken, edits = set(), []
        for match in re.finditer(r"\bif \(", text):
            close = matching(text, match.end() - 1)
            body = re.compile(r"\s*(?:\{\s*)?(?:\*why = [^;]*;\s*)?(" + refusal + ")").match(text, close + 1)
            condition = text[match.end():close]
            if not body or re.search(r" = |;", condition) or self.function_at(text, match.start()) in elsewhere:
                continue
            taken.add(body.start(1))
            parts = [f"(({part}) && checks({self.number(name, text, match.start(), part)}))"
                     for part in disjuncts(condition)]
            edits.append((match.end(), close, " || ".join(parts)))
        for match in re.finditer(refusal, text):
            if match.start() in taken or self.function_at(text, match.start()) in elsewhere:
                continue
            end = text.index(";", match.start()) + 1
            statement = text[match.start():end]
            guarded = f"if (checks({self.number(name, text, match.start(), statement)})) {{ {statement} }}"
            if re.match(r"\n\}", text[end:]):
                guarded += " return at;" if "nullptr" in statement else " return true;"
            edits.append((match.start(), end, guarded))
        return sorted(edits, reverse=True)

    def with_rules(self, name, text):
        original = text
        for old, new in RULES.get(name, []):
            if old not in original:
                raise SystemExit(f"isa/{name} has no more: {old}")
            number = self.number(name, original, original.index(old), f"{old} -> {new}")
            both = (f"if (checks({number})) {{ {old} }} else {{ {new} }}" if old.endswith(";")
                    else f"(checks({number}) ? ({old}) : ({new}))")
            text = text.replace(old, both, 1)
        return text

    def numbered(self, name):
        text = (ROOT / "isa" / name).read_text()
        for begin, end, new in self.edits(name, text):
            text = text[:begin] + new + text[end:]
        text = self.with_rules(name, text)
        return PROLOGUE + f'#line 1 "{ROOT}/isa/{name}"\n' + text


def compile_command(build, source, replacement, output):
    """The command that compiles `source` in this build, for another file."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if entry["file"] == str(source):
            words = shlex.split(entry["command"])
            words[words.index("-o") + 1] = str(output)
            words[words.index("-c") + 1] = str(replacement)
            return [w for w in words if w != "-O2"] + ["-O1", "-Werror=return-type", "-Wno-duplicated-cond"]
    raise SystemExit(f"{source} is not in {build}/compile_commands.json; build it first")


def compile_tests(build, directory, sources):
    """The unit tests of isa/ with the numbered sources in place of the plain ones."""
    jobs, objects = [], []
    files = [*sorted((ROOT / "isa").glob("*.cpp")), ROOT / "tests/unit_main.cpp"]
    for source in files:
        replacement = source
        if source.name in REFUSALS:
            replacement = directory / source.name
            text = sources.numbered(source.name)
            if not replacement.exists() or replacement.read_text() != text:
                replacement.write_text(text)
        objects.append(directory / (source.stem + ".o"))
        jobs.append(compile_command(build, source, replacement, objects[-1]))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in pool.map(lambda job: subprocess.run(job, capture_output=True, text=True, cwd=build), jobs):
            if done.returncode != 0:
                raise SystemExit(done.stderr)
    program = directory / "isa_tests"
    libraries = ["-L" + str(build / "lib"), "-lstrata_base", "-lfmt", "-lsodium", "-lxxhash"]
    subprocess.run(["c++", "-o", program, *objects, *libraries], check=True)
    return program


def confine():
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run_tests(program, number):
    """Green? and the output."""
    done = subprocess.run([program], env={**os.environ, "STRATA_WITHOUT_CHECK": str(number)}, preexec_fn=confine,
                          capture_output=True, text=True, errors="replace", cwd=ROOT)
    return done.returncode == 0, done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/release", type=pathlib.Path)
    parser.add_argument("--list", action="store_true", help="only list the checks")
    parser.add_argument("--only", type=int, help="remove only this check")
    parser.add_argument("--show", action="store_true", help="print what the tests say")
    args = parser.parse_args()
    build = args.build.resolve()
    directory = build / "verifier-checks"
    directory.mkdir(exist_ok=True)
    sources = Sources()
    program = compile_tests(build, directory, sources)
    green, output = run_tests(program, 0)
    if not green:
        print(output)
        raise SystemExit("the tests fail with all checks in place")
    numbers = [args.only] if args.only else range(1, len(sources.checks) + 1)
    if args.list:
        for number in numbers:
            print(number, *sources.checks[number - 1])
        return 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda number: run_tests(program, number), numbers))
    failed = 0
    for number, (green, output) in zip(numbers, results):
        name, line, text = sources.checks[number - 1]
        if args.show:
            print(output)
        if green:
            failed += 1
            print(f"{number}: isa/{name}:{line}: all tests pass without: {text}")
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
