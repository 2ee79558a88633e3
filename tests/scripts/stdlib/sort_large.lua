-- Sorting large arrays: with an order function in the reference's order of comparisons, and the cases
-- that are sorted natively.
--~ stress-gc: a collection at every allocation takes too long with so many objects
local function words(n, salt)
  local t, x = {}, salt
  for i = 1, n do
    x = (x * 1103515245 + 12345) & 0x7fffffff
    t[i] = {key = x >> 16 & 15, id = i}
  end
  return t
end

-- large enough for pivots from the middle only, and beyond
for _, n in ipairs {150, 1000, 5000} do
  local t, count, sum = words(n, n), 0, 0
  table.sort(t, function(a, b) count = count + 1; return a.key > b.key end)
  for i, v in ipairs(t) do sum = (sum * 31 + v.id) & 0xffffffff end
  print(n, count, ("%08x"):format(sum))
end

-- the fast cases
local function check(t)
  table.sort(t)
  for i = 2, #t do assert(t[i - 1] <= t[i]) end
  return #t, t[1], t[#t]
end
local ints, floats, strings = {}, {}, {}
math.randomseed(5)
for i = 1, 40000 do
  ints[i] = math.random(0)
  floats[i] = math.random() - 0.5
  strings[i] = ("%x"):format(math.random(1 << 40)):sub(math.random(9)) .. (i % 3 == 0 and "\0" or "")
end
print(check(ints))
print(check(floats))
local n, first = check(strings)
print(n, (first:gsub("\0", "\\0")))
print(check {"b", "a\0b", "a", "a\0", "\xff", "", "aaaaaaaab", "aaaaaaaaa", "aaaaaaaa"} == 9)
local same = {}
for i = 1, 50000 do same[i] = 7 end
print(check(same))

--> 150	1062	5b6776c7
--> 1000	9895	6ec4f25a
--> 5000	59176	a1919a00
--> 40000	-9222720870452644134	9223157899204689679
--> 40000	-0.49997871892389	0.49993566782279
--> 40000	
--> true
--> 50000	7	7
