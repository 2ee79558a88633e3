// A binary heap over any type with an order given as a function; iterating it takes everything out.
class Heap<T> {
	final items:Array<T> = [];
	final before:(T, T) -> Bool;

	public var length(get, never):Int;

	public function new(before:(T, T) -> Bool) {
		this.before = before;
	}

	inline function get_length():Int
		return items.length;

	function swap(a:Int, b:Int):Void {
		var held = items[a];
		items[a] = items[b];
		items[b] = held;
	}

	public function add(item:T):Void {
		var at = items.push(item) - 1;
		while (at > 0) {
			var parent = (at - 1) >> 1;
			if (!before(items[at], items[parent]))
				break;
			swap(at, parent);
			at = parent;
		}
	}

	public function take():Null<T> {
		if (items.length == 0)
			return null;
		swap(0, items.length - 1);
		var top = items.pop();
		var at = 0;
		while (true) {
			var best = at;
			for (child in (2 * at + 1)...(2 * at + 3)) {
				if (child < items.length && before(items[child], items[best]))
					best = child;
			}
			if (best == at)
				return top;
			swap(at, best);
			at = best;
		}
	}

	public function iterator():Iterator<T> {
		return {hasNext: () -> items.length > 0, next: take};
	}
}
