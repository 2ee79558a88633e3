-- Dynamic programming over arrays: knapsack, longest common subsequence, coin change.
local n = arg and tonumber(arg[1]) or 780

local seed = 11
local function random(limit)
  seed = seed * 16807 % 2147483647
  return seed % limit + 1
end

local function knapsack(items, capacity)
  local best = {}
  for c = 0, capacity do best[c] = 0 end
  for _, item in ipairs(items) do
    for c = capacity, item.weight, -1 do
      local with = best[c - item.weight] + item.value
      if with > best[c] then best[c] = with end
    end
  end
  return best[capacity]
end

local function common_length(a, b)
  local previous = {}
  for j = 0, #b do previous[j] = 0 end
  for i = 1, #a do
    local current = {[0] = 0}
    for j = 1, #b do
      if a[i] == b[j] then
        current[j] = previous[j - 1] + 1
      else
        current[j] = math.max(previous[j], current[j - 1])
      end
    end
    previous = current
  end
  return previous[#b]
end

local function ways_to_pay(coins, amount)
  local ways = {[0] = 1}
  for a = 1, amount do ways[a] = 0 end
  for _, coin in ipairs(coins) do
    for a = coin, amount do ways[a] = (ways[a] + ways[a - coin]) % 1000003 end
  end
  return ways[amount]
end

local items = {}
for i = 1, n do items[i] = {weight = random(50), value = random(100)} end
local a, b = {}, {}
for i = 1, 3 * n do a[i], b[i] = random(6), random(6) end
local value = knapsack(items, 20 * n)
local common = common_length(a, b)
local ways = ways_to_pay({1, 2, 5, 10, 20, 50, 100, 200}, 100 * n)
local result = string.format("%d %d %d", value, common, ways)

local expected = {[10] = "528 17 334923", [450] = "21956 755 817174", [780] = "37122 1323 4388"}
print(result)
assert(result == (expected[n] or result), "wrong result")
