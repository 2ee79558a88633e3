-- io.lines and file:lines: formats are kept, the file is closed at its end, errors are raised.
local name = os.tmpname()
local f = assert(io.open(name, "w"))
f:write("alpha\nbeta\n\n12 13\nlast")
f:close()
for line in io.lines(name) do io.write("[", line, "]") end
print()
for line in io.lines(name, "L") do io.write("[", line, "]") end
print()
for a, b in io.lines(name, 1, 2) do io.write(a, "-", tostring(b), " ") end
print()
for a in io.lines(name, 0) do print("at least one byte", a == "") break end
f = assert(io.open(name))
for line in f:lines() do if line == "beta" then break end end
print(f:read("l"), f:read("n", "n"), io.type(f))
for line in f:lines("a") do print(#line) break end
print(f:close(), io.type(f), tostring(f))
print(pcall(f.lines, f))
print(pcall(f.read, f))
local it, state, control, closing = io.lines(name)
print(io.type(closing), state, control, it())
closing:close()
print(pcall(it))
it = io.lines(name, "n")
print(pcall(it))
print(pcall(it))
print(pcall(io.lines, "/no/such/file"))
print((pcall(io.lines, name, "x")))
print(pcall(function() for l in io.lines(name, "x") do end end))
print(pcall(io.lines, name, table.unpack({}, 1, 251)))
print(pcall(function() for l in io.lines(name, table.unpack({}, 1, 250)) do end end))
print(io.type(io.lines(name, table.unpack(("l "):rep(3), 1, 0)) ~= nil))
io.input(name)
for line in io.lines() do io.write(line, ";") end
print(io.type(io.input()), io.read(), io.read("a"), io.read("l"))
io.close(io.input())
print(pcall(io.read))
print(pcall(io.lines))
io.input(io.stdin)
do
  local left
  for line in io.lines(name) do left = line break end
  print(left)
end
os.remove(name)

--> [alpha][beta][][12 13][last]
--> [alpha
--> ][beta
--> ][
--> ][12 13
--> ][last]
--> a-lp h-a
-->  b-et a-
-->
-->  1-2  1-3
-->  l-as t-nil 
--> at least one byte	true
--> 	12	file
--> 5
--> true	closed file	file (closed)
--> false	attempt to use a closed file
--> false	attempt to use a closed file
--> file	nil	nil	alpha
--> false	file is already closed
--> true
--> false	file is already closed
--> false	cannot open file '/no/such/file' (No such file or directory)
--> true
--> false	io_lines.lua:29: bad argument #2 to 'for iterator' (invalid format)
--> false	bad argument #252 to 'io.lines' (too many arguments)
--> false	io_lines.lua:31: bad argument #2 to 'for iterator' (string expected, got nil)
--> nil
--> alpha;beta;;12 13;last;file	nil		nil
--> false	default input file is closed
--> false	attempt to use a closed file
--> alpha
