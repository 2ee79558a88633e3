-- table.sort in its default order: integers, floats, strings, and sorted input.
local n = arg and tonumber(arg[1]) or 190

local seed = 17
local function random(limit)
  seed = seed * 16807 % 2147483647
  return seed % limit
end

local function is_sorted(list)
  for i = 2, #list do
    if list[i] < list[i - 1] then return false end
  end
  return true
end

local function sorted(list)
  table.sort(list)
  assert(is_sorted(list))
  return list
end

local checksum = 0
for _ = 1, n do
  local integers, floats, words = {}, {}, {}
  for i = 1, 4000 do
    integers[i] = random(1000000)
    floats[i] = random(1000000) / 256
    if i % 4 == 0 then words[i / 4] = "w" .. random(100000) end
  end
  sorted(integers)
  sorted(floats)
  sorted(words)
  checksum = (checksum * 31 + integers[2000] + math.floor(floats[1000]) + #words[500]) % 1000003
  integers[1], integers[4000] = integers[4000], integers[1]
  sorted(integers)
end
local result = checksum

local expected = {[1] = 508824, [63] = 888976, [190] = 416603}
print(result)
assert(result == (expected[n] or result), "wrong result")
