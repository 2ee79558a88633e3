-- The game of life on an unbounded plane: living cells are keys of a set.
local n = arg and tonumber(arg[1]) or 1300
local stride = 100000

local function parse(rows, x0, y0, alive)
  for dy, row in ipairs(rows) do
    for dx = 1, #row do
      if row:sub(dx, dx) == "O" then alive[(y0 + dy) * stride + x0 + dx] = true end
    end
  end
end

local function neighbours_of(cell)
  return {
    cell - stride - 1, cell - stride, cell - stride + 1, cell - 1,
    cell + 1, cell + stride - 1, cell + stride, cell + stride + 1,
  }
end

local function step(alive)
  local counts = {}
  for cell in pairs(alive) do
    for _, other in ipairs(neighbours_of(cell)) do counts[other] = (counts[other] or 0) + 1 end
  end
  local following = {}
  for cell, count in pairs(counts) do
    if count == 3 or (count == 2 and alive[cell]) then following[cell] = true end
  end
  return following
end

local function measure(alive)
  local count, left, right = 0, math.huge, -math.huge
  for cell in pairs(alive) do
    count = count + 1
    local x = cell % stride
    left, right = math.min(left, x), math.max(right, x)
  end
  return count, right - left + 1
end

local alive = {}
parse({".O.....", "...O...", "OO..OOO"}, 50000, 50000, alive)
parse({".O.", "..O", "OOO"}, 50100, 50100, alive)
parse({"OOO", "O..", ".O."}, 49900, 49900, alive)
local history = 0
for _ = 1, n do
  alive = step(alive)
  local count, width = measure(alive)
  history = (history * 31 + count * 7 + width) % 1000003
end
local count, width = measure(alive)
local result = string.format("%d %d %d", count, width, history)

local expected = {[5] = "23 205 405330", [650] = "258 527 301599", [1300] = "367 853 676366"}
print(result)
assert(result == (expected[n] or result), "wrong result")
