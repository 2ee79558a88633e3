-- Proxies and computed fields: __index and __newindex functions, defaults, read-only views, __call.
local n = arg and tonumber(arg[1]) or 2600000

local function with_default(t, value)
  return setmetatable(t, {__index = function() return value end})
end

local function read_only(t)
  return setmetatable({}, {
    __index = t,
    __newindex = function(_, key) error("read-only field " .. key, 2) end,
  })
end

local function observed(t, log)
  return setmetatable({}, {
    __index = function(_, key)
      log.reads = log.reads + 1
      return t[key]
    end,
    __newindex = function(_, key, value)
      log.writes = log.writes + 1
      t[key] = value
    end,
  })
end

local temperature = setmetatable({celsius = 0}, {
  __index = function(t, key)
    if key == "fahrenheit" then return t.celsius * 9 / 5 + 32 end
    if key == "kelvin" then return t.celsius + 273.15 end
    return nil
  end,
  __call = function(t, degrees)
    t.celsius = degrees
    return t
  end,
  __concat = function(a, b) return (type(a) == "table" and a.celsius or a) .. " " .. (type(b) == "table" and b.celsius or b) end,
})

local numbers = {}
for i = 1, 50 do numbers[i] = i * i end
local view = read_only(numbers)
local log = {reads = 0, writes = 0}
local watched = observed({total = 0}, log)
local counts = with_default({}, 0)
local heat, length = 0.0, 0
for i = 1, n do
  watched.total = (watched.total + view[i % 50 + 1]) % 1000003
  counts[i % 100] = counts[i % 200] + 1
  heat = heat + temperature(i % 40).fahrenheit - temperature.kelvin
  if i % 10 == 0 then length = length + #("" .. temperature) + #numbers end
end
assert(log.reads == n and log.writes == n)
assert(not pcall(function() view[1] = 2 end))
local result = string.format("%d %d %.3f %d", watched.total, counts[7], heat, length)

local expected = {
  [17000] = "594458 1 -3834350.000 89675",
  [870000] = "892762 1 -196228500.003 4589250",
  [2600000] = "93304 1 -586429999.971 13715000",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
