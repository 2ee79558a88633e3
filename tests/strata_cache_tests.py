"""What the toolbox does with the cache: strata cache, why, compile, and the kept levels in inspect. Part of
test_strata.py, whose Tests run it: each test has a directory and, in it, a cache of its own."""
import json
import os
import pathlib
import pty
import select
import time

HOT_AND_COLD = """local Point = {}
Point.__index = Point
function Point.move(point, dx)
  point.x = point.x + dx
end
local function hot(n)
  local s = 0
  for i = 1, n do s = s + i end
  return s
end
local function cold(n) return n << n end
local p = setmetatable({x = 0}, Point)
for i = 1, 2000 do p:move(i) end
print(hot(10000), p.x, cold ~= nil)
"""
PRINTS = b"50005000\t2001000\ttrue\n"
FUNCTIONS = {"main chunk", "move", "hot", "cold"}


def large_main(functions):
    """A script whose main function is so large that its threaded code is kept. Prints how many KiB its table F takes once a
    tenth of the functions are in it."""
    made = [f"function F.name_{number}(a) return a + {number} end" for number in range(functions)]
    made.insert(functions // 10, "local after = collectgarbage('count')")
    return "\n".join(["local before = collectgarbage('count')", "local F = {}", *made, "print(math.floor(after - before), F.name_7(1))"]) + "\n"


class CacheTests:
    # ---- What they need

    @property
    def cache(self):
        return self.directory / "cache"

    def json(self, *args, **more):
        return json.loads(self.run(*args, "--json", **more))

    def stats(self, *args):
        """What vmrun --stats=json says of a run; its output must be right."""
        assert self.run("--stats=json", *args, program=self.vmrun) == PRINTS
        return json.loads(self.errors)

    def run_hot_and_cold(self):
        self.write("a.lua", HOT_AND_COLD)
        return self.stats("a.lua")

    def entry(self):
        """The one entry of a script."""
        entries = [p for p in (self.cache / "programs").rglob("*") if p.is_file()]
        assert len(entries) == 1, entries
        return entries[0]

    def change(self, path, edit):
        """Replaces a published file's contents."""
        contents = bytearray(path.read_bytes())
        edit(contents)
        path.unlink()
        path.write_bytes(contents)
        path.chmod(0o400)

    def outcomes(self, *args):
        """Function name -> outcome, as `strata why` has it."""
        return {f["name"]: f["outcome"] for f in self.json("why", *args)["functions"]}

    # ---- large scripts

    def test_a_table_of_a_large_main_function_begins_as_large_as_it_became(self):
        self.write("a.lua", large_main(6000))
        first, second, third = (int(self.run("a.lua", program=self.vmrun).split()[0]) for _ in range(3))
        assert 3 * first < second == third, (first, second, third)

    def test_the_functions_of_a_large_script_are_confirmed_by_tags(self):
        self.write("a.lua", large_main(3000) + "for i = 1, 3000 do F_7 = i end\n")
        first = self.run("a.lua", program=self.vmrun).split()[1]
        assert first == b"8", first
        why = self.json("why", "a.lua")
        assert why["outcome"] == "hit" and len(why["functions"]) == 3001, why["outcome"]
        assert self.outcomes("a.lua").pop("name_7") == "not-kept"
        self.run("cache", "verify")
        program = self.entry().read_bytes()
        where = program.rindex(b"name_2999")

        def other_name(contents):
            contents[where] = ord("N")

        self.change(self.entry(), other_name)
        self.run("cache", "verify", code=1)
        assert self.run("a.lua", program=self.vmrun).split()[1] == b"8"

    # ---- why

    # ---- edits

    def link(self):
        link, = (self.cache / "paths").iterdir()
        assert link.is_symlink()
        return link

    def edited(self, before, after):
        """Edits a.lua and runs it: how many functions were compiled, and how many came from the cache."""
        text = (self.directory / "a.lua").read_text()
        assert text.count(before) >= 1
        self.write("a.lua", text.replace(before, after))
        stats = self.stats("a.lua")
        return stats["functions_compiled"], stats["functions_from_cache"]

    def test_functions_that_an_edit_leaves_as_they_are_keep_their_code(self):
        assert self.run_hot_and_cold()["functions_compiled"] == 3
        assert self.edited("n << n", "n >> n") == (1, 2)  # the main function is its children's as well
        assert self.edited("local p =", "-- a line more\nlocal p =") == (0, 3)
        assert self.edited("s = s + i", "s = s + i + 0") == (2, 1)
        assert self.edited("n >> n", "n << n") == (1, 2)
        again = self.stats("a.lua")
        assert (again["functions_compiled"], again["functions_from_cache"]) == (0, 3), again
        assert set(self.outcomes("a.lua").values()) >= {"hit"}

    def test_functions_that_a_run_after_an_edit_does_not_call_are_taken_along(self):
        self.run_hot_and_cold()
        self.write("a.lua", HOT_AND_COLD.replace("print(hot(10000)", "print(not arg[1] and hot(10000) or 50005000"))
        first = self.stats("a.lua", "do not call hot")
        assert (first["functions_compiled"], first["functions_from_cache"]) == (1, 1), first
        assert self.stats("a.lua")["functions_from_cache"] == 3

    def test_a_binary_that_is_built_anew_keeps_the_code_of_what_is_the_same(self):
        edits = [("", "", (3, 0)), ("s = s + i", "s = s + i + 0", (1, 2)), ("", "", (0, 3)), ("local p =", "local q = 1\nlocal p =", (1, 2)),
                 ("", "", (0, 3)), ("s = s + i + 0", "s = s + i", (1, 2)), ("", "", (0, 3))]
        self.write("a.lua", HOT_AND_COLD)
        for before, after, expected in edits:
            self.write("a.lua", (self.directory / "a.lua").read_text().replace(before, after))
            self.run("build", "a.lua", "-o", "a.mlb")
            stats = self.stats("a.mlb")
            assert (stats["functions_compiled"], stats["functions_from_cache"]) == expected, (before, stats)

    def test_code_of_a_changed_function_is_not_taken_for_that_of_the_one_before(self):
        text = "local function f(n) local s = 0 for i = 1, n do s = s + i end return s end print(f(10000))\n"
        for changed, prints in ((text, b"50005000\n"), (text.replace("s + i", "s - i"), b"-50005000\n")) * 3:
            self.write("f.lua", changed)
            self.run("build", "f.lua", "-o", "f.mlb")
            assert self.run("f.mlb", program=self.vmrun) == prints
            assert self.run("f.mlb", program=self.vmrun) == prints

    def test_where_a_path_led_is_a_guess(self):
        self.run_hot_and_cold()
        self.write("b.lua", "return 1")
        self.run("b.lua", program=self.vmrun)
        links = {p: os.readlink(p) for p in (self.cache / "paths").iterdir()}
        assert len(links) == 2
        for first, second in (list(links), list(links)[::-1]):
            first.unlink()
            first.symlink_to(links[second])
        assert self.edited("n << n", "n >> n") == (3, 0)  # that of b.lua has none of its functions
        for target in ("nowhere", "../key", "f" * 64, "0" * 64):
            for p in links:
                p.unlink()
                p.symlink_to(target)
            assert self.edited("local p =", "-- once more\nlocal p =") == (3, 0), target

    def test_the_entry_before_an_edit_is_not_believed_without_its_macs(self):
        self.run_hot_and_cold()
        entry = self.entry()
        self.change(entry, lambda b: b.__setitem__(len(b) - 40, b[len(b) - 40] ^ 1))
        broken = self.edited("n << n", "n >> n")
        assert broken[0] + broken[1] == 3 and broken[0] >= 1, broken
        self.run("cache", "clear")
        self.run_hot_and_cold()
        key = self.cache / "key"
        key.unlink()
        key.write_bytes(os.urandom(32))
        key.chmod(0o600)
        assert self.edited("local p =", "-- a line more\nlocal p =") == (3, 0)

    def test_links_to_entries_that_are_gone_are_swept(self):
        self.run_hot_and_cold()
        lost, kept = self.cache / "paths" / ("0" * 32), self.link()
        lost.symlink_to("a" * 64)
        os.utime(self.cache / "swept", (1e9, 1e9))
        self.write("b.lua", "return 1")
        self.run("b.lua", program=self.vmrun)
        assert kept.is_symlink() and not lost.is_symlink(), list((self.cache / "paths").iterdir())

    def test_why_says_of_each_function_whether_it_is_kept(self):
        self.write("a.lua", HOT_AND_COLD)
        before = self.json("why", "a.lua")
        assert before["outcome"] == "no-file" and before["trust"] == "none", before
        assert self.outcomes("a.lua") == dict.fromkeys(FUNCTIONS, "no-file")
        assert not self.cache.exists(), "why writes"
        first = self.run_hot_and_cold()
        assert first["functions_compiled"] > 0 and first["functions_from_cache"] == 0, first
        after = self.json("why", "a.lua")
        assert after["outcome"] == "hit" and after["trust"] == "key", after
        seen = self.outcomes("a.lua")
        assert seen.pop("cold") == "not-kept" and seen == dict.fromkeys(FUNCTIONS - {"cold"}, "hit"), seen
        assert after["image"] == str(self.entry()), after
        second = self.run_hot_and_cold()
        assert second["functions_compiled"] == 0 and second["functions_from_cache"] == 3 == after["served"], second

    def test_why_names_lines_and_identities(self):
        self.run_hot_and_cold()
        text = self.run("why", "a.lua").decode()
        assert "3 of 4 functions would be served from the cache" in text and "trusted, by the key" in text, text
        rows = {row.split("  ")[0]: row for row in text.splitlines()[4:]}
        move = next(f for f in self.json("why", "a.lua")["functions"] if f["name"] == "move")
        assert (move["line_defined"], move["last_line_defined"]) == (3, 5), move
        assert " 3-5 " in rows["move"] and move["identity"][:16] in rows["move"], rows
        assert rows["cold"].endswith("nothing is kept of this function"), rows
        assert move["identity"] == json.loads(self.run("inspect", "--json", "a.lua"))["functions"][1]["identity"]

    def test_why_gives_the_reason_that_holds_for_the_program(self):
        self.run_hot_and_cold()
        key = self.cache / "key"
        key.rename(self.directory / "old-key")
        assert self.json("why", "a.lua")["outcome"] == "no-key"
        key.write_bytes(bytes(range(32)))
        key.chmod(0o600)
        assert self.json("why", "a.lua")["outcome"] == "wrong-mac"
        assert self.outcomes("a.lua") == dict.fromkeys(FUNCTIONS, "wrong-mac")
        (self.directory / "old-key").rename(key)
        self.entry().chmod(0o460)
        assert self.json("why", "a.lua")["outcome"] == "writable"
        self.entry().chmod(0o400)
        self.change(self.entry(), lambda b: b.__delitem__(slice(300, None)))
        assert self.json("why", "a.lua")["outcome"] == "truncated"
        assert "shorter than it says" in self.run("why", "a.lua").decode()

    def test_why_and_stats_give_the_reason_that_holds_for_one_function(self):
        self.run_hot_and_cold()
        # Its code is the first thing on a page of its own: somewhere in it a byte changes.
        self.change(self.entry(), lambda b: b.__setitem__(4096 + 20, b[4096 + 20] ^ 1))
        assert sorted(self.outcomes("a.lua").values()).count("damaged") >= 1, self.outcomes("a.lua")
        damaged = self.stats("--cache=read", "a.lua")
        assert damaged["cache_reasons"]["damaged"] == damaged["cache_rejects"] > 0, damaged
        self.run("--stats", "--cache=read", "a.lua", program=self.vmrun)
        assert "  a checksum does not match, or its structure is wrong\n" in self.errors, self.errors

    def test_why_of_what_has_no_levels(self):
        self.run("why", "missing.lua", code=1)
        assert "missing.lua" in self.errors, self.errors
        self.write("bad.lua", "x = = 1")
        self.run("why", "bad.lua", code=1)
        assert "bad.lua:1: unexpected symbol" in self.errors, self.errors
        self.run("why", "/dev/stdin", stdin=b"return 1", code=1)
        assert "no regular file" in self.errors, self.errors

    # ---- compile

    def test_compile_makes_code_of_all_functions(self):
        self.write("a.lua", HOT_AND_COLD)
        summary, = self.json("compile", "a.lua")
        assert summary["functions"] == summary["compiled"] == 4 and summary["kept"] == 0, summary
        assert summary["image"] == str(self.entry()) and summary["machine_code_bytes"] > 0, summary
        assert set(self.outcomes("a.lua").values()) == {"hit"}
        run = self.stats("a.lua")
        assert run["functions_from_cache"] == 3, run
        again, = self.json("compile", "a.lua")
        assert again["compiled"] == 0 and again["kept"] == 4, again

    def test_compile_keeps_code_that_has_a_profile(self):
        self.run_hot_and_cold()
        before = self.json("cache", "list")[0]["levels"]
        assert before[0]["functions"] == before[0]["profiles"] == 3, before
        summary, = self.json("compile", "a.lua")
        assert (summary["compiled"], summary["kept"], summary["with_profile"]) == (1, 3, 0), summary
        v2, v3 = self.json("cache", "list")[0]["levels"]
        assert (v2["functions"], v2["profiles"], v3["functions"]) == (3, 3, 1), "only what needs a level is of it"
        run = self.stats("a.lua")
        assert run["functions_compiled"] == 0 and run["side_exits"] == 0, run

    def test_compile_for_several_cpu_levels_takes_the_profile_along(self):
        self.run_hot_and_cold()
        summaries = {s["level"]: s for s in self.json("compile", "--level", "all", "a.lua")}
        assert set(summaries) == {"v2", "v3"}, summaries
        assert all((s["compiled"], s["kept"], s["with_profile"]) == (1, 3, 0) for s in summaries.values()), summaries
        levels = {l["level"]: l for l in self.json("cache", "list")[0]["levels"]}
        assert [(levels[l]["functions"], levels[l]["profiles"]) for l in ("v2", "v3")] == [(4, 3), (1, 0)], levels
        only, = self.json("compile", "--level", "v2", "a.lua")
        assert (only["level"], only["kept"]) == ("v2", 4), only
        self.run("compile", "--level", "v9", "a.lua", code=2)
        assert self.stats("a.lua")["functions_compiled"] == 0

    def test_compile_of_a_binary_makes_its_sidecar(self):
        self.write("a.lua", HOT_AND_COLD)
        self.run("build", "a.lua")
        summary, = self.json("compile", "a.mlb")
        assert summary["image"] == "a.mlb.snip" and (self.directory / "a.mlb.snip").exists(), summary
        assert self.stats("a.mlb")["functions_from_cache"] == 3
        assert "1 file checked, 0 of other builds, 0 bad" in self.run("cache", "verify", "a.mlb.snip").decode()
        self.vmrun_prints("a.mlb", PRINTS)
        assert self.json("cache", "list") == []  # nothing of it is in the cache directory

    def test_compile_with_the_modules_that_are_required(self):
        self.write("main.lua", "local one = require 'one'\nlocal name = 'dynamic'\nprint(one.x, require(\"lib.two\"))\n"
                               "local s = require('string')\nif not one then require(name) end\n")
        self.write("one.lua", "require 'nowhere.to.be.found'\nreturn { x = 1 }\n")
        (self.directory / "lib").mkdir()
        self.write("lib/two.lua", "require 'one'\nreturn 2\n")
        self.write("dynamic.lua", "return 3\n")
        files = [s["file"] for s in self.json("compile", "--with-modules", "main.lua", environment={"LUA_PATH": "./?.lua"})]
        assert files == ["main.lua", "./one.lua", "./lib/two.lua"], files
        assert [s["file"] for s in self.json("compile", "main.lua")] == ["main.lua"]

    def test_compile_says_why_it_cannot_keep(self):
        self.write("a.lua", HOT_AND_COLD)
        self.cache.mkdir(mode=0o777)
        self.cache.chmod(0o777)
        self.run("compile", "a.lua", code=1)
        assert "no directory that this user owns can hold it" in self.errors, self.errors

    def test_compile_shows_a_bar_on_a_terminal_only(self):
        for count in (5000, 20000, 36000):  # until it takes long enough to be told of
            functions = "\n".join(f"t[{k}] = function(a, b) return a + b * {k}, t[{k}](b) end" for k in range(count))
            self.write("long.lua", f"t = {{}}\n{functions}\n")
            self.run("compile", "long.lua")
            assert self.errors == "", self.errors
            self.run("cache", "clear")
            shown = self.on_terminal("compile", "long.lua")
            if shown:
                break
        assert "] " in shown and f"/{count + 1}" in shown and "[#" in shown, shown[:300]
        assert shown.rstrip().endswith("\x1b[K"), shown[-100:]  # taken away

    def on_terminal(self, *args):
        """What the command shows on standard error, a terminal."""
        leader, follower = pty.openpty()
        process = self.start(*args, stderr=follower)
        os.close(follower)
        shown, end = b"", time.monotonic() + 120
        while process.poll() is None or select.select([leader], [], [], 0)[0]:
            assert time.monotonic() < end
            if not select.select([leader], [], [], 0.05)[0]:
                continue
            try:
                shown += os.read(leader, 65536)
            except OSError:  # the other end is closed
                break
        assert process.wait() == 0
        os.close(leader)
        return shown.decode()

    # ---- cache

    def test_cache_stat_counts_files_and_outcomes(self):
        empty = self.json("cache", "stat")
        assert empty["files"] == 0 and empty["runs"] == 0 and not empty["has_key"], empty
        assert not self.cache.exists()
        self.run_hot_and_cold()
        self.run_hot_and_cold()
        self.run("compile", "a.lua")  # is no run
        stat = self.json("cache", "stat")
        assert stat["directory"] == str(self.cache) and stat["has_key"], stat
        assert stat["runs"] == 2 and stat["published_files"] == 1, stat
        assert stat["functions"]["hit"] == 3 and stat["functions"]["no-file"] == 3, stat
        assert (stat["hits"], stat["misses"], stat["rejects"]) == (4, 4, 0), stat
        assert stat["kinds"]["programs"]["files"] == 1 and stat["bytes"] >= self.entry().stat().st_size, stat
        assert stat["limit_bytes"] == 256 << 20
        for text, limit in {"3M": 3 << 20, "17": 17, "2G": 2 << 30, "1.5M": 256 << 20, "-1": 256 << 20, "K": 256 << 20,
                            "99999999999G": 256 << 20}.items():
            assert self.json("cache", "stat", environment={"STRATA_CACHE_LIMIT": text})["limit_bytes"] == limit, text
        text = self.run("cache", "stat").decode()
        assert "2 runs, 1 file published" in text and "nothing is kept of this program" in text, text

    def test_cache_list_names_programs(self):
        self.run_hot_and_cold()
        entry, = self.json("cache", "list")
        assert entry["name"] == "a.lua" and entry["kind"] == "programs" and entry["functions"] == 4, entry
        assert entry["path"] == str(self.entry()) and entry["bytes"] == self.entry().stat().st_size, entry
        assert entry["levels"][0]["functions"] == 3 and entry["this_build"] and entry["age_seconds"] < 1000, entry
        os.utime(self.entry(), (time.time() - 3 * 86400,) * 2)
        text = self.run("cache", "list").decode()
        assert "a.lua" in text and "3/4 v" in text and " 3 d " in text, text

    def test_cache_list_shows_no_control_characters(self):
        name = "evil\x1b[2J\n.lua"
        self.write(name, HOT_AND_COLD)
        self.stats(name)
        text = self.run("cache", "list").decode()
        assert "evil\\x1b[2J\\x0a.lua" in text and "\x1b" not in text, text
        assert self.json("cache", "list")[0]["name"] == name

    def test_cache_verify_finds_what_is_wrong(self):
        self.run_hot_and_cold()
        os.utime(self.directory / "a.lua", (1e9, 1e9))
        assert "0 bad" in self.run("cache", "verify").decode()
        whole = self.entry().read_bytes()
        found = set()
        for at in (8, 200, 300, 4096 + 20, len(whole) - 40):
            self.change(self.entry(), lambda b: b.__setitem__(at, b[at] ^ 0x40))
            verdicts = self.json("cache", "verify", code=0 if at == 8 else 1)
            bad, = [v for v in verdicts["verdicts"] if v["outcome"] != "hit"]
            assert bad["path"] == str(self.entry()), bad
            found.add((bad["outcome"], bad["part"].split(" ")[0]))
            self.change(self.entry(), lambda b: b.__setitem__(slice(None), whole))
        assert ("other-build", "") in found and ("damaged", "") in found and ("damaged", "snippet") in found, found
        other = self.entry().with_name("0" * 62)
        self.entry().rename(other)
        text = self.run("cache", "verify", code=1).decode()
        assert f"{other}: name: kept of another program" in text, text
        assert "1 file in the cache can't be used" in self.errors, self.errors

    def test_cache_verify_checks_hints(self):
        self.write("a.lua", HOT_AND_COLD + "--" + "x" * 16384)  # shorter scripts have no hint
        time.sleep(3.1)  # nor has a younger file
        self.stats("a.lua")
        hint, = [p for p in (self.cache / "hints").rglob("*") if p.is_file()]
        assert "2 files checked, 0 of other builds, 0 bad" in self.run("cache", "verify").decode()
        self.change(hint, lambda b: b.__setitem__(80, b[80] ^ 1))
        assert f"{hint}: was not made with this user's key" in self.run("cache", "verify", code=1).decode()

    def test_cache_clear_removes_what_it_says(self):
        self.run_hot_and_cold()
        self.write("b.lua", "return 1")
        self.run("b.lua", program=self.vmrun)
        entries = {e["name"]: pathlib.Path(e["path"]) for e in self.json("cache", "list")}
        self.change(entries["b.lua"], lambda b: b.__setitem__(8, b[8] ^ 0x40))  # of another format
        cleared = self.json("cache", "clear", "--other-builds")
        assert cleared["removed_files"] == 1 and not entries["b.lua"].exists() and entries["a.lua"].exists(), cleared
        assert self.json("cache", "clear")["removed_files"] == 1
        assert [p.name for p in self.cache.iterdir()] == ["key"], list(self.cache.iterdir())
        assert self.run_hot_and_cold()["functions_from_cache"] == 0
        assert self.run_hot_and_cold()["functions_from_cache"] == 3
        assert self.json("cache", "clear", "--key")["key_removed"]
        assert list(self.cache.iterdir()) == []
        self.run("cache", "clear", "--key", "--other-builds", code=2)

    def test_cache_dir_is_an_option_of_all(self):
        self.write("a.lua", HOT_AND_COLD)
        there = ["--cache-dir", "elsewhere"]
        self.run("compile", *there, "a.lua")
        assert not self.cache.exists()
        assert set(self.outcomes(*there, "a.lua").values()) == {"hit"}
        assert self.json("cache", "stat", *there)["files"] >= 1 and len(self.json("cache", "list", *there)) == 1
        assert self.stats("--cache-dir=elsewhere", "a.lua")["functions_from_cache"] == 3
        assert json.loads(self.run("inspect", "--json", *there, "a.lua"))["levels"]["outcome"] == "hit"
        assert "0 bad" in self.run("cache", "verify", *there).decode()
        self.run("cache", "clear", *there)
        assert self.json("cache", "list", *there) == []
        self.run("cache", "stat", code=1, environment={"STRATA_CACHE": "", "HOME": "", "XDG_CACHE_HOME": ""})

    def test_publishing_keeps_the_cache_below_its_limit(self):
        for k in range(30):
            self.write(f"p{k}.lua", f"return {k}")
            self.run("--cache-dir=cache", f"p{k}.lua", program=self.vmrun)
            os.utime(max((p for p in (self.cache / "programs").rglob("*") if p.is_file()), key=lambda p: p.stat().st_mtime_ns),
                     (1e9 + k,) * 2)
        assert len(self.json("cache", "list")) == 30
        limit = {"STRATA_CACHE_LIMIT": "80K"}
        self.run_hot_and_cold()
        assert len(self.json("cache", "list")) == 31, "looked over twice in a day"
        os.utime(self.cache / "swept", (1e9, 1e9))
        self.write("last.lua", "return 'last'")
        self.run("last.lua", program=self.vmrun, environment=limit)
        left = [e["name"] for e in self.json("cache", "list")]
        assert {"last.lua", "a.lua", "p29.lua"} < set(left) and "p0.lua" not in left, left
        assert self.json("cache", "stat")["disk_bytes"] <= 80 << 10

    # ---- inspect

    def test_inspect_shows_the_kept_levels(self):
        self.write("a.lua", HOT_AND_COLD)
        nothing = json.loads(self.run("inspect", "--json", "a.lua"))["levels"]
        assert nothing["outcome"] == "no-file" and nothing["trust"] == "none" and nothing["native"] == [], nothing
        assert nothing["source_bytes"] == len(HOT_AND_COLD) and nothing["bytecode_bytes"] > 0 < nothing["annotation_bytes"]
        self.run_hot_and_cold()
        self.run("compile", "--level", "all", "a.lua")
        levels = json.loads(self.run("inspect", "--json", "a.lua"))["levels"]
        assert levels["trust"] == "key" and levels["image"] == str(self.entry()), levels
        v2, v3 = levels["native"]
        assert v2["level"] == "v2" and v2["runs_here"] and (v2["functions"], v2["profiles"]) == (4, 3), v2
        assert (v3["functions"], v3["profiles"]) == (1, 0) and v3["code_bytes"] > 0, "only what needs the level has it"
        text = self.run("inspect", "a.lua").decode()
        assert "native v2" in text and "profile v2" in text and "trusted by the user's key" in text, text

    def test_inspect_says_why_levels_are_not_trusted(self):
        self.write("a.lua", HOT_AND_COLD)
        self.run("build", "a.lua")
        self.stats("a.mlb")
        (self.cache / "key").unlink()
        text = self.run("inspect", "a.mlb").decode()
        assert "a.mlb.snip: not trusted: there is no key to check it with" in text and "native v" in text, text
        levels = json.loads(self.run("inspect", "--json", "a.mlb"))["levels"]
        assert (levels["outcome"], levels["trust"]) == ("no-key", "none") and levels["native"][0]["functions"] == 3, levels
