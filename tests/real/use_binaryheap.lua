-- Heap sort and priority updates of 5,000 entries.
local support = require "support"
local heap = require "binaryheap"
local queue = heap.minUnique()
for i = 1, 5000 do queue:insert((i * 7919) % 10007, "k" .. i) end
for i = 1, 5000, 3 do queue:update("k" .. i, i) end
for i = 1, 5000, 7 do queue:remove("k" .. i) end
local last, out = -1, {}
while queue:size() > 0 do
  local key, priority = queue:pop()
  support.check(priority >= last)
  last = priority
  out[#out + 1] = key .. ":" .. priority
end
for i = 1, #out, 10 do print(out[i]) end
local plain = heap.maxHeap()
for i = 1, 2000 do plain:insert(i * 31 % 1009) end
local previous = math.huge
while plain:size() > 0 do
  local v = plain:pop()
  support.check(v <= previous)
  previous = v
end
support.finish()
