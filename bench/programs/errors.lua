-- pcall, error with strings and tables, error rethrown, xpcall with a handler, assert.
local n = arg and tonumber(arg[1]) or 480000

local Failure = {}
Failure.__index = Failure
Failure.__tostring = function(f) return "failure: " .. f.reason end
local function fail(reason, code) error(setmetatable({reason = reason, code = code}, Failure)) end

local function parse_digit(c)
  local digit = tonumber(c)
  if not digit then error("not a digit: " .. c, 0) end
  return digit
end

local function checked_divide(a, b)
  if b == 0 then fail("division by zero", a) end
  return math.floor(a / b)
end

local function try(f, ...)
  local ok, value = pcall(f, ...)
  if ok then return value, nil end
  return nil, value
end

local function with_cleanup(log, f, ...)
  log.open = log.open + 1
  local ok, value = pcall(f, ...)
  log.open = log.open - 1
  if not ok then error(value, 0) end
  return value
end

local digits = {"1", "2", "x", "7", "9", "-"}
local log = {open = 0}
local sum, failures, handled = 0, 0, 0
for i = 1, n do
  local value, problem = try(parse_digit, digits[i % 6 + 1])
  if value then sum = sum + value else failures = failures + #problem end
  value, problem = try(checked_divide, i, i % 4)
  if value then sum = sum + value else failures = failures + problem.code % 10 end
  local ok, e = pcall(with_cleanup, log, checked_divide, i, i % 3)
  if not ok then handled = handled + #tostring(e) end
  local _, message = xpcall(function() return i % 5 == 0 and nil + 1 end, function(m) return "<" .. m:match("[^:]*$") .. ">" end)
  if message then handled = handled + #message:sub(1, 8) end
  sum = sum + (select(2, pcall(assert, i % 2 == 0 and i, "odd")) == "odd" and 1 or 2)
end
assert(log.open == 0)
local result = string.format("%d %d %d", sum, failures, handled)

local expected = {
  [3200] = "2360796 18138 31770",
  [160000] = "5867373339 906662 1589325",
  [480000] = "52802120000 2720000 4768000",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
