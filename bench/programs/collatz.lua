-- Integer loops with branches: Collatz chains, greatest common divisors, perfect numbers.
local n = arg and tonumber(arg[1]) or 280000

local function chain_length(k)
  local length = 1
  while k ~= 1 do
    if k % 2 == 0 then k = k // 2 else k = 3 * k + 1 end
    length = length + 1
  end
  return length
end

local function gcd(a, b)
  while b ~= 0 do a, b = b, a % b end
  return a
end

local longest, start = 0, 0
for i = 1, n do
  local length = chain_length(i)
  if length > longest then longest, start = length, i end
end

local coprime = 0
for a = 1, n // 100 do
  for b = 1, 200 do
    if gcd(a, b) == 1 then coprime = coprime + 1 end
  end
end

local perfect = 0
for k = 2, n // 40 do
  local sum = 1
  local d = 2
  while d * d <= k do
    if k % d == 0 then
      sum = sum + d
      if d * d ~= k then sum = sum + k // d end
    end
    d = d + 1
  end
  if sum == k then perfect = perfect + k end
end
local result = string.format("%d %d %d %d", longest, start, coprime, perfect)

local expected = {
  [1900] = "182 1161 2420 34",
  [93000] = "351 77031 113458 530",
  [280000] = "443 230631 341480 530",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
