#!/usr/bin/env vmrun
-- wordfreq: the most frequent words of a text.
--
--   vmrun wordfreq.lua FILE [COUNT]      COUNT words (default 20; 0: all); - reads standard input

local path, limit = arg[1], tonumber(arg[2] or 20)
if not path or not limit then
  io.stderr:write("usage: wordfreq.lua FILE [COUNT]\n")
  os.exit(2)
end

local input = io.stdin
if path ~= "-" then
  input = assert(io.open(path))
end

local counts, total = {}, 0
for line in input:lines() do
  for word in line:lower():gmatch("[%w']+") do
    word = word:match("^'*(.-)'*$")       -- quotes around a word are no part of it
    if word ~= "" then
      counts[word] = (counts[word] or 0) + 1
      total = total + 1
    end
  end
end
input:close()

local words = {}
for word in pairs(counts) do
  words[#words + 1] = word
end
table.sort(words, function(a, b)
  if counts[a] ~= counts[b] then
    return counts[a] > counts[b]
  end
  return a < b
end)

local shown = limit > 0 and math.min(limit, #words) or #words
for i = 1, shown do
  print(string.format("%7d  %s", counts[words[i]], words[i]))
end
print(string.format("%7d  words, %d different", total, #words))
