-- Hooks by call, return, line and count; per coroutine; errors in hooks; what getinfo says inside.
local log = {}
local function out()
  print(table.concat(log, " "))
  log = {}
end
local function leaf(x)
  return x
end
local function branch(x)
  local y = leaf(x)
  return leaf(y)
end
local function calls(event)
  local i = debug.getinfo(2, "nSl")
  log[#log + 1] = event .. ":" .. (i.name or i.what)
end
debug.sethook(calls, "c")
branch(1)
debug.sethook()
out()
debug.sethook(calls, "r")
branch(1)
debug.sethook()
out()
debug.sethook(function(event, line) log[#log + 1] = line - 33 end, "l")
local a = 1
for i = 1, 2 do
  a = a + i
end

if a > 100 then
  a = 0
else
  a = 1
end
branch(a)


debug.sethook()
out()
local n = 0
debug.sethook(function(event, line) n = n + 1 assert(event == "count" and line == nil) end, "", 1)
for i = 1, 100 do end
debug.sethook()
print(n > 100)
print(debug.gethook())
local function hook() end
debug.sethook(hook, "crl", 7)
local f, mask, count = debug.gethook()
debug.sethook()
print(f == hook, mask, count)
print(pcall(debug.sethook, 1, "l"))
print(pcall(debug.sethook, print))
print(pcall(debug.sethook, print, {}))
print(pcall(function()
  debug.sethook(function() debug.sethook() error("raised in a hook") end, "l")
  local x = 1
end))
debug.sethook()
local co = coroutine.create(function()
  local x = 1
  coroutine.yield()
  x = 2
  return x
end)
debug.sethook(co, function(event, line) log[#log + 1] = line - 76 end, "l")
coroutine.resume(co)
print(debug.gethook(co) ~= nil, debug.gethook())
coroutine.resume(co)
out()
debug.sethook(function(event)
  local i = debug.getinfo(2, "r")
  local values = {}
  for k = i.ftransfer, i.ftransfer + i.ntransfer - 1 do values[#values + 1] = tostring(select(2, debug.getlocal(2, k))) end
  log[#log + 1] = event .. "(" .. table.concat(values, ",") .. ")"
end, "cr")
local function two(p, q) return q, p, 3 end
two(1, 2)
debug.sethook()
out()
debug.sethook(function(event) log[#log + 1] = debug.getinfo(1, "n").namewhat end, "l")
local z = 1
debug.sethook()
out()

--> call:branch call:leaf tail call:Lua call:sethook
--> return:sethook return:leaf return:Lua
--> -6 -5 -4 -5 -4 -5 -1 2 4 -22 -25 -21 -25 7
--> true
--> nil
--> true	crl	7
--> false	bad argument #1 to 'debug.sethook' (function expected, got number)
--> false	bad argument #2 to 'debug.sethook' (string expected, got no value)
--> false	bad argument #2 to 'debug.sethook' (string expected, got table)
--> false	debug_hooks.lua:57: raised in a hook
--> true	nil
--> -14 -13 -12 -11
--> return() call(1,2) return(2,1,3) call()
--> hook hook
