-- error with levels and any value; pcall, xpcall, assert; errors inside handlers.
print(pcall(error))
print(pcall(error, nil))
print(pcall(error, "msg", 0))
print(pcall(error, "msg"))
print(pcall(function() error("level 1") end))
print(pcall(function() error("level 2", 2) end))
local function inner(l) error("lvl" .. l, l) end
local function outer(l) inner(l) end
for l = 0, 3 do print(pcall(outer, l)) end
local e = setmetatable({}, { __tostring = function() return "E" end })
local ok, v = pcall(error, e)
print(ok, v == e, tostring(v))
print(pcall(error, 42))
print(pcall(error, true))
print(select("#", pcall(error, nil)))
print(xpcall(function() error("x", 0) end, function(m) return m .. "!", "ignored" end))
print(xpcall(function(...) return ... end, print, 1, 2))
print(xpcall(function() local x; x() end, function(m) return "H:" .. m end))
print(xpcall(function() error "a" end, function(m) error "b" end))
print(xpcall(error, function(m) return m end))
print(pcall(xpcall))
print(pcall(xpcall, print))
print(pcall(pcall))
print(assert(1, 2, 3))
print(pcall(assert, false))
print(pcall(assert, nil, "m"))
print(pcall(assert, false, { })  == false)
print(select("#", assert(1, nil)))
print(pcall(string.rep))
print(pcall(pcall, error, "x"))
local function thrower(n) if n == 0 then error("deep", 0) end local r = thrower(n - 1) return r end
print(pcall(thrower, 100))
local depth = 0
local function nest() depth = depth + 1 if depth > 20 then error("bottom", 0) end local ok, m = pcall(nest) error(m, 0) end
print(pcall(nest))
print(xpcall(function() local t = setmetatable({}, { __index = function(_, k) error("index " .. k, 0) end }) return t.foo end, function(m) return debug.traceback(m, 1):match "^[^\n]*\nstack traceback:" ~= nil end))
print(pcall(load, "x="))
print(load "x=")
print(pcall(function() return assert(load "error('in chunk', 1)") () end))
print(pcall(load "error 'c'"))
print(pcall(load("error 'named'", "@file.lua")))
print(pcall(load("error 'eq'", "=name")))
print(pcall(load("\n\nerror 'line3'", "multi\nline source")))
print(pcall(load("error 'long'", ("x"):rep(100))))
print(pcall(load("error'l'", "@" .. ("y"):rep(100))))

--> false	nil
--> false	nil
--> false	msg
--> false	msg
--> false	error_function.lua:6: level 1
--> false	level 2
--> false	lvl0
--> false	error_function.lua:8: lvl1
--> false	error_function.lua:9: lvl2
--> false	lvl3
--> false	true	E
--> false	42
--> false	true
--> 2
--> false	x!
--> true	1	2
--> false	H:error_function.lua:19: attempt to call a nil value (local 'x')
--> false	error in error handling
--> false	nil
--> false	bad argument #2 to 'xpcall' (function expected, got no value)
--> false	bad argument #2 to 'xpcall' (function expected, got no value)
--> false	bad argument #1 to 'pcall' (value expected)
--> 1	2	3
--> false	assertion failed!
--> false	m
--> true
--> 2
--> false	bad argument #1 to 'string.rep' (string expected, got no value)
--> true	false	x
--> false	deep
--> false	bottom
--> false	true
--> true	nil	[string "x="]:1: unexpected symbol near <eof>
--> nil	[string "x="]:1: unexpected symbol near <eof>
--> false	[string "error('in chunk', 1)"]:1: in chunk
--> false	[string "error 'c'"]:1: c
--> false	file.lua:1: named
--> false	name:1: eq
--> false	[string "multi..."]:3: line3
--> false	[string "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."]:1: long
--> false	...yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy:1: l
