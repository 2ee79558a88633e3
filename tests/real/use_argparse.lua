-- A parser with options, flags and commands; 1,000 command lines, help and usage texts, errors.
local support = require "support"
local argparse = require "argparse"
local parser = argparse("tool", "A tool.")
parser:argument("input", "Input files."):args "+"
parser:option("-o --output", "Output file.", "a.out")
parser:option("-I --include", "Include path."):count "*"
parser:option("-n --number", "A number."):convert(tonumber)
parser:flag("-v --verbose", "Say more."):count "0-3"
parser:mutex(parser:flag "-q --quiet", parser:flag "-l --loud")
for i = 1, 1000 do
  local args = {"file" .. i, "-n", tostring(i / 2), "-I", "x" .. i, "-Iy" .. i}
  if i % 2 == 0 then args[#args + 1] = "-vv" end
  if i % 3 == 0 then args[#args + 1] = "--output=o" .. i end
  if i % 5 == 0 then args[#args + 1] = "-q" end
  local result = parser:parse(args)
  if i % 100 == 0 then print(type(result.include[2]), result.verbose, result.output, result.quiet) end
  support.check(result.input[1] == "file" .. i and result.number == i / 2)
  support.check(#result.include == 2)
  support.check(result.output == (i % 3 == 0 and "o" .. i or "a.out"))
end
for _, wrong in ipairs {{}, {"x", "-n", "abc"}, {"x", "--nothing"}, {"x", "-q", "-l"}, {"x", "-vvvv"}} do
  local ok, message = parser:pparse(wrong)
  print(ok)
  print(type(message) == "string" and message)
end
print(parser:get_help())
print(parser:get_usage())
support.finish()
