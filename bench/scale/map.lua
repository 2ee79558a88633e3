-- A table of n string keys: set, read, removed.
local n = tonumber(arg[1])
local rounds = math.max(1, math.floor(100000 / n))
local keys = {}
for i = 1, n do keys[i] = "key" .. string.format("%d", i * 7919 % 1000003) end
local started, sum = os.clock(), 0
for _ = 1, rounds do
  local map = {}
  for i = 1, n do map[keys[i]] = i end
  sum = 0
  for i = 1, n do sum = sum + map[keys[i]] end
  for i = 1, n do map[keys[i]] = nil end
  assert(next(map) == nil, "something is left")
end
print(string.format("@region %.9f", (os.clock() - started) / rounds))
assert(sum == n * (n + 1) / 2, "wrong result")
print(string.format("%.0f", sum))
