-- Accesses and calls that run Lua functions behind metamethods, long enough to be compiled with their profile; then
-- everything about them changes.

local seen = {}
local function note(...)
  local words = {}
  for i = 1, select("#", ...) do words[i] = tostring((select(i, ...))) end
  seen[#seen + 1] = table.concat(words, " ")
end

-- Reads: a function, behind a chain of tables, by fields and by computed keys.
local base = setmetatable({here = 1}, {__index = function(t, key) return key .. "!" end})
local middle = setmetatable({between = 2}, {__index = base})
local object = setmetatable({own = 3}, {__index = middle})
local function read(o, key) return o.own, o.between, o.here, o.missing, o[key] end
for i = 1, 3000 do
  local a, b, c, d, e = read(object, i % 3 == 0 and "own" or i % 3 == 1 and "here" or "key" .. i % 7)
  if i % 500 == 0 then note(a, b, c, d, e) end
end
note(read(object, 17))
note(read(setmetatable({own = "x"}, {__index = {between = "y", here = "z", missing = "m", [5] = "five"}}), 5))

-- Which object does the handler get?
local who = setmetatable({}, {__index = function(t, key) return rawequal(t, base) and "base" or rawget(t, "name") or "other" end})
local heir = setmetatable({name = "heir"}, {__index = who})
for i = 1, 1500 do
  local found = i % 2 == 0 and heir.anything or who.anything
  local computed = heir["key" .. i % 4]
  if i % 500 < 2 then note(i, found, computed) end
end

-- Writes, with values of every kind; what the handler returns is dropped.
local log = {count = 0}
local proxy = setmetatable({kept = 0}, {__newindex = function(t, key, value)
  log.count = log.count + 1
  log[key] = value
  return "dropped"
end})
local function write(key, value)
  proxy.kept = value
  proxy.field = value
  proxy.constant = 7
  proxy[key] = value
  proxy[key .. "2"] = true
end
for i = 1, 2000 do write("k" .. i % 5, i % 4 == 0 and i or i % 4 == 1 and i / 2 or i % 4 == 2 and {} or nil) end
note(log.count, log.field, log.constant, log.k0, log.k1, log.k02, proxy.kept, rawget(proxy, "field"))
rawset(proxy, "field", 1)
write("k1", "own now")
note(log.count, rawget(proxy, "field"), log.k1)

-- Values that are called: with fewer and more arguments than parameters, with varargs, and what they return.
local callable = setmetatable({sum = 0}, {__call = function(self, a, b)
  self.sum = self.sum + (a or 0) + (b or 0)
  return self.sum, a, b
end})
local many = setmetatable({}, {__call = function(self, ...) return select("#", ...), ... end})
local function calls(i)
  callable()
  callable(i)
  local x = callable(i, 1)
  local y, z, w, v = callable(i, 2, "extra")
  local n, first, last = many(i, nil, x)
  return x, y, z, w, v, n, first, last
end
for i = 1, 1500 do
  local t = table.pack(calls(i))
  if i % 500 == 0 then note(table.unpack(t, 1, 8)) end
end

-- A handler of another kind than before: a native function, a table, none, something that can't be called.
local meta = {__index = function(t, key) return key end}
local changing = setmetatable({}, meta)
local function get() return changing.thing end
for i = 1, 1500 do get() end
note(get())
meta.__index = rawget
note(get())
meta.__index = {thing = "from a table"}
note(get())
meta.__index = setmetatable({}, {__index = function() return "deeper" end})
note(get())
meta.__index = nil
note(get())
meta.__index = 5
note(select(2, pcall(get)))
meta.__index = setmetatable({}, {__call = function(_, t, key) return "called for " .. key end})
note(get())
changing = "a string"
note(get())
changing = nil
note(select(2, pcall(get)))

-- A handler that yields, raises, runs deep, or looks at who called it.
local lazy = setmetatable({}, {__index = function(t, key) return coroutine.yield(key) end})
local function ask(n)
  local total = 0
  for i = 1, n do total = total + lazy.value + lazy[i % 2 == 0 and "even" or "odd"] end
  return total
end
local co, answer = coroutine.wrap(ask), nil
local asked = {value = 0, even = 0, odd = 0}
answer = co(1500)
while type(answer) == "string" do
  asked[answer] = asked[answer] + 1
  answer = co(answer == "value" and 1 or answer == "even" and 10 or 0.5)
end
note(answer, asked.value, asked.even, asked.odd)

local strict = setmetatable({}, {__index = function(t, key) error("no field " .. tostring(key), 2) end})
local function try(key) return strict[key] end
for i = 1, 1500 do pcall(try, i) end
note(select(2, pcall(try, "last")))

local function depth(n)
  local d = setmetatable({}, {__index = function(t, key) return key == 0 and 0 or 1 + t[key - 1] end})
  return d[n]
end
for i = 1, 100 do depth(30) end
note(depth(150))

local named = setmetatable({}, {
  __index = function() return debug.traceback("index", 1):match("in (metamethod '%a+')") end,
  __newindex = function(t, k) rawset(t, k, debug.traceback("newindex", 1):match("in (metamethod '%a+')")) end,
})
for i = 1, 800 do
  local of = named.x
  if i == 800 then note(of) end
  named["w" .. i] = i
end
note(named.w800)

-- Locals that the handler changes behind the back of compiled code.
local function shared()
  local total, step = 0, 1
  local o = setmetatable({}, {__index = function(t, key)
    step = key % 5 == 0 and 0.5 or key % 7 == 0 and "2" or 1
    return key
  end})
  for i = 1, 2000 do
    total = total + o[i] * step
  end
  return total
end
note(shared(), shared())

print(table.concat(seen, "\n"))
--> 3 2 1 missing! key3!
--> 3 2 1 missing! 1
--> 3 2 1 missing! 3
--> 3 2 1 missing! key5!
--> 3 2 1 missing! 1
--> 3 2 1 missing! 3
--> 3 2 1 missing! 17!
--> x y z m five
--> 1 other other
--> 500 other other
--> 501 other other
--> 1000 other other
--> 1001 other other
--> 1500 other other
--> 9997 2000 7 2000 1996 true nil nil
--> 10001 own now own now
--> 376748 377250 500 2 nil 3 500 nil
--> 1503498 1504500 1000 2 nil 3 1000 nil
--> 3380248 3381750 1500 2 nil 3 1500 nil
--> thing
--> nil
--> from a table
--> deeper
--> nil
--> handler_calls.lua:74: attempt to index a number value
--> nil
--> nil
--> handler_calls.lua:74: attempt to index a nil value (upvalue 'changing')
--> 9375.0 1500 750 750
--> handler_calls.lua:111: no field last
--> 150
--> metamethod 'index'
--> metamethod 'newindex'
--> 2027930.0 2027930.0
