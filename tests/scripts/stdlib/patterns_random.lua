-- Random patterns on random subjects: find, match, gmatch and gsub give what the reference gives,
-- errors in malformed patterns included. Each line is a digest of 250 cases.
math.randomseed(2024)
local R = math.random

local pieces = {"a", "b", "c", ".", "%a", "%d", "%s", "%w", "%A", "[ab]", "[^a]", "[a-c]", "[%a1]", "[]]",
  "[^]]", "[a-]", "*", "+", "-", "?", "*", "+", "-", "?", "(", ")", "()", "%1", "%2", "%b()", "%f[%w]",
  "%f[^a]", "^", "$", "%%", "%", "[", "[^", "x", " ", "%(", "\\", "[%", "%b", "%f", "[a-%]", "%0", "%x",
  "[%W]", "[%-x]", "%bxx", "aa"}
local letters = {"a", "a", "b", "b", "c", "1", " ", "%", "(", ")", "-", "x", "\0", "]"}
local replacements = {"", "x", "%0", "%1", "<%1%2>", "%%", "%", "%x", "%9"}

local function draw(list, most)
  local t = {}
  for i = 1, R(0, most) do t[i] = list[R(#list)] end
  return table.concat(t)
end

local function text(ok, ...)
  local t = {tostring(ok)}
  for i = 1, select("#", ...) do
    t[#t + 1] = tostring((select(i, ...))):gsub(" in pattern", ""):gsub(" in replacement string", "")
  end
  return table.concat(t, "|")
end

local function words(s, p)
  local t = {}
  for a, b in s:gmatch(p) do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end
  return table.concat(t, ",")
end

local digest = 0
local function add(s)
  for i = 1, #s do digest = (digest * 31 + s:byte(i)) & 0xffffffff end
end

for case = 1, 5000 do
  local s, p = draw(letters, 13), draw(pieces, 7)
  add(text(pcall(string.find, s, p)))
  add(text(pcall(string.match, s, p, R(-8, 12))))
  add(text(pcall(string.gsub, s, p, replacements[R(#replacements)], R(0, 5))))
  add(text(pcall(words, s, p)))
  if case % 250 == 0 then print(case, ("%08x"):format(digest)) end
end

--> 250	d23efab1
--> 500	0bfd4267
--> 750	929be507
--> 1000	c970a545
--> 1250	0cfc3b73
--> 1500	6e5383ca
--> 1750	80782f35
--> 2000	da08947b
--> 2250	65ea84c3
--> 2500	a8658996
--> 2750	5eed95c8
--> 3000	5119a036
--> 3250	3ee4fe31
--> 3500	37050e26
--> 3750	1693d3d8
--> 4000	845eb70a
--> 4250	4ac423b1
--> 4500	75ea4dcf
--> 4750	bc87d3ea
--> 5000	bfcbc954
