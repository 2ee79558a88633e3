-- Strings byte by byte: shifting letters, run lengths, checksums, hexadecimal, letter counts.
local n = arg and tonumber(arg[1]) or 1300

local function shift_letters(s, by)
  local out = {}
  for i = 1, #s do
    local b = s:byte(i)
    if b >= 97 and b <= 122 then b = (b - 97 + by) % 26 + 97 end
    out[i] = string.char(b)
  end
  return table.concat(out)
end

local function run_lengths(s)
  local out, i = {}, 1
  while i <= #s do
    local c, from = s:sub(i, i), i
    while i <= #s and s:sub(i, i) == c do i = i + 1 end
    out[#out + 1] = (i - from) .. c
  end
  return table.concat(out)
end

local function adler(s)
  local a, b = 1, 0
  for i = 1, #s do
    a = (a + string.byte(s, i)) % 65521
    b = (b + a) % 65521
  end
  return b * 65536 + a
end

local function to_hex(s)
  return (s:gsub(".", function(c) return string.format("%02x", string.byte(c)) end))
end

local function from_hex(s)
  return (s:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end))
end

local function count_letters(s)
  local counts = {}
  for c in s:gmatch("%a") do counts[c] = (counts[c] or 0) + 1 end
  return counts
end

local text = ("the quick brown fox jumps over the lazy dog and aaaabbbcc runs home. "):rep(8)
local sum, runs, letters = 0, 0, 0
for round = 1, n do
  local shifted = shift_letters(text, round % 26)
  assert(shift_letters(shifted, 26 - round % 26) == text)
  sum = (sum + adler(shifted)) % 1000003
  runs = runs + #run_lengths(shifted)
  assert(from_hex(to_hex(shifted)) == shifted)
  letters = letters + count_letters(shifted).e
end
local result = string.format("%d %d %d", sum, runs, letters)

local expected = {[9] = "284931 9072 160", [430] = "844757 433440 7288", [1300] = "403886 1310400 22000"}
print(result)
assert(result == (expected[n] or result), "wrong result")
