-- io.popen: reading, writing, exit results; os.execute's three results.
local p = io.popen "echo one; echo two"
print(p:read "l", p:read "a")
print(p:close())
p = io.popen "exit 7"
print(p:close())
p = io.popen("cat", "w")
io.stdout:flush()
p:write "through cat\n"
print(p:close())
for l in io.popen("printf 'a\\nb\\n'"):lines() do io.write("<", l, ">") end
print()
print(pcall(io.popen, "ls", "rw"))
print(pcall(io.popen, "ls", "x"))
print(io.type(p), os.execute "exit 5")
print(os.execute "false")
io.stdout:flush()
os.execute "echo from the shell"

--> one	two
-->
--> true	exit	0
--> nil	exit	7
--> through cat
--> true	exit	0
--> <a><b>
--> false	bad argument #2 to 'io.popen' (invalid mode)
--> false	bad argument #2 to 'io.popen' (invalid mode)
--> closed file	nil	exit	5
--> nil	exit	1
--> from the shell
