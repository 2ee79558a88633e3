-- What compiled code assumes at the head of a loop, and across calls, turns out wrong: by the loop itself, by
-- the debug library, by the collector, or on the way in.
local function changes(n, at)
  local x, s = 0, ""
  for i = 1, n do
    if i == at then x = 0.5 elseif i == at + 3 then x = "7" end
    x = x + 1
    s = s .. tostring(x) .. " "
  end
  return s
end
for _ = 1, 30 do changes(8, 100) end
print(changes(9, 4))

local function enters(t, n)
  local sum = 0
  while n > 0 do
    sum = sum + t[n]
    n = n - 1
  end
  return sum
end
for _ = 1, 30 do enters({1, 2, 3}, 3) end
print(enters({1.5, 2, 3}, 3), enters(setmetatable({}, {__index = function(_, k) return k * 10 end}), 3))
print(pcall(enters, 12, 3))
print(enters({[0.5] = 3, [1.5] = 4}, 1.5))

-- A register of the loop for each: they change places.
local function rotates(n)
  local a, b, c, x, y, z = 1, 2, 3, 0.25, 0.5, 0.75
  for _ = 1, n do
    a, b, c = b, c, a
    x, y, z = z, x, y
    if a == 3 then x = x + 1 end
  end
  return a, b, c, x, y, z
end
for n = 1, 30 do rotates(n) end
print(rotates(20))

-- Another type, and another value of the same type, from outside.
local function waits(n, poke)
  local step, x, sum = 2, 10, 0
  for i = 1, n do
    sum = sum + x + step
    poke(i)
    sum = sum + x
  end
  return sum, x, step
end
local function nothing() end
for _ = 1, 30 do waits(5, nothing) end
print(waits(5, function(i) if i == 3 then debug.setlocal(2, 4, 0.5) end end))
print(waits(5, function(i) if i == 3 then debug.setlocal(2, 4, 100) debug.setlocal(2, 3, 7) end end))
print(waits(5, function(i) if i == 2 then collectgarbage() end end))

-- The loop's own state: names that nobody sees, which the debug library can change.
local function counts(n, poke)
  local seen = {}
  for i = 1, n do
    poke(i)
    seen[#seen + 1] = i
    if i % 2 == 0 then i = i * 10 end
    seen[#seen + 1] = i
  end
  return table.concat(seen, " ")
end
for _ = 1, 30 do counts(4, nothing) end
print(counts(5, nothing))

-- Slots used again for another variable, with a collection between.
local function reuses(n)
  local out = 0
  for i = 1, n do
    do local a = i + 1; out = out + a end
    if i % 7 == 0 then collectgarbage("step") end
    do local b = i % 3 == 0 and "x" or {}; out = out + #b end
  end
  return out
end
for _ = 1, 30 do reuses(9) end
print(reuses(50))

-- Zero rounds, steps that are no constants, and floats.
local function steps(from, to, step)
  local n, last = 0, nil
  for i = from, to, step do n = n + 1; last = i end
  return n, last
end
for k = 1, 30 do steps(1, k, 1) end
print(steps(5, 1, 1), steps(5, 1, -2), steps(1, 2, 0.25), steps(math.maxinteger - 1, math.maxinteger, 1))

-- A closure takes the loop variable; what it does is seen.
local function captured(n)
  local total = 0
  for i = 1, n do
    local function add(k) i = i + k; total = total + i end
    add(1)
    add(i)
  end
  return total
end
for _ = 1, 30 do captured(5) end
print(captured(6))

--> 1 2 3 1.5 2.5 3.5 8 9 10 
--> 6.5	60
--> false	loop_types.lua:18: attempt to index a number value (local 't')
--> 7
--> 3	1	2	7.5	0.75	0.25
--> 62.5	0.5	2
--> 570	100	7
--> 110	10	2
--> 1 1 2 20 3 3 4 40 5 5
--> 1341
--> 0	3	5	2	9223372036854775807
--> 81
