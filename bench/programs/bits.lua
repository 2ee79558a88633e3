-- Bit operations on 64-bit integers: a random generator, bit counts, a CRC and Gray codes.
local n = arg and tonumber(arg[1]) or 900000

local state = 0x2545F4914F6CDD1D
local function next_random()
  state = state ~ (state << 13)
  state = state ~ (state >> 7)
  state = state ~ (state << 17)
  return state
end

local function count_bits(x)
  local count = 0
  while x ~= 0 do
    x = x & (x - 1)
    count = count + 1
  end
  return count
end

local crc_table = {}
for i = 0, 255 do
  local c = i
  for _ = 1, 8 do
    if c & 1 == 1 then c = 0xEDB88320 ~ (c >> 1) else c = c >> 1 end
  end
  crc_table[i] = c
end

local function crc_of_word(crc, word)
  for shift = 0, 56, 8 do
    local byte = (word >> shift) & 0xFF
    crc = crc_table[(crc ~ byte) & 0xFF] ~ (crc >> 8)
  end
  return crc
end

local function gray(x) return x ~ (x >> 1) end

local function from_gray(x)
  for _, shift in ipairs {1, 2, 4, 8, 16, 32} do x = x ~ (x >> shift) end
  return x
end

local crc, ones = 0xFFFFFFFF, 0
for i = 1, n do
  local word = next_random()
  crc = crc_of_word(crc, word)
  ones = ones + count_bits(word & 0xFFFFFFFF)
  assert(from_gray(gray(i)) == i)
end
local result = string.format("%08x %d", ~crc & 0xFFFFFFFF, ones)

local expected = {[6000] = "c781e8c8 96204", [300000] = "7c9a7564 4799749", [900000] = "2f4135c3 14400179"}
print(result)
assert(result == (expected[n] or result), "wrong result")
