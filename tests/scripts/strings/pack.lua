-- pack, unpack, packsize: sizes, signs, endianness, alignment, strings, errors.
local p, u = string.pack, string.unpack
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(p("<i4", 1)), hex(p(">i4", 1)), hex(p("<i2", -2)), hex(p("b", -1)), hex(p("B", 255)), hex(p("<h", 258)), hex(p(">H", 258)), hex(p("<l", 1)), hex(p("<j", -1)), hex(p("<I3", 0x010203)), hex(p(">i16", -1)), hex(p("<i16", 5)))
print(hex(p("<f", 1.5)), hex(p(">d", 1.5)), hex(p("<n", -2)), hex(p("z", "hi")), hex(p("s1", "hi")), hex(p("<s2", "hi")), hex(p("<s4", "")), hex(p("c5", "hi")), hex(p("x")), hex(p("<!4 b i4", 1, 2)), hex(p("<!4 b Xi4", 1)), hex(p("<b!8d", 1, 2)))
print(u("<i4", "\1\0\0\0"))
print(u("<i4", "\255\255\255\255"))
print(u("<I4", "\255\255\255\255"))
print(u("z", "abc\0def"))
print(u("s1", "\3abcdef"))
print(u("c2", "abcd", 2))
print(u("<i2 i2", "\1\0\2\0"))
print(u("<i4", "\0\0\0\0\7\0\0\0", 5))
print(u("B", "abc", -1))
print(u("<f", p("<f", 0.1)))
print(u("<d", p("<d", 0.1)))
print(u(">j", p(">j", math.mininteger)))
print(u("<i16", p("<i16", -12345)))
print(string.packsize "i4", string.packsize "!8 b d", string.packsize "<i3 h", string.packsize "c10 x", string.packsize "!4 i1 i4 i1 Xi4", string.packsize "", string.packsize "j n T")
for _, a in ipairs { { p, "i1", 200 }, { p, "I1", 256 }, { p, "I1", -1 }, { p, "i17", 1 }, { p, "i0", 1 }, { p, "z", "a\0b" }, { p, "c2", "abc" }, { p, "s1", ("x"):rep(300) }, { p, "y", 1 }, { p, "i4" }, { p, "d", "x" }, { p, "!3 i4", 1 }, { p, "Xz" }, { p, "X" }, { p, "c", "x" }, { u, "i4", "abc" }, { u, "z", "abc" }, { u, "s1", "\5ab" }, { u, "i4", "abcd", 10 }, { u, "<i16", ("\255"):rep(9) .. ("\0"):rep(7) }, { string.packsize, "s" }, { string.packsize, "z" }, { u, "c5", "abc" }, { p, "!17 i4", 1 } } do print(a[2], pcall(a[1], table.unpack(a, 2))) end
print(u("<!4 i1 !2 i2", p("<!4 i1 !2 i2", 1, 2)))
print(u(" < i2 > i2 = i2 ", p(" < i2 > i2 = i2 ", 1, 2, 3)))
print(select("#", u("i1i1i1", "\1\2\3")))
print(pcall(u, "i1i1", "\1"))
print(p("z", ""):byte(1, -1))
print(u("<I8", ("\255"):rep(8)), math.type((u("<n", p("<n", 3)))), u("<i5", p("<i5", -1)))

--> 01000000	00000001	feff	ff	ff	0201	0102	0100000000000000	ffffffffffffffff	030201	ffffffffffffffffffffffffffffffff	05000000000000000000000000000000
--> 0000c03f	3ff8000000000000	00000000000000c0	686900	026869	02006869	00000000	6869000000	00	0100000002000000	01000000	01000000000000000000000000000040
--> 1	5
--> -1	5
--> 4294967295	5
--> abc	5
--> abc	5
--> bc	4
--> 1	2	5
--> 7	9
--> 99	4
--> 0.10000000149012	5
--> 0.1	9
--> -9223372036854775808	9
--> -12345	17
--> 4	16	5	11	12	0	24
--> i1	false	bad argument #2 to 'string.pack' (integer overflow)
--> I1	false	bad argument #2 to 'string.pack' (unsigned overflow)
--> I1	false	bad argument #2 to 'string.pack' (unsigned overflow)
--> i17	false	integral size (17) out of limits [1,16]
--> i0	false	integral size (0) out of limits [1,16]
--> z	false	bad argument #2 to 'string.pack' (string contains zeros)
--> c2	false	bad argument #2 to 'string.pack' (string longer than given size)
--> s1	false	bad argument #2 to 'string.pack' (string length does not fit in given size)
--> y	false	invalid format option 'y'
--> i4	false	bad argument #2 to 'string.pack' (number expected, got nil)
--> d	false	bad argument #2 to 'string.pack' (number expected, got string)
--> !3 i4	false	bad argument #1 to 'string.pack' (format asks for alignment not power of 2)
--> Xz	false	bad argument #1 to 'string.pack' (invalid next option for option 'X')
--> X	false	bad argument #1 to 'string.pack' (invalid next option for option 'X')
--> c	false	missing size for format option 'c'
--> i4	false	bad argument #2 to 'string.unpack' (data string too short)
--> z	false	bad argument #2 to 'string.unpack' (unfinished string for format 'z')
--> s1	false	bad argument #2 to 'string.unpack' (data string too short)
--> i4	false	bad argument #3 to 'string.unpack' (initial position out of string)
--> <i16	false	16-byte integer does not fit into Lua Integer
--> s	false	bad argument #1 to 'string.packsize' (variable-length format)
--> z	false	bad argument #1 to 'string.packsize' (variable-length format)
--> c5	false	bad argument #2 to 'string.unpack' (data string too short)
--> !17 i4	false	integral size (17) out of limits [1,16]
--> 1	2	5
--> 1	2	3	7
--> 4
--> false	bad argument #2 to 'string.unpack' (data string too short)
--> 0
--> -1	float	-1	6
