-- Encodings of 1,000 random byte strings, there and back.
local support = require "support"
local basexx = require "basexx"
local seed = 7
local function byte()
  seed = (seed * 16807) % 2147483647
  return string.char(seed % 256)
end
for length = 1, 1000 do
  local bytes = {}
  for i = 1, length % 60 + 1 do bytes[i] = byte() end
  local text = table.concat(bytes)
  for _, name in ipairs {"hex", "base32", "base64", "url64", "crockford", "bit"} do
    local encoded = basexx["to_" .. name](text)
    support.check(basexx["from_" .. name](encoded) == text, name)
    if length % 50 == 0 then print(name, encoded) end
  end
  local padded = text .. ("\0"):rep(-#text % 4)
  support.check(basexx.from_z85(basexx.to_z85(padded)) == padded)
end
support.finish()
