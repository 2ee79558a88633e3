// The cheapest way through a map of digits (steps' costs) and walls, by A*; checked by relaxation.
typedef Place = {x:Int, y:Int}

class Maze {
	final rows:Array<String>;
	final width:Int;
	final height:Int;

	public function new(text:String) {
		rows = text.split("/");
		height = rows.length;
		width = rows[0].length;
	}

	function cost(x:Int, y:Int):Null<Int> {
		if (x < 0 || y < 0 || x >= width || y >= height || rows[y].charAt(x) == "#")
			return null;
		return Std.parseInt(rows[y].charAt(x));
	}

	function neighbours(place:Place):Array<Place> {
		return [{x: 1, y: 0}, {x: 0, y: 1}, {x: -1, y: 0}, {x: 0, y: -1}]
			.map(d -> {x: place.x + d.x, y: place.y + d.y})
			.filter(p -> cost(p.x, p.y) != null);
	}

	inline function key(p:Place):Int
		return p.y * width + p.x;

	/** The cost of the cheapest way from corner to corner and its length, or null. **/
	public function walk():Null<{cost:Int, steps:Int}> {
		var known = [0 => 0];
		var from = new Map<Int, Place>();
		var closed = new Map<Int, Bool>();
		var open = new Heap<{guess:Int, place:Place}>((a, b) -> a.guess != b.guess ? a.guess < b.guess : key(a.place) < key(b.place));
		open.add({guess: width + height - 2, place: {x: 0, y: 0}});
		for (best in open) {
			var place = best.place;
			if (closed.exists(key(place)))
				continue;
			closed[key(place)] = true;
			if (place.x == width - 1 && place.y == height - 1)
				return {cost: known[key(place)], steps: stepsTo(place, from)};
			for (next in neighbours(place)) {
				var total = known[key(place)] + cost(next.x, next.y);
				if (known.exists(key(next)) && known[key(next)] <= total)
					continue;
				known[key(next)] = total;
				from[key(next)] = place;
				open.add({guess: total + width - 1 - next.x + height - 1 - next.y, place: next});
			}
		}
		return null;
	}

	function stepsTo(place:Place, from:Map<Int, Place>):Int {
		var steps = 0;
		while (from.exists(key(place))) {
			place = from[key(place)];
			steps++;
		}
		return steps;
	}

	/** The same cost, found by relaxing every field until nothing changes. **/
	public function relaxed():Null<Int> {
		var best:Array<Null<Int>> = [for (_ in 0...width * height) null];
		best[0] = 0;
		var changed = true;
		while (changed) {
			changed = false;
			for (y in 0...height)
				for (x in 0...width) {
					var own = cost(x, y);
					if (own == null)
						continue;
					for (n in neighbours({x: x, y: y})) {
						var via = best[key(n)];
						if (via != null && (best[key({x: x, y: y})] == null || best[key({x: x, y: y})] > via + own)) {
							best[key({x: x, y: y})] = via + own;
							changed = true;
						}
					}
				}
		}
		return best[width * height - 1];
	}
}
