-- Deep recursion: Ackermann's function, mutual recursion, a recursive digit sum.
local n = arg and tonumber(arg[1]) or 2800

local function ackermann(m, k)
  if m == 0 then return k + 1 end
  if k == 0 then return ackermann(m - 1, 1) end
  return ackermann(m - 1, ackermann(m, k - 1))
end

local is_odd
local function is_even(k)
  if k == 0 then return true end
  return is_odd(k - 1)
end
function is_odd(k)
  if k == 0 then return false end
  return is_even(k - 1)
end

local function digit_sum(k)
  if k < 10 then return k end
  return k % 10 + digit_sum(math.floor(k / 10))
end

local a = ackermann(2, n)
local evens, digits = 0, 0
for i = 1, n do
  if is_even(i) then evens = evens + 1 end
  digits = digits + digit_sum(i * 12345)
end
assert(a == 2 * n + 3)
local result = string.format("%d %d %d", a, evens, digits)

local expected = {[50] = "103 25 1152", [1600] = "3203 800 47931", [2800] = "5603 1400 85227"}
print(result)
assert(result == (expected[n] or result), "wrong result")
