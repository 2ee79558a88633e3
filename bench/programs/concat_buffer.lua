-- Text collected in tables: HTML pages, a rope of buffers, CSV lines, table.concat with separators.
local n = arg and tonumber(arg[1]) or 4000

local Buffer = {}
Buffer.__index = Buffer
function Buffer.new() return setmetatable({parts = {}, count = 0}, Buffer) end
function Buffer:add(...)
  for i = 1, select("#", ...) do
    self.count = self.count + 1
    self.parts[self.count] = (select(i, ...))
  end
  return self
end
function Buffer:text() return table.concat(self.parts, "", 1, self.count) end

local function page(rows)
  local out = Buffer.new()
  out:add("<html><body>", "<h1>", "Report", "</h1>", "<table>")
  for i = 1, rows do
    out:add("<tr>")
    for column = 1, 4 do out:add("<td>", i * column, "</td>") end
    out:add("</tr>\n")
  end
  return out:add("</table>", "</body></html>"):text()
end

local function csv(rows)
  local lines = {}
  for i = 1, rows do
    lines[#lines + 1] = table.concat({i, "name" .. i, string.format("%.2f", i / 4), i % 2 == 0 and "x" or ""}, ";")
  end
  return table.concat(lines, "\n")
end

local function columns_of(text)
  local count = 0
  for line in text:gmatch("[^\n]+") do
    for _ in (line .. ";"):gmatch("([^;]*);") do count = count + 1 end
  end
  return count
end

local length, columns = 0, 0
for round = 1, n do
  length = length + #page(40 + round % 5)
  local text = csv(50)
  length = length + #text
  columns = columns + columns_of(text)
end
local result = string.format("%d %d", length, columns)

local expected = {[27] = "84994 5400", [1300] = "4095000 260000", [4000] = "12600000 800000"}
print(result)
assert(result == (expected[n] or result), "wrong result")
