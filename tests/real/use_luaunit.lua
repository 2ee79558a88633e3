-- A LuaUnit run of 1,000 generated tests, some of which fail; its report in TAP format.
local support = require "support"
local lu = require "luaunit"
TestNumbers = {}
for i = 1, 1000 do
  TestNumbers[("test%04d"):format(i)] = function()
    lu.assertEquals(i * 2, i + i)
    lu.assertAlmostEquals(i / 3 * 3, i, 1e-9)
    lu.assertStrContains("number " .. i, tostring(i))
    if i % 100 == 0 then lu.assertEquals({i, {i}}, {i, {i + 1}}) end
  end
end
local runner = lu.LuaUnit.new()
runner:setOutputType "tap"
local real_exit = os.exit
local failures = runner:runSuite()
support.check(failures == 10)
support.check(runner.result.runCount == 1000)
support.check(os.exit == real_exit)
support.finish()
