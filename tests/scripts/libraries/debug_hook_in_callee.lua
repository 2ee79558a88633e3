-- A hook set in a function that several results are expected of: the caller goes on in hooked code, its
-- results where it wants them, whichever slots they have.
local function watch(...)
  debug.sethook(function() end, "l")
  return ...
end
local function to_locals()
  local x = 0
  local a, b = watch(1, 2)
  return x, a, b
end
print(to_locals())
debug.sethook()
local function assigned()
  local a, b, c
  a, b = watch(1, 2)
  c = a
  return a, b, c
end
print(assigned())
debug.sethook()
local function in_table()
  local t = {}
  t.x, t.y = watch(1, 2)
  return t.x, t.y
end
print(in_table())
debug.sethook()

-- The slot of the first result is a number in the code: here it takes every value up to 150.
local wrong = 0
for count = 1, 150 do
  local names = {}
  for i = 1, count do names[i] = "v" .. i end
  local list = table.concat(names, ", ")
  local source = "local watch = ... local " .. list .. " = 0 local a, b, c = watch(1, 2) return a, b, c, v1"
  local a, b, c, v1 = load(source)(watch)
  debug.sethook()
  if not (a == 1 and b == 2 and c == nil and v1 == 0) then wrong = wrong + 1 end
end
print("wrong", wrong)

--> 0	1	2
--> 1	2	1
--> 1	2
--> wrong	0
