-- Linked lists: building, reversing, merging, sorting by splitting, removing.
local n = arg and tonumber(arg[1]) or 660

local function cons(value, rest) return {value = value, rest = rest} end

local seed = 5
local function random_list(length)
  local list
  for _ = 1, length do
    seed = seed * 16807 % 2147483647
    list = cons(seed % 10000, list)
  end
  return list
end

local function reverse(list)
  local reversed
  while list do
    list, list.rest, reversed = list.rest, reversed, list
  end
  return reversed
end

local function merge(a, b)
  local head = cons(0)
  local tail = head
  while a and b do
    if a.value <= b.value then
      tail.rest, a = a, a.rest
    else
      tail.rest, b = b, b.rest
    end
    tail = tail.rest
  end
  tail.rest = a or b
  return head.rest
end

local function split(list)
  local slow, fast = list, list.rest
  while fast and fast.rest do slow, fast = slow.rest, fast.rest.rest end
  local second = slow.rest
  slow.rest = nil
  return list, second
end

local function sort(list)
  if not list or not list.rest then return list end
  local a, b = split(list)
  return merge(sort(a), sort(b))
end

local function without(list, divisor)
  if not list then return nil end
  local head = cons(0, list)
  local at = head
  while at.rest do
    if at.rest.value % divisor == 0 then at.rest = at.rest.rest else at = at.rest end
  end
  return head.rest
end

local function map(list, f)
  local head = cons(0)
  local tail = head
  while list do
    tail.rest = cons(f(list.value))
    tail, list = tail.rest, list.rest
  end
  return head.rest
end

local function length(list)
  local count = 0
  while list do count, list = count + 1, list.rest end
  return count
end

local checksum = 0
for round = 1, n do
  local list = sort(random_list(1000))
  list = without(list, 2 + round % 5)
  list = map(reverse(list), function(v) return v * 2 end)
  checksum = (checksum * 31 + length(list) + list.value) % 1000003
end
local result = checksum

local expected = {[4] = 436408, [220] = 690531, [660] = 758877}
print(result)
assert(result == (expected[n] or result), "wrong result")
