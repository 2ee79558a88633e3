-- Hooks that are set and cleared while compiled functions run.
local log
local function note(event, line) log[#log + 1] = event .. (line and ":" .. line or "") end
local function callee(x) return x + 1 end
local set = false
local function loop(n)
  local s = 0
  for i = 1, n do
    s = callee(s)
    if set and i == 3 then debug.sethook(note, "crl") end
    if set and i == 4 then debug.sethook() end
  end
  return s
end
for i = 1, 100 do loop(20) end
log, set = {}, true
print(loop(6))
print(table.concat(log, " "))
set = false
log = {}
print(loop(6), #log)

-- A count hook stops an endless loop, and an endless recursion by tail calls.
local function endless() local x = 0 while true do x = x + 1 end end
local function spin(n) return spin(n + 1) end
local function pair(a) return a and spin or endless end
local function stopped(f, ...)
  debug.sethook(function() debug.sethook() error("stopped", 0) end, "", 5000)
  local ok, e = pcall(f, ...)
  debug.sethook()
  return ok, e
end
for i = 1, 5 do print(stopped(endless)) print(stopped(spin, 1)) end

-- Set by a metamethod in the middle of an expression; lines from there on.
local mt = {__add = function(a, b) if set then debug.sethook(note, "l") end return 1 end}
local function sums(t, x)
  local a = x + 1
  local b = t + 1
  local c = a + b
  debug.sethook()
  return c
end
for i = 1, 100 do sums(1, i) end
local t = setmetatable({}, mt)
sums(t, 1)
log, set = {}, true
print(sums(t, 1))
print(table.concat(log, " "))

-- A hook in one coroutine only.
set = false
local function work(n) local s = 0 for i = 1, n do s = s + i end return s end
for i = 1, 100 do work(10) end
log = {}
local co = coroutine.create(function() coroutine.yield(work(3)) return work(4) end)
debug.sethook(co, note, "l")
print(coroutine.resume(co))
print(work(5), #log > 0)
log = {}
debug.sethook(co)
print(coroutine.resume(co))
print(#log)

--> 6
--> return line:11 line:8 line:9 call line:4 return line:10 line:11 call
--> 6	0
--> false	stopped
--> false	stopped
--> false	stopped
--> false	stopped
--> false	stopped
--> false	stopped
--> false	stopped
--> false	stopped
--> false	stopped
--> false	stopped
--> 3
--> line:40 line:41
--> true	6
--> 15	true
--> true	10
--> 0
