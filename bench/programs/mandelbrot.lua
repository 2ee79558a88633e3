-- Float loops without tables.
local n = arg and tonumber(arg[1]) or 950
local inside = 0
for py = 0, n - 1 do
  for px = 0, n - 1 do
    local cr, ci = 2.0 * px / n - 1.5, 2.0 * py / n - 1.0
    local zr, zi, escaped = 0.0, 0.0, false
    for _ = 1, 50 do
      zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
      if zr * zr + zi * zi > 4.0 then escaped = true break end
    end
    if not escaped then inside = inside + 1 end
  end
end
local result = inside

local expected = {[16] = 104, [550] = 120033, [950] = 358143}
print(result)
assert(result == (expected[n] or result), "wrong result")
