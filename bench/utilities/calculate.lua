-- calculate.lua FILE: a calculator with variables: evaluates one assignment or expression a line.
local Parser = {}
Parser.__index = Parser

local function tokens(line)
  local list, at = {}, 1
  while true do
    at = line:find("%S", at)
    if not at then return list end
    local kind, text = "number", line:match("^%d+%.?%d*", at)
    if not text then kind, text = "name", line:match("^%a[%w_]*", at) end
    if not text then kind, text = "mark", line:sub(at, at) end
    list[#list + 1] = {kind = kind, text = text}
    at = at + #text
  end
end

local functions = {
  max = math.max, min = math.min, abs = math.abs, sqrt = math.sqrt, floor = math.floor,
  sum = function(...)
    local s = 0
    for i = 1, select("#", ...) do s = s + (select(i, ...)) end
    return s
  end,
}

local priority = {["+"] = 1, ["-"] = 1, ["*"] = 2, ["/"] = 2, ["%"] = 2}
local operations = {
  ["+"] = function(a, b) return a + b end,
  ["-"] = function(a, b) return a - b end,
  ["*"] = function(a, b) return a * b end,
  ["/"] = function(a, b) if b == 0 then error("division by zero", 0) end return a / b end,
  ["%"] = function(a, b) if b == 0 then error("division by zero", 0) end return a - math.floor(a / b) * b end,
}

function Parser:peek() return self.list[self.at] or {kind = "end", text = "the end"} end

function Parser:take(text)
  if self:peek().text ~= text then error("'" .. text .. "' expected before " .. self:peek().text, 0) end
  self.at = self.at + 1
end

function Parser:call(name)
  local values = {}
  self:take("(")
  while self:peek().text ~= ")" do
    values[#values + 1] = self:expression(1)
    if self:peek().text ~= ")" then self:take(",") end
  end
  self:take(")")
  local f = functions[name] or error("no function " .. name, 0)
  return f((table.unpack or unpack)(values))
end

function Parser:primary()
  local token = self:peek()
  self.at = self.at + 1
  if token.kind == "number" then return tonumber(token.text) + 0.0 end
  if token.text == "-" then return -self:primary() end
  if token.text == "(" then
    local value = self:expression(1)
    self:take(")")
    return value
  end
  if token.kind ~= "name" then error("a value expected before " .. token.text, 0) end
  if self:peek().text == "(" then return self:call(token.text) end
  return self.variables[token.text] or error("no variable " .. token.text, 0)
end

function Parser:expression(least)
  local left = self:primary()
  while true do
    local mark = self:peek().text
    local own = priority[mark]
    if not own or own < least then return left end
    self.at = self.at + 1
    left = operations[mark](left, self:expression(own + 1))
  end
end

local variables, wrong, lines = {}, 0, 0
local function evaluate(line)
  local list = tokens(line)
  local target
  if #list >= 2 and list[1].kind == "name" and list[2].text == "=" then target = list[1].text end
  local parser = setmetatable({list = list, at = target and 3 or 1, variables = variables}, Parser)
  local value = parser:expression(1)
  if parser.at <= #list then error("the end expected before " .. parser:peek().text, 0) end
  if target then variables[target] = value end
  return value
end

for line in io.lines(arg[1]) do
  lines = lines + 1
  local good, value = pcall(evaluate, line)
  if good then
    print(string.format("%d: %.6g", lines, value))
  else
    wrong = wrong + 1
    print(string.format("%d: %s", lines, value))
  end
end
print(string.format("%d lines, %d wrong", lines, wrong))
