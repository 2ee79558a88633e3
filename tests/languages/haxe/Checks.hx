// Counted checks, and numbers printed so that every target writes them alike.
class Checks {
	public static var count(default, null) = 0;

	public static function that(condition:Bool, message:String):Void {
		count++;
		if (!condition)
			throw new haxe.Exception('check failed: $message');
	}

	/** A float as thousandths. **/
	public static function thousandths(value:Float):String {
		var whole = Math.floor(value * 1000 + 0.5);
		return '$whole';
	}
}
