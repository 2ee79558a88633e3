-- Files: open modes, read formats, write, lines, seek, close, buffering, type.
local name = os.tmpname()
local f = assert(io.open(name, "w"))
print(io.type(f), io.type(io.stdout), io.type(42), f:write("line one\n", 2, " ", 3.5, "\nthird\n\nlast without newline") == f)
print(f:close(), io.type(f), tostring(f), pcall(f.read, f))
for l in io.lines(name) do io.write("[", l, "]") end
print()
for l in io.lines(name, "L") do io.write("<", l, ">") end
print()
for a, b in io.lines(name, 1, 3) do io.write(a, "|", b, ";") break end
print()
f = io.open(name)
print(f:read("l", "n", "n", "l", "L"))
print(f:read(0), f:read(4), f:read "a", f:read "a", f:read "l", f:read(0), f:read(1))
print(f:seek("set", 5), f:read(3), f:seek(), f:seek("cur", -3), f:read "l", f:seek "end", f:seek("set"))
print(pcall(f.seek, f, "bad"), pcall(f.read, f, "x"))
f:close()
print(select("#", io.open "/nonexistent/x"), io.open "/nonexistent/x")
print(pcall(io.lines, "/nonexistent/x"))
print(pcall(io.open, name, "rz"))
f = io.open(name, "a")
f:write "+appended"
f:close()
f = io.open(name, "r+")
f:write "LINE"
f:seek("set", 0)
print(f:read "l")
f:close()
f = io.open(name, "rb")
print(#f:read "a")
f:close()
f = io.open(name, "w+")
f:write("12 0x1F -3.5e1 .5 nan 7")
f:seek "set"
print(f:read("n", "n", "n", "n"))
print(f:read "n", f:read "a")
f:close()
f = io.open(name, "w")
print(f:setvbuf "no", f:setvbuf("full", 1024), f:setvbuf "line", f:flush() == f)
for i = 1, 1000 do f:write(i, "\n") end
f:close()
local n, sum = 0, 0
for v in io.lines(name, "n") do n = n + 1 sum = sum + v end
print(n, sum)
io.output(name)
print(io.write "via default" == io.output())
io.close()
io.output(io.stdout)
io.input(name)
print(io.read "a")
print(io.read "a", io.read "l")
io.close(io.input())
print(pcall(io.read))
io.input(io.stdin)
f = io.open(name, "w")
f:write(("x"):rep(100000), "\n", ("y"):rep(70000))
f:close()
f = io.open(name)
print(#f:read "l", #f:read "a")
f:close()
do local g <close> = io.open(name) f = g end
print(io.type(f))
f = io.open(name, "w")
f:write "a\0b\r\nc\n"
f:close()
for l in io.lines(name) do io.write(#l, " ") end
print()
print(os.remove(name), select(2, os.remove(name)) == name .. ": No such file or directory", select(3, os.remove(name)))

--> file	file	nil	true
--> true	closed file	file (closed)	false	attempt to use a closed file
--> [line one][2 3.5][third][][last without newline]
--> <line one
--> ><2 3.5
--> ><third
--> ><
--> ><last without newline>
--> l|ine;
--> line one	2	3.5		third
-->
--> 	
--> las	t without newline		nil	nil	nil
--> 5	one	8	5	one	42	0
--> false	false	bad argument #2 to '?' (invalid format)
--> 3	nil	/nonexistent/x: No such file or directory	2
--> false	cannot open file '/nonexistent/x' (No such file or directory)
--> false	bad argument #2 to 'io.open' (invalid mode)
--> LINE one
--> 51
--> 12	31	-35.0	0.5
--> nil	nan 7
--> true	true	true	false
--> 1000	500500
--> true
--> via default
--> 	nil
--> false	default input file is closed
--> 100000	70000
--> closed file
--> 4 1 
--> true	true	2
