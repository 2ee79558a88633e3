-- sudoku.lua FILE: solves the puzzles of a file, one a line of 81 digits (0 or . is empty).
local peers = {}  -- of a cell: the 20 others in its row, column and box
for cell = 0, 80 do
  local row, column = math.floor(cell / 9), cell % 9
  local list = {}
  for other = 0, 80 do
    local r, c = math.floor(other / 9), other % 9
    local same_box = math.floor(r / 3) == math.floor(row / 3) and math.floor(c / 3) == math.floor(column / 3)
    if other ~= cell and (r == row or c == column or same_box) then list[#list + 1] = other end
  end
  peers[cell] = list
end

local function candidates(board, cell)
  local used, free = {}, {}
  local list = peers[cell]
  for i = 1, #list do used[board[list[i]]] = true end
  for digit = 1, 9 do
    if not used[digit] then free[#free + 1] = digit end
  end
  return free
end

local tries = 0
local function solve(board)
  local best, best_free
  for cell = 0, 80 do
    if board[cell] == 0 then
      local free = candidates(board, cell)
      if not best or #free < #best_free then best, best_free = cell, free end
      if #free <= 1 then break end
    end
  end
  if not best then return true end
  for i = 1, #best_free do
    tries = tries + 1
    board[best] = best_free[i]
    if solve(board) then return true end
  end
  board[best] = 0
  return false
end

local solved, count = 0, 0
for line in io.lines(arg[1]) do
  local board = {}
  for i = 1, 81 do board[i - 1] = tonumber(line:sub(i, i)) or 0 end
  count = count + 1
  if solve(board) then
    solved = solved + 1
    local digits = {}
    for i = 1, 81 do digits[i] = string.format("%d", board[i - 1]) end
    print(table.concat(digits))
  else
    print("no solution")
  end
end
print(string.format("%d of %d solved, %d tries", solved, count, tries))
