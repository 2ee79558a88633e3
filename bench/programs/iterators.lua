-- The generic for: pairs, ipairs, next, stateless and closure iterators over nested tables.
local n = arg and tonumber(arg[1]) or 59000

local function range(from, to, step)
  return function(last, at)
    at = at + step
    if at <= last then return at end
  end, to, from - step
end

local function values(list)
  local i = 0
  return function()
    i = i + 1
    return list[i]
  end
end

local function zip(a, b)
  local i = 0
  return function()
    i = i + 1
    if a[i] ~= nil and b[i] ~= nil then return a[i], b[i] end
  end
end

local function sorted_pairs(t)
  local keys = {}
  for k in pairs(t) do keys[#keys + 1] = k end
  table.sort(keys)
  local i = 0
  return function()
    i = i + 1
    local k = keys[i]
    if k ~= nil then return k, t[k] end
  end
end

local list, map, squares = {}, {}, {}
for i = 1, 60 do
  list[i], squares[i] = i, i * i
  map["key" .. i] = i
end
local sparse = {}
for i = 1, 60 do sparse[i * 100] = i end

local sum = 0
for round = 1, n do
  for i, v in ipairs(list) do sum = sum + i * v end
  for _, v in pairs(map) do sum = sum + v end
  for k, v in next, sparse do sum = sum + k - v end
  for v in range(1, 60, round % 3 + 1) do sum = sum + v end
  for v in values(list) do sum = sum - v end
  for a, b in zip(list, squares) do sum = sum + b - a end
  if round % 20 == 0 then
    for k, v in sorted_pairs(map) do sum = sum + #k + v end
  end
  sum = sum % 1000003
end
local result = string.format("%d", sum)

local expected = {[390] = "985918", [20000] = "433921", [59000] = "131474"}
print(result)
assert(result == (expected[n] or result), "wrong result")
