-- Closures, upvalues, higher-order functions, varargs.
local unpack = table.unpack or unpack
local function map(list, f)
  local out = {}
  for i = 1, #list do out[i] = f(list[i]) end
  return out
end
local function compose(...)
  local functions = {...}
  return function(x)
    for i = 1, #functions do x = functions[i](x) end
    return x
  end
end
local function counter()
  local n = 0
  return function(k) n = n + k return n end
end
local n = arg and tonumber(arg[1]) or 36000
local list = {}
for i = 1, 200 do list[i] = i end
local count, total = counter(), 0
for r = 1, n do
  local f = compose(function(x) return x + r end, function(x) return x % 97 end)
  local out = map(list, f)
  total = total + out[1 + r % 200]
  count(select("#", unpack(out, 1, 20)))
end
local result = string.format("%d %d", total, count(0))

local expected = {[240] = "11274 4800", [12000] = "575296 240000", [36000] = "1727464 720000"}
print(result)
assert(result == (expected[n] or result), "wrong result")
