-- n coroutines alive at once, each resumed three times.
local n = tonumber(arg[1])
local rounds = math.max(1, math.floor(10000 / n))
local started, sum = os.clock(), 0
local function body(i)
  coroutine.yield(i)
  coroutine.yield(1)
  return 2
end
for _ = 1, rounds do
  local all = {}
  for i = 1, n do all[i] = coroutine.create(body) end
  sum = 0
  for _ = 1, 3 do
    for i = 1, n do
      local _, value = coroutine.resume(all[i], i)
      sum = sum + value
    end
  end
end
print(string.format("@region %.9f", (os.clock() - started) / rounds))
assert(sum == n * (n + 1) / 2 + 3 * n, "wrong result")
print(string.format("%.0f", sum))
