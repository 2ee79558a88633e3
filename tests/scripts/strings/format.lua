-- string.format: every conversion with flags, widths and precision.
local f = string.format
print(f("%d %5d|%-5d|%05d|%+d|% d", 42, 42, 42, 42, 42, 42))
print(f("%i %u", 3, 4))
print(f("%d %d", 3.0, "10"))
print(f("%x %X %#x %o %#o %c%c", 255, 255, 255, 8, 8, 72, 105))
print(f("%x", -1), f("%d", math.mininteger))
print(f("%f %.2f %10.3f|%-10.1f|%+.0f|%#.0f", 3.14159, 3.14159, 3.14159, 3.14159, 2.5, 2.0))
print(f("%e %.3E %g %g %g %G", 12345.678, 12345.678, 1e20, 0.0001, 100000, 1e-10))
print(f("%a %A %.2a", 1.0, 0.5, 1 / 3))
print(f("%g %f %d", 2 ^ 53, 1e15, 2 ^ 53))
print(f("%.14g %.17g %.3g", 0.1, 0.1, 0.1))
print(f("%5.1f|%05.1f|%-8.3e|", -2.345, -2.345, -2.345))
print(f("%.20f", 0.1), f("%.0f", 0.5), f("%.0f", 1.5), f("%5.f|", 2.7))
print(f("%g %g %g", 1 / 0, -1 / 0, 1e308 * 10), f("%.1f", 1 / 0), f("%5d|%-5s|%5s|", 1, "ab", "cd"))
print(f("%s %s %s %s", nil, true, 12, 1.5), f("%10s|%-10s|%.2s|%5.1s|", "abc", "abc", "abc", "abc"))
print(f("%s", setmetatable({}, { __tostring = function() return "TS" end })), f("%%"))
print(pcall(f, "%s", setmetatable({}, { __tostring = function() return {} end })))
print(f("%q", 'a "quoted"\n\\line\0end\r\t\1272'))
print(f("%q %q %q %q %q", 1, 1.5, math.mininteger, true, nil), f("%q", 1 / 3), f("%q", 1 / 0), f("%q", -1 / 0), f("%q", 255))
print(load("return " .. f("%q", "x\n\0y\"z"))() == "x\n\0y\"z", load("return " .. f("%q", 0.1))() == 0.1)
for _, a in ipairs { { "%d", "x" }, { "%d", 1.5 }, { "%d", "1.5" }, { "%d" }, { "%s" }, { "%c", "x" }, { "%q", {} }, { "%q" }, { "%z", 1 }, { "%", 1 }, { "%123d", 1 }, { "%.123d", 1 }, { "%+s", "x" }, { "%#d", 1 }, { "%0s", "x" }, { "%10q", "x" }, { "%.3c", 65 }, { "%d%d", 1 }, { "%i", 2 ^ 63 }, { "%x", "0x10" } } do print(a[1], pcall(f, table.unpack(a))) end
print(f("%-20s|%20s|", ("x"):rep(5), ("y"):rep(5)), #f("%99.99f", 1), #f("%s", ("z"):rep(1000)), f("%.5s", "1234567"), f("%s\0%s", "a", "b") == "a\0b", pcall(f, "%5s", "a\0b"))
print(f("%.3d|%8.3d|%-8.3d|%+.3d", 5, 5, 5, 5), f("%.0s|%.s", "a", "b"), f("%5c|%-5c|", 65, 66), f("%p", 1), f("%p", nil), f("%p", {}) == f("%p", {}), f("%p", print) == f("%p", print), f("%p", "s") == f("%p", "s"))

--> 42    42|42   |00042|+42| 42
--> 3 4
--> 3 10
--> ff FF 0xff 10 010 Hi
--> ffffffffffffffff	-9223372036854775808
--> 3.141590 3.14      3.142|3.1       |+2|2.
--> 1.234568e+04 1.235E+04 1e+20 0.0001 100000 1E-10
--> 0x1p+0 0X1P-1 0x1.55p-2
--> 9.0072e+15 1000000000000000.000000 9007199254740992
--> 0.1 0.10000000000000001 0.1
-->  -2.3|-02.3|-2.345e+00|
--> 0.10000000000000000555	0	2	    3|
--> inf -inf inf	inf	    1|ab   |   cd|
--> nil true 12 1.5	       abc|abc       |ab|    a|
--> TS	%
--> false	'__tostring' must return a string
--> "a \"quoted\"\
--> \\line\0end\13\9\1272"
--> 1 0x1.8p+0 0x8000000000000000 true nil	0x1.5555555555555p-2	1e9999	-1e9999	255
--> true	true
--> %d	false	bad argument #2 to 'string.format' (number expected, got string)
--> %d	false	bad argument #2 to 'string.format' (number has no integer representation)
--> %d	false	bad argument #2 to 'string.format' (number has no integer representation)
--> %d	false	bad argument #2 to 'string.format' (no value)
--> %s	false	bad argument #2 to 'string.format' (no value)
--> %c	false	bad argument #2 to 'string.format' (number expected, got string)
--> %q	false	bad argument #2 to 'string.format' (value has no literal form)
--> %q	false	bad argument #2 to 'string.format' (no value)
--> %z	false	invalid conversion '%z' to 'format'
--> %	false	invalid conversion '%' to 'format'
--> %123d	false	invalid conversion specification: '%123d'
--> %.123d	false	invalid conversion specification: '%.123d'
--> %+s	false	invalid conversion specification: '%+s'
--> %#d	false	invalid conversion specification: '%#d'
--> %0s	false	invalid conversion specification: '%0s'
--> %10q	false	specifier '%q' cannot have modifiers
--> %.3c	false	invalid conversion specification: '%.3c'
--> %d%d	false	bad argument #3 to 'string.format' (no value)
--> %i	false	bad argument #2 to 'string.format' (number has no integer representation)
--> %x	true	10
--> xxxxx               |               yyyyy|	101	1000	12345	true	false	bad argument #2 to 'string.format' (string contains zeros)
--> 005|     005|005     |+005	|	    A|B    |	(null)	(null)	false	true	true
