-- A small query layer: rows of records filtered, joined, grouped and summed by field names.
local n = arg and tonumber(arg[1]) or 2800

local Query = {}
Query.__index = Query
local function from(rows) return setmetatable({rows = rows}, Query) end

function Query:where(predicate)
  local kept = {}
  for _, row in ipairs(self.rows) do
    if predicate(row) then kept[#kept + 1] = row end
  end
  return from(kept)
end

function Query:select(...)
  local fields, out = {...}, {}
  for i, row in ipairs(self.rows) do
    local copy = {}
    for _, field in ipairs(fields) do copy[field] = row[field] end
    out[i] = copy
  end
  return from(out)
end

function Query:join(other, field, other_field)
  local index, out = {}, {}
  for _, row in ipairs(other.rows) do index[row[other_field]] = row end
  for _, row in ipairs(self.rows) do
    local match = index[row[field]]
    if match then
      local joined = {}
      for k, v in pairs(match) do joined[k] = v end
      for k, v in pairs(row) do joined[k] = v end
      out[#out + 1] = joined
    end
  end
  return from(out)
end

function Query:group_sum(field, value)
  local sums = {}
  for _, row in ipairs(self.rows) do
    local key = row[field]
    sums[key] = (sums[key] or 0) + row[value]
  end
  return sums
end

function Query:order_by(field)
  table.sort(self.rows, function(a, b) return a[field] < b[field] end)
  return self
end

local cities = {}
for i = 1, 20 do cities[i] = {city_id = i, city = "city" .. i, country = "land" .. i % 4} end
local orders = {}
for i = 1, 300 do
  orders[i] = {order_id = i * 7 % 301, city_id = i * 13 % 24 + 1, amount = i * 31 % 97, paid = i % 3 ~= 0}
end

local checksum = 0
for round = 1, n do
  local limit = round % 50
  local rows = from(orders)
    :where(function(row) return row.paid and row.amount > limit end)
    :join(from(cities), "city_id", "city_id")
  local sums = rows:group_sum("country", "amount")
  local first = rows:select("order_id", "amount", "city"):order_by("order_id").rows[1]
  checksum = (checksum * 31 + sums.land1 + sums.land3 + first.order_id + first.amount + #first.city) % 1000003
end
local result = checksum

local expected = {[19] = 768207, [930] = 284908, [2800] = 774624}
print(result)
assert(result == (expected[n] or result), "wrong result")
