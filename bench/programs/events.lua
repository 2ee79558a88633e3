-- Event listeners: closures registered by name, called with arguments, removed again.
local n = arg and tonumber(arg[1]) or 410000

local Emitter = {}
Emitter.__index = Emitter

function Emitter.new() return setmetatable({listeners = {}}, Emitter) end

function Emitter:on(name, listener)
  local list = self.listeners[name]
  if not list then
    list = {}
    self.listeners[name] = list
  end
  list[#list + 1] = listener
  return function()
    for i, candidate in ipairs(list) do
      if candidate == listener then
        table.remove(list, i)
        return true
      end
    end
    return false
  end
end

function Emitter:once(name, listener)
  local off
  off = self:on(name, function(...)
    off()
    return listener(...)
  end)
  return off
end

function Emitter:emit(name, ...)
  local list = self.listeners[name]
  if not list then return 0 end
  local count = 0
  for i = #list, 1, -1 do
    list[i](...)
    count = count + 1
  end
  return count
end

local emitter = Emitter.new()
local sums = {open = 0, data = 0, close = 0}
for name in pairs(sums) do
  for weight = 1, 3 do
    emitter:on(name, function(value) sums[name] = (sums[name] + weight * value) % 1000003 end)
  end
end
local calls, onces = 0, 0
for i = 1, n do
  local off = emitter:on("data", function(value, extra) sums.data = sums.data + value % extra end)
  calls = calls + emitter:emit("open", i)
  calls = calls + emitter:emit("data", i, 7)
  emitter:once("close", function() onces = onces + 1 end)
  calls = calls + emitter:emit("close", i % 10)
  calls = calls + emitter:emit("nobody", i)
  assert(off())
end
assert(onces == n)
local result = string.format("%d %d %d %d", calls, sums.open, sums.data, sums.close)

local expected = {
  [2700] = "29700 878037 886137 72900",
  [140000] = "1540000 243600 663600 779991",
  [410000] = "4510000 717103 947097 69967",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
