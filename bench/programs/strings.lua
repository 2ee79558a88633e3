-- Building, splitting and formatting text.
local n = arg and tonumber(arg[1]) or 170
local total = 0
for r = 1, n do
  local parts = {}
  for i = 1, 5000 do parts[#parts + 1] = string.format("key%d=%s;", i, ("v"):rep(i % 9)) end
  local text = table.concat(parts)
  for key, value in text:gmatch("(%w+)=(%w*);") do total = total + #key * #value end
  local changed, count = text:gsub("key(%d+)", "k%1")
  total = total + #changed + count
  local s = ""
  for i = 1, 3000 do s = s .. (i % 10) end
  total = total + #s + (s:find("9876", 1, true) or 0)
end
local result = total

local expected = {[1] = 197425, [57] = 11253225, [170] = 33562250}
print(result)
assert(result == (expected[n] or result), "wrong result")
