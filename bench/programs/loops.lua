-- Integer arithmetic in nested numeric loops.
local n = arg and tonumber(arg[1]) or 4000
local sum = 0
for i = 1, n do
  for j = 1, 2000 do
    sum = (sum + i * j) % 1000003
  end
end
print(sum)
