-- Calls of native functions in tail position, whose number of results the caller sees; hash parts and computed
-- fields under metatables; strings in order: all of it in functions that are compiled.
local function count(...) return select("#", ...) end
local function make(t, meta) return setmetatable(t, meta) end
local function put(t, v) return table.insert(t, v) end
local function pick(n, ...) return select(n, ...) end
local function byte(s, i) return s:byte(i) end
local function floor(x) return math.floor(x) end
local function captured(x)
  local get = function() return x end
  x = x + 1
  return math.max(x, get())
end
local function open(...) return math.max(...) end

local function get(t, k) return t[k] end
local function set(t, k, v) t[k] = v end
local function same(a, b) return a == b end
local function order(a, b)
  if a < b then return "<" elseif a <= b then return "=" else return ">" end
end
local function differs(a, b) if a ~= b then return "other" end return "same" end

local long = ("x"):rep(60)
local fallback = setmetatable({}, {__index = function(_, k) return "no " .. tostring(k) end,
                                   __newindex = function(t, k, v) rawset(t, k, v + 1) end})
local lines
for round = 1, 700 do
  local t, plain = {}, {}
  lines = {
    count(make(t, {})), count(put(plain, 1)), #plain, count(pick(5, 1, 2)), count(pick(2, 1, 2, 3)), count(pick("#")),
    count(byte("abc", 7)), count(byte("abc", 2)), floor(2.5), captured(round), open(1, round, 2), open(3),
  }
  for i = 1, 20 do set(plain, "k" .. i, i) end
  set(plain, 1.5, "half")
  set(plain, true, "yes")
  set(plain, -3, "minus")
  set(plain, "k3", nil)
  lines[#lines + 1] = ("%s %s %s %s %s %s"):format(get(plain, "k2"), get(plain, "k3"), get(plain, 1.5), get(plain, true),
                                                  get(plain, -3), get(plain, long))
  set(fallback, "n" .. round % 3, round)
  lines[#lines + 1] = ("%s %s %s"):format(get(fallback, "a"), get(fallback, 7), get(fallback, "n0"))
  lines[#lines + 1] = order("a", "b") .. order("b", "a") .. order("a", "a") .. order("a\0b", "a\0c") .. order("", "a") ..
                      order(long, long .. "y")
  lines[#lines + 1] = differs("a", "b") .. differs("a", "a") .. differs(long, long .. "") .. differs(long, "a") ..
                      differs(long .. round, long .. round)
  lines[#lines + 1] = tostring(same("a", 1)) .. " " .. tostring(same(long .. "1", long .. 1))
end
print(table.concat(lines, "\n"))
print(pcall(get, nil, "x"))
print(pcall(set, {}, nil, 1))
print(pcall(set, {}, 0 / 0, 1))
print(pcall(order, "a", 1))
print(pcall(make, 1, {}))
print(pcall(byte, {}, 1))
print(get("text", "len") == string.len)

--> 1
--> 0
--> 1
--> 0
--> 2
--> 1
--> 0
--> 1
--> 2
--> 701
--> 700
--> 3
--> 2 nil half yes minus nil
--> no a no 7 699
--> <>=<<<
--> othersamesameothersame
--> false true
--> false	native_tail_calls.lua:16: attempt to index a nil value (local 't')
--> false	native_tail_calls.lua:17: table index is nil
--> false	native_tail_calls.lua:17: table index is NaN
--> false	native_tail_calls.lua:20: attempt to compare string with number
--> false	native_tail_calls.lua:4: bad argument #1 to 'setmetatable' (table expected, got number)
--> false	native_tail_calls.lua:7: attempt to call a nil value (method 'byte')
--> true
