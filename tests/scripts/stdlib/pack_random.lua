-- Random pack formats: packed, measured and unpacked; digests of 250 cases each, with errors' texts.
math.randomseed(99)
local R = math.random
local options = {"b", "B", "h", "H", "i", "I", "l", "L", "j", "J", "T", "f", "d", "n", "i3", "I5", "i16", "s1",
  "s", "z", "x", "X", "c5", "!", "!4", "!8", ">", "<", "=", " ", "Xi", "i17", "c", "X!"}

local digest = 0
local function add(...)
  for i = 1, select("#", ...) do
    local s = tostring((select(i, ...)))
    for k = 1, #s do digest = (digest * 31 + s:byte(k)) & 0xffffffff end
  end
end

for case = 1, 2500 do
  local format, arguments = {}, {}
  for i = 1, R(5) do
    local n = R(#options)
    format[i] = options[n]
    if n <= 17 then arguments[#arguments + 1] = R(3) > 1 and R(-100, 100) or R(0) >> R(0, 60)
    elseif n <= 19 or n == 20 or n == 23 then arguments[#arguments + 1] = ("text"):sub(R(4)) end
  end
  format = table.concat(format)
  local ok, packed = pcall(string.pack, format, table.unpack(arguments))
  add(ok, packed)
  add(pcall(string.packsize, format))
  if ok then add(pcall(string.unpack, format, packed)) end
  add(pcall(string.unpack, format, ("\xff\0\1\x80x"):rep(R(8)), R(-2, 6)))
  if case % 250 == 0 then print(case, ("%08x"):format(digest)) end
end

--> 250	ecebee5d
--> 500	b5ad88a2
--> 750	3f6aafc6
--> 1000	642979a1
--> 1250	fb393722
--> 1500	94d337d9
--> 1750	137751ef
--> 2000	73e5dd18
--> 2250	0453ef4c
--> 2500	b3be7673
