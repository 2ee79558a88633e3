-- Errors in calls of native functions: names and numbers of arguments as the caller wrote them.
local function try(text, ...)
  local f = assert(load(text, "=t"))
  print(select(2, pcall(f, ...)))
end
try "string.rep()"
try "('x'):rep()"
try "('x'):rep({})"
try "local s = string.rep s('x', true)"
try "local t = { f = string.rep } t.f('x', true)"
try "local s = setmetatable({}, { __index = string }) s:rep(2)"
try "io.stdout.write(1)"
try "io.stdout:seek(1)"
try "setmetatable(1, {})"
try "setmetatable({})"
try "setmetatable({}, 1)"
try "setmetatable(setmetatable({}, { __metatable = 1 }), {})"
try "getmetatable()"
try "rawset({}, nil, 1)"
try "rawset({}, 0/0, 1)"
try "rawset({}, 1)"
try "rawget(1, 2)"
try "rawlen(5)"
try "rawequal(1)"
try "next({}, 'no key')"
try "next()"
try "for k in pairs() do end"
try "ipairs()"
try "select(0)"
try "select(-5, 1)"
try "select('x')"
try "tonumber()"
try "tonumber(10, 16)"
try "tonumber('10', 99)"
try "tonumber('10', '2.5')"
try "tostring()"
try "type()"
try "assert()"
try "assert(false, nil)"
try "error()"
try "error(nil)"
try "error('m', 2)"
try "error(setmetatable({}, { __tostring = function() return 'obj' end }))"
try "xpcall()"
try "xpcall(print, nil)"
try "pcall()"
try "load()"
try "load({})"
try "load('x', {})"
try "print(load('x ='))"
try "print(load('return 1', 'n', 'b'))"
try "print(load(string.dump(function() end), 'n', 't'))"
try "local n = 0 print(load(function() n = n + 1 return n < 5 and n or nil end))"
try "print(load(function() return {} end))"
try "print(load(function() error('in reader') end))"
try "print(load(function() error({}) end) == nil)"
try "collectgarbage('bad')"
try "collectgarbage('step', 'x')"
try "coroutine.resume(1)"
try "coroutine.create(1)"
try "coroutine.wrap()"
try "coroutine.status()"
try "coroutine.close(coroutine.running())"
try "coroutine.yield()"
try "coroutine.wrap(function() error('inside') end)()"
try "print(pcall(coroutine.wrap(function() error({}) end)) == false)"
try "local f = coroutine.wrap(function() end) f() f()"
try "require()"
try "package.path = './?.lua;./?/init.lua' package.cpath = './?.so' require('no.such.module.anywhere')"
try "package.searchers = 1 require('x')"
try "debug.getinfo()"
try "warn()"
try "warn('a', {})"
try "dofile('/no/such/file')"
try "print(loadfile('/no/such/file'))"
try "string.char(1, 300)"
try "math.floor({})"
try "math.floor('x')"
try "table.concat({ {} })"
try "table.insert({}, 1, 2, 3)"

