-- Generators by coroutines: trees walked in order, permutations, pipelines with filters.
local n = arg and tonumber(arg[1]) or 3500

local function insert(tree, key)
  if not tree then return {key = key} end
  if key < tree.key then
    tree.left = insert(tree.left, key)
  elseif key > tree.key then
    tree.right = insert(tree.right, key)
  end
  return tree
end

local function walk(tree)
  if not tree then return end
  walk(tree.left)
  coroutine.yield(tree.key)
  walk(tree.right)
end

local function keys(tree) return coroutine.wrap(function() walk(tree) end) end

local function count_up(limit)
  return coroutine.wrap(function()
    for i = 1, limit do coroutine.yield(i) end
  end)
end

local function where(source, keep)
  return coroutine.wrap(function()
    for v in source do
      if keep(v) then coroutine.yield(v) end
    end
  end)
end

local function select_from(source, f)
  return coroutine.wrap(function()
    for v in source do coroutine.yield(f(v)) end
  end)
end

local function permute(list, k)
  if k <= 1 then
    coroutine.yield(list)
    return
  end
  for i = 1, k do
    list[i], list[k] = list[k], list[i]
    permute(list, k - 1)
    list[i], list[k] = list[k], list[i]
  end
end

local tree, seed = nil, 61
for _ = 1, 500 do
  seed = seed * 16807 % 2147483647
  tree = insert(tree, seed % 10000)
end
local checksum, count = 0, 0
for round = 1, n do
  local last = -1
  for key in keys(tree) do
    assert(key > last)
    last, checksum = key, (checksum + key * round) % 1000003
  end
  local evens = where(count_up(300), function(v) return v % 2 == 0 end)
  for v in select_from(evens, function(v) return v * v end) do checksum = (checksum + v) % 1000003 end
  for list in coroutine.wrap(function() permute({1, 2, 3, 4, 5}, 5) end) do count = count + list[1] end
end
local result = string.format("%d %d", checksum, count)

local expected = {[23] = "4775 8280", [1200] = "3865 432000", [3500] = "511642 1260000"}
print(result)
assert(result == (expected[n] or result), "wrong result")
