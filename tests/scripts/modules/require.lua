-- require: package.path, loaded, preload, searchers, arguments, errors.
package.path, package.cpath = "./lib/?.lua;./lib/?/init.lua", "./lib/?.so"
local m, where = require "simple"
print(m.name, where, require "simple" == m, select("#", require "simple"))
print(m.args[1], m.args[2])
local sub = require "pack.sub"
print(sub.name)
print(require "pack".name, package.loaded.pack ~= nil)
print(require "noreturn", package.loaded.noreturn)
print(require "returnsfalse", package.loaded.returnsfalse)
package.preload.virtual = function(...) print("preload", ...) return { v = 1 } end
print(require "virtual".v, select(2, require "virtual"))
print(pcall(require, "broken"))
print((select(2, pcall(require, "failing"))))
print(package.loaded.broken, package.loaded.failing)
print(pcall(require))
print(pcall(require, "not.there"))
package.loaded.simple = nil
print(require "simple" ~= m)
package.loaded.fake = "anything"
print(require "fake")
print(package.searchpath("simple", package.path), package.searchpath("pack.sub", package.path), package.searchpath("a.b", "?.x;?/y", ".", "+"))
print(package.searchpath("x", ""))
print(#package.searchers, package.config:sub(1, 1), type(package.cpath), type(package.loadlib), package.loaded._G == _G, package.loaded.string == string)
table.insert(package.searchers, 2, function(n) if n == "magic" then return function(a, b) return { a = a, b = b } end, "extra" end return "\n\tno magic for " .. n end)
local mg, ex = require "magic"
print(mg.a, mg.b, ex)
print((select(2, pcall(require, "gone")):match "no magic for gone"))
print(require "cyclic_a".name)
package.searchers[1] = function() error "bad searcher" end
print(pcall(require, "any"))
package.searchers = nil
print(pcall(require, "any2"))
package.path = nil

--> simple	./lib/simple.lua	true	1
--> simple	./lib/simple.lua
--> pack.sub
--> pack	true
--> true	true
--> false	false
--> preload	virtual	:preload:
--> 1
--> false	error loading module 'broken' from file './lib/broken.lua':
--> 	./lib/broken.lua:2: unexpected symbol near <eof>
--> ./lib/failing.lua:1: fails on load
--> nil	nil
--> false	bad argument #1 to 'require' (string expected, got no value)
--> false	module 'not.there' not found:
--> 	no field package.preload['not.there']
--> 	no file './lib/not/there.lua'
--> 	no file './lib/not/there/init.lua'
--> 	no file './lib/not/there.so'
--> 	no file './lib/not.so'
--> true
--> anything
--> ./lib/simple.lua	./lib/pack/sub.lua	nil	no file 'a+b.x'
--> 	no file 'a+b/y'
--> nil	no file ''
--> 4	/	string	function	true	true
--> magic	extra	extra
--> no magic for gone
--> a with b seeing a, early
--> false	require.lua:30: bad searcher
--> false	'package.searchers' must be a table
