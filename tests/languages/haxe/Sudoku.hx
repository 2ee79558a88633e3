// Sudoku by sets of candidates as bits: the cell with the fewest first, going back by a saved copy.
class Sudoku {
	final cells:Array<Int>; // bit d: digit d + 1 is possible here

	public var guesses(default, null) = 0;

	static final peers:Array<Array<Int>> = [
		for (cell in 0...81) [
			for (other in 0...81)
				if (other != cell && (sameUnit(cell, other))) other
		]
	];

	static function sameUnit(a:Int, b:Int):Bool {
		var rowA = Std.int(a / 9), rowB = Std.int(b / 9), columnA = a % 9, columnB = b % 9;
		return rowA == rowB || columnA == columnB
			|| (Std.int(rowA / 3) == Std.int(rowB / 3) && Std.int(columnA / 3) == Std.int(columnB / 3));
	}

	public function new(text:String) {
		cells = [for (_ in 0...81) 0x1ff];
		for (cell => code in new haxe.iterators.StringKeyValueIterator(text)) {
			if (code >= "1".code && code <= "9".code && !set(cells, cell, 1 << (code - "1".code)))
				throw new haxe.ValueException(cell);
		}
	}

	static function single(bits:Int):Bool
		return bits & (bits - 1) == 0;

	static function set(cells:Array<Int>, cell:Int, bit:Int):Bool {
		if (cells[cell] & bit == 0)
			return false;
		cells[cell] = bit;
		for (peer in peers[cell]) {
			if (cells[peer] & bit == 0)
				continue;
			cells[peer] &= ~bit;
			if (cells[peer] == 0 || (single(cells[peer]) && !set(cells, peer, cells[peer])))
				return false;
		}
		return true;
	}

	static function count(bits:Int):Int {
		var n = 0;
		while (bits != 0) {
			bits &= bits - 1;
			n++;
		}
		return n;
	}

	function search(state:Array<Int>):Null<Array<Int>> {
		var best = -1, fewest = 10;
		for (cell => bits in state) {
			var n = count(bits);
			if (n > 1 && n < fewest) {
				best = cell;
				fewest = n;
			}
		}
		if (best < 0)
			return state;
		for (digit in 0...9) {
			if (state[best] & (1 << digit) == 0)
				continue;
			guesses++;
			var copy = state.copy();
			var found = set(copy, best, 1 << digit) ? search(copy) : null;
			if (found != null)
				return found;
		}
		return null;
	}

	/** The solution's digits, or null. **/
	public function solve():Null<String> {
		var solved = search(cells);
		if (solved == null)
			return null;
		for (cell => bits in solved) {
			Checks.that(single(bits), "one digit a cell");
			for (peer in peers[cell])
				Checks.that(solved[peer] != bits, "no digit twice");
		}
		return [for (bits in solved) Std.string(count(bits - 1) + 1)].join("");
	}
}
