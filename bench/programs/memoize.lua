-- Memoized functions with string keys: lattice paths, edit distance, partitions, string interning.
local n = arg and tonumber(arg[1]) or 700

local function memoize(f)
  local cache, misses = {}, 0
  return function(a, b)
    local key = a .. ":" .. b
    local value = cache[key]
    if value == nil then
      misses = misses + 1
      value = f(a, b)
      cache[key] = value
    end
    return value
  end, function() return misses end
end

local paths
paths = memoize(function(x, y)
  if x == 0 or y == 0 then return 1 end
  return (paths(x - 1, y) + paths(x, y - 1)) % 1000003
end)

local function edit_distance(s, t)
  local distance
  distance = memoize(function(i, j)
    if i == 0 then return j end
    if j == 0 then return i end
    if s:sub(i, i) == t:sub(j, j) then return distance(i - 1, j - 1) end
    return 1 + math.min(distance(i - 1, j), distance(i, j - 1), distance(i - 1, j - 1))
  end)
  return distance(#s, #t)
end

local parts, part_misses
parts, part_misses = memoize(function(total, largest)
  if total == 0 then return 1 end
  if total < 0 or largest == 0 then return 0 end
  return (parts(total - largest, largest) + parts(total, largest - 1)) % 1000003
end)

local corner = paths(n, n)
local distances = 0
for i = 1, n / 10 do
  distances = distances + edit_distance("kitten sitting on " .. i, "sitting kitten in " .. i * 3)
end
local partitions = parts(n, n)
local result = string.format("%d %d %d %d", corner, distances, partitions, part_misses())

local expected = {
  [10] = "184756 8 42 91",
  [400] = "532632 356 430333 120601",
  [700] = "837563 640 221527 368551",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
