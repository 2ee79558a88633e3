#!/usr/bin/env python3
"""What a script that can open, rename and remove files reaches of the snippet cache: nothing.

usage: cache_guests.py [--vmrun PROGRAM] [NAME...]

A hostile script tries every file function of the library on the key, on what is in the cache directory and on a
sidecar, by every spelling of their paths that there is: all of it is refused as the system refuses it, and nothing
has changed. What such a script, or an archive, puts where the cache looks has no effect but a count.
"""
import os
import time

from cache_runs import program, replace, require, run_named

# Tries its arguments, and says what was not refused. The first one is a file of its own.
HOSTILE = """\
local mine, refused = arg[1], "Permission denied"
local function check(what, path, done, message)
  if done then print(("%s %s succeeded"):format(what, path))
  elseif not message:find(refused, 1, true) then print(("%s %s: %s"):format(what, path, message)) end
end
local function attempt(path, modes)
  for mode in modes:gmatch("%S+") do
    local file, message = io.open(path, mode)
    if file then file:write(("x"):rep(100)) file:close() end
    check("open " .. mode, path, file, message)
  end
end
local function try(f, ...) local ok, a, b = pcall(f, ...) return ok and a, ok and b or a end
for i = 2, #arg do
  local path = arg[i]
  local is_missing = path:sub(1, 1) == "+"
  if is_missing then path = path:sub(2) end
  attempt(path, "w w+ a a+ wb")
  if not is_missing then
    attempt(path, "r rb r+ r+b")
    check("lines", path, pcall(io.lines, path))
    check("input", path, pcall(io.input, path))
    check("loadfile", path, loadfile(path))
    check("dofile", path, try(dofile, path))
    check("rename away", path, os.rename(path, mine .. ".taken"))
    check("remove", path, os.remove(path))
  end
  check("output", path, pcall(io.output, path))
  check("rename onto", path, os.rename(mine, path))
end
local file = assert(io.open(mine, "a"))
file:write("still mine")
file:close()
print("done")
"""


LONG = "--" + "x" * 16384 + "\n"  # shorter scripts have no hint


def cached(place):
    """A place with a script's entry, an .mlb with its sidecar, the key and a hint."""
    script = place.write("victim.lua", program() + LONG)
    mlb = place.build(script, "victim.mlb")
    time.sleep(3.1)  # or there would be no hint
    expected = place.run(script).stdout
    place.run(mlb)
    sidecar = place.work / "victim.mlb.snip"
    for path in (place.cache / "key", sidecar, *place.files("programs"), *place.files("hints")):
        require(path.exists(), f"{path} was not published")
    require(place.files("hints"), "no hint was published")
    return script, mlb, sidecar, expected


def attack(place, paths, **options):
    hostile, mine = place.write("hostile.lua", HOSTILE), place.write("mine", "")
    before = place.contents()
    run = place.run(hostile, mine, *paths, mode="off", **options)
    require(run.stdout == "done\n", f"not refused:\n{run.stdout}{run.stderr}")
    require(place.contents() == before, "the cache has changed")


def spellings(place, target):
    """Paths of one file in the cache directory, but for its own."""
    inside = target.relative_to(place.cache)
    links = place.work / "links"
    links.mkdir(exist_ok=True)
    made = {"directory": place.cache, "above": place.home, "relative": os.path.relpath(place.cache, links)}
    for name, leads_to in made.items():
        if not (links / name).is_symlink():
            (links / name).symlink_to(leads_to)
    direct = links / f"file-{target.name[:8]}"
    direct.symlink_to(target)
    second = links / f"second-{target.name[:8]}"
    second.symlink_to(direct.name)
    return [
        target, os.path.relpath(target, place.work), f"{place.cache}//.//{inside}",
        f"{place.work}/../home/.cache/strata/{inside}", f"{place.cache}/programs/../{inside}",
        links / "directory" / inside, links / "relative" / inside, links / "above/.cache/strata" / inside,
        direct, second, f"/proc/self/cwd/../home/.cache/strata/{inside}", f"/proc/self/root{target}",
    ]


