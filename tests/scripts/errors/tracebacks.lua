-- debug.traceback: names, tail calls, levels left out, coroutines, messages that are no strings.
local function shown(...) print((debug.traceback(...):gsub("\n%s*%[C%]: in %?$", ""))) end
local function local_function() shown("message") end
local_function()
local t = { field = function() shown() end }
t.field()
function t:method() shown("in a method", 1) end
t:method()
function globalfunction() shown("global", 2) end
globalfunction()
local function tail() return local_function() end
tail()
pcall(local_function)
table.sort({ 1, 2 }, function(a, b) shown("in sort") return a < b end)
local mt = setmetatable({}, { __index = function() shown("index") end, __add = function() shown("add") end })
local _ = mt.x, mt + 1
for _ in (function() shown("iterator") end) do end
local function deep(n) if n > 0 then deep(n - 1) else shown("deep") end return 1 end
deep(5)
deep(17)
deep(18)
deep(19)
deep(50)
local co = coroutine.create(function() local function inner() coroutine.yield() end inner() end)
shown(co)
coroutine.resume(co)
shown(co)
shown(co, "with message")
shown(co, "level 1", 1)
shown(co, nil, 2)
shown(co, "beyond", 10)
coroutine.resume(co)
shown(co, "dead")
co = coroutine.create(function() error("died") end)
coroutine.resume(co)
shown(co, "of error")
print(debug.traceback({}) ~= nil, debug.traceback(nil) ~= nil, debug.traceback(12), debug.traceback(true))
print(xpcall(function() local x = nil; x() end, function(m) return debug.traceback(m, 1):gsub("\n%s*%[C%]: in %?$", "") end))
print(select(2, xpcall(string.rep, debug.traceback)))
load("shown = ...; shown('in a chunk')", "=chunk")(shown)

--> message
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:3: in local 'local_function'
--> 	tracebacks.lua:4: in main chunk
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:5: in field 'field'
--> 	tracebacks.lua:6: in main chunk
--> in a method
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:7: in method 'method'
--> 	tracebacks.lua:8: in main chunk
--> global
--> stack traceback:
--> 	tracebacks.lua:9: in function 'globalfunction'
--> 	tracebacks.lua:10: in main chunk
--> message
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:3: in function <tracebacks.lua:3>
--> 	(...tail calls...)
--> 	tracebacks.lua:12: in main chunk
--> message
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:3: in function <tracebacks.lua:3>
--> 	[C]: in function 'pcall'
--> 	tracebacks.lua:13: in main chunk
--> in sort
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:14: in function <tracebacks.lua:14>
--> 	[C]: in function 'table.sort'
--> 	tracebacks.lua:14: in main chunk
--> index
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:15: in metamethod 'index'
--> 	tracebacks.lua:16: in main chunk
--> add
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:15: in metamethod 'add'
--> 	tracebacks.lua:16: in main chunk
--> iterator
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:17: in for iterator 'for iterator'
--> 	tracebacks.lua:17: in main chunk
--> deep
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in local 'deep'
--> 	tracebacks.lua:19: in main chunk
--> deep
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in local 'deep'
--> 	tracebacks.lua:20: in main chunk
--> deep
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in local 'deep'
--> 	tracebacks.lua:21: in main chunk
--> deep
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	...	(skipping 1 levels)
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in local 'deep'
--> 	tracebacks.lua:22: in main chunk
--> deep
--> stack traceback:
--> 	tracebacks.lua:2: in upvalue 'shown'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	...	(skipping 32 levels)
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in upvalue 'deep'
--> 	tracebacks.lua:18: in local 'deep'
--> 	tracebacks.lua:23: in main chunk
--> stack traceback:
--> stack traceback:
--> 	[C]: in function 'coroutine.yield'
--> 	tracebacks.lua:24: in local 'inner'
--> 	tracebacks.lua:24: in function <tracebacks.lua:24>
--> with message
--> stack traceback:
--> 	[C]: in function 'coroutine.yield'
--> 	tracebacks.lua:24: in local 'inner'
--> 	tracebacks.lua:24: in function <tracebacks.lua:24>
--> level 1
--> stack traceback:
--> 	tracebacks.lua:24: in local 'inner'
--> 	tracebacks.lua:24: in function <tracebacks.lua:24>
--> stack traceback:
--> 	tracebacks.lua:24: in function <tracebacks.lua:24>
--> beyond
--> stack traceback:
--> dead
--> stack traceback:
--> of error
--> stack traceback:
--> 	[C]: in function 'error'
--> 	tracebacks.lua:34: in function <tracebacks.lua:34>
--> true	true	12
--> stack traceback:
--> 	tracebacks.lua:37: in main chunk
--> 	[C]: in ?	true
--> false	tracebacks.lua:38: attempt to call a nil value (local 'x')
--> stack traceback:
--> 	tracebacks.lua:38: in local 'x'
--> 	tracebacks.lua:38: in function <tracebacks.lua:38>
--> 	[C]: in function 'xpcall'
--> 	tracebacks.lua:38: in main chunk
--> bad argument #1 to 'string.rep' (string expected, got no value)
--> stack traceback:
--> 	[C]: in function 'string.rep'
--> 	[C]: in function 'xpcall'
--> 	tracebacks.lua:39: in main chunk
--> 	[C]: in ?
--> in a chunk
--> stack traceback:
--> 	tracebacks.lua:2: in function 'shown'
--> 	chunk:1: in main chunk
--> 	tracebacks.lua:40: in main chunk
