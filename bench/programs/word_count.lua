-- Hash tables with string keys, sorting with a comparator.
local seed = 42
local function random(n)
  seed = (seed * 16807) % 2147483647
  return seed % n
end
local counts = {}
for _ = 1, arg and tonumber(arg[1]) or 1500000 do
  local word = "w" .. random(5000)
  counts[word] = (counts[word] or 0) + 1
end
local words = {}
for word in pairs(counts) do words[#words + 1] = word end
table.sort(words, function(a, b)
  if counts[a] ~= counts[b] then return counts[a] > counts[b] end
  return a < b
end)
print(#words, words[1], counts[words[1]], words[#words])
