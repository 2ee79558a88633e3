-- os: environment, files, commands and locales, and how refused arguments are told.
print(os.getenv("PATH") ~= nil, os.getenv("no such variable"), pcall(os.getenv))
print(os.execute(), os.execute("exit 0"))
print(os.execute("exit 3"))
print(os.execute("kill -9 $$"))
print(os.setlocale(), os.setlocale("C"), os.setlocale(nil, "numeric"), os.setlocale("no such locale"))
print(pcall(os.setlocale, "C", "bad"))
local name = os.tmpname()
print(io.open(name):close())
print(os.rename(name, name .. ".renamed"), select("#", io.open(name)))
print(os.remove(name .. ".renamed"), select("#", os.remove(name .. ".renamed")))
print(select(3, os.rename("/no/such/file", "/tmp")), (pcall(os.rename, "x")))
print(pcall(os.remove, {}))
print(pcall(os.exit, "x"))
print(type(os.clock()), type(os.date()))

--> true	nil	false	bad argument #1 to 'os.getenv' (string expected, got no value)
--> true	true	exit	0
--> nil	exit	3
--> nil	signal	9
--> C	C	C	nil
--> false	bad argument #2 to 'os.setlocale' (invalid option 'bad')
--> true
--> true	3
--> true	3
--> 2	false
--> false	bad argument #1 to 'os.remove' (string expected, got table)
--> false	bad argument #1 to 'os.exit' (number expected, got string)
--> number	string
