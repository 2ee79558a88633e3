-- insert, remove, move, concat, pack and unpack on tables of all kinds of elements; digests of 250 cases.
math.randomseed(12345)
local R = math.random

local function value()
  local kind = R(6)
  if kind <= 3 then return R(10) end
  if kind == 4 then return R(10) + 0.5 end
  if kind == 5 then return "s" .. R(5) end
  return true
end

local function make()
  local t, kind = {}, R(4)
  for i = 1, R(0, 8) do
    t[i] = kind == 1 and R(20) or kind == 2 and R(20) / 4 or kind == 3 and "k" .. R(20) or value()
  end
  return t
end

local function show(t)
  local keys = {}
  for k in pairs(t) do keys[#keys + 1] = k end
  table.sort(keys)
  local s = {}
  for i, k in ipairs(keys) do s[i] = k .. "=" .. tostring(t[k]) end
  return table.concat(s, " ")
end

local operations = {
  function(t) return table.insert(t, value()) end,
  function(t) return table.insert(t, R(-1, 10), value()) end,
  function(t) return table.remove(t) end,
  function(t) local n = R(1, #t + 1); return table.remove(t, n) end,
  function(t)
    -- without leaving holes: what # gives then is not defined
    local u = R(2) == 1 and make() or t
    local first = R(#t + 1)
    return show(table.move(t, first, R(first - 1, #t), R(#u + 1), u))
  end,
  function(t) return table.concat(t, R(2) == 1 and "," or nil, R(3)) end,
  function(t) return table.unpack(t, R(-1, 4), R(3, 9)) end,
  function(t) return show(table.pack(table.unpack(t))) end,
}

local digest = 0
local function add(s)
  for i = 1, #s do digest = (digest * 31 + s:byte(i)) & 0xffffffff end
end

for case = 1, 2500 do
  local t = make()
  for i = 1, 3 do
    local results = table.pack(pcall(operations[R(#operations)], t))
    for k = 1, results.n do add(tostring(results[k])) end
  end
  add(show(t))
  if case % 250 == 0 then print(case, ("%08x"):format(digest)) end
end

-- a table as a queue and as a stack keeps its elements while it changes kinds
local q = {}
for i = 1, 1000 do table.insert(q, 1, i); if i % 3 == 0 then table.remove(q) end end
print(#q, q[1], q[#q])
table.insert(q, 5, "five"); table.insert(q, 6, 6.5); table.insert(q, #q + 1, {})
print(#q, q[4], q[5], q[6], q[7], type(q[#q]))
print(table.remove(q, 5), table.remove(q, 5), type(table.remove(q)), #q)

-- nils between the elements of constructors and packs
print(#{nil, 2}, #{1, nil, 3}, #{nil, nil, 3, nil}, #table.pack(nil, 2), table.pack(1, nil).n)
print(select("#", table.unpack({1, nil, 3})), table.unpack({1, 2, 3}, -1, 1))
print(pcall(table.unpack, {}, 1, 1e7), (pcall(table.unpack, {}, 1, 1 << 60)))
print(pcall(table.insert, {1, 2, 3}, 5, 1))
print(pcall(table.insert, {1, 2, 3}, 0, 1))
print(pcall(table.insert, {}, 1, 2, 3))
print(pcall(table.insert, {}))
print(pcall(table.insert, nil, 1))
print(pcall(table.concat, {1, {}, 3}))
print(pcall(table.concat, {}, 1, 1, 2))
print(table.concat({}, "x"), table.concat({1, 2.5, "x"}, ", "), table.concat({1, 2, 3}, "", 2), table.concat({5, 6}, "-", 2, 1))

--> 250	6f054c24
--> 500	fe2b3b1f
--> 750	a7daea0c
--> 1000	86da2794
--> 1250	95225f11
--> 1500	c8dd10e6
--> 1750	f9b63c34
--> 2000	0581e4c9
--> 2250	a1694be8
--> 2500	e3c2cd69
--> 667	1000	334
--> 670	997	five	6.5	996	table
--> five	6.5	table	667
--> 2	3	3	2	2
--> 3	nil	nil	1
--> false	false
--> false	bad argument #2 to 'table.insert' (position out of bounds)
--> false	bad argument #2 to 'table.insert' (position out of bounds)
--> false	wrong number of arguments to 'insert'
--> false	wrong number of arguments to 'insert'
--> false	bad argument #1 to 'table.insert' (table expected, got nil)
--> false	invalid value (table) at index 2 in table for 'concat'
--> false	invalid value (nil) at index 1 in table for 'concat'
--> 	1, 2.5, x	23	
