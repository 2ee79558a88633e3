-- Huffman codes: counting letters, building the tree, coding and decoding text as strings of bits.
local n = arg and tonumber(arg[1]) or 3300

local function count_letters(text)
  local counts = {}
  for i = 1, #text do
    local c = text:sub(i, i)
    counts[c] = (counts[c] or 0) + 1
  end
  return counts
end

local function heavier(a, b)
  if a.weight ~= b.weight then return a.weight > b.weight end
  return a.letter > b.letter
end

local function build(counts)
  local nodes = {}
  for letter, weight in pairs(counts) do nodes[#nodes + 1] = {letter = letter, weight = weight} end
  table.sort(nodes, heavier)
  while #nodes > 1 do
    local a = table.remove(nodes)
    local b = table.remove(nodes)
    local joined = {weight = a.weight + b.weight, left = a, right = b, letter = math.min(a.letter:byte(), b.letter:byte()) < 110 and "a" or "z"}
    local at = #nodes + 1
    while at > 1 and nodes[at - 1].weight < joined.weight do at = at - 1 end
    table.insert(nodes, at, joined)
  end
  return nodes[1]
end

local function assign(node, prefix, codes)
  if not node.left then
    codes[node.letter] = prefix
    return codes
  end
  assign(node.left, prefix .. "0", codes)
  assign(node.right, prefix .. "1", codes)
  return codes
end

local function encode(text, codes)
  local out = {}
  for c in text:gmatch(".") do out[#out + 1] = codes[c] end
  return table.concat(out)
end

local function decode(bits, tree)
  local out, node = {}, tree
  for i = 1, #bits do
    node = bits:byte(i) == 48 and node.left or node.right
    if not node.left then
      out[#out + 1] = node.letter
      node = tree
    end
  end
  return table.concat(out)
end

local base = "she sells sea shells by the sea shore; the shells she sells are surely seashells. "
local total, deepest = 0, 0
for round = 1, n do
  local text = base:rep(4) .. ("xyzzy"):rep(round % 20) .. tostring(round * 7919)
  local tree = build(count_letters(text))
  local codes = assign(tree, "", {})
  local bits = encode(text, codes)
  assert(decode(bits, tree) == text)
  total = total + #bits
  for _, code in pairs(codes) do deepest = math.max(deepest, #code) end
end
local result = string.format("%d %d", total, deepest)

local expected = {[22] = "29022 10", [1100] = "1484737 10", [3300] = "4474557 10"}
print(result)
assert(result == (expected[n] or result), "wrong result")
