-- table.sort with comparison functions over records, by one and by several fields.
local n = arg and tonumber(arg[1]) or 190

local seed = 23
local function random(limit)
  seed = seed * 16807 % 2147483647
  return seed % limit
end

local names = {"ada", "bob", "cid", "dot", "eve", "fay", "gus", "hal"}

local function by_age(a, b) return a.age < b.age end

local function by_name_then_age(a, b)
  if a.name ~= b.name then return a.name < b.name end
  if a.age ~= b.age then return a.age > b.age end
  return a.id < b.id
end

local function by(field)
  return function(a, b)
    if a[field] == b[field] then return a.id < b.id end
    return a[field] > b[field]
  end
end

local checksum = 0
for _ = 1, n do
  local people = {}
  for i = 1, 1500 do
    people[i] = {id = i, name = names[random(#names) + 1], age = random(90), pay = random(5000)}
  end
  table.sort(people, by_age)
  for i = 2, #people do assert(people[i - 1].age <= people[i].age) end
  table.sort(people, by_name_then_age)
  checksum = (checksum * 31 + people[700].id) % 1000003
  table.sort(people, by("pay"))
  checksum = (checksum * 31 + people[700].id) % 1000003
end
local result = checksum

local expected = {[1] = 45148, [63] = 60387, [190] = 303463}
print(result)
assert(result == (expected[n] or result), "wrong result")
