-- Every number of values against every number wanted, both ways, through resume and wrap, from a thread that has
-- been running for long enough to be compiled; then what tracebacks and errors make of such switches.
local function pack(...) return select("#", ...) .. ":" .. table.concat({...}, ",") end

local function echo(...)
  local n = select("#", ...)
  while true do
    if n == 0 then n = select("#", coroutine.yield())
    elseif n == 1 then n = select("#", coroutine.yield(1))
    elseif n == 2 then n = select("#", coroutine.yield(1, 2))
    else n = select("#", coroutine.yield(1, 2, 3)) end
  end
end

local function wanted(f, ...)
  f(...)
  local a = f(...)
  local b, c = f(...)
  local d, e, g = f(...)
  local h, i, j, k = f(...)
  return pack(tostring(a), tostring(b), tostring(c), tostring(d), tostring(e), tostring(g), tostring(h), tostring(i),
              tostring(j), tostring(k)) .. " " .. pack(f(...))
end

for round = 1, 400 do
  local thread = coroutine.create(echo)
  local wrapped = coroutine.wrap(echo)
  local resume = function(...) return select(2, coroutine.resume(thread, ...)) end
  local lines = {
    wanted(wrapped), wanted(wrapped, 7), wanted(wrapped, 7, 8), wanted(wrapped, 7, 8, 9),
    wanted(resume), wanted(resume, 7), wanted(resume, 7, 8), wanted(resume, 7, 8, 9),
  }
  if round == 1 or round == 400 then print(table.concat(lines, "\n")) end
end

-- What the coroutine was given.
local function taker()
  local a, b, c = coroutine.yield("start")
  while true do a, b, c = coroutine.yield(tostring(a) .. tostring(b) .. tostring(c)) end
end
local take = coroutine.wrap(taker)
take()
for _ = 1, 3 do print(take(), take(1), take(1, 2), take(1, 2, 3), take(1, 2, 3, 4)) end

-- Many values grow the other stack.
local many = coroutine.wrap(function() while true do coroutine.yield(table.unpack({}, 1, 200)) end end)
for _ = 1, 3 do print(select("#", many())) end
local counter = coroutine.wrap(function() local n = 0 while true do n = select("#", coroutine.yield(n)) end end)
print(counter(), counter(table.unpack({}, 1, 150)), counter(1))

-- In tail position.
local tail = coroutine.wrap(function() return coroutine.yield(coroutine.yield(1), 2) end)
local function ask(...) return tail(...) end
print(ask(), ask("x"), ask("y"))

-- A suspended coroutine shows where it is; the running one, who resumed it.
local thread = coroutine.create(function()
  local function inner() while true do coroutine.yield(debug.traceback("inside")) end end
  inner()
end)
for _ = 1, 3 do
  local _, inside = coroutine.resume(thread)
  print(inside)
  print(debug.traceback(thread, "outside"))
end

-- Errors after some switches.
local function fails()
  for i = 1, 3 do coroutine.yield(i) end
  error("at last")
end
local w = coroutine.wrap(fails)
print(w(), w(), w(), pcall(w))
print(pcall(w))
local co = coroutine.create(fails)
for _ = 1, 5 do print(coroutine.resume(co)) end
print(coroutine.resume(co))
co = coroutine.create(function() print(coroutine.resume(co)) coroutine.yield(1) print(coroutine.resume(co)) end)
print(coroutine.resume(co))
print(coroutine.resume(co))
print(pcall(coroutine.yield, 1))
print(pcall(coroutine.resume))

--> 10:nil,nil,nil,nil,nil,nil,nil,nil,nil,nil 0:
--> 10:1,1,nil,1,nil,nil,1,nil,nil,nil 1:1
--> 10:1,1,2,1,2,nil,1,2,nil,nil 2:1,2
--> 10:1,1,2,1,2,3,1,2,3,nil 3:1,2,3
--> 10:nil,nil,nil,nil,nil,nil,nil,nil,nil,nil 0:
--> 10:1,1,nil,1,nil,nil,1,nil,nil,nil 1:1
--> 10:1,1,2,1,2,nil,1,2,nil,nil 2:1,2
--> 10:1,1,2,1,2,3,1,2,3,nil 3:1,2,3
--> 10:nil,nil,nil,nil,nil,nil,nil,nil,nil,nil 0:
--> 10:1,1,nil,1,nil,nil,1,nil,nil,nil 1:1
--> 10:1,1,2,1,2,nil,1,2,nil,nil 2:1,2
--> 10:1,1,2,1,2,3,1,2,3,nil 3:1,2,3
--> 10:nil,nil,nil,nil,nil,nil,nil,nil,nil,nil 0:
--> 10:1,1,nil,1,nil,nil,1,nil,nil,nil 1:1
--> 10:1,1,2,1,2,nil,1,2,nil,nil 2:1,2
--> 10:1,1,2,1,2,3,1,2,3,nil 3:1,2,3
--> nilnilnil	1nilnil	12nil	123	123
--> nilnilnil	1nilnil	12nil	123	123
--> nilnilnil	1nilnil	12nil	123	123
--> 200
--> 200
--> 200
--> 0	150	1
--> 1	x	y
--> inside
--> stack traceback:
--> 	values_across_switches.lua:58: in local 'inner'
--> 	values_across_switches.lua:59: in function <values_across_switches.lua:57>
--> outside
--> stack traceback:
--> 	[C]: in function 'coroutine.yield'
--> 	values_across_switches.lua:58: in local 'inner'
--> 	values_across_switches.lua:59: in function <values_across_switches.lua:57>
--> inside
--> stack traceback:
--> 	values_across_switches.lua:58: in local 'inner'
--> 	values_across_switches.lua:59: in function <values_across_switches.lua:57>
--> outside
--> stack traceback:
--> 	[C]: in function 'coroutine.yield'
--> 	values_across_switches.lua:58: in local 'inner'
--> 	values_across_switches.lua:59: in function <values_across_switches.lua:57>
--> inside
--> stack traceback:
--> 	values_across_switches.lua:58: in local 'inner'
--> 	values_across_switches.lua:59: in function <values_across_switches.lua:57>
--> outside
--> stack traceback:
--> 	[C]: in function 'coroutine.yield'
--> 	values_across_switches.lua:58: in local 'inner'
--> 	values_across_switches.lua:59: in function <values_across_switches.lua:57>
--> 1	2	3	false	values_across_switches.lua:70: at last
--> false	cannot resume dead coroutine
--> true	1
--> true	2
--> true	3
--> false	values_across_switches.lua:70: at last
--> false	cannot resume dead coroutine
--> false	cannot resume dead coroutine
--> false	cannot resume non-suspended coroutine
--> true	1
--> false	cannot resume non-suspended coroutine
--> true
--> false	attempt to yield from outside a coroutine
--> false	bad argument #1 to 'coroutine.resume' (thread expected, got no value)
