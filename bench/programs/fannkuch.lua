-- Pancake flips over every permutation of 1..8, in the order of counting in factorial base.
local rounds = arg and tonumber(arg[1]) or 27

local function flips_of(permutation, scratch, n)
  for i = 1, n do scratch[i] = permutation[i] end
  local flips = 0
  local first = scratch[1]
  while first ~= 1 do
    local low, high = 1, first
    while low < high do
      scratch[low], scratch[high] = scratch[high], scratch[low]
      low, high = low + 1, high - 1
    end
    flips = flips + 1
    first = scratch[1]
  end
  return flips
end

-- Rotates the first k entries left by one.
local function rotate(permutation, k)
  local first = permutation[1]
  for i = 1, k - 1 do permutation[i] = permutation[i + 1] end
  permutation[k] = first
end

local function run(n)
  local permutation, scratch, count = {}, {}, {}
  for i = 1, n do permutation[i], count[i] = i, 0 end
  local checksum, most, sign = 0, 0, 1
  while true do
    local flips = flips_of(permutation, scratch, n)
    if flips > most then most = flips end
    checksum = checksum + sign * flips
    sign = -sign
    local k = 2
    while true do
      if k > n then return checksum, most end
      rotate(permutation, k)
      count[k] = count[k] + 1
      if count[k] < k then break end
      count[k] = 0
      k = k + 1
    end
  end
end

local checksum, most = 0, 0
for _ = 1, rounds do
  local sum, flips = run(8)
  checksum, most = checksum + sum, math.max(most, flips)
end
local result = string.format("%d %d", checksum, most)

local expected = {[1] = "1616 22", [9] = "14544 22", [27] = "43632 22"}
print(result)
assert(result == (expected[rounds] or result), "wrong result")
