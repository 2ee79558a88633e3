-- # where the table is empty, has only a hash part, or a metatable that gets __len later, in a loop that gets compiled.
local function length(t) return #t end
local plain, fields, holes, meta = {}, {a = 1}, {[2] = 2, [-1] = 1}, {}
local empty, full = setmetatable({}, meta), setmetatable({1, 2, 3}, meta)
local derived = setmetatable({4, 5}, setmetatable({}, {__index = {__len = function() return 99 end}}))
local function sum(rounds)
  local s = 0
  for i = 1, rounds do
    s = s + length(plain) + length(fields) + length(holes) + 10 * length(empty) + 100 * length(full) + length(derived)
  end
  return s
end
print(sum(1000), sum(1000))
meta.__len = function(t) return rawlen(t) + 1 end
print(sum(1000), length(empty), length(full))
meta.__len = nil
print(sum(1000), length(empty), length(full))
meta.__len = function() return 1.5 end
print(length(empty), length(full), length("four"), length(""))
full[#full] = nil
meta.__len = nil
full[3], plain[1] = nil, "x"
print(length(full), length(plain), pcall(length, 1))
local grown = {}
for i = 1, 600 do
  assert(length(grown) == i - 1)
  grown[#grown + 1] = i
end
for i = 600, 1, -1 do
  grown[#grown] = nil
  assert(length(grown) == i - 1)
end

--> 302000	302000
--> 412000	1	4
--> 302000	0	3
--> 1.5	1.5	4	0
--> 2	1	false	length_later.lua:2: attempt to get length of a number value (local 't')
