-- Hash tables with string keys, sorting with a comparator.
local seed = 42
local function random(n)
  seed = (seed * 16807) % 2147483647
  return seed % n
end
local n, counts = arg and tonumber(arg[1]) or 3800000, {}
for _ = 1, n do
  local word = "w" .. random(5000)
  counts[word] = (counts[word] or 0) + 1
end
local words = {}
for word in pairs(counts) do words[#words + 1] = word end
table.sort(words, function(a, b)
  if counts[a] ~= counts[b] then return counts[a] > counts[b] end
  return a < b
end)
local result = string.format("%d %s %d %s", #words, words[1], counts[words[1]], words[#words])

local expected = {
  [25000] = "4970 w2318 14 w999",
  [1300000] = "5000 w4672 324 w4598",
  [3800000] = "5000 w3292 868 w4728",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
