-- debug.setlocal gives locals another type whose type annotations prove: arithmetic, comparisons and loops
-- of that frame see it from then on, however the frame was left; other calls are as before.
local function set(level, wanted, v)
  for i = 1, 100 do
    local name = debug.getlocal(level + 1, i)
    if name == nil then return false end
    if name == wanted then return debug.setlocal(level + 1, i, v) ~= nil end
  end
end

-- A number that counts what is done to it.
local Num = {}
Num.__index = Num
local function num(n) return setmetatable({ n = n }, Num) end
local function value(x) return type(x) == "table" and x.n or x end
Num.__add = function(a, b) return num(value(a) + value(b)) end
Num.__sub = function(a, b) return num(value(a) - value(b)) end
Num.__mul = function(a, b) return num(value(a) * value(b)) end
Num.__div = function(a, b) return num(value(a) / value(b)) end
Num.__lt = function(a, b) return value(a) < value(b) end
Num.__le = function(a, b) return value(a) <= value(b) end
Num.__eq = function(a, b) return value(a) == value(b) end
Num.__tostring = function(a) return "num " .. a.n end

-- By a call: integers.
local function ints(v, at)
  local n, limit = 0, 7
  for i = 1, 5 do
    if i == at then set(1, "n", v) end
    n = n + i
    n = n * 2 - 1
    if n < 9 then n = n + 3 end
    if 4 <= n then n = n - limit end
    if n == 5 then n = n + 100 end
  end
  return n
end
for _, v in ipairs { 5, 2.5, "10", num(3) } do print(ints(v, 1), ints(v, 3), ints(v, 9)) end
print(select(2, pcall(ints, nil, 2)))
print(select(2, pcall(ints, {}, 2)))
print(select(2, pcall(ints, "x", 2)))

-- Floats, in a loop without a for.
local function floats(v)
  local x, y, rounds = 0.5, 1.5, 0
  while x < 10.0 do
    rounds = rounds + 1
    if rounds == 3 then set(1, "x", v) end
    x = x * 1.5 + y / 2.0 - 0.25
    if y <= 1.0 or x == 3.0 then break end
  end
  return x, rounds
end
for _, v in ipairs { 0.25, 3, "1", num(2) } do print(floats(v)) end
print(select(2, pcall(floats, true)))

-- The loop variable, and the number of rounds that it does not change.
local function variable(v)
  local sum = 0
  for i = 1, 4 do
    if i == 2 then set(1, "i", v) end
    sum = sum + i
  end
  return sum
end
print(variable(10), variable(0.5), variable("8"), variable(num(1)))

-- By a metamethod: the frame is in the middle of an operation.
local function by_metamethod(v)
  local n, t = 1, setmetatable({}, { __index = function() set(2, "n", v); return 1 end })
  for i = 1, 3 do
    n = n + i
    local k = t.x
    n = n + k
  end
  return n
end
print(by_metamethod(7), by_metamethod(1.5), by_metamethod("3"), by_metamethod(num(4)))

-- By a finalizer, at the end of a round.
local function by_finalizer(v)
  local n, done = 0, false
  setmetatable({}, { __gc = function() for level = 2, 5 do if set(level, "n", v) then break end end; done = true end })
  repeat
    n = n + 1
    collectgarbage()
  until done
  n = n + 1
  return n
end
print(math.type(by_finalizer(0)), math.type(by_finalizer(0.5)), by_finalizer(num(20)))

-- From outside: a coroutine that waits.
local function waiting()
  local n = 1
  for i = 1, 3 do
    coroutine.yield(n)
    n = n + i
  end
  return n
end
for _, v in ipairs { 100, 0.5, num(6) } do
  local co = coroutine.create(waiting)
  coroutine.resume(co)
  for i = 1, 10 do
    if debug.getlocal(co, 1, i) == "n" then debug.setlocal(co, 1, i, v) end
  end
  print(select(2, coroutine.resume(co)), select(2, coroutine.resume(co)), select(2, coroutine.resume(co)))
end

-- By a hook, and a hook that is set afterwards.
local function by_hook(v)
  local n, lines = 0, 0
  debug.sethook(function()
    lines = lines + 1
    if lines == 4 then debug.sethook(); set(2, "n", v) end
  end, "l")
  for i = 1, 100 do
    n = n + 1
    n = n + i
  end
  return n
end
print(by_hook(0), by_hook(0.5), by_hook(num(0)))
local function then_hook(v)
  local n, lines = 0, 0
  for i = 1, 6 do
    if i == 2 then set(1, "n", v) end
    if i == 3 then debug.sethook(function() lines = lines + 1 end, "l") end
    if i == 5 then debug.sethook() end
    n = n + i
  end
  return n, lines
end
print(then_hook(1), then_hook(0.5))

-- A function that calls itself: one of its frames is changed.
local function nested(depth, v)
  local n = 1
  if depth > 0 then
    nested(depth - 1, v)
    if depth == 2 then set(1, "n", v) end
  end
  for i = 1, 2 do n = n + i end
  if depth ~= 1 then print(depth, n) end
end
nested(3, 0.5)
nested(2, num(1))

--> 26	34	6
--> 18.0	14.0	6
--> 186	74	6
--> num 10	num 18	6
--> debug_typed_locals.lua:30: attempt to perform arithmetic on a nil value (local 'n')
--> debug_typed_locals.lua:30: attempt to perform arithmetic on a table value (local 'n')
--> debug_typed_locals.lua:30: attempt to add a 'string' with a 'number'
--> 13.23828125	8
--> 12.5	5
--> 14.1875	7
--> num 14.1875	6
--> debug_typed_locals.lua:49: attempt to perform arithmetic on a boolean value (local 'x')
--> 18	8.5	16	num 9
--> 8	2.5	4	num 5
--> integer	float	num 21
--> 101	103	106
--> 1.5	3.5	6.5
--> num 7	num 9	num 12
--> 5148	5148.5	num 5148
--> 21	20.5	11
--> 0	4
--> 2	3.5
--> 3	4
--> 0	4
--> 2	num 4
