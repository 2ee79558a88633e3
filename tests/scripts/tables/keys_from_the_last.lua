-- Tables of one place that are filled from the last key down, or in other orders: what the first ones came to must
-- not show in the later ones.
local function sum_of(t)
  local count, sum = 0, 0
  for k, v in pairs(t) do count, sum = count + 1, sum + k * 7 + v end
  return count, sum
end
local function down(n, stop)
  local t = {}
  for i = n, stop or 1, -1 do t[i] = i * 2 end
  return t
end
for round = 1, 30 do
  local t = down(100)
  local count, sum = sum_of(t)
  assert(count == 100 and sum == 5050 * 9 and #t == 100)
end
for round = 1, 20 do
  local t = down(100, 60)
  local count, sum = sum_of(t)
  assert(count == 41 and sum == (5050 - 59 * 30) * 9)
  for i = 1, 59 do assert(t[i] == nil and rawget(t, i) == nil) end
  assert(t[101] == nil and t[0] == nil and t[-1] == nil)
  t[0], t[-3], t[101], t[105], t[2.0], t.name = 1, 2, 3, 4, 5, "n"
  assert(t[101] == 3 and t[105] == 4 and t[2] == 5 and t[0] == 1 and t[-3] == 2)
  for i = 100, 60, -1 do t[i] = nil end
  local left = {}
  for k, v in pairs(t) do left[#left + 1] = tostring(k) .. "=" .. tostring(v) end
  table.sort(left)
  assert(table.concat(left, " ") == "-3=2 0=1 101=3 105=4 2=5 name=n")
end
-- One key far away, from a place whose tables are dense, then a hundred more.
local function any_order(keys)
  local t = {}
  for _, k in ipairs(keys) do t[k] = k end
  return t
end
local dense = {}
for i = 1, 64 do dense[i] = (i * 29) % 64 + 1 end
for round = 1, 20 do assert(select(2, sum_of(any_order(dense))) == 65 * 32 * 8) end
for round = 1, 40 do
  local t = any_order {63, 5, 1000000, 40, 1, 2, 3, 7, 64, 65, 66, 1 << 40, -5}
  local count, sum = sum_of(t)
  assert(count == 13 and sum == 8 * (63 + 5 + 1000000 + 40 + 13 + 64 + 65 + 66 + (1 << 40) - 5))
  assert(t[4] == nil and t[62] == nil and t[67] == nil)
end
-- Strings, tables and nils in them, kept alive.
local function words(n)
  local t = {}
  for i = n, 1, -1 do if i % 5 ~= 0 then t[i] = {("w"):rep(i % 7) .. i} else t[i] = nil end end
  return t
end
for round = 1, 20 do
  local t, length = words(64), 0
  collectgarbage()
  for i = 1, 64 do length = length + (t[i] and #t[i][1] or 0) end
  assert(length == 246, length)
end
-- A metatable has its say about each absent key.
local log = {}
local meta = {__newindex = function(t, k, v) log[#log + 1] = k rawset(t, k, v) end, __index = function(_, k) return -k end}
local function watched(n)
  local t = setmetatable({}, meta)
  for i = n, 1, -1 do t[i] = i end
  return t
end
for round = 1, 20 do
  log = {}
  local t = watched(40)
  assert(#log == 40 and log[1] == 40 and log[40] == 1)
  t[20] = nil
  assert(t[20] == -20 and t[41] == -41 and t[39] == 39)
  t[20] = 5
  assert(#log == 41 and t[20] == 5)
end
-- Taken out while the table is gone through.
for round = 1, 10 do
  local t, seen = down(50), 0
  for k in pairs(t) do
    t[k] = nil
    seen = seen + 1
  end
  assert(seen == 50 and next(t) == nil)
end
for round = 1, 10 do
  local t = down(50, 20)
  assert(not pcall(next, t, 51))
end
print(#down(10), down(10)[10], down(10, 5)[4])

--> 10	20	nil
