-- debug.getinfo of functions and levels: every field, activelines, names given by the caller.
local function fields(t)
  local keys = {}
  for k, v in pairs(t) do
    if type(v) ~= "function" and type(v) ~= "table" then keys[#keys + 1] = k .. "=" .. tostring(v) end
  end
  table.sort(keys)
  return table.concat(keys, " ")
end
local function lines(f)
  local keys = {}
  for k in pairs(debug.getinfo(f, "L").activelines) do keys[#keys + 1] = k end
  table.sort(keys)
  return table.concat(keys, " ")
end
local function f(a, b)
  local c = a
  if c then
    return b
  end

  return c
end
print(fields(debug.getinfo(f)))
print(fields(debug.getinfo(print)))
print(fields(debug.getinfo(1)))
print(lines(f), lines(function() end), lines(function(...)
  return ...
end))
print(debug.getinfo(print, "L").activelines)
for _, o in ipairs { "n", "S", "l", "u", "t", "r", "f", "L", "nSl", "" } do
  io.write(o, ": ", fields(debug.getinfo(f, o)), "\n")
end
print(debug.getinfo(f, "f").func == f, debug.getinfo(1, "f").func ~= nil)
print(pcall(debug.getinfo, f, ">S"))
print(pcall(debug.getinfo, f, "Sx"))
print(pcall(debug.getinfo))
print(pcall(debug.getinfo, {}))
print(debug.getinfo(50), debug.getinfo(-1), pcall(debug.getinfo, 1.5))
local chunk = load("return debug.getinfo(1)", "=given")
print(fields(chunk()))
chunk = load("local x\nreturn debug.getinfo(1)", "a text\nof two lines")
print(fields(chunk()))
chunk = load(string.dump(load("local x = 1\nlocal function f() return x end return debug.getinfo(1), f", "@name"), true))
local i, g = chunk()
print(fields(i))
print(fields(debug.getinfo(g)), next(debug.getinfo(g, "L").activelines))
local t = { field = function() return debug.getinfo(1, "n") end }
function t:method() return debug.getinfo(1, "n") end
function globalfunction() return debug.getinfo(1, "n") end
local function name(i) return i.namewhat, i.name end
local function get() return debug.getinfo(1, "n") end
print(name((t.field())))
print(name((t:method())))
print(name((globalfunction())))
print(name((get())))
print(name((t["field"]())))
local function tail() return get() end
print(name((tail())))
print(name((pcall(get) and select(2, pcall(get)))))
local function iterator() local i = debug.getinfo(1, "n") return i end
for i in iterator do print(name(i)) break end
local seen
local events = setmetatable({}, { __index = function(_, k) seen = debug.getinfo(1, "n") return k end })
for _, m in ipairs { "add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr",
  "bnot", "concat", "len", "eq", "lt", "le", "index", "newindex", "call", "close" } do
  getmetatable(events)["__" .. m] = function() seen = debug.getinfo(1, "n") return 1 end
end
local other = setmetatable({}, getmetatable(events))
for _, op in ipairs { "e + 1", "1 - e", "e * e", "e / 1", "e % 1", "e ^ 1", "-e", "e // 1", "e & 1", "e | 1", "e ~ 1",
  "e << 1", "e >> 1", "~e", "e .. 'x'", "#e", "e == o", "e < o", "e <= o", "e > o", "e >= o", "e.x", "e[1]", "e:m()",
  "e()" } do
  seen = nil
  pcall(load("local e, o = ... ; local r = " .. op .. " ; return r"), events, other)
  print(op, name(seen or {}))
end
events.x = 1
print("newindex", name(seen))
do local c <close> = events end
print("close", name(seen))

--> currentline=-1 ftransfer=0 istailcall=false isvararg=false lastlinedefined=23 linedefined=16 namewhat= nparams=2 ntransfer=0 nups=0 short_src=debug_functions.lua source=@debug_functions.lua what=Lua
--> currentline=-1 ftransfer=0 istailcall=false isvararg=true lastlinedefined=-1 linedefined=-1 namewhat= nparams=0 ntransfer=0 nups=0 short_src=[C] source==[C] what=C
--> currentline=26 ftransfer=0 istailcall=false isvararg=true lastlinedefined=0 linedefined=0 namewhat= nparams=0 ntransfer=0 nups=1 short_src=debug_functions.lua source=@debug_functions.lua what=main
--> 17 18 19 22 23	27	28 29
--> nil
--> n: namewhat=
--> S: lastlinedefined=23 linedefined=16 short_src=debug_functions.lua source=@debug_functions.lua what=Lua
--> l: currentline=-1
--> u: isvararg=false nparams=2 nups=0
--> t: istailcall=false
--> r: ftransfer=0 ntransfer=0
--> f: 
--> L: 
--> nSl: currentline=-1 lastlinedefined=23 linedefined=16 namewhat= short_src=debug_functions.lua source=@debug_functions.lua what=Lua
--> : 
--> true	true
--> false	bad argument #2 to 'debug.getinfo' (invalid option '>')
--> false	bad argument #2 to 'debug.getinfo' (invalid option)
--> false	bad argument #1 to 'debug.getinfo' (number expected, got no value)
--> false	bad argument #1 to 'debug.getinfo' (number expected, got table)
--> nil	nil	false	bad argument #1 to 'debug.getinfo' (number has no integer representation)
--> currentline=1 ftransfer=0 istailcall=false isvararg=true lastlinedefined=0 linedefined=0 name=chunk namewhat=local nparams=0 ntransfer=0 nups=1 short_src=given source==given what=main
--> currentline=2 ftransfer=0 istailcall=false isvararg=true lastlinedefined=0 linedefined=0 name=chunk namewhat=local nparams=0 ntransfer=0 nups=1 short_src=[string "a text..."] source=a text
--> of two lines what=main
--> currentline=-1 ftransfer=0 istailcall=false isvararg=true lastlinedefined=0 linedefined=0 name=chunk namewhat=local nparams=0 ntransfer=0 nups=1 short_src=? source==? what=main
--> currentline=-1 ftransfer=0 istailcall=false isvararg=false lastlinedefined=2 linedefined=2 namewhat= nparams=0 ntransfer=0 nups=1 short_src=? source==? what=Lua	nil
--> field	field
--> method	method
--> global	globalfunction
--> local	get
--> field	field
--> 	nil
--> 	nil
--> for iterator	for iterator
--> e + 1	metamethod	add
--> 1 - e	metamethod	sub
--> e * e	metamethod	mul
--> e / 1	metamethod	div
--> e % 1	metamethod	mod
--> e ^ 1	metamethod	pow
--> -e	metamethod	unm
--> e // 1	metamethod	idiv
--> e & 1	metamethod	band
--> e | 1	metamethod	bor
--> e ~ 1	metamethod	bxor
--> e << 1	metamethod	shl
--> e >> 1	metamethod	shr
--> ~e	metamethod	bnot
--> e .. 'x'	metamethod	concat
--> #e	metamethod	len
--> e == o	metamethod	eq
--> e < o	metamethod	lt
--> e <= o	metamethod	le
--> e > o	metamethod	lt
--> e >= o	metamethod	le
--> e.x	metamethod	index
--> e[1]	metamethod	index
--> e:m()	metamethod	index
--> e()	local	e
--> newindex	metamethod	newindex
--> close	metamethod	close
