// Carries out one command a line: sudokus, mazes, formulas, payments, words. usage: Main INPUT
import Accounts.Bank;
import Expression;

using StringTools;
using Lambda;
using Main.Words;

enum Command {
	Solve(text:String);
	Walk(text:String);
	Derive(text:String);
	Pay(owner:String, amount:String);
	Transfer(from:String, to:String, amount:String);
	Note(words:Array<String>);
	Unknown(what:String);
}

class Words {
	public static function backwards(word:String):String {
		var letters = word.split("");
		letters.reverse();
		return letters.join("");
	}

	public static function rotated(word:String, by:Int):String {
		var out = new StringBuf();
		for (i in 0...word.length) {
			var c = word.fastCodeAt(i);
			out.addChar(c >= "a".code && c <= "z".code ? (c - "a".code + by) % 26 + "a".code : c);
		}
		return out.toString();
	}
}

class Main {
	static final bank = new Bank();
	static final words = new Map<String, Int>();
	static final byLength = new Map<Int, Array<String>>();

	static function command(line:String):Command {
		var parts = line.trim().split(" ").filter(part -> part != "");
		return switch parts {
			case ["sudoku", text]: Solve(text);
			case ["maze", text]: Walk(text);
			case ["pay", owner, amount]: Pay(owner, amount);
			case ["transfer", from, to, amount] if (from != to): Transfer(from, to, amount);
			case _ if (parts[0] == "derive"): Derive(parts.slice(1).join(" "));
			case _ if (parts[0] == "note"): Note(parts.slice(1));
			case _: Unknown(parts.length == 0 ? "nothing" : parts[0]);
		}
	}

	static function carryOut(command:Command):String {
		return switch command {
			case Solve(text):
				var sudoku = new Sudoku(text);
				var solution = sudoku.solve();
				solution == null ? "no solution" : '$solution after ${sudoku.guesses} guesses';
			case Walk(text):
				var maze = new Maze(text), way = maze.walk(), cost = maze.relaxed();
				Checks.that((way == null) == (cost == null) && (way == null || way.cost == cost), "both ways cost the same");
				way == null ? "no way" : 'cost ${way.cost}, ${way.steps} steps';
			case Derive(text): derive(text);
			case Pay(owner, amount): bank.pay(owner, amount);
			case Transfer(from, to, amount): bank.transfer(from, to, amount);
			case Note(list): note(list);
			case Unknown(what): throw new haxe.Exception('unknown command $what');
		}
	}

	static function derive(text:String):String {
		var e = Parser.parse(text);
		var derived = Algebra.simplify(Algebra.derivative(e, "x"));
		var here = ["x" => 1.75, "y" => 3.0];
		var simple = Algebra.simplify(e);
		Checks.that(Math.abs(Algebra.value(e, here) - Algebra.value(simple, here)) < 1e-9, "simplifying keeps the value");
		var step = 1e-6;
		var near = ["x" => 1.75 + step, "y" => 3.0];
		var slope = (Algebra.value(e, near) - Algebra.value(e, here)) / step;
		var exact = Algebra.value(derived, here);
		Checks.that(Math.abs(slope - exact) < 1e-3 * (1 + Math.abs(exact)), 'the slope of $text');
		return '${Algebra.show(derived)} = ${Checks.thousandths(exact)}';
	}

	static function note(list:Array<String>):String {
		for (word in list) {
			Checks.that(word.backwards().backwards() == word, "twice backwards");
			Checks.that(word.rotated(9).rotated(17) == word, "around the alphabet");
			words[word] = (words.exists(word) ? words[word] : 0) + 1;
			var same = byLength.exists(word.length) ? byLength[word.length] : (byLength[word.length] = []);
			if (same.indexOf(word) < 0)
				same.push(word);
		}
		var longest = list.fold((word, best:String) -> word.length > best.length ? word : best, "");
		return '${longest.toUpperCase()} ${longest.rotated(13)} ${list.map(Words.backwards).join("-").substr(0, 30)}';
	}

	static function summary():Void {
		for (owner in bank.owners())
			Sys.println('$owner ${bank.balanceOf(owner)}');
		var counted = [for (word => n in words) {word: word, n: n}];
		counted.sort((a, b) -> a.n != b.n ? b.n - a.n : Reflect.compare(a.word, b.word));
		for (entry in counted.slice(0, 15))
			Sys.println('${entry.word.rpad(" ", 12)}${entry.n}');
		var lengths = [for (length in byLength.keys()) length];
		lengths.sort((a, b) -> a - b);
		Sys.println(lengths.map(length -> '$length:${byLength[length].length}').join(" "));
		Sys.println('${bank.refused} payments refused');
	}

	static function main():Void {
		var lines = sys.io.File.getContent(Sys.args()[0]).split("\n");
		var outcomes = new Map<String, Int>();
		for (number => line in lines) {
			if (line == "")
				continue;
			var kind = "fine", said = "";
			try {
				said = carryOut(command(line));
			} catch (fault:SyntaxFault) {
				kind = "syntax";
				said = fault.message;
				Checks.that(fault.column >= 0 && fault.column < line.length, "the column is in the line");
			} catch (text:String) {
				kind = text;
				said = "stopped: " + text;
			} catch (contradiction:haxe.ValueException) {
				kind = "contradiction";
				said = 'contradiction at ${contradiction.value}';
			} catch (other:haxe.Exception) {
				kind = "other";
				said = other.message;
			}
			outcomes[kind] = (outcomes.exists(kind) ? outcomes[kind] : 0) + 1;
			Sys.println('${number + 1} $said');
		}
		summary();
		var kinds = [for (kind in outcomes.keys()) kind];
		kinds.sort(Reflect.compare);
		Sys.println(kinds.map(kind -> '$kind ${outcomes[kind]}').join(", "));
		Sys.println('${Checks.count} assertions');
	}
}
