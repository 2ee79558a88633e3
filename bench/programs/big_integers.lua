-- Big integers as arrays of decimal digits in groups: factorials, powers, Fibonacci numbers.
local n = arg and tonumber(arg[1]) or 3500
local base, width = 10000, 4

local function from_number(k)
  local digits = {}
  repeat
    digits[#digits + 1] = k % base
    k = math.floor(k / base)
  until k == 0
  return digits
end

local function to_text(a)
  local parts = {tostring(a[#a])}
  for i = #a - 1, 1, -1 do parts[#parts + 1] = string.format("%0" .. width .. "d", a[i]) end
  return table.concat(parts)
end

local function add(a, b)
  local sum, carry = {}, 0
  for i = 1, math.max(#a, #b) do
    local digit = (a[i] or 0) + (b[i] or 0) + carry
    if digit >= base then
      sum[i], carry = digit - base, 1
    else
      sum[i], carry = digit, 0
    end
  end
  if carry > 0 then sum[#sum + 1] = carry end
  return sum
end

local function multiply(a, b)
  local product = {}
  for i = 1, #a + #b do product[i] = 0 end
  for i = 1, #a do
    local carry, digit = 0, a[i]
    for j = 1, #b do
      local k = i + j - 1
      local value = product[k] + digit * b[j] + carry
      product[k] = value % base
      carry = math.floor(value / base)
    end
    product[i + #b] = product[i + #b] + carry
  end
  while #product > 1 and product[#product] == 0 do product[#product] = nil end
  return product
end

local function power(a, exponent)
  local result = from_number(1)
  while exponent > 0 do
    if exponent % 2 == 1 then result = multiply(result, a) end
    a = multiply(a, a)
    exponent = math.floor(exponent / 2)
  end
  return result
end

local factorial = from_number(1)
for i = 2, n do factorial = multiply(factorial, from_number(i)) end
local a, b = from_number(0), from_number(1)
for _ = 1, 3 * n do a, b = b, add(a, b) end
local seven = power(from_number(7), n)

local function digit_sum(text)
  local sum = 0
  for d in text:gmatch("%d") do sum = sum + tonumber(d) end
  return sum
end

local texts = {to_text(factorial), to_text(a), to_text(seven)}
assert(digit_sum(texts[1]) % 9 == 0)
local result = string.format("%d:%d %d:%d %d:%d", #texts[1], digit_sum(texts[1]), #texts[2], digit_sum(texts[2]),
  #texts[3], digit_sum(texts[3]))

local expected = {
  [20] = "19:54 13:54 17:76",
  [2000] = "5736:23382 1254:5706 1691:7474",
  [3500] = "10887:45387 2195:9864 2958:13324",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
