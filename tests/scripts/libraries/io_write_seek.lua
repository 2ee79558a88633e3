-- Writing, positions, buffers, modes, and what files answer when something is wrong.
local name = os.tmpname()
local f = assert(io.open(name, "w+"))
print(f:write("a", 1, " ", 1.5, " ", 2.0, " ", -0.0, " ", 1e300, " ", 2^63, "\n") == f)
print(f:seek(), f:seek("set"), f:read("l"), f:seek("cur", -3), f:read("a"))
print(f:seek("end"), f:seek("set", 2), f:read(3))
print(pcall(f.seek, f, "bad"))
print(pcall(f.seek, f, "set", 1.5))
print(f:seek("set", -1))
print(f:setvbuf("full", 100), f:setvbuf("line"), f:setvbuf("no"), pcall(f.setvbuf, f, "some"))
print(f:flush() == f, f:flush())
print(pcall(f.write, f, {}))
print(pcall(f.write, f, nil))
print(f:close(), pcall(f.close, f))
print(pcall(io.open, name, "rw"))
print(pcall(io.open, name, "x"))
print(pcall(io.open, name, "r++"))
print(pcall(io.open, name, ""))
print(io.open("/no/such/file"))
print(io.open("/no/such/dir/file", "w"))
f = assert(io.open(name, "a+b"))
f:write("more")
f:seek("set")
print(#f:read("a"))
f:close()
f = assert(io.open(name, "rb"))
print(f:write("x"))
f:close()
f = assert(io.open(name, "w"))
print(f:read("l"))
f:close()
print(io.type(f), io.type(io.stdout), io.type(12), pcall(io.type))
print(tostring(f), tostring(io.stdout):match("^file %(0x"))
print(io.output() == io.stdout, io.input() == io.stdin)
io.output(name)
io.write("to the default")
print(io.close(), pcall(io.write, "x"))
print(pcall(io.close))
io.output(io.stdout)
io.input(name)
print(io.read("a"))
io.input():close()
io.input(io.stdin)
print(pcall(io.input, "/no/such/file"))
print(pcall(io.output, {}))
print(io.stdout:close())
print(pcall(io.stdout.write, 1))
print(pcall(function() io.stdout.write("x") end))
print(getmetatable(f).__name, getmetatable(f).__index.read == f.read)
print(pcall(getmetatable(f).__tostring, {}))
do
  local g <close> = assert(io.open(name))
  f = g
end
print(io.type(f))
print(os.remove(name))
print(select("#", os.remove(name)), (select(2, os.remove(name)):gsub("^.-: ", "")), (select(3, os.remove(name))))
local t = io.tmpfile()
t:write("kept while open")
t:seek("set")
print(t:read("a"), t:close())

--> true
--> 39	0	a1 1.5 2 -0 1e+300 9.2233720368548e+18	36	18
-->
--> 39	2	 1.
--> false	bad argument #2 to '?' (invalid option 'bad')
--> false	bad argument #3 to '?' (number has no integer representation)
--> nil	Invalid argument	22
--> true	true	true	false	bad argument #2 to '?' (invalid option 'some')
--> false	true
--> false	bad argument #2 to '?' (string expected, got table)
--> false	bad argument #2 to '?' (string expected, got nil)
--> true	false	attempt to use a closed file
--> false	bad argument #2 to 'io.open' (invalid mode)
--> false	bad argument #2 to 'io.open' (invalid mode)
--> false	bad argument #2 to 'io.open' (invalid mode)
--> false	bad argument #2 to 'io.open' (invalid mode)
--> nil	/no/such/file: No such file or directory	2
--> nil	/no/such/dir/file: No such file or directory	2
--> 43
--> nil	Bad file descriptor	9
--> nil	Bad file descriptor	9
--> closed file	file	nil	false	bad argument #1 to 'io.type' (value expected)
--> file (closed)	file (0x
--> true	true
--> true	false	default output file is closed
--> false	attempt to use a closed file
--> to the default
--> false	cannot open file '/no/such/file' (No such file or directory)
--> false	bad argument #1 to 'io.output' (FILE* expected, got table)
--> nil	cannot close standard file
--> false	bad argument #1 to '?' (FILE* expected, got number)
--> false	io_write_seek.lua:48: bad argument #1 to 'write' (FILE* expected, got string)
--> FILE*	true
--> false	bad argument #1 to '?' (FILE* expected, got table)
--> closed file
--> true
--> 3	No such file or directory	2
--> kept while open	true
