-- Random conversions of random values, digests of 250 each; the texts of errors are part of them.
math.randomseed(77)
local R = math.random

local flags = {"-", "+", " ", "#", "0"}
local specials = {0, -0.0, 1, -1, 0.5, 1e15, 1e16, 1e100, 123456.789, 1/0, -1/0, 5e-324, 1.7976931348623157e308,
  0.1, 2.5, 3.5, 1e-5, 9.9995, 0.00001234, math.maxinteger, math.mininteger}

local function conversion(kinds)
  local f = "%"
  for i = 1, R(0, 3) do f = f .. flags[R(#flags)] end
  if R(2) == 1 then f = f .. R(0, 120) end
  if R(2) == 1 then f = f .. "." .. (R(4) > 1 and R(0, 30) or "") end
  local k = R(#kinds)
  return f .. kinds:sub(k, k)
end

local function number()
  local kind = R(4)
  if kind == 1 then return specials[R(#specials)] end
  if kind == 2 then return R(0) end
  if kind == 3 then return R(-1000, 1000) end
  return R() * 10 ^ R(-20, 20)
end

local digest = 0
local function add(f, ...)
  local ok, s = pcall(string.format, f, ...)
  s = f .. tostring(ok) .. s
  for i = 1, #s do digest = (digest * 31 + s:byte(i)) & 0xffffffff end
end

for case = 1, 2500 do
  add(conversion("diouxXc"), number())
  add(conversion("aAeEfgG"), number())
  add(conversion("sq"), ("some\ntext\0\"" .. R(99)):sub(R(12)))
  add(conversion("sq"), number())
  if case % 250 == 0 then print(case, ("%08x"):format(digest)) end
end

--> 250	2e201b85
--> 500	70814d4e
--> 750	7a93d01a
--> 1000	720c0398
--> 1250	c73e3e7d
--> 1500	5b6dd994
--> 1750	a774af1c
--> 2000	d05ccdfb
--> 2250	8159c3c1
--> 2500	9cec3136
