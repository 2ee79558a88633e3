-- A ring of coroutines and a round-robin scheduler with channels between tasks.
local unpack = table.unpack or unpack
local n = arg and tonumber(arg[1]) or 55000

local function ring(size, rounds)
  local tasks = {}
  for i = 1, size do
    tasks[i] = coroutine.create(function(token)
      while true do token = coroutine.yield(token * 3 + i) end
    end)
  end
  local token = 1
  for _ = 1, rounds do
    for i = 1, size do
      local ok, value = coroutine.resume(tasks[i], token)
      assert(ok)
      token = value % 1000003
    end
  end
  return token
end

local Scheduler = {}
Scheduler.__index = Scheduler
function Scheduler.new() return setmetatable({ready = {}, switches = 0}, Scheduler) end
function Scheduler:spawn(f, ...)
  local task = {thread = coroutine.create(f), first = {...}}
  self.ready[#self.ready + 1] = task
end
function Scheduler:run()
  while #self.ready > 0 do
    local ready = self.ready
    self.ready = {}
    for _, task in ipairs(ready) do
      local ok, message
      if task.first then
        ok, message = coroutine.resume(task.thread, unpack(task.first))
        task.first = nil
      else
        ok, message = coroutine.resume(task.thread)
      end
      if not ok then error(message) end
      self.switches = self.switches + 1
      if coroutine.status(task.thread) ~= "dead" then self.ready[#self.ready + 1] = task end
    end
  end
end

local function channel() return {first = 1, last = 0} end
local function send(c, v)
  while c.last - c.first > 3 do coroutine.yield() end
  c.last = c.last + 1
  c[c.last] = v
end
local function receive(c)
  while c.first > c.last do coroutine.yield() end
  local v = c[c.first]
  c[c.first] = nil
  c.first = c.first + 1
  return v
end

local token = ring(60, n)
local scheduler = Scheduler.new()
local sum = 0
for pair = 1, 8 do
  local there, back = channel(), channel()
  scheduler:spawn(function(count)
    for i = 1, count do send(there, i) end
    send(there, false)
  end, n)
  scheduler:spawn(function()
    for v in function() return receive(there) or nil end do send(back, v * pair) end
    send(back, false)
  end)
  scheduler:spawn(function()
    local v = receive(back)
    while v do
      sum = (sum + v) % 1000003
      v = receive(back)
    end
  end)
end
scheduler:run()
local result = string.format("%d %d %d", token, sum, scheduler.switches)

local expected = {
  [370] = "29189 470854 1800",
  [18000] = "430215 306504 86424",
  [55000] = "424682 826650 264024",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
