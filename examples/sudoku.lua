#!/usr/bin/env vmrun
-- sudoku: solves puzzles, and says when there is more than one solution.
--
--   vmrun sudoku.lua FILE        - reads standard input
--
-- A puzzle is 81 cells, digits or dots (zeros count as dots); line breaks, spaces, | and - between them
-- are skipped, lines that start with # too. Several puzzles may follow each other.
--
-- Candidates of a cell are the bits of an integer, so "used in this row, column or box" is one `|`.

local function bit_count(n)
  local count = 0
  while n ~= 0 do
    n = n & (n - 1)
    count = count + 1
  end
  return count
end

local ALL = 0x1FF

local function box_of(row, column)
  return (row - 1) // 3 * 3 + (column - 1) // 3 + 1
end

local function new_grid(cells)
  local grid = {rows = {}, columns = {}, boxes = {}, cells = {}}
  for i = 1, 9 do
    grid.rows[i], grid.columns[i], grid.boxes[i] = 0, 0, 0
  end
  for i = 1, 81 do
    grid.cells[i] = 0
  end
  for i, digit in ipairs(cells) do
    if digit ~= 0 then
      local row, column = (i - 1) // 9 + 1, (i - 1) % 9 + 1
      local box, bit = box_of(row, column), 1 << (digit - 1)
      if (grid.rows[row] | grid.columns[column] | grid.boxes[box]) & bit ~= 0 then
        return nil, string.format("row %d, column %d: a second %d", row, column, digit)
      end
      grid.rows[row] = grid.rows[row] | bit
      grid.columns[column] = grid.columns[column] | bit
      grid.boxes[box] = grid.boxes[box] | bit
      grid.cells[i] = digit
    end
  end
  return grid
end

-- The empty cell with the fewest candidates, and these; nothing when the grid is full.
local function hardest_cell(grid)
  local best, best_candidates, fewest = nil, 0, 10
  for i = 1, 81 do
    if grid.cells[i] == 0 then
      local row, column = (i - 1) // 9 + 1, (i - 1) % 9 + 1
      local candidates = ALL & ~(grid.rows[row] | grid.columns[column] | grid.boxes[box_of(row, column)])
      local count = bit_count(candidates)
      if count < fewest then
        best, best_candidates, fewest = i, candidates, count
        if count <= 1 then
          break
        end
      end
    end
  end
  return best, best_candidates
end

-- Calls `found` for each solution until it says stop; returns the number of guesses.
local function solve(grid, found)
  local guesses = 0
  local function search()
    local cell, candidates = hardest_cell(grid)
    if not cell then
      return found(grid.cells)
    end
    local row, column = (cell - 1) // 9 + 1, (cell - 1) % 9 + 1
    local box = box_of(row, column)
    for digit = 1, 9 do
      local bit = 1 << (digit - 1)
      if candidates & bit ~= 0 then
        guesses = guesses + 1
        grid.cells[cell] = digit
        grid.rows[row], grid.columns[column], grid.boxes[box] =
            grid.rows[row] ~ bit, grid.columns[column] ~ bit, grid.boxes[box] ~ bit
        local stop = search()
        grid.cells[cell] = 0
        grid.rows[row], grid.columns[column], grid.boxes[box] =
            grid.rows[row] ~ bit, grid.columns[column] ~ bit, grid.boxes[box] ~ bit
        if stop then
          return true
        end
      end
    end
    return false
  end
  search()
  return guesses
end

local function show(cells)
  for row = 1, 9 do
    local parts = {}
    for third = 0, 2 do
      parts[third + 1] = table.concat(cells, " ", (row - 1) * 9 + third * 3 + 1, (row - 1) * 9 + third * 3 + 3)
    end
    print(table.concat(parts, " | "))
    if row == 3 or row == 6 then
      print("------+-------+------")
    end
  end
end

local path = arg[1]
if not path then
  io.stderr:write("usage: sudoku.lua FILE\n")
  os.exit(2)
end
local text = (path == "-" and io.stdin or assert(io.open(path))):read("a")
text = ("\n" .. text):gsub("\n#[^\n]*", "\n"):gsub("[%s|+-]", "")

local number = 0
for puzzle in text:gmatch(("[%d.]"):rep(81)) do
  number = number + 1
  local cells = {}
  for char in puzzle:gmatch(".") do
    cells[#cells + 1] = tonumber(char) or 0
  end
  print("puzzle " .. number)
  local grid, why = new_grid(cells)
  if not grid then
    print("not a puzzle: " .. why)
  else
    local solutions = 0
    local guesses = solve(grid, function(solved)
      solutions = solutions + 1
      if solutions == 1 then
        show(solved)
      end
      return solutions == 2
    end)
    local verdicts = {[0] = "no solution", "one solution", "more than one solution"}
    print(string.format("%s, %d steps", verdicts[solutions], guesses))
  end
  print()
end
