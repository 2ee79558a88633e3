-- Queues: a deque by two indices, table.insert and table.remove at both ends, a ring, a circle game.
local n = arg and tonumber(arg[1]) or 180000

local Deque = {}
Deque.__index = Deque
function Deque.new() return setmetatable({first = 1, last = 0, items = {}}, Deque) end
function Deque:push_back(v)
  self.last = self.last + 1
  self.items[self.last] = v
end
function Deque:push_front(v)
  self.first = self.first - 1
  self.items[self.first] = v
end
function Deque:pop_front()
  if self.first > self.last then return nil end
  local v = self.items[self.first]
  self.items[self.first] = nil
  self.first = self.first + 1
  return v
end
function Deque:pop_back()
  if self.first > self.last then return nil end
  local v = self.items[self.last]
  self.items[self.last] = nil
  self.last = self.last - 1
  return v
end
function Deque:size() return self.last - self.first + 1 end

local function circle_game(people, skip)
  local circle = Deque.new()
  for i = 1, people do circle:push_back(i) end
  while circle:size() > 1 do
    for _ = 1, skip - 1 do circle:push_back(circle:pop_front()) end
    circle:pop_front()
  end
  return circle:pop_front()
end

local function both_ends(steps)
  local deque, sum = Deque.new(), 0
  for i = 1, steps do
    if i % 2 == 0 then deque:push_front(i) else deque:push_back(i) end
    if i % 3 == 0 then sum = sum + deque:pop_back() - deque:pop_front() end
  end
  return sum + deque:size()
end

local function library_queue(steps)
  local queue, sum = {}, 0
  for i = 1, steps do
    table.insert(queue, i)
    if i % 5 == 0 then table.insert(queue, 1, -i) end
    if #queue > 40 then sum = sum + table.remove(queue, 1) + table.remove(queue) end
  end
  return sum
end

local function ring(steps, size)
  local slots, head, sum = {}, 0, 0
  for i = 1, size do slots[i] = 0 end
  for i = 1, steps do
    local at = head % size + 1
    sum = (sum + slots[at]) % 1000003
    slots[at] = i
    head = head + 1
  end
  return sum
end

local result = string.format("%d %d %d %d", circle_game(n, 7), both_ends(5 * n), library_queue(5 * n), ring(10 * n, 64))

local expected = {
  [1200] = "704 2000 14161980 239803",
  [60000] = "56815 100000 35988001980 362133",
  [180000] = "13463 300000 323964001980 842376",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
