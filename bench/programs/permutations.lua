-- Every permutation of an array of eight by recursive swapping, handed to a visitor function.
local rounds, n = arg and tonumber(arg[1]) or 75, 8

local function permute(list, k, visit)
  if k == 1 then
    visit(list)
    return
  end
  for i = 1, k do
    permute(list, k - 1, visit)
    local j = k % 2 == 0 and i or 1
    list[j], list[k] = list[k], list[j]
  end
end

local list = {}
for i = 1, n do list[i] = i end
local count, checksum, derangements = 0, 0, 0
for _ = 1, rounds do
  permute(list, n, function(p)
    count = count + 1
    checksum = (checksum * 31 + p[1] * 7 + p[n]) % 1000003
    for i = 1, n do
      if p[i] == i then return end
    end
    derangements = derangements + 1
  end)
end
local factorial = 1
for i = 2, n do factorial = factorial * i end
assert(count == rounds * factorial)
local result = string.format("%d %d", checksum, derangements)

local expected = {[1] = "828755 14833", [25] = "312404 370825", [75] = "570344 1112475"}
print(result)
assert(result == (expected[rounds] or result), "wrong result")
