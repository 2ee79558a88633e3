-- Luacheck over sources of several packages: every warning with its place.
local support = require "support"
local luacheck = require "luacheck"
local lines_seen = 0
for _, name in ipairs {"pl.pretty", "pl.tablex", "pl.lexer", "pl.template", "argparse", "luaunit", "dkjson"} do
  local text, lines = support.read(support.module_file(name))
  lines_seen = lines_seen + #lines
  local report = luacheck.check_strings({text}, {std = "max"})
  support.check(report.fatals == 0)
  print(name, report.warnings, report.errors)
  for _, warning in ipairs(report[1]) do
    print(warning.line, warning.column, warning.code, luacheck.get_message(warning))
  end
end
support.check(lines_seen > 5000)
local report = luacheck.check_strings({"local x = 1\nlocal function f() return y + end\n"}, {})
print(report[1][1].msg or luacheck.get_message(report[1][1]))
support.finish()
