-- Takeuchi's function, and the same on list lengths.
local n = arg and tonumber(arg[1]) or 5400

local function tak(x, y, z)
  if y >= x then return z end
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
end

local function list_of(k)
  local list
  for i = 1, k do list = {value = i, rest = list} end
  return list
end

local function shorter(a, b)
  while b do
    if not a then return true end
    a, b = a.rest, b.rest
  end
  return false
end

local function list_tak(x, y, z)
  if not shorter(y, x) then return z end
  return list_tak(list_tak(x.rest, y, z), list_tak(y.rest, z, x), list_tak(z.rest, x, y))
end

local sum = 0
for round = 1, n do
  sum = sum + tak(12 + round % 3, 8, 4 - round % 2)
end
local last = list_tak(list_of(12), list_of(8), list_of(4))
local result = string.format("%d %d", sum, last.value)

local expected = {[36] = "204 5", [1800] = "10200 5", [5400] = "30600 5"}
print(result)
assert(result == (expected[n] or result), "wrong result")