--> t:1: bad argument #1 to 'rep' (string expected, got no value)
--> t:1: bad argument #1 to 'rep' (number expected, got no value)
--> t:1: bad argument #1 to 'rep' (number expected, got table)
--> t:1: bad argument #2 to 's' (number expected, got boolean)
--> t:1: bad argument #2 to 'f' (number expected, got boolean)
--> t:1: calling 'rep' on bad self (string expected, got table)
--> t:1: bad argument #1 to 'write' (FILE* expected, got number)
--> t:1: bad argument #1 to 'seek' (invalid option '1')
--> t:1: bad argument #1 to 'setmetatable' (table expected, got number)
--> t:1: bad argument #2 to 'setmetatable' (nil or table expected, got no value)
--> t:1: bad argument #2 to 'setmetatable' (nil or table expected, got number)
--> t:1: cannot change a protected metatable
--> t:1: bad argument #1 to 'getmetatable' (value expected)
--> table index is nil
--> table index is NaN
--> t:1: bad argument #3 to 'rawset' (value expected)
--> t:1: bad argument #1 to 'rawget' (table expected, got number)
--> t:1: bad argument #1 to 'rawlen' (table or string expected, got number)
--> t:1: bad argument #2 to 'rawequal' (value expected)
--> invalid key to 'next'
--> t:1: bad argument #1 to 'next' (table expected, got no value)
--> t:1: bad argument #1 to 'pairs' (value expected)
--> t:1: bad argument #1 to 'ipairs' (value expected)
--> t:1: bad argument #1 to 'select' (index out of range)
--> t:1: bad argument #1 to 'select' (index out of range)
--> t:1: bad argument #1 to 'select' (number expected, got string)
--> t:1: bad argument #1 to 'tonumber' (value expected)
--> t:1: bad argument #1 to 'tonumber' (string expected, got number)
--> t:1: bad argument #2 to 'tonumber' (base out of range)
--> t:1: bad argument #2 to 'tonumber' (number has no integer representation)
--> t:1: bad argument #1 to 'tostring' (value expected)
--> t:1: bad argument #1 to 'type' (value expected)
--> t:1: bad argument #1 to 'assert' (value expected)
--> nil
--> nil
--> nil
--> m
--> obj
--> t:1: bad argument #2 to 'xpcall' (function expected, got no value)
--> t:1: bad argument #2 to 'xpcall' (function expected, got nil)
--> t:1: bad argument #1 to 'pcall' (value expected)
--> t:1: bad argument #1 to 'load' (function expected, got no value)
--> t:1: bad argument #1 to 'load' (function expected, got table)
--> t:1: bad argument #2 to 'load' (string expected, got table)
--> nil	[string "x ="]:1: unexpected symbol near <eof>
-->
--> nil	attempt to load a text chunk (mode is 'b')
-->
--> nil	attempt to load a binary chunk (mode is 't')
-->
--> nil	(load):1: unexpected symbol near '1234'
-->
--> nil	t:1: reader function must return a string
-->
--> nil	t:1: in reader
-->
--> true
-->
--> t:1: bad argument #1 to 'collectgarbage' (invalid option 'bad')
--> t:1: bad argument #2 to 'collectgarbage' (number expected, got string)
--> t:1: bad argument #1 to 'resume' (thread expected, got number)
--> t:1: bad argument #1 to 'create' (function expected, got number)
--> t:1: bad argument #1 to 'wrap' (function expected, got no value)
--> t:1: bad argument #1 to 'status' (thread expected, got no value)
--> t:1: cannot close a running coroutine
--> attempt to yield from outside a coroutine
--> t:1: t:1: inside
--> true
-->
--> t:1: cannot resume dead coroutine
--> t:1: bad argument #1 to 'require' (string expected, got no value)
--> t:1: module 'no.such.module.anywhere' not found:
--> 	no field package.preload['no.such.module.anywhere']
--> 	no file './no/such/module/anywhere.lua'
--> 	no file './no/such/module/anywhere/init.lua'
--> 	no file './no/such/module/anywhere.so'
--> 	no file './no.so'
--> t:1: 'package.searchers' must be a table
--> t:1: bad argument #1 to 'getinfo' (number expected, got no value)
--> t:1: bad argument #1 to 'warn' (string expected, got no value)
--> t:1: bad argument #2 to 'warn' (string expected, got table)
--> cannot open /no/such/file: No such file or directory
--> nil	cannot open /no/such/file: No such file or directory
-->
--> t:1: bad argument #2 to 'char' (value out of range)
--> t:1: bad argument #1 to 'floor' (number expected, got table)
--> t:1: bad argument #1 to 'floor' (number expected, got string)
--> t:1: invalid value (table) at index 1 in table for 'concat'
--> t:1: wrong number of arguments to 'insert'
