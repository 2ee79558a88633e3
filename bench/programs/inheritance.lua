-- Method calls through three levels of classes, with overriding and calls of the parent's method.
local n = arg and tonumber(arg[1]) or 530000

local function class(parent)
  local c = {}
  c.__index = c
  if parent then setmetatable(c, {__index = parent}) end
  c.super = parent
  c.new = function(...)
    local object = setmetatable({}, c)
    object:init(...)
    return object
  end
  return c
end

local Account = class()
function Account:init(owner, balance) self.owner, self.balance, self.count = owner, balance, 0 end
function Account:deposit(amount)
  self.balance = self.balance + amount
  self.count = self.count + 1
end
function Account:withdraw(amount)
  if not self:can_withdraw(amount) then return false end
  self.balance = self.balance - amount
  self.count = self.count + 1
  return true
end
function Account:can_withdraw(amount) return amount <= self.balance end
function Account:get_balance() return self.balance end
function Account:end_of_month() end

local Savings = class(Account)
function Savings:init(owner, balance, rate)
  Savings.super.init(self, owner, balance)
  self.rate = rate
end
function Savings:end_of_month() self:deposit(math.floor(self:get_balance() * self.rate / 100)) end

local Checking = class(Account)
function Checking:init(owner, balance, limit)
  Checking.super.init(self, owner, balance)
  self.limit = limit
end
function Checking:can_withdraw(amount) return amount <= self.balance + self.limit end

local Business = class(Checking)
function Business:init(owner, balance, limit, fee)
  Business.super.init(self, owner, balance, limit)
  self.fee = fee
end
function Business:withdraw(amount) return Business.super.withdraw(self, amount + self.fee) end
function Business:end_of_month()
  if self:get_balance() < 0 then self.balance = self.balance - self.fee end
end

local accounts = {
  Account.new("ada", 1000), Savings.new("bob", 5000, 2), Checking.new("cid", 200, 500),
  Business.new("dot", 3000, 2000, 3), Savings.new("eve", 100, 1), Checking.new("fay", 900, 100),
}
local refused = 0
for round = 1, n do
  for i, account in ipairs(accounts) do
    account:deposit(round * i % 40)
    if not account:withdraw(round * 7 % 53) then refused = refused + 1 end
  end
  if round % 30 == 0 then
    for _, account in ipairs(accounts) do
      account:end_of_month()
      if account:get_balance() > 20000 then account:withdraw(15000) end
    end
  end
end
local sum, count = 0, 0
for _, account in ipairs(accounts) do
  sum, count = sum + account:get_balance(), count + account.count
end
local result = string.format("%d %d %d", sum, count, refused)

local expected = {
  [3500] = "-2213 38693 3539",
  [180000] = "-2153 1973891 198109",
  [530000] = "-2295 5811372 583960",
}
print(result)
assert(result == (expected[n] or result), "wrong result")
