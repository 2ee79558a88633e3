-- diff.lua OLD NEW: the lines that differ, by the longest common subsequence of what lies between the
-- common beginning and end.
local function read(path)
  local lines = {}
  for line in io.lines(path) do lines[#lines + 1] = line end
  return lines
end

local old, new = read(arg[1]), read(arg[2])
local first, old_last, new_last = 1, #old, #new
while first <= old_last and first <= new_last and old[first] == new[first] do first = first + 1 end
while old_last >= first and new_last >= first and old[old_last] == new[new_last] do
  old_last, new_last = old_last - 1, new_last - 1
end

-- length[i][j]: of the longest common subsequence of old[i..] and new[j..].
local length = {}
local below = {}
for j = first, new_last + 1 do below[j] = 0 end
length[old_last + 1] = below
for i = old_last, first, -1 do
  local row, line = {[new_last + 1] = 0}, old[i]
  for j = new_last, first, -1 do
    if line == new[j] then
      row[j] = below[j + 1] + 1
    else
      local a, b = below[j], row[j + 1]
      row[j] = a > b and a or b
    end
  end
  length[i], below = row, row
end

local removed, added, hunks = 0, 0, 0
local i, j, inside = first, first, false
while i <= old_last or j <= new_last do
  if i <= old_last and j <= new_last and old[i] == new[j] then
    i, j, inside = i + 1, j + 1, false
  else
    if not inside then
      hunks, inside = hunks + 1, true
      print(string.format("@@ %d %d", i, j))
    end
    if j > new_last or (i <= old_last and length[i + 1][j] >= length[i][j + 1]) then
      print("- " .. old[i])
      i, removed = i + 1, removed + 1
    else
      print("+ " .. new[j])
      j, added = j + 1, added + 1
    end
  end
end
print(string.format("%d removed, %d added, %d places", removed, added, hunks))
