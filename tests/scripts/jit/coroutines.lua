-- Coroutines that yield inside compiled functions: from callees, metamethods, iterators, pcall, at depth.
local yield, wrap = coroutine.yield, coroutine.wrap
local function produce(n, step)
  local s, f = 0, 0.5
  for i = 1, n, step do
    local got = yield(s)
    s = s + got
    f = f + 0.5
  end
  return s, f
end
for _ = 1, 50 do
  local co = wrap(produce)
  co(5, 1)
  for i = 1, 5 do co(i) end
end
local co = wrap(produce)
print(co(4, 1), co(1), co(2.5), co("3"), co(1))

local mt = {
  __add = function(a, b) return yield("add") end,
  __index = function(t, k) return yield(k) end,
  __newindex = function(t, k, v) yield("set") end,
  __lt = function(a, b) return yield("lt") end,
  __le = function(a, b) return yield("le") end,
  __eq = function(a, b) return yield("eq") end,
  __concat = function(a, b) return yield("concat") end,
  __len = function(a) return yield("len") end,
  __call = function(self, x) return yield("call") end,
  __unm = function() return yield("unm") end,
}
local function all(t, u, n)
  local a = n + 1
  local r1 = t + n
  local r2 = t.field
  local r3 = t[n]
  t.field = a
  local r4, r5, r6, r7 = 0, 0, 0, 0
  if t < u then r4 = 1 end
  if not (t <= u) then r5 = 1 end
  if t == u then r6 = 1 end
  while t < u do r7 = r7 + 1 end
  local r8 = t .. "x"
  local r9 = #t
  local r10 = t(1)
  local r11 = -t
  for i = 1, 2 do a = a + i end
  return a, n, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11
end
local function drive(value)
  local co = coroutine.create(all)
  local t, u = setmetatable({}, mt), setmetatable({}, mt)
  local names, result = {}, table.pack(coroutine.resume(co, t, u, 7))
  local k = 0
  while coroutine.status(co) ~= "dead" do
    k = k + 1
    names[#names + 1] = tostring(result[2])
    result = table.pack(coroutine.resume(co, value(k, result[2])))
  end
  return table.concat(names, " "), table.unpack(result, 1, result.n)
end
for i = 1, 60 do drive(function(k) return k % 3 == 0 and k end) end
print(drive(function(k) return k ~= 10 and k end))
print(drive(function(k) return k < 12 and k or nil end))
print(drive(function(k) return k % 2 == 0 and "s" .. k end))
print(drive(function(k) return k % 2 == 0 and k + 0.5 end))

local function iterate(n)
  local s = 0
  for a, b in wrap(function() for i = 1, n do yield(i, i * 0.5) end end) do s = s + a * b end
  return s
end
for i = 1, 50 do iterate(10) end
print(iterate(10))

local function protected(n)
  local s = 0
  for i = 1, n do
    local ok, v = pcall(function(x) local y = yield(x) if y == 3 then error("three") end return y end, i)
    s = s + (ok and v or 100)
  end
  return s
end
for _ = 1, 30 do local co = wrap(protected) co(5) for i = 1, 5 do co(i) end end
local co = wrap(protected)
print(co(3), co(1), co(3), co(2.5))

local function deep(n) if n == 0 then return yield("bottom") end return 1 + deep(n - 1) end
for i = 1, 30 do local co = wrap(deep) co(10) co(1) end
local co = wrap(deep)
print(co(5000), co(0.5))
local co = coroutine.create(deep)
print(coroutine.resume(co, 3))
print(coroutine.close(co), coroutine.status(co))

-- Generators that call each other by turns, each deep in compiled code.
local function walk(t) if t then walk(t[1]) yield(t[2]) walk(t[3]) end end
local function tree(d) if d == 0 then return nil end return {tree(d - 1), d, tree(d - 1)} end
local function total(t) local s = 0 for v in wrap(function() walk(t) end) do s = s * 3 % 1000007 + v end return s end
local t = tree(7)
print(total(t), total(t), total(tree(9)))

-- A yield from every depth: the frame of the function that yields needs room, too.
local function yield_below(n)
  if n == 0 then return (coroutine.yield("from below")) end
  return (yield_below(n - 1))
end
local deepest, given = 0, 0
for depth = 1, 300 do
  local co = coroutine.create(yield_below)
  local _, what = coroutine.resume(co, depth)
  local _, got = coroutine.resume(co, depth * 2)
  if what == "from below" then deepest = depth end
  given = given + got
end
print(deepest, given)

--> 0	1	3.5	6.5	7.5	2.5
--> add field 7 set lt le eq lt lt lt concat len call unm	true	11	7	1	2	3	1	0	1	2	11	12	13	14
--> add field 7 set lt le eq lt lt lt lt lt concat len call unm	true	11	7	1	2	3	1	0	1	4	nil	nil	nil	nil
--> add field 7 set lt le eq lt lt concat len call unm	true	11	7	false	s2	false	0	0	0	1	s10	false	s12	false
--> add field 7 set lt le eq lt lt concat len call unm	true	11	7	false	2.5	false	0	0	0	1	10.5	false	12.5	false
--> 192.5
--> 1	2	3	103.5
--> bottom	5000.5
--> true	bottom
--> true	dead
--> 535723	535723	65244
--> 300	90300
