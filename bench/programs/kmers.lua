-- Counting the words of a DNA sequence, its complement, and looking for given pieces.
local n = arg and tonumber(arg[1]) or 500000

local seed = 53
local function random_dna(length)
  local letters, out = {"A", "C", "G", "T"}, {}
  for i = 1, length do
    seed = seed * 16807 % 2147483647
    out[i] = letters[seed % 7 % 4 + 1]
  end
  return table.concat(out)
end

local function count_words(dna, length)
  local counts = {}
  for i = 1, #dna - length + 1 do
    local word = dna:sub(i, i + length - 1)
    counts[word] = (counts[word] or 0) + 1
  end
  return counts
end

local function most_frequent(counts)
  local words = {}
  for word in pairs(counts) do words[#words + 1] = word end
  table.sort(words, function(a, b)
    if counts[a] == counts[b] then return a < b end
    return counts[a] > counts[b]
  end)
  return words
end

local pairing = {A = "T", C = "G", G = "C", T = "A"}
local function complement(dna) return (dna:reverse():gsub(".", pairing)) end

local dna = random_dna(n)
local parts = {}
for length = 1, 8 do
  local counts = count_words(dna, length)
  local words = most_frequent(counts)
  parts[#parts + 1] = words[1] .. ":" .. counts[words[1]] .. "/" .. #words
end
local other = complement(dna)
assert(complement(other) == dna)
local found, from = 0, 1
while true do
  from = other:find("TTAA", from, true)
  if not from then break end
  found, from = found + 1, from + 1
end
local result = table.concat(parts, " ") .. " " .. found

local expected = {
  [2400] = "A:714/4 AA:214/16 AGC:70/64 GCAG:25/253 GACGG:10/829 AGAGAC:6/1674 AGGAAAG:4/2182 AAGGAAAG:3/2348 4",
  [170000] = "G:48658/4 GG:13996/16 ACG:4045/64 GGGG:1216/256 CGACA:365/1024 AACCAG:121/4095 GGGACAA:48/15996 AAAGCCAC:20/52073 276",
  [500000] = "C:143186/4 CC:40919/16 GAC:11781/64 ACAC:3429/256 CGACA:1027/1024 AAAGAC:332/4096 GGGACAA:122/16366 GGGGACAA:43/62427 835",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
