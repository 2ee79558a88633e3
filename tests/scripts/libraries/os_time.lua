-- os.time, os.date with UTC formats, os.clock, getenv, rename, tmpname, difftime.
print(os.time { year = 2000, month = 1, day = 1, hour = 12 } - os.time { year = 2000, month = 1, day = 1, hour = 11 }, os.date("!%Y-%m-%d %H:%M:%S", 0), os.date("!%c", 86400), os.date("!%x %X %p %A %B %j %U %w %y %%", 1e9 // 1 | 0))
local d = os.date("!*t", 1000000000)
print(d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst)
print(os.date("!%d/%m/%y", 951782400), os.date("!%H", 3600 * 5), os.date("!%e|%D|%F|%T|%R|%n|%t|%h|%G|%V|%u", 0))
print(pcall(os.date, "%Q"))
print(pcall(os.date, "%"))
print(pcall(os.time, { year = 2000 }))
print(pcall(os.time, { year = 2000, month = "x", day = 1 }))
print(pcall(os.time, { year = 2000, month = 1.5, day = 1 }))
print(pcall(os.date, "*t", 2 ^ 60))
local t = { year = 2001, month = 14, day = 35, hour = 25, min = 61, sec = 61 }
os.time(t)
print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday)
print(os.difftime(10, 5), os.difftime(0, 1), math.type(os.time()), math.type(os.clock()), os.clock() >= 0, os.time() > 1600000000, pcall(os.difftime))
print(os.getenv "SURELY_NOT_SET_VARIABLE", type(os.getenv "PATH"), type(os.tmpname))
local a = os.tmpname()
local b = a .. ".renamed"
print(os.rename(a, b), io.open(a) == nil, os.remove(b), (select(3, os.rename("/nonexistent/a", "/nonexistent/b"))))
print(os.execute() ~= nil, os.execute "exit 3", os.execute "true", os.execute "kill -9 $$")
print(os.setlocale(), os.setlocale "C", os.setlocale("xx_YY"), os.setlocale(nil, "numeric"), pcall(os.setlocale, "C", "bogus"))

--> 3600	1970-01-01 00:00:00	Fri Jan  2 00:00:00 1970	09/09/01 01:46:40 AM Sunday September 252 36 0 01 %
--> 2001	9	9	1	46	40	1	252	false
--> 29/02/00	05	 1|01/01/70|1970-01-01|00:00:00|00:00|
--> |	|Jan|1970|01|4
--> false	bad argument #1 to 'os.date' (invalid conversion specifier '%Q')
--> false	bad argument #1 to 'os.date' (invalid conversion specifier '%')
--> false	field 'month' missing in date table
--> false	field 'month' is not an integer
--> false	field 'month' is not an integer
--> false	date result cannot be represented in this installation
--> 2002	3	8	2	2	1	6	67
--> 5.0	-1.0	integer	float	true	true	false	bad argument #1 to 'os.difftime' (number expected, got no value)
--> nil	string	function
--> true	true	true	2
--> true	nil	true	nil	signal	9
--> C	C	nil	C	false	bad argument #2 to 'os.setlocale' (invalid option 'bogus')
