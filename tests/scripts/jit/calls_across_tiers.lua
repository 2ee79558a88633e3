-- Interpreted code (a main chunk without loops runs once) calls functions that were made hot before: every way of
-- passing arguments and getting results, and everything that may happen meanwhile.

local function heat(f, ...)
  for _ = 1, 3000 do f(...) end
end

-- Numbers of arguments and results.
local function none() end
local function one(a) return a end
local function three(a, b, c) return a, b, c end
local function list(...) return ... end
local function named(a, ...) return select("#", ...), a, ... end
heat(none, 1) heat(one, 1) heat(three, 1, 2, 3) heat(list, 1, 2) heat(named, 1, 2, 3)
none(1, 2)
print(none(), (none()), one(), one(7, 8), (one("x")))
local a, b, c, d = three(1, 2)
print(a, b, c, d)
a, b = three(3, 4, 5)
print(a, b, three(6, 7, 8))
print(#{three(1, 2, 3)}, #{three()}, select("#", three()), select("#", none()))
print(list(), list(1, nil, 3, nil))
print(named(), named(1), named(1, 2, nil))
one(nil)
print(three(list(1, 2)), three(list(1, 2, 3, 4)), one(one(one(2))))

-- In tail position, as methods, as iterators, as conditions.
local function tail(...) return three(...) end
local function tail_list(n, ...) return list(...) end
local object = {value = 5}
function object:add(n) return self.value + n end
function object.iterate(limit, i) if i < limit then return i + 1, i * 2 end end
heat(object.add, object, 1) heat(object.iterate, 3, 1)
print(tail(1, 2, 3), tail(), (tail_list(1, "y", "z")), object:add(6))
for i, double in object.iterate, 3, 0 do print(i, double) end
if one(false) or not one(true) then print("wrong") end
print(pcall(tail, 4), select(2, pcall(object.add, object, 8)))

-- Types that were never seen, errors and where they happened.
print(one({}) ~= nil, pcall(object.add, {value = "3"}, 4))
print(pcall(object.add, {}, 4))
print(select(2, pcall(function() return object:add({}) end)))
print(select(2, pcall(function() local sum = object:add({}) return sum end)))
local function trace() return (debug.traceback("here", 1):gsub("\n%s*%[C%].*", "")) end
local function through(f) local text = f() return text end
heat(through, none) heat(trace)
local function tail_trace() return trace() end
print((through(trace)))
print((tail_trace()))

-- A captured local of the caller, changed by the callee; one of the callee that outlives it.
local counter = 0
local function count() counter = counter + 1 return counter end
local function maker(n) return function() n = n + 1 return n end end
heat(count) heat(maker, 1)
counter = 0
print(count(), counter, count(), counter)
local kept = maker(10)
print(kept(), kept())
local function keeping(v)
  kept = function() v = v + 1 return v end
  return three(v, v + 1, v + 2)
end
print(keeping(20)) print(kept(), kept())

-- The callee yields, in one coroutine and in two at once; it is resumed by other code.
local function yields(x) local y = coroutine.yield(x) return y, x end
local warm = coroutine.wrap(function() while true do yields(0) end end)
heat(warm)
local function body(x)
  local p, q = yields(x)
  local r = yields(p)
  return "end", p, q, r
end
local co1, co2 = coroutine.create(body), coroutine.create(body)
print(coroutine.resume(co1, 1)) print(coroutine.resume(co2, 2))
print(coroutine.resume(co1, 3)) print(coroutine.resume(co2, 4))
print(coroutine.resume(co1, 5)) print(coroutine.resume(co2, 6))
print(coroutine.resume(co1), coroutine.status(co2))

-- The callee moves the stack, changes its caller's locals, sets a hook.
local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
heat(deep, 3)
local before = {}
local x, y = 1, 2
print(deep(20000), x, y)
local function spread(t, n) local list = {table.unpack(t, 1, n)} return #list + 1 end
heat(spread, {1, 2}, 2)
for i = 1, 90000 do before[i] = i end
local function spread_all(v) local w = v x = spread(before, #before) return v + w, x end
print(spread_all(8), x, y)
-- (The variable of a loop is known to be an integer, until somebody else changes it.)
local function change(v)
  local i = 1
  while debug.getlocal(2, i) ~= "i" do i = i + 1 end
  debug.setlocal(2, i, v)
  return v
end
heat(function() for i = 1, 1 do change(2) end end)
local function changed()
  local sum = 0
  for i = 1, 3 do
    local was = i
    local got = change(i + 0.5)
    sum = sum + (i - was) * got
  end
  return sum
end
print(changed())
local lines = {}
local function hook(_, line) lines[#lines + 1] = line end
local function set(on) debug.sethook(on and hook or nil, "l") return on end
heat(set, false)
local start = debug.getinfo(1, "l").currentline
local got = set(true)
got = one(got)
set(false)
for i, line in ipairs(lines) do lines[i] = line - start end
print(got, #lines > 1, lines[1], lines[#lines])

-- Interpreted and compiled frames by turns, to the limit of the stack.
local ping
local function pong(n, f) return n == 0 and 0 or f(n - 1) + 1 end
heat(pong, 0, nil)
function ping(n) return load("local pong, ping, n = ... local v = pong(n, ping) return v")(pong, ping, n) end
print(ping(500))
local function endless(f) local v = f(f) return v end
print(select(2, pcall(load("local f = ... local v = f(f) return v"), endless)):gsub("^.-:%d+: ", ""):match("^[%w ]+"))

-- Arguments and results through a collection.
local function make(n) return {n, {n}} end
heat(make, 1)
local t = make("kept")
collectgarbage()
print(t[1], t[2][1], make(make(1))[1][1])

--> nil	nil	nil	7	x
--> 1	2	nil	nil
--> 3	4	6	7	8
--> 3	0	3	0
--> nil	1	nil	3	nil
--> 0	0	2	1	2	nil
--> 1	1	2
--> 1	nil	y	11
--> 1	0
--> 2	2
--> 3	4
--> true	13
--> true	true	7
--> false	calls_across_tiers.lua:31: attempt to perform arithmetic on a nil value (field 'value')
--> calls_across_tiers.lua:31: attempt to perform arithmetic on a table value (local 'n')
--> calls_across_tiers.lua:31: attempt to perform arithmetic on a table value (local 'n')
--> here
--> stack traceback:
--> 	calls_across_tiers.lua:44: in local 'f'
--> 	calls_across_tiers.lua:45: in local 'through'
--> 	calls_across_tiers.lua:48: in main chunk
--> here
--> stack traceback:
--> 	calls_across_tiers.lua:44: in function <calls_across_tiers.lua:44>
--> 	(...tail calls...)
--> 	calls_across_tiers.lua:49: in main chunk
--> 1	1	2	2
--> 11	12
--> 20	21	22
--> 21	22
--> true	1
--> true	2
--> true	3
--> true	4
--> true	end	3	1	5
--> true	end	4	2	6
--> false	dead
--> 20000	1	2
--> 16	90001	2
--> 3.75
--> true	true	2	-2
--> 500
--> stack overflow
--> kept	kept	1
