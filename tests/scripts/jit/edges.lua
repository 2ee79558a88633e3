-- What the fast paths of compiled code must leave to the slow ones: NaN, counts of shifts, divisors, nil that
-- a metatable answers for, and stores of young values into old tables.
local nan, huge = 0 / 0, math.huge
local function compare(a, b)
  local r = 0
  if a < b then r = r + 1 end
  if a <= b then r = r + 2 end
  if a > b then r = r + 4 end
  if a >= b then r = r + 8 end
  if a == b then r = r + 16 end
  if not (a < b) then r = r + 32 end
  if not (a <= b) then r = r + 64 end
  if a ~= b then r = r + 128 end
  return r
end
local function to_constant(a)
  local r = 0
  if a < 1.5 then r = r + 1 end
  if a <= 1.5 then r = r + 2 end
  if 1.5 < a then r = r + 4 end
  if 1.5 <= a then r = r + 8 end
  if a == 1.5 then r = r + 16 end
  while not (a < 1.5) do r = r + 32 break end
  return r
end
for i = 1, 300 do compare(i + 0.5, 10.5) to_constant(i * 0.5) end
for _, a in ipairs{nan, 1.5, -0.0, huge, 2} do
  print(a ~= a and "nan" or a, compare(a, nan), compare(nan, a), compare(a, 1.5), compare(a, 0.0), compare(-huge, a), to_constant(a))
end

local function shifts(x, n) return x << n, x >> n, 5 << n, -1 >> n end
local function divide(x, y) return x // y, x % y end
local function constant(x) return x // 7, x % 7, x // -3, x % -3, x // 8, x % 8, x // -1, x % -1 end
for i = 1, 300 do shifts(i, i % 60) divide(i, i % 9 + 1) constant(i) end
for _, n in ipairs{0, 1, 31, 63, 64, 65, 100, 127, 128, 1 << 32, -1, -63, -64, math.mininteger, 3.0} do print(n, shifts(-7, n)) end
print(pcall(shifts, 1, 1.5))
for _, x in ipairs{7, -7, 0, math.maxinteger, math.mininteger, 1 << 40, -(1 << 40)} do
  print(x, constant(x))
  for _, y in ipairs{1, -1, 3, -3, 1 << 33, -(1 << 33), math.mininteger} do print("", y, divide(x, y)) end
end
print(pcall(divide, 1, 0))
print(divide(7.5, 2), divide(-7.5, 2), divide(1, huge), divide(-1, huge))

local function get(t, i) return t.f, t[i], t.g end
local function count(t) local n = 0 for i = 1, 4 do if t[i] == nil then n = n + 1 end end return n end
local full = {f = 1, g = 2, 10, 20, 30, 40}
for i = 1, 300 do get(full, 2) count(full) end
local gaps = {f = 1, g = 2, 10, 20, 30, 40}
gaps.f, gaps[2] = nil, nil
print(get(gaps, 2)) print(count(gaps))
setmetatable(gaps, {__index = function(_, k) return "for " .. k end})
print(get(gaps, 2)) print(count(gaps))
setmetatable(gaps, {__index = {f = "class f", [2] = "class 2"}})
print(get(gaps, 2)) print(count(gaps))
local function put(t, i, v) t.f = v t[i] = v return rawget(t, "f"), rawget(t, i) end
for i = 1, 300 do put(full, 2, i) end
setmetatable(gaps, {__newindex = function(_, k, v) print("new", k, v) end})
gaps.f, gaps[2] = nil, nil
print(put(gaps, 2, 5))

-- Old tables, closed upvalues and arrays get young values; nothing else holds them.
local function fill(o, list, set, i)
  o.f = {i}
  o.g = "text" .. i
  list[i % 10 + 1] = {i}
  set({i})
end
for _, mode in ipairs{"incremental", "generational"} do
  collectgarbage(mode)
  local objects, lists, sets, gets = {}, {}, {}, {}
  for k = 1, 20 do
    local v = {0}
    objects[k], lists[k] = {f = {0}, g = ""}, {{}, {}, {}, {}, {}, {}, {}, {}, {}, {}}
    sets[k], gets[k] = function(x) v = x end, function() return v end
  end
  collectgarbage() collectgarbage()
  local wrong, garbage = 0, nil
  for i = 1, 3000 do
    local k = i % 20 + 1
    fill(objects[k], lists[k], sets[k], i)
    for j = 1, 5 do garbage = {j, {i}} end
    if i % 7 == 0 then collectgarbage("step", i % 3) end
    if i > 20 then
      local o, p = objects[(i - 1) % 20 + 1], i - 1
      if o.f[1] ~= p or o.g ~= "text" .. p or lists[p % 20 + 1][p % 10 + 1][1] ~= p or gets[p % 20 + 1]()[1] ~= p then wrong = wrong + 1 end
    end
  end
  collectgarbage()
  for k = 1, 20 do if objects[k].f[1] ~= gets[k]()[1] or objects[k].g ~= "text" .. objects[k].f[1] then wrong = wrong + 1 end end
  print(mode, wrong)
