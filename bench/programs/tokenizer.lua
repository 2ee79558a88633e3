-- A scanner and a calculator: text to tokens by patterns, tokens to a tree, the tree to a number.
local n = arg and tonumber(arg[1]) or 19000

local function tokenize(text)
  local tokens, at = {}, 1
  while true do
    local _, stop = text:find("^[ \n]+", at)
    if stop then at = stop + 1 end
    if at > #text then break end
    local from, to = text:find("^%d+%.?%d*", at)
    if from then
      tokens[#tokens + 1] = {kind = "number", value = tonumber(text:sub(from, to))}
    else
      from, to = text:find("^[%a_][%w_]*", at)
      if from then
        tokens[#tokens + 1] = {kind = "name", value = text:sub(from, to)}
      else
        from, to = at, at
        tokens[#tokens + 1] = {kind = text:sub(at, at)}
      end
    end
    at = to + 1
  end
  tokens[#tokens + 1] = {kind = "end"}
  return tokens
end

local Parser = {}
Parser.__index = Parser
function Parser.new(tokens) return setmetatable({tokens = tokens, at = 1}, Parser) end
function Parser:kind() return self.tokens[self.at].kind end
function Parser:take(kind)
  local token = self.tokens[self.at]
  if kind and token.kind ~= kind then error("expected " .. kind .. ", got " .. token.kind) end
  self.at = self.at + 1
  return token
end

function Parser:primary()
  local kind = self:kind()
  if kind == "number" then return {op = "number", value = self:take().value} end
  if kind == "name" then return {op = "name", name = self:take().value} end
  if kind == "-" then
    self:take()
    return {op = "negate", operand = self:primary()}
  end
  self:take("(")
  local inner = self:sum()
  self:take(")")
  return inner
end

function Parser:product()
  local left = self:primary()
  while self:kind() == "*" or self:kind() == "/" do
    local op = self:take().kind
    left = {op = op, left = left, right = self:primary()}
  end
  return left
end

function Parser:sum()
  local left = self:product()
  while self:kind() == "+" or self:kind() == "-" do
    local op = self:take().kind
    left = {op = op, left = left, right = self:product()}
  end
  return left
end

local operations = {
  ["+"] = function(a, b) return a + b end,
  ["-"] = function(a, b) return a - b end,
  ["*"] = function(a, b) return a * b end,
  ["/"] = function(a, b) return a / b end,
}

local function evaluate(tree, names)
  local op = tree.op
  if op == "number" then return tree.value end
  if op == "name" then return names[tree.name] end
  if op == "negate" then return -evaluate(tree.operand, names) end
  return operations[op](evaluate(tree.left, names), evaluate(tree.right, names))
end

local source = "(alpha + 3.5) * beta_2 - 12 / (4 + gamma) + -(alpha * 2 - beta_2) * (1 + 2 * (3 + 4 * 5)) - 100 / alpha"
local total, count = 0.0, 0
for i = 1, n do
  local tokens = tokenize(source)
  local parser = Parser.new(tokens)
  local tree = parser:sum()
  parser:take("end")
  count = count + #tokens
  total = total + evaluate(tree, {alpha = i % 17 + 1, beta_2 = i % 5, gamma = i % 3})
end
local result = string.format("%.4f %d", total, count)

local expected = {
  [130] = "-95441.6078 5590",
  [6300] = "-4720805.4311 270900",
  [19000] = "-14242267.9378 817000",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
