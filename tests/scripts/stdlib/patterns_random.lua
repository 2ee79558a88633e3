-- Random patterns on random subjects: find, match, gmatch and gsub give what the reference gives,
-- errors in malformed patterns included. Each line is a digest of 200 cases.
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

for case = 1, 2000 do
  local s, p = draw(letters, 13), draw(pieces, 7)
  add(text(pcall(string.find, s, p)))
  add(text(pcall(string.match, s, p, R(-8, 12))))
  add(text(pcall(string.gsub, s, p, replacements[R(#replacements)], R(0, 5))))
  add(text(pcall(words, s, p)))
  if case % 200 == 0 then print(case, ("%08x"):format(digest)) end
end

--> 200	683d6901
--> 400	ca755973
--> 600	f7274548
--> 800	1bd3eb4d
--> 1000	c970a545
--> 1200	89cd0506
--> 1400	1405a97e
--> 1600	f1557080
--> 1800	df21f771
--> 2000	da08947b