end

--> nan	224	224	224	224	224	32
--> 1.5	224	224	58	236	131	58
--> -0.0	224	224	131	58	131	3
--> inf	224	224	236	236	131	44
--> 2	224	224	236	236	131	44
--> 0	-7	-7	5	-1
--> 1	-14	9223372036854775804	10	9223372036854775807
--> 31	-15032385536	8589934591	10737418240	8589934591
--> 63	-9223372036854775808	1	-9223372036854775808	1
--> 64	0	0	0	0
--> 65	0	0	0	0
--> 100	0	0	0	0
--> 127	0	0	0	0
--> 128	0	0	0	0
--> 4294967296	0	0	0	0
--> -1	9223372036854775804	-14	2	-2
--> -63	1	-9223372036854775808	0	-9223372036854775808
--> -64	0	0	0	0
--> -9223372036854775808	0	0	0	0
--> 3.0	-56	2305843009213693951	40	2305843009213693951
--> false	edges.lua:31: number (local 'n') has no integer representation
--> 7	1	0	-3	-2	0	7	-7	0
--> 	1	7	0
--> 	-1	-7	0
--> 	3	2	1
--> 	-3	-3	-2
--> 	8589934592	0	7
--> 	-8589934592	-1	-8589934585
--> 	-9223372036854775808	-1	-9223372036854775801
--> -7	-1	0	2	-1	-1	1	7	0
--> 	1	-7	0
--> 	-1	7	0
--> 	3	-3	2
--> 	-3	2	-1
--> 	8589934592	-1	8589934585
--> 	-8589934592	0	-7
--> 	-9223372036854775808	0	-7
--> 0	0	0	0	0	0	0	0	0
--> 	1	0	0
--> 	-1	0	0
--> 	3	0	0
--> 	-3	0	0
--> 	8589934592	0	0
--> 	-8589934592	0	0
--> 	-9223372036854775808	0	0
--> 9223372036854775807	1317624576693539401	0	-3074457345618258603	-2	1152921504606846975	7	-9223372036854775807	0
--> 	1	9223372036854775807	0
--> 	-1	-9223372036854775807	0
--> 	3	3074457345618258602	1
--> 	-3	-3074457345618258603	-2
--> 	8589934592	1073741823	8589934591
--> 	-8589934592	-1073741824	-1
--> 	-9223372036854775808	-1	-1
--> -9223372036854775808	-1317624576693539402	6	3074457345618258602	-2	-1152921504606846976	0	-9223372036854775808	0
--> 	1	-9223372036854775808	0
--> 	-1	-9223372036854775808	0
--> 	3	-3074457345618258603	1
--> 	-3	3074457345618258602	-2
--> 	8589934592	-1073741824	0
--> 	-8589934592	1073741824	0
--> 	-9223372036854775808	1	0
--> 1099511627776	157073089682	2	-366503875926	-2	137438953472	0	-1099511627776	0
--> 	1	1099511627776	0
--> 	-1	-1099511627776	0
--> 	3	366503875925	1
--> 	-3	-366503875926	-2
--> 	8589934592	128	0
--> 	-8589934592	-128	0
--> 	-9223372036854775808	-1	-9223370937343148032
--> -1099511627776	-157073089683	5	366503875925	-1	-137438953472	0	1099511627776	0
--> 	1	-1099511627776	0
--> 	-1	1099511627776	0
--> 	3	-366503875926	2
--> 	-3	366503875925	-1
--> 	8589934592	-128	0
--> 	-8589934592	128	0
--> 	-9223372036854775808	0	-1099511627776
--> false	edges.lua:32: attempt to divide by zero
--> 3.0	-4.0	0.0	-0.0	inf
--> nil	nil	2
--> 1
--> for f	for 2	2
--> 0
--> class f	class 2	2
--> 0
--> new	2	nil
--> new	f	nil
--> new	f	5
--> new	2	5
--> nil	nil
--> incremental	0
--> generational	0
