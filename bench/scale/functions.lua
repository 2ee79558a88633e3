-- A source of n functions: loaded, each called once.
local n = tonumber(arg[1])
local rounds = math.max(1, math.floor(3000 / n))
local parts = {"local F = ...\n"}
for i = 1, n do
  parts[#parts + 1] = string.format("F[%d] = function(a, b) if a > b then return a - b end return a + b * %d end\n", i, i % 100)
end
local source = table.concat(parts)
local started, sum = os.clock(), 0
for _ = 1, rounds do
  local F = {}
  assert((loadstring or load)(source))(F)
  sum = 0
  for i = 1, n do sum = sum + F[i](1, 2) end
end
print(string.format("@region %.9f", (os.clock() - started) / rounds))
local expected = 0
for i = 1, n do expected = expected + 1 + 2 * (i % 100) end
assert(sum == expected, "wrong result")
print(string.format("%.0f", sum))
