-- file:read with every format, on what it can meet: numerals of all forms, ends of lines and of the file.
local name = os.tmpname()
local function with(text, ...)
  local f = assert(io.open(name, "w"))
  f:write(text)
  f:close()
  f = assert(io.open(name))
  local values = table.pack(f:read(...))
  local rest = f:read("a")
  f:close()
  for i = 1, values.n do
    local v = values[i]
    values[i] = type(v) == "string" and string.format("%q", v) or tostring(v)
  end
  print(table.concat(values, " ", 1, values.n), string.format("%q", rest))
end
with("one\ntwo\n")
with("one\ntwo\n", "l", "l", "l")
with("one\ntwo", "L", "L", "L")
with("one\ntwo", "*l", "*L", "*a", "*a")
with("\n\nx", "l", "l", "l", "l")
with("a\0b\nc\0", "l", "l")
with("abcdef", 1, 2, 0, 3, 0, 1)
with("abc", 10)
with("", 0)
with("", "a")
with("", "l")
with("", "n")
with("12 -7 +3 0x10 0xA.8p1 1e2 .5 5. x", "n", "n", "n", "n", "n", "n", "n", "n", "n")
with("  \t\n 42rest", "n")
with("0x", "n")
with("0xg", "n")
with("1e+", "n")
with("1e5e5", "n")
with("- 5", "n")
with("--5", "n")
with("nan inf", "n")
with("99999999999999999999", "n")
with("9223372036854775807 9223372036854775808", "n", "n")
with("0x7fffffffffffffff 0x8000000000000000 0x1ffffffffffffffff", "n", "n", "n")
with(("1"):rep(200) .. " x", "n")
with(("1"):rep(201) .. " x", "n")
with("1 2 x 4", "n", "n", "n", "n")
with("0.1e-3;", "n")
with("0b1", "n")
with("00012", "n")
with("1..2", "n")
print(pcall(with, "x", "q"))
print(pcall(with, "x", "*"))
print(pcall(with, "x", {}))
print(pcall(with, "x", 1.5))
with("text", 2.0)
local f = assert(io.open(name, "w"))
f:write("long", ("x"):rep(100000), "\n", ("y"):rep(70000), "\nend")
f:close()
for line in io.lines(name) do print(#line, line:sub(1, 6)) end
f = assert(io.open(name))
print(#f:read(50000), #f:read("L"), #f:read(200000), f:read(1))
f:close()
os.remove(name)

--> "one"	"two\
--> "
--> "one" "two" nil	""
--> "one\
--> " "two" nil	""
--> "one" "two" "" ""	""
--> "" "" "x" nil	""
--> "a\0b" "c\0"	""
--> "a" "bc" "" "def" nil	""
--> "abc"	""
--> nil	""
--> ""	""
--> nil	""
--> nil	""
--> 12 -7 3 16 21.0 100.0 0.5 5.0 nil	"x"
--> 42	"rest"
--> nil	""
--> nil	"g"
--> nil	""
--> 100000.0	"e5"
--> nil	" 5"
--> nil	"-5"
--> nil	"nan inf"
--> 1e+20	""
--> 9223372036854775807 9.2233720368548e+18	""
--> 9223372036854775807 -9223372036854775808 -1	""
--> 1.1111111111111e+199	" x"
--> nil	"1 x"
--> 1 2 nil	"x 4"
--> 0.0001	";"
--> 0	"b1"
--> 12	""
--> 1.0	".2"
--> false	io_formats.lua:8: bad argument #1 to 'read' (invalid format)
--> false	io_formats.lua:8: bad argument #1 to 'read' (invalid format)
--> false	io_formats.lua:8: bad argument #1 to 'read' (string expected, got table)
--> false	io_formats.lua:8: bad argument #1 to 'read' (number has no integer representation)
--> "te"	"xt"
--> 100004	longxx
--> 70000	yyyyyy
--> 3	end
--> 50000	50005	70004	nil
