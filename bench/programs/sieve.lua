-- Booleans in an array, filled from 2 on.
local n, rounds = arg and tonumber(arg[1]) or 2400000, 5
local count
for _ = 1, rounds do
  local composite = {}
  for i = 2, n do composite[i] = false end
  count = 0
  for i = 2, n do
    if not composite[i] then
      count = count + 1
      for j = i * i, n, i do composite[j] = true end
    end
  end
end
local result = count

local expected = {[1000] = 168, [800000] = 63951, [2400000] = 176302}
print(result)
assert(result == (expected[n] or result), "wrong result")
