-- A board of cell objects: flooding, distances and neighbours over a matrix of tables.
local n = arg and tonumber(arg[1]) or 320
local width, height = 60, 40

local Cell = {}
Cell.__index = Cell
function Cell.new(x, y, wall) return setmetatable({x = x, y = y, wall = wall, distance = -1}, Cell) end
function Cell:is_open() return not self.wall and self.distance < 0 end

local Board = {}
Board.__index = Board

function Board.new(seed)
  local board = setmetatable({rows = {}}, Board)
  for y = 1, height do
    local row = {}
    for x = 1, width do
      seed = seed * 16807 % 2147483647
      row[x] = Cell.new(x, y, seed % 100 < 28)
    end
    board.rows[y] = row
  end
  return board
end

function Board:cell(x, y)
  local row = self.rows[y]
  return row and row[x]
end

local directions = {{dx = 1, dy = 0}, {dx = -1, dy = 0}, {dx = 0, dy = 1}, {dx = 0, dy = -1}}

function Board:flood(start)
  local frontier, reached, farthest = {start}, 0, 0
  start.distance = 0
  while #frontier > 0 do
    local following = {}
    for _, cell in ipairs(frontier) do
      reached = reached + 1
      farthest = cell.distance
      for _, direction in ipairs(directions) do
        local next_cell = self:cell(cell.x + direction.dx, cell.y + direction.dy)
        if next_cell and next_cell:is_open() then
          next_cell.distance = cell.distance + 1
          following[#following + 1] = next_cell
        end
      end
    end
    frontier = following
  end
  return reached, farthest
end

function Board:regions()
  local count, largest, depth = 0, 0, 0
  for y = 1, height do
    for x = 1, width do
      local cell = self:cell(x, y)
      if cell:is_open() then
        local reached, farthest = self:flood(cell)
        count = count + 1
        largest, depth = math.max(largest, reached), math.max(depth, farthest)
      end
    end
  end
  return count, largest, depth
end

local checksum = 0
for round = 1, n do
  local count, largest, depth = Board.new(round * 7919):regions()
  checksum = (checksum * 31 + count * 10000 + largest * 10 + depth) % 1000000007
end
local result = checksum

local expected = {[2] = 11365736, [110] = 500362056, [320] = 922670630}
print(result)
assert(result == (expected[n] or result), "wrong result")
