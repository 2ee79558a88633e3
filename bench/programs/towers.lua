-- The towers of Hanoi with disks as linked objects on three piles.
local n = arg and tonumber(arg[1]) or 22

local piles, moves

local function push(disk, pile)
  local top = piles[pile]
  if top and disk.size >= top.size then error("a big disk on a small one") end
  disk.below = top
  piles[pile] = disk
end

local function pop(pile)
  local top = piles[pile]
  if not top then error("the pile is empty") end
  piles[pile] = top.below
  top.below = nil
  return top
end

local function move_disks(count, from, to)
  if count == 1 then
    push(pop(from), to)
    moves = moves + 1
    return
  end
  local other = 6 - from - to
  move_disks(count - 1, from, other)
  move_disks(1, from, to)
  move_disks(count - 1, other, to)
end

piles, moves = {}, 0
for size = n, 1, -1 do push({size = size}, 1) end
move_disks(n, 1, 3)
local height, disk = 0, piles[3]
while disk do height, disk = height + 1, disk.below end
assert(height == n and not piles[1] and not piles[2])
local result = moves

local expected = {[8] = 255, [20] = 1048575, [22] = 4194303}
print(result)
assert(result == (expected[n] or result), "wrong result")
