-- n objects alive while twice as many come and go.
local n = tonumber(arg[1])
local rounds = math.max(1, math.floor(100000 / n))
local started, sum = os.clock(), 0
for _ = 1, rounds do
  local alive = {}
  for i = 1, n do alive[i] = {value = i, name = "object"} end
  for i = 1, 2 * n do
    local passing = {value = i, other = alive[(i - 1) % n + 1]}
    if i % 8 == 0 then alive[(i - 1) % n + 1] = {value = passing.other.value, name = "object"} end
  end
  sum = 0
  for i = 1, n do sum = sum + alive[i].value end
end
print(string.format("@region %.9f", (os.clock() - started) / rounds))
assert(sum == n * (n + 1) / 2, "wrong result")
print(string.format("%.0f", sum))
