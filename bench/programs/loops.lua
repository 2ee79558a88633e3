-- Integer arithmetic in nested numeric loops.
local n = arg and tonumber(arg[1]) or 43000
local sum = 0
for i = 1, n do
  for j = 1, 2000 do
    sum = (sum + i * j) % 1000003
  end
end
local result = sum

local expected = {[290] = 941707, [14000] = 665746, [43000] = 614087}
print(result)
assert(result == (expected[n] or result), "wrong result")
