-- SHA-256 with 64-bit integers masked to 32 bits.
local n = arg and tonumber(arg[1]) or 12000

local function first_primes(count)
  local primes, candidate = {}, 2
  while #primes < count do
    local is_prime = true
    for _, p in ipairs(primes) do
      if candidate % p == 0 then
        is_prime = false
        break
      end
    end
    if is_prime then primes[#primes + 1] = candidate end
    candidate = candidate + 1
  end
  return primes
end

-- The first 32 bits of the fraction of a root, found by bisection in integers.
local function root_fraction(p, power)
  local low, high = 0, 1 << 40
  while high - low > 1 do
    local middle = (low + high) // 2
    local x = middle / 2.0 ^ 32
    if x ^ power <= p then low = middle else high = middle end
  end
  return low & 0xFFFFFFFF
end

local initial, round_constants = {}, {}
for i, p in ipairs(first_primes(64)) do
  if i <= 8 then initial[i] = root_fraction(p, 2) end
  round_constants[i] = root_fraction(p, 3)
end

local function rotate(x, count) return ((x >> count) | (x << (32 - count))) & 0xFFFFFFFF end

local function compress(state, block, from)
  local w = {string.unpack(">I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4", block, from)}
  for i = 17, 64 do
    local x, y = w[i - 15], w[i - 2]
    local s0 = rotate(x, 7) ~ rotate(x, 18) ~ (x >> 3)
    local s1 = rotate(y, 17) ~ rotate(y, 19) ~ (y >> 10)
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) & 0xFFFFFFFF
  end
  local a, b, c, d, e, f, g, h = table.unpack(state)
  for i = 1, 64 do
    local s1 = rotate(e, 6) ~ rotate(e, 11) ~ rotate(e, 25)
    local choice = (e & f) ~ (~e & g)
    local t1 = h + s1 + choice + round_constants[i] + w[i]
    local s0 = rotate(a, 2) ~ rotate(a, 13) ~ rotate(a, 22)
    local majority = (a & b) ~ (a & c) ~ (b & c)
    h, g, f, e = g, f, e, (d + t1) & 0xFFFFFFFF
    d, c, b, a = c, b, a, (t1 + s0 + majority) & 0xFFFFFFFF
  end
  for i, v in ipairs {a, b, c, d, e, f, g, h} do state[i] = (state[i] + v) & 0xFFFFFFFF end
end

local function sha256(message)
  local padding = (55 - #message) % 64
  local padded = message .. "\128" .. ("\0"):rep(padding) .. string.pack(">I8", #message * 8)
  local state = {table.unpack(initial)}
  for from = 1, #padded, 64 do compress(state, padded, from) end
  local parts = {}
  for i, v in ipairs(state) do parts[i] = string.format("%08x", v) end
  return table.concat(parts)
end

assert(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
local digest = "start"
for i = 1, n do digest = sha256(digest .. ("x"):rep(i % 100)) end
local result = digest

local expected = {
  [80] = "1961129b896ccacbdd1a09a89eda6023dd2b19c608c3442b91cb56ddc231eb03",
  [4000] = "8a509caa16723f97df87cfe2bb2a3bb5f4768d341562aad38bbe376b51bd0ac5",
  [12000] = "cdcd6d0f3b4b65eed387c3232813af69ec8bfdd431092821ec9287bff75dafc2",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
