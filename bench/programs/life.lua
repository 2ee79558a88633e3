-- Conway's game of life on a torus of rows.
local n = arg and tonumber(arg[1]) or 3100
local width, height = 64, 48

local function new_grid()
  local grid = {}
  for y = 1, height do
    grid[y] = {}
    for x = 1, width do grid[y][x] = 0 end
  end
  return grid
end

local function place(grid, top, left, rows)
  for dy, row in ipairs(rows) do
    for dx = 1, #row do
      if row:sub(dx, dx) == "#" then grid[top + dy][left + dx] = 1 end
    end
  end
end

local function step(old, new)
  local alive = 0
  for y = 1, height do
    local above = old[y == 1 and height or y - 1]
    local here = old[y]
    local below = old[y == height and 1 or y + 1]
    local out = new[y]
    for x = 1, width do
      local l = x == 1 and width or x - 1
      local r = x == width and 1 or x + 1
      local neighbours = above[l] + above[x] + above[r] + here[l] + here[r] + below[l] + below[x] + below[r]
      if neighbours == 3 or (neighbours == 2 and here[x] == 1) then
        out[x] = 1
        alive = alive + 1
      else
        out[x] = 0
      end
    end
  end
  return alive
end

local now, later = new_grid(), new_grid()
place(now, 4, 4, {".#.", "..#", "###"})
place(now, 20, 30, {".##", "##.", ".#."})
place(now, 40, 10, {".#.....", "...#...", "##..###"})
local history, alive = 0, 0
for _ = 1, n do
  alive = step(now, later)
  now, later = later, now
  history = (history * 31 + alive) % 1000003
end
local result = string.format("%d %d", alive, history)

local expected = {[21] = "74 114460", [1000] = "151 916364", [3100] = "81 974808"}
print(result)
assert(result == (expected[n] or result), "wrong result")
