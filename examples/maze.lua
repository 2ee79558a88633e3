#!/usr/bin/env vmrun
-- maze: draws a maze and the way through it.
--
--   vmrun maze.lua [WIDTH HEIGHT [SEED]]          (default 20 10, a new maze each time)
--
-- A depth-first walk that knocks down walls; the same walk's parents give the way back.

local width, height = tonumber(arg[1] or 20), tonumber(arg[2] or 10)
local seed = tonumber(arg[3])
if not width or not height or width < 2 or height < 2 then
  io.stderr:write("usage: maze.lua [WIDTH HEIGHT [SEED]]\n")
  os.exit(2)
end
if seed then
  math.randomseed(seed)
end

local DIRECTIONS = {
  {dx = 1, dy = 0, wall = "east", other = "west"},
  {dx = -1, dy = 0, wall = "west", other = "east"},
  {dx = 0, dy = 1, wall = "south", other = "north"},
  {dx = 0, dy = -1, wall = "north", other = "south"},
}

local cells = {}
for y = 1, height do
  cells[y] = {}
  for x = 1, width do
    cells[y][x] = {x = x, y = y}   -- an open side is a field with its name
  end
end

local function unvisited_neighbours(cell)
  local found = {}
  for _, direction in ipairs(DIRECTIONS) do
    local row = cells[cell.y + direction.dy]
    local neighbour = row and row[cell.x + direction.dx]
    if neighbour and not neighbour.visited then
      found[#found + 1] = {cell = neighbour, direction = direction}
    end
  end
  return found
end

local function carve(start)
  local stack = {start}
  start.visited = true
  while #stack > 0 do
    local here = stack[#stack]
    local choices = unvisited_neighbours(here)
    if #choices == 0 then
      stack[#stack] = nil
    else
      local choice = choices[math.random(#choices)]
      here[choice.direction.wall] = true
      choice.cell[choice.direction.other] = true
      choice.cell.visited = true
      choice.cell.parent = here
      stack[#stack + 1] = choice.cell
    end
  end
end

local entrance, exit = cells[1][1], cells[height][width]
carve(entrance)
entrance.north, exit.south = true, true

local steps = 0
do
  local cell = exit
  while cell do
    cell.on_path = true
    steps = steps + 1
    cell = cell.parent
  end
end

for y = 1, height do
  local walls, rooms = {}, {}
  for x = 1, width do
    local cell = cells[y][x]
    walls[x] = cell.north and "+   " or "+---"
    rooms[x] = (cell.west and " " or "|") .. (cell.on_path and " o " or "   ")
  end
  print(table.concat(walls) .. "+")
  print(table.concat(rooms) .. "|")
end
local floor = {}
for x = 1, width do
  floor[x] = cells[height][x].south and "+   " or "+---"
end
print(table.concat(floor) .. "+")
print(string.format("%d steps from one end to the other", steps))