def the_key_and_the_cache_are_refused_by_every_path(place):
    cached(place)
    targets = [place.cache / "key", place.cache / "counters", *place.files("programs"), *place.files("hints")]
    attack(place, [path for target in targets for path in spellings(place, target)])


def directories_on_the_way_to_the_cache_stay(place):
    cached(place)
    ways = [place.cache, place.cache / "programs", place.cache.parent, place.home, place.cache / ".."]
    script = place.write("move.lua", """
for i = 1, #arg do
  for _, done in ipairs{{os.rename(arg[i], "elsewhere")}, {os.remove(arg[i])}} do
    if done[1] or not done[2]:find("Permission denied") then print(arg[i], done[1], done[2]) end
  end
end""")
    before = place.contents()
    run = place.run(script, *ways, mode="off")
    require(run.stdout == "", f"not refused: {run.stdout}")
    require(place.contents() == before, "the cache has changed")


def nothing_new_is_made_in_the_cache(place):
    cached(place)
    (place.work / "dangling").symlink_to(place.cache / "programs/aa")
    (place.work / "into").symlink_to(place.cache)
    attack(place, ["+" + str(path) for path in (
        place.cache / "new", place.entry().parent / "planted", "../home/.cache/strata/new", place.work / "dangling",
        "into/new", f"/proc/self/root{place.cache}/new")])
    require(not (place.cache / "new").exists() and not (place.cache / "programs/aa").exists(), "something was made")


def hard_links_and_open_descriptors_are_refused(place):
    _, _, sidecar, _ = cached(place)
    os.link(place.cache / "key", place.work / "other-key")
    os.link(sidecar, place.work / "other-sidecar")
    opened = [os.open(path, os.O_RDONLY) for path in (place.cache / "key", sidecar, place.entry())]
    opened.append(os.open(place.cache, os.O_RDONLY | os.O_DIRECTORY))
    inherited = [f"/proc/self/fd/{d}" for d in opened[:3]] + [f"/proc/self/fd/{opened[3]}/key"]
    before = sidecar.read_bytes()
    hostile, mine = place.write("hostile.lua", HOSTILE), place.write("mine", "")
    run = place.run(hostile, mine, "other-key", "other-sidecar", mode="off")
    require(run.stdout == "done\n", f"not refused:\n{run.stdout}")
    # What /proc says of a descriptor can't be renamed or removed, by nobody: it is for opening only.
    opening = place.write("opening.lua", """
for i = 1, #arg do
  for _, mode in ipairs{"r", "rb", "r+", "w", "a"} do
    local file, message = io.open(arg[i], mode)
    if file or not (message:find("Permission denied") or message:find("Invalid argument")) then  -- appending to memory
      print(arg[i], mode, file, message)
    end
  end
  local chunk, message = loadfile(arg[i])
  if chunk or not message:find("Permission denied") then print(arg[i], "loadfile", message) end
end""")
    run = place.run(opening, *inherited, "/proc/self/mem", "/proc/thread-self/mem", mode="off", pass_fds=opened)
    for descriptor in opened:
        os.close(descriptor)
    require(run.stdout == "", f"not refused:\n{run.stdout}")
    require(sidecar.read_bytes() == before, "the sidecar has changed")


def sidecars_are_refused_wherever_they_lie(place):
    _, _, sidecar, _ = cached(place)
    before = sidecar.read_bytes()
    (place.work / "link").symlink_to(sidecar)
    moved = place.write("sub/other.name", before)
    attack(place, [sidecar, "./victim.mlb.snip", place.work / "link", moved])
    require(sidecar.read_bytes() == before and moved.read_bytes() == before, "a sidecar has changed")


