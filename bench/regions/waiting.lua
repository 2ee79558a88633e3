-- A small service that has done some work and waits: what a process costs when many of them run at once.
local Queue = {}
Queue.__index = Queue
function Queue.new() return setmetatable({first = 1, last = 0}, Queue) end
function Queue:put(value)
  self.last = self.last + 1
  self[self.last] = value
end
function Queue:take()
  local value = self[self.first]
  self[self.first] = nil
  self.first = self.first + 1
  return value
end

local function words_of(line)
  local counts = {}
  for word in line:gmatch("%a+") do counts[word] = (counts[word] or 0) + 1 end
  return counts
end

local queue, sum = Queue.new(), 0
for i = 1, 2000 do
  queue:put({id = i, text = "one two three two one " .. string.format("%d", i % 10)})
  if i % 2 == 0 then
    local item = queue:take()
    for _, count in pairs(words_of(item.text)) do sum = sum + count end
  end
end
assert(sum == 5000, "wrong result")
io.write("ready\n")
io.flush()
io.read()
