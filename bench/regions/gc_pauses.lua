-- gc_pauses.lua LIVE_KB STEPS [MODE]: how long the program stands still for the collector. While objects of some LIVE_KB
-- stay alive, others come and go; the longest and the sum of what 20 allocations take, in CPU time.
local live, steps, mode = tonumber(arg[1]), tonumber(arg[2]), arg[3]
if mode then collectgarbage(mode) end
local clock = os.clock
local alive, n = {}, live * 8
for i = 1, n do alive[i] = {i, {}} end

local slow, longest, seed = 0, 0, 1
local started = clock()
local before = started
for step = 1, steps do
  for _ = 1, 20 do
    seed = seed * 16807 % 2147483647
    local object = {seed, alive[seed % n + 1]}
    if seed % 8 == 0 then alive[seed % n + 1] = {object[1], {}} end
  end
  local now = clock()
  local took = now - before
  if took > longest then longest = took end
  if took > 0.001 then slow = slow + 1 end
  before = now
end
print(string.format("@region %.6f", before - started))
print(string.format("@longest_ms %.3f", longest * 1000))
print(string.format("@above_1_ms %d", slow))
print(string.format("%.0f", seed))
