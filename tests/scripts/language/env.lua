-- _ENV is a variable like any other, globals are its fields.
x = 1
print(x, _G.x, _ENV.x, _ENV == _G)
do local _ENV = { print = print } y = 2 print(y, x, _ENV.y) end
print(y)
local function sandbox() local _ENV <const> = { tostring = tostring } z = 3 return tostring(z), _ENV end
local s, e = sandbox()
print(s, e.z, z)
local f = load("a = 1; return a, b", "chunk", "t", { b = 5 })
print(f())
print(a)
local function get(_ENV) return name end
print(get { name = "param" })
local env = setmetatable({}, { __index = _G, __newindex = function(t, k, v) print("set", k, v) rawset(t, k, v) end })
load("g = 10; print(g)", "c", "t", env)()
print(rawget(_G, "g"))
print(pcall(function() local _ENV = nil; return q end))
print(pcall(function() local _ENV = {}; return q.r end))
_G["weird name"] = 5
print(_G["weird name"], _ENV["weird name"])
local up = function() return x end
x = 2
print(up())
for _, name in ipairs { "_G", "_VERSION", "assert", "collectgarbage", "coroutine", "debug", "dofile", "error", "getmetatable", "io", "ipairs", "load", "loadfile", "math", "next", "os", "package", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "require", "select", "setmetatable", "string", "table", "tonumber", "tostring", "type", "utf8", "warn", "xpcall" } do io.write(name, "=", type(_G[name]), " ") end
print()
print(_VERSION)

--> 1	1	1	true
--> 2	nil	2
--> nil
--> 3	3	nil
--> 1	5
--> nil
--> param
--> set	g	10
--> 10
--> nil
--> false	env.lua:17: attempt to index a nil value (local '_ENV')
--> false	env.lua:18: attempt to index a nil value (global 'q')
--> 5	5
--> 2
--> _G=table _VERSION=string assert=function collectgarbage=function coroutine=table debug=table dofile=function error=function getmetatable=function io=table ipairs=function load=function loadfile=function math=table next=function os=table package=table pairs=function pcall=function print=function rawequal=function rawget=function rawlen=function rawset=function require=function select=function setmetatable=function string=table table=table tonumber=function tostring=function type=function utf8=table warn=function xpcall=function 
--> Lua 5.4
