-- Functions with any number of arguments: select, packing, forwarding, several results.
local n = arg and tonumber(arg[1]) or 370000
local unpack = table.unpack or unpack

local function sum(...)
  local total = 0
  for i = 1, select("#", ...) do total = total + (select(i, ...)) end
  return total
end

local function sum_of_table(...)
  local total = 0
  for _, v in ipairs {...} do total = total + v end
  return total
end

local function largest(first, ...)
  if select("#", ...) == 0 then return first end
  local rest = largest(...)
  return first > rest and first or rest
end

local function pack(...) return {count = select("#", ...), ...} end
local function forward(f, ...) return f(...) end

local function bind(f, ...)
  local bound = pack(...)
  return function(...)
    local all = {}
    for i = 1, bound.count do all[i] = bound[i] end
    local more = pack(...)
    for i = 1, more.count do all[bound.count + i] = more[i] end
    return f(unpack(all, 1, bound.count + more.count))
  end
end

local function swap(a, b, ...) return b, a, ... end
local function divide(a, b) return (a - a % b) / b, a % b end

local add_ten = bind(sum, 3, 7)
local total = 0
for i = 1, n do
  total = total + sum(i, 1, 2, 3, 4) + sum_of_table(i, i, 5)
  total = total + largest(i % 7, 3, i % 11, 5) + forward(divide, i, 9)
  total = total + add_ten(i % 5, 1) + select(-1, swap(i, 2, i % 3))
  local packed = pack(swap(divide(i, 10)))
  total = (total + packed[1] + packed.count) % 1000000007
end
local result = string.format("%d", total)

local expected = {[2500] = "9829850", [120000] = "405166166", [370000] = "971483554"}
print(result)
assert(result == (expected[n] or result), "wrong result")
