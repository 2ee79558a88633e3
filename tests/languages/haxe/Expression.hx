// Expressions as an enum: parsing, printing, differentiating and simplifying by pattern matching.
using StringTools;

enum Expression {
	Number(value:Float);
	Variable(name:String);
	Negative(of:Expression);
	Binary(operation:Operation, left:Expression, right:Expression);
}

enum abstract Operation(String) to String {
	var Plus = "+";
	var Minus = "-";
	var Times = "*";
	var Over = "/";
}

class SyntaxFault extends haxe.Exception {
	public final column:Int;

	public function new(what:String, column:Int) {
		super('$what in column ${column + 1}');
		this.column = column;
	}
}

class Parser {
	final text:String;
	var at = 0;

	public function new(text:String) {
		this.text = text;
	}

	public static function parse(text:String):Expression {
		var parser = new Parser(text);
		var result = parser.sum();
		if (parser.peek() != "")
			throw new SyntaxFault('unexpected ${parser.peek()}', parser.at);
		return result;
	}

	function peek():String {
		while (at < text.length && text.isSpace(at))
			at++;
		return text.charAt(at);
	}

	function sum():Expression {
		var left = product();
		while (true) {
			var operation = switch peek() {
				case "+": Plus;
				case "-": Minus;
				case _: return left;
			}
			at++;
			left = Binary(operation, left, product());
		}
	}

	function product():Expression {
		var left = factor();
		while (true) {
			var operation = switch peek() {
				case "*": Times;
				case "/": Over;
				case _: return left;
			}
			at++;
			left = Binary(operation, left, factor());
		}
	}

	function factor():Expression {
		var c = peek();
		if (c == "-") {
			at++;
			return Negative(factor());
		}
		if (c == "(") {
			at++;
			var inner = sum();
			if (peek() != ")")
				throw new SyntaxFault("no )", at);
			at++;
			return inner;
		}
		var start = at;
		while (at < text.length && "0123456789.".indexOf(text.charAt(at)) >= 0)
			at++;
		if (at > start)
			return Number(Std.parseFloat(text.substring(start, at)));
		if (c >= "a" && c <= "z") {
			at++;
			return Variable(c);
		}
		throw new SyntaxFault(c == "" ? "nothing" : 'unexpected $c', at);
	}
}

class Algebra {
	public static function show(e:Expression):String {
		return switch e {
			case Number(value): Checks.thousandths(value);
			case Variable(name): name;
			case Negative(of): '-${show(of)}';
			case Binary(operation, left, right): '(${show(left)} $operation ${show(right)})';
		}
	}

	public static function value(e:Expression, variables:Map<String, Float>):Float {
		return switch e {
			case Number(value): value;
			case Variable(name) if (variables.exists(name)): variables[name];
			case Variable(name): throw 'no value for $name';
			case Negative(of): -value(of, variables);
			case Binary(operation, left, right):
				var a = value(left, variables), b = value(right, variables);
				switch operation {
					case Plus: a + b;
					case Minus: a - b;
					case Times: a * b;
					case Over if (b == 0): throw "division by zero";
					case Over: a / b;
				}
		}
	}

	public static function simplify(e:Expression):Expression {
		return switch e {
			case Negative(of):
				switch simplify(of) {
					case Number(value): Number(-value);
					case Negative(inner): inner;
					case other: Negative(other);
				}
			case Binary(operation, left, right):
				switch [operation, simplify(left), simplify(right)] {
					case [Over, a, Number(0)]: Binary(Over, a, Number(0));
					case [_, Number(a), Number(b)]: Number(value(Binary(operation, Number(a), Number(b)), []));
					case [Plus, Number(0), x] | [Plus | Minus, x, Number(0)] | [Times, Number(1), x] | [Times | Over, x, Number(1)]: x;
					case [Times, Number(0), _] | [Times, _, Number(0)]: Number(0);
					case [Minus, Number(0), x]: simplify(Negative(x));
					case [_, a, b]: Binary(operation, a, b);
				}
			case _: e;
		}
	}

	public static function derivative(e:Expression, by:String):Expression {
		return switch e {
			case Number(_): Number(0);
			case Variable(name): Number(name == by ? 1 : 0);
			case Negative(of): Negative(derivative(of, by));
			case Binary(operation = Plus | Minus, left, right): Binary(operation, derivative(left, by), derivative(right, by));
			case Binary(Times, left, right): Binary(Plus, Binary(Times, derivative(left, by), right), Binary(Times, left, derivative(right, by)));
			case Binary(Over, left, right):
				var top = Binary(Minus, Binary(Times, derivative(left, by), right), Binary(Times, left, derivative(right, by)));
				Binary(Over, top, Binary(Times, right, right));
			case Binary(_, _, _): throw "unknown operation";
		}
	}
}
