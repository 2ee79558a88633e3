-- Locals that closures, metamethods and coroutines change while a compiled function holds their values.
local function counter(n)
  local count, sum = 0, 0
  local function bump(by) count = count + by end
  for i = 1, n do
    count = count + 1
    bump(i)
    sum = sum + count
    if i == n then count = "text" end
  end
  return count, sum
end
for _ = 1, 20 do counter(20) end
print(counter(10))

local function by_metamethod(n, change)
  local x, y = n, n + 0.5
  local t = setmetatable({}, {
    __index = function(_, k) x, y = change(x, y) return 1 end,
    __add = function(a, b) x, y = change(x, y) return 2 end,
    __lt = function(a, b) x, y = change(x, y) return false end,
    __newindex = function() x, y = change(x, y) end,
  })
  local a = x + 1
  local r = t.field
  local b = x + 1
  local s = t + 1
  local c = y
  if t < t then c = 0 end
  local d = x
  t.field = 3
  return a, b, c, d, x, y, r, s
end
for i = 1, 200 do by_metamethod(i, function(x, y) return x + 1, y + 1 end) end
print(by_metamethod(1, function(x, y) return x + 1, y + 1 end))
print(by_metamethod(1, function(x, y) return y, x end))
print(by_metamethod(1, function(x, y) return tostring(x), y end))
print(pcall(by_metamethod, 1, function(x, y) return nil, y end))

-- An upvalue that another activation of the same function changes.
local function twice(depth)
  local v = depth
  local function get() return v end
  local function put(x) v = x end
  if depth > 0 then
    local inner_get, inner_put = twice(depth - 1)
    inner_put(depth + 0.5)
    v = v + inner_get()
  end
  return get, put
end
for i = 1, 100 do twice(3) end
print(twice(3)())
print(twice(6)())

-- A coroutine that changes the local of the function that resumes it.
local function resumer(n)
  local total = 0
  local co = coroutine.wrap(function()
    while true do
      total = total + 1
      if total > 40 then total = total + 0.25 end
      coroutine.yield(total)
    end
  end)
  local s = 0
  for i = 1, n do
    total = total + 1
    s = s + co()
  end
  return total, s
end
for i = 1, 10 do resumer(15) end
print(resumer(15))
print(resumer(30))

-- Fresh variables in each round of a loop.
local function fresh(n)
  local fs = {}
  for i = 1, n do
    local v = i * 2
    fs[i] = function(d) v = v + d return v + i end
  end
  local s = 0
  for round = 1, 3 do for i = 1, n do s = s + fs[i](round) end end
  return s
end
for i = 1, 30 do fresh(10) end
print(fresh(10))

--> text	275
--> 2	3	3.5	4	5	5.5	1	2
--> 2	2.5	1.5	1.5	1	1.5	1	2
--> 2	2	1.5	1	1	1.5	1	2
--> false	captured_locals.lua:26: attempt to perform arithmetic on a nil value (local 'x')
--> 6.5
--> 12.5
--> 30	240
--> 62.5	943.75
--> 595
