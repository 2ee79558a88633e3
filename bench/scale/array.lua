-- An array of n integers: appended one by one, read twice.
local n = tonumber(arg[1])
local rounds = math.max(1, math.floor(1000000 / n))
local started, sum = os.clock(), 0
for _ = 1, rounds do
  local array = {}
  for i = 1, n do array[#array + 1] = i end
  sum = 0
  for i = 1, n do sum = sum + array[i] end
  for i = n, 1, -1 do sum = sum - array[i] * 2 end
end
print(string.format("@region %.9f", (os.clock() - started) / rounds))
assert(sum == -n * (n + 1) / 2, "wrong result")
print(string.format("%.0f", sum))
