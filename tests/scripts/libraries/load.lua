-- load: modes, environments, reader functions, chunk names, binary chunks.
print(load("return 1 + 1")())
print(load("syntax error here"))
print(load("return ...", "c")(1, 2))
local parts = { "return ", "4", "2", nil }
local i = 0
print(load(function() i = i + 1 return parts[i] end)())
print(type(load(function() return nil end)))
print(pcall(load, function() error("reader failed", 0) end))
print(pcall(load, function() return {} end))
i = 0
print(load(function() i = i + 1 return ({ "x = ", "", "y" })[i] end))
local env = { y = 7 }
print(load("x = y; return x", "c", "t", env)(), env.x, x)
print(load("return x", "c", "b"))
print(load(string.dump(function() return 1 end), "c", "t"))
print(load("return 1", "c", "tb")())
print(pcall(load, "x", "c", "zzz"))
local f = load("local a = ...; return function() a = a + 1; return a, y end", "=named", "t", env)(10)
print(f())
print(f())
print(load("error 'e'", "=n") and pcall(load("error 'e'", "=n")))
local function add(a, b) local c = a + b return c end
local copy = load(string.dump(add))
print(copy(3, 4))
local up = 5
local function getup() return up end
local loaded = load(string.dump(getup))
print(select(2, pcall(loaded)) == _G)
print(debug.setupvalue(loaded, 1, 99), loaded())
print(load(string.dump(load "return _ENV"), "x", "b", "theenv")())
local stripped = load(string.dump(function() local t = nil; return t.x end, true))
print(select(2, pcall(stripped)))
print(select(2, pcall(load(string.dump(function() local t = nil; return t.x end)))))
print(pcall(string.dump, print))
print(load(string.dump(load("local t = {...} ; for k, v in ipairs(t) do t[k] = v * 2.5 end return table.concat(t, ';'), 1 << 40, 'str', nil, true")))(1, 2, 3))
print((load "\27Lua garbage"), (load "\27"), (load(string.dump(add):sub(1, -5))))
print(load("return 1", ("n"):rep(80))() , load("x =", ("n"):rep(80)))
print(select(2, load("x =", "line1\nline2")))
print(select(2, load("x =", "@file.lua")))
print(select(2, load("x =", "=(custom)")))
print(select(2, load("\n\nx = =")))
print(load("#!shebang\nreturn 1"))
local name = os.tmpname()
local h = io.open(name, "w")
h:write "#!/usr/bin/lua\nlocal n = ... ; return n or 'no args', 'second'"
h:close()
print(loadfile(name)(5))
print(dofile(name))
print(select(2, loadfile "/nonexistent.lua"))
print(pcall(dofile, "/nonexistent.lua"))
h = io.open(name, "wb")
h:write(string.dump(add))
h:close()
print(loadfile(name)(20, 22), (select(2, loadfile(name, "t")):gsub("^.-: ", "")))
h = io.open(name, "w")
h:write "x = = 1"
h:close()
print((select(2, loadfile(name)):gsub("^.*:1:", "1:")))
os.remove(name)

--> 2
--> nil	[string "syntax error here"]:1: syntax error near 'error'
--> 1	2
--> 42
--> function
--> true	nil	reader failed
--> true	nil	reader function must return a string
--> nil	(load):1: unexpected symbol near <eof>
--> 7	7	nil
--> nil	attempt to load a text chunk (mode is 'b')
--> nil	attempt to load a binary chunk (mode is 't')
--> 1
--> true	nil	attempt to load a text chunk (mode is 'zzz')
--> 11	7
--> 12	7
--> false
--> 7
--> true
--> up	99
--> theenv
--> ?:-1: attempt to index a nil value
--> load.lua:34: attempt to index a nil value (local 't')
--> false	unable to dump given function
--> 2.5;5.0;7.5	1099511627776	str	nil	true
--> nil	nil	nil
--> 1	nil	[string "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn..."]:1: unexpected symbol near <eof>
--> [string "line1..."]:1: unexpected symbol near <eof>
--> file.lua:1: unexpected symbol near <eof>
--> (custom):1: unexpected symbol near <eof>
--> [string "..."]:3: unexpected symbol near '='
--> nil	[string "#!shebang..."]:1: unexpected symbol near '#'
--> 5	second
--> no args	second
--> cannot open /nonexistent.lua: No such file or directory
--> false	cannot open /nonexistent.lua: No such file or directory
--> 42	attempt to load a binary chunk (mode is 't')
--> 1: unexpected symbol near '='
