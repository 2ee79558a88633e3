-- Strings made piece by piece: repeated concatenation, numbers, prefixes, reversing, upper case.
local n = arg and tonumber(arg[1]) or 110000

local function roman(k)
  local values = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1}
  local letters = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}
  local s = ""
  for i, value in ipairs(values) do
    while k >= value do
      s = s .. letters[i]
      k = k - value
    end
  end
  return s
end

local function binary(k)
  local s = ""
  repeat
    s = k % 2 .. s
    k = math.floor(k / 2)
  until k == 0
  return s
end

local function grouped(k)
  local digits = tostring(k)
  local s = ""
  while #digits > 3 do
    s = "," .. digits:sub(-3) .. s
    digits = digits:sub(1, -4)
  end
  return digits .. s
end

local total, palindromes, text = 0, 0, ""
for i = 1, n do
  local label = roman(i % 4000 + 1) .. "-" .. binary(i) .. "-" .. grouped(i * 1000 + 7)
  total = total + #label
  local b = binary(i % 512)
  if b == b:reverse() then palindromes = palindromes + 1 end
  text = text .. label:sub(1, 3):lower()
  if #text > 2000 then
    total = total + #text:upper()
    text = ""
  end
end
local result = string.format("%d %d %d", total, palindromes, #text)

local expected = {[730] = "18842 74 189", [37000] = "1344469 3407 945", [110000] = "4208118 10099 1836"}
print(result)
assert(result == (expected[n] or result), "wrong result")
