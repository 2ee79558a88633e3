-- Numeric loops of all steps between edges of the integers, with constant and variable steps, in compiled functions.
local function run(a, b, s)
  local n, last = 0, 0
  for i = a, b, s do
    n, last = n + 1, i
    if n > 20 then break end
  end
  return n, last
end
local function down(a, b)
  local n, last = 0, 0
  for i = a, b, -1 do
    n, last = n + 1, i
    if n > 20 then break end
  end
  return n, last
end
local function seven(a, b)
  local n, last = 0, 0
  for i = a, b, 7 do
    n, last = n + 1, i
    if n > 20 then break end
  end
  return n, last
end
local function least(a, b)
  local n, last = 0, 0
  for i = a, b, math.mininteger do n, last = n + 1, i end
  return n, last
end

local min, max = math.mininteger, math.maxinteger
local list = {0, 1, 2, -1, -7, 6, 7, 8, 100, min, max, min + 1, max - 1, min + 6, max - 7}
local steps = {1, 2, 7, -1, -3, max, min, min + 1}
local sum
local function add(n, last) sum = ((sum ~ last) * 31 + n) ~ sum >> 7 end
for round = 1, 40 do
  for _, a in ipairs(list) do
    sum = 0
    for _, b in ipairs(list) do
      for _, s in ipairs(steps) do add(run(a, b, s)) end
      add(down(a, b))
      add(seven(a, b))
      add(least(a, b))
    end
    if round == 40 then print(a, sum) end
  end
end
print(pcall(run, 1, 2, 0))
print(run(1, 2.5, 1), run(1.0, 3, 1), run(3, 1, -0.5))

-- Captured locals end with their function, not with those it calls; results may be among them.
local kept = {}
local function counter(start, step)
  local count = start
  local function inner(by) return by + step end
  kept[#kept % 10 + 1] = function() count = count + inner(0) return count end
  return count, step
end
local function one(start)
  local count = start
  kept[1] = function() count = count + 1 return count end
  return count
end
local total = 0
for i = 1, 2000 do
  local a, b = counter(i, i % 3)
  total = total + a + b + one(i)
  if i % 5 == 0 then total = total + kept[1]() + kept[i % #kept + 1]() end
end
print(total, kept[1](), kept[2](), kept[2]())
--> 0	421243295702023351
--> 1	-6497735749729923202
--> 2	-387920016754379348
--> -1	-4389523556725425238
--> -7	77520864899884342
--> 6	7659495899944432409
--> 7	-3335981192468253589
--> 8	8731233799170311220
--> 100	-7208832712919306632
--> -9223372036854775808	-57205318352960441
--> 9223372036854775807	-433048535584298736
--> -9223372036854775807	-3306892234673890213
--> 9223372036854775806	-367397319270414942
--> -9223372036854775802	5422361105139770925
--> 9223372036854775800	1021778954299459980
--> false	loop_steps.lua:4: 'for' step is zero
--> 2	3	5	1.0
--> 4608002	2003	4	6
