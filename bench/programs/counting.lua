-- Tables as maps: counting integers, pairs of numbers and floats, grouping, sets, inverting.
local n = arg and tonumber(arg[1]) or 930

local seed = 41
local function random(limit)
  seed = seed * 16807 % 2147483647
  return seed % limit
end

local function count_values(length, range)
  local counts = {}
  for _ = 1, length do
    local v = random(range) * 1009
    counts[v] = (counts[v] or 0) + 1
  end
  return counts
end

local function mode(counts)
  local best, most = nil, 0
  for v, count in pairs(counts) do
    if count > most or (count == most and v < best) then best, most = v, count end
  end
  return best, most
end

local function group_by(list, key_of)
  local groups = {}
  for _, v in ipairs(list) do
    local key = key_of(v)
    local group = groups[key]
    if not group then
      group = {}
      groups[key] = group
    end
    group[#group + 1] = v
  end
  return groups
end

local function union(a, b)
  local set = {}
  for k in pairs(a) do set[k] = true end
  for k in pairs(b) do set[k] = true end
  return set
end

local function size(set)
  local count = 0
  for _ in pairs(set) do count = count + 1 end
  return count
end

local checksum = 0
for _ = 1, n do
  local a, b = count_values(3000, 700), count_values(3000, 900)
  local best, most = mode(a)
  checksum = (checksum * 31 + best + most + size(union(a, b))) % 1000003
  local list = {}
  for i = 1, 1000 do list[i] = random(10000) end
  local groups = group_by(list, function(v) return v % 37 + 0.5 end)
  checksum = (checksum + #groups[4.5] + size(groups)) % 1000003
  for k in pairs(a) do
    if k % 2 == 0 then a[k] = nil end
  end
  checksum = checksum + size(a)
end
local result = checksum

local expected = {[6] = 92710, [310] = 204757, [930] = 669050}
print(result)
assert(result == (expected[n] or result), "wrong result")
