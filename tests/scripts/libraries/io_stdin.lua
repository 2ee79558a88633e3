-- Reading standard input in all formats.
print(io.read())
print(io.read("n", "n"))
print(io.read "l")
print(io.read "L")
print(io.read(3), io.read(0))
print(io.read "l")
for l in io.lines() do print("[" .. l .. "]") end
print(io.read(), io.read "a", io.read(0), io.read "n")
print(io.stdin:read "a")
--< first line
--< 12 0x10 rest
--< kept newline
--< abcdef
--< loop 1
--< loop 2

--> first line
--> 12	16
-->  rest
--> kept newline
-->
--> abc	
--> def
--> [loop 1]
--> [loop 2]
--> nil		nil	nil
-->
