-- A few patterns that a loop uses by turns are compiled once each, wherever their texts lie.
local text = "one 22 three 44 five"
local patterns = {}
for i = 1, 400 do patterns[i] = "%d+[" .. i .. "x]*" end

local function garbage_of(a, b, c)
  collectgarbage()
  collectgarbage("stop")
  for _, pattern in ipairs{a, b, c} do text:find(pattern) end
  local before = collectgarbage("count")
  for _ = 1, 50 do
    local from, to = text:find(a)
    from, to = text:find(b)
    from, to = text:find(c)
  end
  local after = collectgarbage("count")
  collectgarbage("restart")
  return after - before
end

local most, at = 0, 1
local least = garbage_of(patterns[1], patterns[1], patterns[1])
for _ = 1, 200 do
  local chosen = {}
  for k = 1, 3 do at = at * 75 % 401 chosen[k] = patterns[at] end
  most = math.max(most, garbage_of(table.unpack(chosen)))
end
print(most <= 2 * least + 8 or most)

--> true
