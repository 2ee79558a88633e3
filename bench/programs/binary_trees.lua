-- Allocation and collection of small tables.
local depth = arg and tonumber(arg[1]) or 14
local function make(d)
  if d == 0 then return {} end
  return {left = make(d - 1), right = make(d - 1)}
end
local function check(t)
  if not t.left then return 1 end
  return 1 + check(t.left) + check(t.right)
end
local long_lived = make(depth)
for d = 4, depth, 2 do
  local rounds, sum = math.floor(2 ^ (depth - d + 4)), 0
  for _ = 1, rounds do sum = sum + check(make(d)) end
  print(string.format("%d %d %d", rounds, d, sum))
end
print(check(long_lived))