def own_files_are_the_guests_own(place):
    cached(place)
    script = place.write("own.lua", """
local function check(ok, message) if not ok then print(message) end return ok end
for _, mode in ipairs{"w", "a", "r", "r+", "w+"} do check(io.open("mine.txt", mode)):close() end
check(os.rename("mine.txt", "other.mlb.snip"))
check(loadfile("other.mlb.snip"))
check(os.remove("other.mlb.snip"))
check(io.open("/dev/null", "w")):close()
check(io.open("/proc/self/status")):close()
local name = os.tmpname() check(io.open(name, "w")):close() check(os.remove(name))
local missing, message = io.open("missing/file", "w")
print(message)""")
    require(place.run(script).stdout == "missing/file: No such file or directory\n", "something was refused")


def a_forged_sidecar_has_no_effect(place):
    _, mlb, sidecar, expected = cached(place)
    genuine = sidecar.read_bytes()
    sidecar.unlink()
    for at in (300, len(genuine) // 3, len(genuine) // 2):
        forged = bytearray(genuine)
        forged[at] ^= 0x40
        # A guest that brings the bytes along may make the file, since there is none; it is never believed.
        text = "".join(f"\\x{byte:02x}" for byte in forged)
        plant = place.write("plant.lua", f"local f = assert(io.open(arg[1], 'wb')) f:write('{text}') f:close()")
        place.run(plant, sidecar, mode="off")
        os.chmod(sidecar, 0o400)
        run = place.run(mlb, mode="read")
        require(run.stdout == expected, f"wrong output: {run.stdout!r}")
        require(run.stats["cache_rejects"] > 0, f"byte {at} was not rejected: {run.stats}")
        sidecar.unlink()


def another_users_key_opens_nothing(place):
    script, mlb, sidecar, expected = cached(place)
    key = place.cache / "key"
    own = key.read_bytes()
    replace(key, bytes(reversed(own)), 0o600)
    for path in (mlb, script):
        run = place.run(path, mode="read")
        require(run.stdout == expected and run.stats["functions_from_cache"] == 0, f"{path}: {run}")
    replace(key, own, 0o600)
    require(place.run(mlb, mode="read").stats["functions_from_cache"] > 0, "the right key opens nothing either")


def an_entry_of_another_script_is_not_believed(place):
    first, second = place.write("first.lua", program(1)), place.write("second.lua", program(2))
    place.run(first)
    of_first = place.entry()
    expected = place.run(second).stdout
    of_second, = set(place.files("programs")) - {of_first}
    replace(of_second, of_first.read_bytes())
    run = place.run(second, mode="read")
    require(run.stdout == expected, f"ran another program: {run.stdout!r}")
    require(run.stats["cache_rejects"] > 0, f"not counted: {run.stats}")


def a_hint_of_another_script_is_not_believed(place):
    first, second = place.write("first.lua", program(1) + LONG), place.write("second.lua", program(2) + LONG)
    time.sleep(3.1)
    place.run(first)
    hint_of_first, = place.files("hints")
    expected = place.run(second).stdout
    hint_of_second, = set(place.files("hints")) - {hint_of_first}
    genuine, own = hint_of_first.read_bytes(), hint_of_second.read_bytes()
    forged = bytearray(genuine)
    forged[-40] ^= 1
    # Says of the second script that its content is the first one's; nobody without the key can make the MAC good.
    content = slice(-64, -32)
    exchanged = own[:content.start] + genuine[content] + own[content.stop:]
    for planted in (genuine, bytes(forged), exchanged, b"", b"\0" * len(genuine)):
        replace(hint_of_second, planted)
        run = place.run(second, mode="read")
        require(run.stdout == expected, f"ran another program: {run.stdout!r}")
        require(run.stats["functions_compiled"] == 0, f"the entry was not found by content: {run.stats}")


TESTS = [
    the_key_and_the_cache_are_refused_by_every_path, directories_on_the_way_to_the_cache_stay,
    nothing_new_is_made_in_the_cache, hard_links_and_open_descriptors_are_refused,
    sidecars_are_refused_wherever_they_lie, own_files_are_the_guests_own, a_forged_sidecar_has_no_effect,
    another_users_key_opens_nothing, an_entry_of_another_script_is_not_believed,
    a_hint_of_another_script_is_not_believed,
]


if __name__ == "__main__":
    raise SystemExit(run_named(TESTS, __doc__))
