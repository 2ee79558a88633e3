#!/usr/bin/env vmrun
-- calc: evaluates expressions, one a line: + - * / % ^, comparison, parentheses, variables, functions.
--
--   vmrun calc.lua ['2 * (3 + 4)'...]    without arguments: lines of standard input
--
-- `x = 3` sets a variable, `f(a, b) = a^2 + b` defines a function; `_` is the last result.
-- A precedence-climbing parser that turns each expression into a closure.

local variables = {pi = math.pi, e = math.exp(1), _ = 0}
local functions = {
  sqrt = math.sqrt, sin = math.sin, cos = math.cos, tan = math.tan, atan = math.atan, abs = math.abs,
  floor = math.floor, ceil = math.ceil, exp = math.exp, ln = math.log, max = math.max, min = math.min,
}

-- Left and right binding power, and what the operator does.
local operators = {
  ["<"] = {10, 11, function(a, b) return a < b and 1 or 0 end},
  [">"] = {10, 11, function(a, b) return a > b and 1 or 0 end},
  ["+"] = {20, 21, function(a, b) return a + b end},
  ["-"] = {20, 21, function(a, b) return a - b end},
  ["*"] = {30, 31, function(a, b) return a * b end},
  ["/"] = {30, 31, function(a, b) return a / b end},
  ["%"] = {30, 31, function(a, b) return a % b end},
  ["^"] = {51, 50, function(a, b) return a ^ b end},
}
local NEGATION = 40

local function fail(...)
  error(string.format(...), 0)
end

local function tokens_of(line)
  local tokens, at = {}, 1
  while true do
    at = line:find("%S", at)
    if not at then
      return tokens
    end
    local text = line:match("^%d+%.?%d*[eE][+-]?%d+", at) or line:match("^%d*%.?%d+", at)
        or line:match("^[%a_][%w_]*", at) or line:match("^[-+*/%%^<>(),=]", at)
    if not text then
      fail("what is '%s'?", line:sub(at, at))
    end
    tokens[#tokens + 1] = text
    at = at + #text
  end
end

local Parser = {}
Parser.__index = Parser

function Parser:peek()
  return self.tokens[self.at]
end

function Parser:advance()
  self.at = self.at + 1
  return self.tokens[self.at - 1]
end

function Parser:expect(text)
  if self:advance() ~= text then
    fail("'%s' expected", text)
  end
end

function Parser:arguments()
  local list = {}
  self:expect("(")
  if self:peek() ~= ")" then
    repeat
      list[#list + 1] = self:expression(0)
    until self:peek() ~= "," or not self:advance()
  end
  self:expect(")")
  return list
end

function Parser:name(name)
  if self:peek() == "(" then
    local arguments = self:arguments()
    return function(scope)
      local values = {}
      for i, argument in ipairs(arguments) do
        values[i] = argument(scope)
      end
      local f = functions[name] or fail("no function '%s'", name)
      return f(table.unpack(values))
    end
  end
  return function(scope)
    return scope[name] or variables[name] or fail("'%s' has no value", name)
  end
end

function Parser:operand()
  local token = self:advance()
  if not token then
    fail("something is missing at the end")
  elseif token == "(" then
    local inner = self:expression(0)
    self:expect(")")
    return inner
  elseif token == "-" then
    local inner = self:expression(NEGATION)
    return function(scope) return -inner(scope) end
  elseif tonumber(token) then
    local number = tonumber(token)
    return function() return number end
  elseif token:match("^[%a_]") then
    return self:name(token)
  end
  fail("'%s' is not expected here", token)
end

function Parser:expression(power)
  local left = self:operand()
  while true do
    local operator = operators[self:peek()]
    if not operator or operator[1] < power then
      return left
    end
    self:advance()
    local a, b, apply = left, self:expression(operator[2]), operator[3]
    left = function(scope) return apply(a(scope), b(scope)) end
  end
end

local function compile(text)
  local parser = setmetatable({tokens = tokens_of(text), at = 1}, Parser)
  local run = parser:expression(0)
  if parser:peek() then
    fail("'%s' is not expected here", parser:peek())
  end
  return run
end

local function define(name, parameters, body)
  local names, run = {}, compile(body)
  for parameter in parameters:gmatch("[%a_][%w_]*") do
    names[#names + 1] = parameter
  end
  functions[name] = function(...)
    local scope = {}
    for i, parameter in ipairs(names) do
      scope[parameter] = select(i, ...) or fail("'%s' wants %d arguments", name, #names)
    end
    return run(scope)
  end
  return name .. " is defined"
end

local function evaluate(line)
  local name, parameters, body = line:match("^%s*([%a_][%w_]*)%s*(%b())%s*=%s*(.+)")
  if name then
    return define(name, parameters, body)
  end
  local target, text = line:match("^%s*([%a_][%w_]*)%s*=%s*(.+)")
  local value = compile(text or line)({})
  variables[target or "_"] = value
  return value
end

local function answer(line)
  if line:find("%S") then
    local fine, result = pcall(evaluate, line)
    if not fine then
      print("error: " .. tostring(result))
    elseif math.type(result) == "float" then
      print(string.format("%.12g", result))
    else
      print(result)
    end
  end
end

if #arg > 0 then
  for _, line in ipairs(arg) do
    answer(line)
  end
else
  for line in io.lines() do
    answer(line)
  end
end
