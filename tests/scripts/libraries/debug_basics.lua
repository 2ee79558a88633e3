-- debug: getinfo, locals, upvalues, traceback, hooks, metatables, registry.
local function f(a, b, ...) local c = 3 local i = debug.getinfo(1, "nSlutf") return i end
local i = f(1, 2, 3)
print(i.name, i.namewhat, i.short_src, i.source, i.what, i.currentline, i.linedefined, i.lastlinedefined, i.nups, i.nparams, i.isvararg, i.istailcall, i.func == f)
i = debug.getinfo(print)
print(i.what, i.short_src, i.source, i.currentline, i.linedefined, i.nparams, i.isvararg)
i = debug.getinfo(1)
print(i.what, i.name, i.namewhat, i.isvararg)
print(debug.getinfo(100), pcall(debug.getinfo, 1, "X"), pcall(debug.getinfo, "x"))
local lines = {}
for l in pairs(debug.getinfo(f, "L").activelines) do lines[#lines + 1] = l end
table.sort(lines)
print(table.concat(lines, " "))
local function locals(a, b, ...) local x, y = 10, 20 do local z = 30 end local n, v = 1 local out = {} while true do n, v = debug.getlocal(1, #out + 1) if not n then break end out[#out + 1] = n .. "=" .. tostring(type(v) == "table" and "table" or v) end print(table.concat(out, " ")) print(debug.getlocal(1, -1), debug.getlocal(1, -2), debug.getlocal(1, -3)) print(debug.setlocal(1, 3, "changed"), x, debug.setlocal(1, 100, 1)) end
locals(1, 2, "va1", "va2")
print(debug.getlocal(locals, 1), debug.getlocal(locals, 2), debug.getlocal(locals, 3), pcall(debug.getlocal, 100, 1))
local u1, u2 = 1, 2
local function up() return u1 + u2 end
local function up2() return u2 end
print(debug.getupvalue(up, 1), debug.getupvalue(up, 2), debug.getupvalue(up, 3))
print(debug.setupvalue(up, 1, 10), up(), u1)
print(debug.upvalueid(up, 2) == debug.upvalueid(up2, 1), debug.upvalueid(up, 1) == debug.upvalueid(up2, 1))
debug.upvaluejoin(up, 2, up, 1)
print(up())
print(pcall(debug.upvalueid, up, 5))
print(debug.getupvalue(string.len, 1))
local function trimmed(...) return (debug.traceback(...):gsub("\n%s*%[C%]: in %?$", "")) end
print(trimmed("msg", 1))
print(debug.traceback(12), type(debug.traceback({})), type(debug.traceback(nil)))
local function deep(n) if n == 0 then return trimmed("deep") end return (deep(n - 1)) end
print(deep(3))
print(select(2, deep(50):gsub("\n", "\n")), deep(50):match("%.%.%.[^\n]*"))
local co = coroutine.create(function(x) local inco = x coroutine.yield() end)
coroutine.resume(co, 5)
print(debug.traceback(co))
print(debug.traceback(co, "m"))
print(debug.getlocal(co, 1, 1))
print(debug.getinfo(co, 1, "l").currentline)
print(debug.getinfo(co, 0, "n") ~= nil)
local trace = {}
debug.sethook(function(e, l) trace[#trace + 1] = l end, "l")
local q = 1
q = q + 1
debug.sethook()
print(table.concat(trace, " "))
local calls = {}
local function called() return 1 end
debug.sethook(function(e) calls[#calls + 1] = e end, "cr")
called()
debug.sethook()
print(table.concat(calls, " "))
local count = 0
debug.sethook(function() count = count + 1 end, "", 100)
for i = 1, 10000 do end
debug.sethook()
print(count > 10, debug.gethook())
print(pcall(function() debug.sethook(function() debug.sethook() error("from hook", 0) end, "l") 
  local x = 1 end))
debug.sethook()
local function tail() return debug.getinfo(1, "t").istailcall end
local function caller() return tail() end
print(caller(), tail())
print(debug.getmetatable("").__index == string, debug.setmetatable(10, { __index = function(n, k) return k .. n end }), (5).x)
debug.setmetatable(10, nil)
debug.setmetatable(nil, { __index = function() return "nil indexed" end })
print((nil).x)
debug.setmetatable(nil, nil)
print(type(debug.getregistry()), debug.getuservalue(io.stdout, 1), debug.setuservalue and "has setuservalue")
local mt = { __name = "T" }
print(debug.setmetatable({}, mt) ~= nil, debug.getmetatable(setmetatable({}, { __metatable = "hidden" })).__metatable)

--> f	local	debug_basics.lua	@debug_basics.lua	Lua	2	2	2	1	2	true	false	true
--> C	[C]	=[C]	-1	-1	0	true
--> main	nil		true
--> nil	false	false	bad argument #1 to 'debug.getinfo' (number expected, got string)
--> 2
--> a=1 b=2 x=10 y=20 n=y v=y out=table
--> (vararg)	(vararg)	nil
--> x	changed	nil
--> a	b	nil	false	bad argument #1 to 'debug.getlocal' (level out of range)
--> u1	u2
--> u1	12	10
--> true	false
--> 20
--> true	nil
-->
--> msg
--> stack traceback:
--> 	debug_basics.lua:27: in local 'trimmed'
--> 	debug_basics.lua:28: in main chunk
--> 12
--> stack traceback:
--> 	debug_basics.lua:29: in main chunk
--> 	[C]: in ?	table	string
--> deep
--> stack traceback:
--> 	debug_basics.lua:27: in function <debug_basics.lua:27>
--> 	(...tail calls...)
--> 	debug_basics.lua:30: in upvalue 'deep'
--> 	debug_basics.lua:30: in upvalue 'deep'
--> 	debug_basics.lua:30: in local 'deep'
--> 	debug_basics.lua:31: in main chunk
--> 23	...tail calls...)
--> stack traceback:
--> 	[C]: in function 'coroutine.yield'
--> 	debug_basics.lua:33: in function <debug_basics.lua:33>
--> m
--> stack traceback:
--> 	[C]: in function 'coroutine.yield'
--> 	debug_basics.lua:33: in function <debug_basics.lua:33>
--> x	5
--> 33
--> true
--> 42 43 44
--> return call return call
--> true	nil
--> false	from hook
--> true	false
--> true	10	x5
--> nil indexed
--> table	nil	has setuservalue
--> true	hidden
