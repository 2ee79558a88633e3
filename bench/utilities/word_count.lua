-- word_count.lua FILE: lines, words and bytes of a text, and its 50 most frequent words.
local path = arg[1]
local file = assert(io.open(path, "rb"))
local counts, lines, words, bytes = {}, 0, 0, 0
for line in file:lines() do
  lines, bytes = lines + 1, bytes + #line + 1
  for word in line:lower():gmatch("%a+") do
    counts[word] = (counts[word] or 0) + 1
    words = words + 1
  end
end
file:close()

local order = {}
for word in pairs(counts) do order[#order + 1] = word end
table.sort(order, function(a, b)
  if counts[a] ~= counts[b] then return counts[a] > counts[b] end
  return a < b
end)

print(string.format("%d lines, %d words, %d bytes, %d different words", lines, words, bytes, #order))
for i = 1, math.min(50, #order) do
  print(string.format("%7d %s", counts[order[i]], order[i]))
end
