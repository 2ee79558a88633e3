-- os.date and os.time: every specifier that does not depend on place, normalisation, refused input.
local t = 86400 * 365 * 30 + 12345
for c in ("aAbBCdDeFgGhHIjmMnprRStTuUVwWxXyY%"):gmatch(".") do
  io.write(c, "=", (os.date("!%" .. c, t):gsub("[\n\t]", "\\")), " ")
end
print()
print(os.date("!%c", 0), os.date("!%Ec %EC %Ex %EX %Ey %EY", 0))
print(os.date("!%Od %Oe %OH %OI %Om %OM %OS %Ou %OU %OV %Ow %OW %Oy", t))
print(os.date("!plain text %% 100"), os.date("!", 0) == "", #os.date("!a\0b%Y", 0))
print(pcall(os.date, "%Ez", 0))
print(pcall(os.date, "%", 0))
print(pcall(os.date, "x%9y rest", 0))
print(pcall(os.date, "%E", 0))
print(pcall(os.date, "%O", 0))
print(pcall(os.date, "%Ea", 0))
print(pcall(os.date, "*t", 2 ^ 60))
print(pcall(os.date, "!%Y", 1.5))
print(pcall(os.date, "!%Y", "x"))
local d = os.date("!*t", t)
local keys = {}
for k, v in pairs(d) do keys[#keys + 1] = k .. "=" .. tostring(v) end
table.sort(keys)
print(table.concat(keys, " "))
print(os.date("!%Y-%m-%d", -1), os.date("!%F", 253402300800))
local function normal(fields)
  local n = os.time(fields)
  return string.format("%04d-%02d-%02d %02d:%02d:%02d %d %d", fields.year, fields.month, fields.day,
    fields.hour, fields.min, fields.sec, fields.yday, fields.wday), math.type(n)
end
print(normal { year = 2024, month = 14, day = -3, hour = 30, min = 70, sec = -5 })
print(normal { year = 2023, month = 2, day = 29 })
print(normal { year = "2023", month = "2", day = 1.0, hour = 0 })
print(os.time { year = 2024, month = 1, day = 2 } - os.time { year = 2024, month = 1, day = 1, hour = 12 })
local function try(t) print(pcall(os.time, t)) end
try { year = 2024, month = 1 }
try { month = 1, day = 1 }
try { year = 2024, month = "x", day = 1 }
try { year = 2024, month = 1.5, day = 1 }
try { year = 2024, month = 1, day = {} }
try { year = 1 << 40, month = 1, day = 1 }
try { year = 2024, month = -(1 << 40), day = 1 }
try { year = math.mininteger, month = 1, day = 1 }
try { year = math.maxinteger, month = 1, day = 1 }
try(12)
print(pcall(os.difftime))
print(pcall(os.difftime, 1))
print(os.difftime(10, 4), math.type(os.time()), os.clock() >= 0, math.type(os.clock()))
local mt = setmetatable({}, { __index = { year = 2000, month = 1, day = 1, hour = 0 } })
print(os.time(mt) == os.time { year = 2000, month = 1, day = 1, hour = 0 }, rawget(mt, "yday"))

--> a=Sat A=Saturday b=Dec B=December C=19 d=25 D=12/25/99 e=25 F=1999-12-25 g=99 G=1999 h=Dec H=03 I=03 j=359 m=12 M=25 n=\ p=AM r=03:25:45 AM R=03:25 S=45 t=\ T=03:25:45 u=6 U=51 V=51 w=6 W=51 x=12/25/99 X=03:25:45 y=99 Y=1999 %=% 
--> Thu Jan  1 00:00:00 1970	Thu Jan  1 00:00:00 1970 19 01/01/70 00:00:00 70 1970
--> 25 25 03 03 12 25 45 6 51 51 6 51 99
--> plain text % 100	true	7
--> false	bad argument #1 to 'os.date' (invalid conversion specifier '%Ez')
--> false	bad argument #1 to 'os.date' (invalid conversion specifier '%')
--> false	bad argument #1 to 'os.date' (invalid conversion specifier '%9y rest')
--> false	bad argument #1 to 'os.date' (invalid conversion specifier '%E')
--> false	bad argument #1 to 'os.date' (invalid conversion specifier '%O')
--> false	bad argument #1 to 'os.date' (invalid conversion specifier '%Ea')
--> false	date result cannot be represented in this installation
--> false	bad argument #2 to 'os.date' (number has no integer representation)
--> false	bad argument #2 to 'os.date' (number expected, got string)
--> day=25 hour=3 isdst=false min=25 month=12 sec=45 wday=7 yday=359 year=1999
--> 1969-12-31	10000-01-01
--> 2025-01-29 07:09:55 29 4	integer
--> 2023-03-01 12:00:00 60 4	integer
--> 2023-02-01 00:00:00 32 4	integer
--> 86400
--> false	field 'day' missing in date table
--> false	field 'year' missing in date table
--> false	field 'month' is not an integer
--> false	field 'month' is not an integer
--> false	field 'day' is not an integer
--> false	field 'year' is out-of-bound
--> false	field 'month' is out-of-bound
--> false	field 'year' is out-of-bound
--> false	field 'year' is out-of-bound
--> false	bad argument #1 to 'os.time' (table expected, got number)
--> false	bad argument #1 to 'os.difftime' (number expected, got no value)
--> false	bad argument #2 to 'os.difftime' (number expected, got no value)
--> 6.0	integer	true	float
--> true	1
