-- csv_report.lua FILE: sums of a comma-separated file of orders, by region and by product.
local function split(line)
  local fields, at = {}, 1
  while true do
    if line:sub(at, at) == '"' then
      local pieces = {}
      at = at + 1
      while true do
        local stop = assert(line:find('"', at, true), "a quote is never closed")
        pieces[#pieces + 1] = line:sub(at, stop - 1)
        at = stop + 1
        if line:sub(at, at) ~= '"' then break end
        pieces[#pieces + 1] = '"'
        at = at + 1
      end
      fields[#fields + 1] = table.concat(pieces)
    else
      local stop = line:find(",", at, true) or #line + 1
      fields[#fields + 1] = line:sub(at, stop - 1)
      at = stop
    end
    if line:sub(at, at) ~= "," then return fields end
    at = at + 1
  end
end

local Sums = {}
Sums.__index = Sums
function Sums.new() return setmetatable({rows = {}, order = {}}, Sums) end

function Sums:add(name, pieces, cents)
  local row = self.rows[name]
  if not row then
    row = {orders = 0, pieces = 0, cents = 0, largest = 0}
    self.rows[name] = row
    self.order[#self.order + 1] = name
  end
  row.orders = row.orders + 1
  row.pieces = row.pieces + pieces
  row.cents = row.cents + cents
  if cents > row.largest then row.largest = cents end
end

function Sums:print(title)
  print(title)
  table.sort(self.order)
  for _, name in ipairs(self.order) do
    local row = self.rows[name]
    print(string.format("  %-24s %6d orders %8d pieces %12.2f in all %10.2f the largest",
                        name, row.orders, row.pieces, row.cents / 100, row.largest / 100))
  end
end

local by_region, by_product, bad = Sums.new(), Sums.new(), 0
local header
for line in io.lines(arg[1]) do
  local fields = split(line)
  if not header then
    header = {}
    for i, name in ipairs(fields) do header[name] = i end
  else
    local pieces, cents = tonumber(fields[header.pieces]), tonumber(fields[header.cents])
    if pieces and cents then
      by_region:add(fields[header.region], pieces, pieces * cents)
      by_product:add(fields[header.product], pieces, pieces * cents)
    else
      bad = bad + 1
    end
  end
end
by_region:print("by region")
by_product:print("by product")
print(string.format("%d rows without figures", bad))
