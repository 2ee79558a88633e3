-- Allocation and collection of small tables.
local n = arg and tonumber(arg[1]) or 15
local function make(d)
  if d == 0 then return {} end
  return {left = make(d - 1), right = make(d - 1)}
end
local function check(t)
  if not t.left then return 1 end
  return 1 + check(t.left) + check(t.right)
end
local long_lived = make(n)
local lines = {}
for d = 4, n, 2 do
  local rounds, sum = math.floor(2 ^ (n - d + 4)), 0
  for _ = 1, rounds do sum = sum + check(make(d)) end
  lines[#lines + 1] = string.format("%d*%d=%d", rounds, d, sum)
end
lines[#lines + 1] = check(long_lived)
local result = table.concat(lines, " ")

local expected = {
  [6] = "64*4=1984 16*6=2032 127",
  [13] = "8192*4=253952 2048*6=260096 512*8=261632 128*10=262016 32*12=262112 16383",
  [15] = "32768*4=1015808 8192*6=1040384 2048*8=1046528 512*10=1048064 128*12=1048448 32*14=1048544 65535",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
