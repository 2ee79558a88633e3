-- What the compiler says, and near which token.
for _, src in ipairs {
  "x =", "x = = 1", "for i = 1 do end", "for i in do end", "for 1 = 1, 2 do end", "if x then", "if x do end", "while x then end",
  "function f( end", "function f(a,) end", "function f(..., a) end", "local function end", "return return", "f(", "f(1,", "a.1 = 2", "a.b:c = 1",
  "x = }", "x = {1, 2", "x = {a = }", "local 1", "x + 1", "f() = 1", "(a) = 1", "a, b + 1 = 1", "repeat x = 1", "until x", "else", "end",
  "x = 'a' 'b'", "goto 1", "::a", "local x <const>", "x = function", "x = a.b.", "x = a:b", "x = ~", "x = not", "x = 1 1", "return 1,", "do", "x = @", "x = $", "x = a ? b", "x = 5 .. ", "a:b", "x = \1",
  "for a.b = 1, 2 do end", "for a, b = 1, 2 do end", "local a.b = 1", "x != y", "x = y && z", "x += 1", "--[==[", "x = '\n", "if x then\n\n\nelse\nelse end", "function f()\n\nx =", "x = function()\nfor i = 1, 2 do\n",
} do
  local f, message = load(src, "=s")
  print(f == nil and message)
end

--> s:1: unexpected symbol near <eof>
--> s:1: unexpected symbol near '='
--> s:1: ',' expected near 'do'
--> s:1: unexpected symbol near 'do'
--> s:1: <name> expected near '1'
--> s:1: 'end' expected near <eof>
--> s:1: 'then' expected near 'do'
--> s:1: 'do' expected near 'then'
--> s:1: <name> or '...' expected near 'end'
--> s:1: <name> or '...' expected near ')'
--> s:1: ')' expected near ','
--> s:1: <name> expected near 'end'
--> s:1: unexpected symbol near 'return'
--> s:1: unexpected symbol near <eof>
--> s:1: unexpected symbol near <eof>
--> s:1: syntax error near '.1'
--> s:1: function arguments expected near '='
--> s:1: unexpected symbol near '}'
--> s:1: '}' expected near <eof>
--> s:1: unexpected symbol near '}'
--> s:1: <name> expected near '1'
--> s:1: syntax error near '+'
--> s:1: syntax error near '='
--> s:1: syntax error near '='
--> s:1: '=' expected near '+'
--> s:1: 'until' expected near <eof>
--> s:1: <eof> expected near 'until'
--> s:1: <eof> expected near 'else'
--> s:1: <eof> expected near 'end'
--> s:1: unexpected symbol near ''b''
--> s:1: <name> expected near '1'
--> s:1: '::' expected near <eof>
--> false
--> s:1: '(' expected near <eof>
--> s:1: <name> expected near <eof>
--> s:1: function arguments expected near <eof>
--> s:1: unexpected symbol near <eof>
--> s:1: unexpected symbol near <eof>
--> s:1: unexpected symbol near '1'
--> s:1: unexpected symbol near <eof>
--> s:1: 'end' expected near <eof>
--> s:1: unexpected symbol near '@'
--> s:1: unexpected symbol near '$'
--> s:1: unexpected symbol near '?'
--> s:1: unexpected symbol near <eof>
--> s:1: function arguments expected near <eof>
--> s:1: unexpected symbol near '<\1>'
--> s:1: '=' or 'in' expected near '.'
--> s:1: 'in' expected near '='
--> s:1: unexpected symbol near '.'
--> s:1: syntax error near '!'
--> s:1: unexpected symbol near '&'
--> s:1: syntax error near '+'
--> s:1: unfinished long comment (starting at line 1) near <eof>
--> s:1: unfinished string near '''
--> s:5: 'end' expected (to close 'if' at line 1) near 'else'
--> s:3: unexpected symbol near <eof>
--> s:3: 'end' expected (to close 'for' at line 2) near <eof>
