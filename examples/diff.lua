#!/usr/bin/env vmrun
-- diff: how two text files differ, line by line (longest common subsequence).
--
--   vmrun diff.lua OLD NEW         exit code 1 when they differ

local function lines_of(path)
  local lines = {}
  for line in io.lines(path) do
    lines[#lines + 1] = line
  end
  return lines
end

-- length[i][j]: longest common subsequence of the lines from old[i] and from new[j] on.
local function common_lengths(old, new)
  local length = {}
  length[#old + 1] = {}
  for j = 1, #new + 1 do
    length[#old + 1][j] = 0
  end
  for i = #old, 1, -1 do
    local row, below = {}, length[i + 1]
    row[#new + 1] = 0
    for j = #new, 1, -1 do
      if old[i] == new[j] then
        row[j] = below[j + 1] + 1
      else
        row[j] = math.max(below[j], row[j + 1])
      end
    end
    length[i] = row
  end
  return length
end

local function compare(old, new)
  local length = common_lengths(old, new)
  local i, j, changes, unchanged = 1, 1, 0, 0
  local function skip()
    if unchanged > 0 then
      print(string.format("    ... %d unchanged", unchanged))
      unchanged = 0
    end
  end
  while i <= #old or j <= #new do
    if i <= #old and j <= #new and old[i] == new[j] then
      i, j, unchanged = i + 1, j + 1, unchanged + 1
    elseif i <= #old and (j > #new or length[i + 1][j] >= length[i][j + 1]) then
      skip()
      print(string.format("%3d - %s", i, old[i]))
      i, changes = i + 1, changes + 1
    else
      skip()
      print(string.format("%3d + %s", j, new[j]))
      j, changes = j + 1, changes + 1
    end
  end
  skip()
  return changes
end

if #arg ~= 2 then
  io.stderr:write("usage: diff.lua OLD NEW\n")
  os.exit(2)
end
local changes = compare(lines_of(arg[1]), lines_of(arg[2]))
os.exit(changes == 0)
