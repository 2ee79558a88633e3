-- A discrete-event simulation of a workshop: timed events in order, machines, queues, repairs, statistics.
local n = arg and tonumber(arg[1]) or 80000

local seed = 83
local function random(limit)
  seed = seed * 16807 % 2147483647
  return seed % limit + 1
end

local Clock = {}
Clock.__index = Clock
function Clock.new() return setmetatable({now = 0, events = {}, handled = 0, number = 0}, Clock) end

-- Events are kept in order, the next one at the end; most belong near it.
function Clock:at(time, action, ...)
  local events = self.events
  self.number = self.number + 1
  local event = {time = time, number = self.number, action = action, arguments = {...}}
  local place = #events + 1
  while place > 1 and events[place - 1].time <= time do place = place - 1 end
  table.insert(events, place, event)
  return event
end

function Clock:after(delay, action, ...) return self:at(self.now + delay, action, ...) end

function Clock:run(until_time)
  while #self.events > 0 do
    local event = table.remove(self.events)
    if event.time > until_time then break end
    assert(event.time >= self.now)
    self.now = event.time
    if not event.cancelled then
      self.handled = self.handled + 1
      event.action(event.arguments[1], event.arguments[2])
    end
  end
end

local clock = Clock.new()
local Machine = {}
Machine.__index = Machine

function Machine.new(name, speed, following)
  return setmetatable({name = name, speed = speed, following = following, waiting = {}, done = 0, idle_since = 0, idle = 0}, Machine)
end

function Machine:accept(part)
  self.waiting[#self.waiting + 1] = part
  if not self.busy and not self.broken then self:start() end
end

function Machine:start()
  local part = table.remove(self.waiting, 1)
  if not part then return end
  self.idle = self.idle + clock.now - self.idle_since
  self.busy = part
  self.finish = clock:after(self.speed + random(3), Machine.complete, self, part)
end

function Machine:complete(part)
  self.busy, self.done = nil, self.done + 1
  self.idle_since = clock.now
  part.steps = part.steps + 1
  if self.following then self.following:accept(part) else part.left = clock.now end
  self:start()
end

function Machine:fail()
  self.broken = true
  if self.busy then
    self.finish.cancelled = true
    table.insert(self.waiting, 1, self.busy)
    self.busy = nil
  end
  clock:after(20 + random(20), Machine.mend, self)
end

function Machine:mend()
  self.broken, self.idle_since = false, clock.now
  self:start()
  clock:after(300 + random(400), Machine.fail, self)
end

local pack = Machine.new("pack", 3)
local paint = Machine.new("paint", 4, pack)
local drill = Machine.new("drill", 3, paint)
for i, machine in ipairs {drill, paint, pack} do clock:after(100 * i, Machine.fail, machine) end

local parts = {}
local function arrive(left)
  local part = {entered = clock.now, steps = 0}
  parts[#parts + 1] = part
  drill:accept(part)
  if left > 1 then clock:after(6 + random(5), arrive, left - 1) end
end
clock:after(1, arrive, n)
clock:run(1e9 > 12 * n and 12 * n + 1000 or 1e9)

local finished, time = 0, 0
for _, part in ipairs(parts) do
  if part.left then
    assert(part.steps == 3)
    finished, time = finished + 1, time + part.left - part.entered
  end
end
local result = string.format("%d %d %d %d %d", clock.handled, finished, time, drill.idle, pack.done)

local expected = {
  [500] = "2076 500 13679 1690 500",
  [28000] = "115824 28000 726407 95634 28000",
  [80000] = "330843 80000 2067075 274030 80000",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
