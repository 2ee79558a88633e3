-- Higher-order functions: map, filter, fold, currying, composition, counters in closures.
local n = arg and tonumber(arg[1]) or 31000

local function map(list, f)
  local out = {}
  for i, v in ipairs(list) do out[i] = f(v) end
  return out
end

local function filter(list, keep)
  local out = {}
  for _, v in ipairs(list) do
    if keep(v) then out[#out + 1] = v end
  end
  return out
end

local function fold(list, initial, f)
  local result = initial
  for _, v in ipairs(list) do result = f(result, v) end
  return result
end

local function curry(f)
  return function(a) return function(b) return f(a, b) end end
end

local function compose(f, g)
  return function(x) return f(g(x)) end
end

local function counter()
  local count = 0
  return {
    add = function(k) count = count + k end,
    get = function() return count end,
  }
end

local add = curry(function(a, b) return a + b end)
local multiply = curry(function(a, b) return a * b end)
local list = {}
for i = 1, 100 do list[i] = i end

local total, calls = 0, counter()
for round = 1, n do
  local transform = compose(add(round % 10), multiply(3))
  local odd = filter(map(list, transform), function(v)
    calls.add(1)
    return v % 2 == 1
  end)
  total = (total + fold(odd, 0, function(a, b) return (a * 7 + b) % 10007 end)) % 1000003
end
assert(calls.get() == 100 * n)
local result = total

local expected = {[210] = 770469, [10000] = 688892, [31000] = 735561}
print(result)
assert(result == (expected[n] or result), "wrong result")
