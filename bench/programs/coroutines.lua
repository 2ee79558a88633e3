-- Generators and a ring of coroutines.
local n = arg and tonumber(arg[1]) or 2900000
local function range(limit)
  return coroutine.wrap(function() for i = 1, limit do coroutine.yield(i) end end)
end
local sum = 0
for i in range(n) do sum = sum + i % 10 end
local ring = {}
for i = 1, 50 do
  ring[i] = coroutine.create(function(token)
    while true do token = coroutine.yield(token + i) end
  end)
end
local token = 0
for r = 1, math.floor(n / 50) do
  for i = 1, 50 do
    local _, t = coroutine.resume(ring[i], token)
    token = t % 1000003
  end
end
local result = string.format("%d %d", sum, token)

local expected = {[19000] = "85500 484500", [970000] = "4365000 734928", [2900000] = "13050000 949781"}
print(result)
assert(result == (expected[n] or result), "wrong result")
